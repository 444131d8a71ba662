"""Why groups are not yet convinced, what helps, and who is nearest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.columns import columns, count, likely, share
from dashboards.device import is_phone
from dashboards.opening import group_link
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections import made_of
from dashboards.sections.asked_group import names, row_of
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import cause_bars, cause_figures, named_causes
from pipeline.publish.wording import GRADES, LABELS, LISTEN, NO_CAUSE, cause_labels, evidence_text, flagged, nearest_win, records
from pipeline.publish.wording import cause_figures as cause_text
from pipeline.publish.words import say
from pipeline.tables import group_key

_AT_ONCE: Final = 6
"""The causes of so many flagged groups are told at once; the others are folded."""


def causes_chart(bundle: Bundle) -> None:
    """The named causes of all flagged groups beside one another; where none is named, what holds all staff back."""
    table = prepared(cause_bars, bundle)
    if table.empty:
        made_of.barriers(bundle)
        return
    figure = prepared(_causes_figure, bundle, is_phone())
    figures = (count("strength", "%.2f"), likely("certainty"), count("score"), count("score_elsewhere"), count("n"))
    wanted = columns("group", "cause", *figures, share("chosen"), share("chosen_elsewhere"), count("n_chosen"))
    rows = show.Rows("findings/actions", list(table["key"]))
    label = say("why.causes_table")
    show.exhibit("causes", figure, table, wanted, description=say("why.causes_chart"), label=label, rows=rows)


def _causes_figure(bundle: Bundle, narrow: bool) -> Any:
    return charts.causes(cause_bars(bundle), narrow=narrow)


def flagged_causes(bundle: Bundle) -> None:
    """Of every flagged group, surest first: what comes first and the step that helps, with the way to its page."""
    flags = pd.concat([prepared(flagged, bundle, "priority"), prepared(flagged, bundle, "watch")])
    if flags.empty:
        return
    st.subheader(say("why.flagged", n=len(flags)))
    rows = list(zip(group_key(flags), records(flags), strict=True))
    for key, row in rows[:_AT_ONCE]:
        _in_short(bundle, key, row)
    if rest := rows[_AT_ONCE:]:
        with st.expander(say("who.more_flagged", n=len(rest))):
            for key, row in rest:
                _in_short(bundle, key, row)


def _in_short(bundle: Bundle, key: str, row: Mapping[str, Any]) -> None:
    with st.container(border=True):
        finding = say("why.finding", finding=LABELS[row["label"]], n=int(row["n"]))
        st.markdown(f"**{plain(names(bundle)[key])}** · {plain(finding)}")
        for action in records(prepared(named_causes, bundle, key)):
            st.markdown(f"- **{plain(_cause(bundle, action))}** {plain(action['step'])} {plain(_owner(action))}")
        if not row["causes"]:
            st.markdown(plain(f"{NO_CAUSE} {LISTEN}"))
        group_link(key, say("why.open", group=plain(names(bundle)[key])))


def causes(bundle: Bundle, key: str) -> None:
    """Causes of one group with figures and steps, then who is nearest to willing; evidence and all causes are folded."""
    st.subheader(say("why.why_and_what_helps"))
    actions = records(prepared(named_causes, bundle, key))
    for place, action in zip(st.columns(max(len(actions), 1)), actions, strict=False):
        with place, st.container(border=True):
            _one_cause(bundle, action)
    own = row_of(bundle, key)
    if not actions:
        st.markdown(plain(f"{NO_CAUSE} {LISTEN}" if own["label"] in ("priority", "watch") else NO_CAUSE))
    if own["in_person"]:
        st.markdown(say("why.in_person"))
    st.markdown(show.led(nearest_win(own, bundle.instrument).text))
    _figures(bundle, key)


def _one_cause(bundle: Bundle, action: Mapping[str, Any]) -> None:
    """One cause: what it is, its figures, the step, its owner; what is known of the step is folded."""
    st.markdown(f"**{plain(_cause(bundle, action))}**")
    if figures := cause_text(action):
        st.markdown(plain(say("why.figures", figures=figures)))
    if action["waits"]:
        st.markdown(f"**{say('why.waits')}**")
    st.markdown(f"**{say('why.helps')}** {plain(action['step'])}")
    st.markdown(plain(_owner(action)))
    if known := evidence_text(action):
        with st.expander(plain(say("why.evidence", grade=_grade(action)))):
            st.markdown(plain(known))


def _cause(bundle: Bundle, action: Mapping[str, Any]) -> str:
    return say(f"why.cause_{int(action['rank'])}", cause=cause_labels(str(action["cause"]), bundle.instrument))


def _owner(action: Mapping[str, Any]) -> str:
    return say("why.owner", owner=action["owner"], grade=_grade(action))


def _grade(action: Mapping[str, Any]) -> str:
    grade = str(action["grade"])
    return say("why.grade", grade=grade, means=GRADES[grade]) if grade else GRADES[""]


def _figures(bundle: Bundle, key: str) -> None:
    """Every cause of the group with its figures, folded."""
    table = prepared(_all_causes, bundle, key)
    if table.empty:
        return
    figures = (likely("certainty"), count("strength", "%.2f"), count("score"), count("score_elsewhere"), count("n"))
    named = (share("chosen"), share("chosen_elsewhere"), count("n_chosen"))
    rows = show.Rows("findings/causes", list(table["row"]))
    show.table(table, columns("cause", "stands_out", *figures, *named), say("why.all_causes"), rows=rows)


def _all_causes(bundle: Bundle, key: str) -> pd.DataFrame:
    """``cause_figures`` with the key of each row, and whether it stands out in words."""
    frame = bundle.findings.causes
    ids = frame[group_key(frame) == key].sort_values("rank", kind="stable")["cause"].astype("str")
    table = cause_figures(bundle, key)
    return table.assign(row=[f"{key}:{one}" for one in ids], stands_out=table["shown"].map({True: say("who.yes"), False: ""}))
