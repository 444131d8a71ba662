"""What others have published for the same scales, beside all staff; nothing where the instrument knows of none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import reference_points
from pipeline.publish.numbers import percent
from pipeline.publish.wording import how_published_means_are_drawn, published_mean_text, records
from pipeline.publish.words import say


def published_elsewhere(bundle: Bundle) -> None:
    """The chart, what it does not say, what differs with each figure and where it stands, and the table."""
    table = prepared(reference_points, bundle)
    if table.empty:
        return
    st.subheader(say("elsewhere.title"), help=say("elsewhere.help"))
    st.markdown(plain(say("elsewhere.means")))
    show.chart(prepared(_drawn, bundle, is_phone()), "elsewhere", say("elsewhere.described"))
    st.caption(plain(how_published_means_are_drawn(table, percent(bundle.instrument.thresholds.interval))))
    st.markdown("\n".join(f"- {_told(row)}" for row in records(table) if not row["here"]))
    shown = prepared(_table, bundle)
    figures = (show.count(name, "%.0f") for name in ("place_mean", "place_low", "place_high"))
    words = ("sure", "as_published", "asked", "caveat", "source")
    show.table(shown, show.columns("scale", "place", show.count("n"), *figures, *words), say("elsewhere.table"))


def _drawn(bundle: Bundle, narrow: bool) -> go.Figure:
    return charts.elsewhere(prepared(reference_points, bundle), narrow=narrow)


def _table(bundle: Bundle) -> pd.DataFrame:
    names = {name: f"place_{name}" for name in ("mean", "low", "high")}
    return prepared(reference_points, bundle).rename(columns=names)


def _told(row: dict[str, Any]) -> str:
    """One published figure with what differs, as markdown; its source is a link."""
    return f"{show.led(published_mean_text(row))} [{plain(row['source'])}]({row['link']})"
