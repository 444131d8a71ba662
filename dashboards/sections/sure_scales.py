"""What the scales are worth: what to look at first, reliability, items, and whether groups differ and agree."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections.keys import keys
from pipeline.publish.bundle import Bundle
from pipeline.publish.measurement import (
    agreement_table,
    alarm_sentences,
    item_table,
    reliability_table,
    role_reliability_table,
)
from pipeline.publish.words import say

_RELIABILITY = "findings/reliability"
_ITEMS = "release/organisation/item_statistics"
_AGREEMENT = "findings/agreement"


def scales(bundle: Bundle) -> None:
    """Alarms first, then every scale, then its items, then groups."""
    st.subheader(say("how_sure.alarms"), help=say("how_sure.alarms_help"))
    alarms = prepared(alarm_sentences, bundle)
    lines = [f"- {plain(sentence)}" for sentence in alarms]
    st.markdown("\n".join(lines) if lines else say("how_sure.no_alarm"))
    _reliability(bundle)
    _agreement(bundle)


def _drawn(bundle: Bundle, narrow: bool) -> go.Figure:
    return charts.reliability(prepared(reliability_table, bundle), narrow=narrow)


def _reliability(bundle: Bundle) -> None:
    st.subheader(say("how_sure.reliability"), help=say("how_sure.reliability_help"))
    table, frame = prepared(reliability_table, bundle), bundle.findings.reliability
    columns = _columns(ordinal=bool(table["ordinal_alpha"].notna().any()))
    if table["alpha"].notna().any():
        show.chart(prepared(_drawn, bundle, is_phone()), "alpha", say("how_sure.reliability_described"))
    rows = show.Rows(_RELIABILITY, keys(_RELIABILITY, frame[frame["role"].isna()]))
    show.table(table, {**columns, **show.columns("prorated")}, say("how_sure.reliability_table"), rows=rows)
    of_roles = prepared(role_reliability_table, bundle)
    if len(of_roles):
        rows = show.Rows(_RELIABILITY, keys(_RELIABILITY, frame[frame["role"].notna()]))
        show.table(of_roles, {**show.columns("role"), **columns}, say("how_sure.reliability_roles_table"), rows=rows)
    items = show.columns("scale", "item", show.count("n"), *(show.count(name, "%.2f") for name in _OF_ITEMS))
    of_items = bundle.release.organisation.item_statistics
    rows = show.Rows(_ITEMS, keys(_ITEMS, of_items[of_items["role"].isna()]))
    show.table(prepared(item_table, bundle), items, say("how_sure.items_table"), rows=rows)


_OF_ITEMS = ("item_rest", "item_rest_high", "alpha_if_dropped")


def _columns(*, ordinal: bool) -> dict[str, Any]:
    figures = ["alpha", "alpha_low", "alpha_high", "omega", "spearman_brown", *(["ordinal_alpha"] if ordinal else [])]
    counts = (show.count("items"), show.count("n"))
    return show.columns("scale", *counts, *(show.count(name, "%.2f") for name in figures), "verdict", "convention")


def _agreement(bundle: Bundle) -> None:
    st.subheader(say("how_sure.agreement"), help=say("how_sure.agreement_help"))
    columns = show.columns(
        "kind",
        "scale",
        show.count("shown"),
        show.count("between_sd", "%.1f"),
        *(show.count(name, "%.2f") for name in ("icc1", "icc2", "median_rwg")),
        show.share("share_agreeing"),
    )
    rows = show.Rows(_AGREEMENT, keys(_AGREEMENT, bundle.findings.agreement))
    show.table(prepared(agreement_table, bundle), columns, say("how_sure.agreement_table"), rows=rows)
