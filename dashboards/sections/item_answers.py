"""What staff answered, question by question: all staff, or the role whose page it is; one scale at a time."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.choices import choice
from dashboards.columns import columns, count, share
from dashboards.device import is_phone
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import item_answers
from pipeline.publish.words import say

_THREE: Final = ("favourable", "neutral", "unfavourable")


def what_was_answered(bundle: Bundle, key: str = "overall") -> None:
    """Chart and table of one scale's questions, folded until somebody asks; nothing for groups whose answers are not told."""
    scales = prepared(_scales, bundle, key)
    if not scales:
        return
    with st.expander(say("answers.heading"), on_change="rerun", key=f"answers_{key}") as part:
        if not part.open:
            return
        labels = bundle.instrument.labels()["scale"]
        scale = choice(say("answers.scale"), "scale", {one: labels[one] for one in scales})
        table = prepared(_of_scale, bundle, key, scale)
        keys = [f"{key}:{item}" for item in table["id"]]
        show.chart(prepared(_drawn, bundle, key, scale, is_phone()), "answers", say("answers.described"))
        of_row = tuple((name, tuple(table[f"{name}_columns"])) for name in _THREE)
        rows = show.Rows("release/items", keys, names=(("item", ""),), of_row=of_row)
        show.grid(table, columns("item", count("n"), *(share(name) for name in _THREE)), say("answers.table"), rows=rows)


def _scales(bundle: Bundle, key: str) -> tuple[str, ...]:
    """Scales with a question whose answers are told, in the questionnaire's order."""
    told = set(prepared(item_answers, bundle, key)["id"])
    return tuple(dict.fromkeys(item.scale for item in bundle.instrument.items if item.id in told))


def _of_scale(bundle: Bundle, key: str, scale: str) -> pd.DataFrame:
    table = prepared(item_answers, bundle, key)
    of = {item.id for item in bundle.instrument.items if item.scale == scale}
    return table[table["id"].isin(of)].reset_index(drop=True)


def _drawn(bundle: Bundle, key: str, scale: str, narrow: bool) -> go.Figure:
    return charts.answers(prepared(_of_scale, bundle, key, scale), narrow=narrow)
