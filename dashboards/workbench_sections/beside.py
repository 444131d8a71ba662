"""A draft beside another wave, or beside what stood in its place: figures of all staff, and groups that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboards.plain_text import plain
from dashboards.show import columns
from pipeline.publish.wording import LABELS
from pipeline.publish.words import has, say
from pipeline.run.workbench.compared import SHARES, Comparison, Figure, GroupChange

_NONE = "–"


def comparison(one: Comparison, scales: Mapping[str, str]) -> None:
    """All that differs. scales : id -> label of the scores that all staff have."""
    if one.same_export:
        st.info(say("workbench.beside.same_export"))
    figures = [*one.rows, *one.answers, *one.headline]
    frame = pd.DataFrame(
        {
            "figure": [_name(figure, scales) for figure in figures],
            "before": [_number(figure.key, figure.before, scales) for figure in figures],
            "now": [_number(figure.key, figure.now, scales) for figure in figures],
        }
    )
    config = columns("figure", "before", "now")
    st.dataframe(frame, column_config=config, hide_index=True, width="stretch", height="content")
    _groups(say("workbench.beside.labels", n=len(one.labels)), one.labels)
    _groups(say("workbench.beside.came", n=len(one.came)), one.came)
    _groups(say("workbench.beside.gone", n=len(one.gone)), one.gone)


def in_a_sentence(one: Comparison) -> str:
    """What changed, in one sentence."""
    return say("workbench.beside.sentence", wave=one.wave, labels=len(one.labels), came=len(one.came), gone=len(one.gone))


def _name(figure: Figure, scales: Mapping[str, str]) -> str:
    return scales.get(figure.key) or say(f"workbench.figure.{figure.key}")


def _number(key: str, value: float | None, scales: Mapping[str, str]) -> str:
    if value is None:
        return _NONE
    if key in SHARES or key == "response":
        return f"{value * 100:.0f} %"
    return f"{value:.0f}" if key in scales else f"{value:,.0f}"


def _groups(title: str, changes: Sequence[GroupChange]) -> None:
    if not changes:
        return
    with st.expander(title):
        frame = pd.DataFrame(
            {
                "group": [plain_group(change) for change in changes],
                "before": [_label(change.before) for change in changes],
                "now": [_label(change.now) for change in changes],
            }
        )
        st.dataframe(frame, column_config=columns("group", "before", "now"), hide_index=True, width="stretch")


def plain_group(change: GroupChange) -> str:
    """A group by its name, and what kind of group it is where there are words for that."""
    key = f"workbench.grouping.{change.grouping}"
    return f"{change.group} ({say(key)})" if has(key) else change.group


def _label(label: str) -> str:
    return plain(LABELS[label]) if label in LABELS else say("workbench.beside.not_shown")
