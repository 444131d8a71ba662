"""What became of the steps of the wave before, beside the change of their groups; and what to do where no list came back."""

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
from pipeline.publish.chart_tables import taken_up_table
from pipeline.publish.wording import NO_LIST, NOT_PROOF, Sentence, followed_groups
from pipeline.publish.wording.follow_through import FIRST_WAVE
from pipeline.publish.words import say

FEW: Final = 8
"""So many groups are told in sentences; the table has all."""
_NAMES: Final = {
    "share_before": "not_convinced_then",
    "share_now": "not_convinced_now",
    "share_low": "share_change_low",
    "share_high": "share_change_high",
    "n": "n_now",
}
"""Columns of the table that are called otherwise on the page."""


def counts(bundle: Bundle, sentences: list[Sentence]) -> None:
    """What became of all steps: chart and table of the counts, what else is to be said of them, the warning."""
    table = prepared(taken_up_table, bundle)
    show.chart(prepared(_figure, bundle, is_phone()), "steps", say("actions.chart"))
    shown = table.rename(columns={"state": "became", "n": "n_steps"})
    columns = show.columns("became", show.count("steps"), show.count("n_steps"))
    show.table(shown, columns, say("actions.table_counts"))
    facts = [sentence.text for sentence in sentences if sentence.text != NOT_PROOF]
    if facts:
        st.markdown("\n".join(f"- {plain(text)}" for text in facts))
    st.warning(NOT_PROOF)


def since(bundle: Bundle, table: pd.DataFrame, *, whole: bool) -> None:
    """The steps with the change of their groups beside. table : of ``follow_through_table``. whole : nothing is left out."""
    if len(table):
        _table(table)
    groups = prepared(followed_groups, bundle) if whole else []
    if groups:
        st.subheader(say("actions.group_by_group"))
        st.markdown("\n".join(f"- {show.led(sentence.text)}" for sentence in groups[:FEW]))
        if len(groups) > FEW:
            st.caption(say("actions.more_groups", more=len(groups) - FEW))
    elif len(table) and whole:
        st.markdown(say("actions.none_decided"))


def nothing_yet(bundle: Bundle) -> None:
    """No list came back: say why that may be, and what to do."""
    st.markdown(f"#### {FIRST_WAVE if bundle.manifest.earlier is None else NO_LIST}")
    st.info(say("actions.fill_in"))


def _table(table: pd.DataFrame) -> None:
    columns = show.columns(
        *("group", "cause", "accepted", "status", "due", "late", "named"),
        *(show.share("not_convinced_then"), show.share("not_convinced_now"), "arrow", show.count("share_change", "%+.1f")),
        *(show.count("share_change_low", "%+.1f"), show.count("share_change_high", "%+.1f"), "scales"),
        *(show.count("n_before"), show.count("n_now"), "step", "owner"),
    )
    shown = table.rename(columns=_NAMES)
    rows = show.Rows(
        "findings/follow_through", table["key"].tolist(), (("late", "overdue"), ("named", "owner_named"), ("n_now", "n"))
    )
    show.table(shown, columns, say("actions.table_since"), rows=rows, open_=True)


def _figure(bundle: Bundle, narrow: bool) -> go.Figure:
    return charts.taken_up(taken_up_table(bundle), narrow=narrow)
