"""What readiness and willingness are made of, and what holds staff back: all staff, each with its chart and table."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import barrier_table, scale_bars
from pipeline.publish.numbers import percent
from pipeline.publish.wording import GOES_TOGETHER, driver_sentences
from pipeline.publish.words import say

_MOST_BARRIERS: Final = 8
_THREE: Final = ("favourable", "neutral", "unfavourable")


def _scales_drawn(bundle: Bundle, narrow: bool) -> go.Figure:
    return charts.scale_bars(prepared(scale_bars, bundle), narrow=narrow)


def _barriers(bundle: Bundle) -> pd.DataFrame:
    return barrier_table(bundle).head(_MOST_BARRIERS)


def _barriers_drawn(bundle: Bundle, narrow: bool) -> go.Figure:
    return charts.shares(prepared(_barriers, bundle), "barrier", narrow=narrow)


def scales(bundle: Bundle) -> None:
    """Every scale of all staff: favourable, neutral, unfavourable; mean of current staff with its interval."""
    st.subheader(say("overview.made_of"), help=say("overview.made_of_help"))
    bars = prepared(scale_bars, bundle)
    interval = percent(bundle.instrument.thresholds.interval)
    columns = show.columns(
        "scale",
        show.count("n"),
        show.count("mean", "%.0f"),
        show.count("low", "%.0f", interval=interval),
        show.count("high", "%.0f", interval=interval),
        *(show.share(name) for name in _THREE),
    )
    estimates = tuple((name, f"findings/estimates#{name}") for name in ("mean", "low", "high"))
    show.exhibit(
        "scales",
        prepared(_scales_drawn, bundle, is_phone()),
        bars,
        columns,
        description=say("overview.scales_described"),
        label=say("overview.scales_table"),
        rows=show.Rows(
            "release/scales",
            [f"overall:{scale}" for scale in bars["id"]],
            names=(("scale", ""), *estimates),
            of_row=tuple((name, tuple(bars[f"{name}_columns"])) for name in _THREE),
        ),
    )
    if together := prepared(driver_sentences, bundle):
        st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in together))
        st.caption(GOES_TOGETHER)


def barriers(bundle: Bundle) -> None:
    """The barriers that most of all staff name; nothing where nobody was asked."""
    table = prepared(_barriers, bundle)
    if table.empty:
        return
    interval = percent(bundle.instrument.thresholds.interval)
    st.subheader(say("overview.held_back"), help=say("overview.held_back_help"))
    spans = (show.share("share_low", interval=interval), show.share("share_high", interval=interval))
    show.exhibit(
        "barriers",
        prepared(_barriers_drawn, bundle, is_phone()),
        table,
        show.columns("barrier", show.count("n"), show.share("share"), *spans),
        description=say("overview.barriers_described"),
        label=say("overview.barriers_table"),
        rows=show.Rows("findings/barriers", [f"overall:{option}" for option in table["id"]]),
    )
