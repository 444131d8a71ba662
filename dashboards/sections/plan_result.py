"""A seat plan on the screen: what it meets, why not more, what is left, and its files."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.device import is_phone
from dashboards.files import made_address
from dashboards.gate import gate
from dashboards.made_tables import MADE, MadeTable
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.wave import place
from pipeline.errors import Problem, UserError
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import plan_topics
from pipeline.publish.plan import (
    PLAN_CSV,
    PLAN_ICS,
    PLAN_XLSX,
    Clash,
    Limits,
    SeatPlan,
    Weekly,
    clash_sentences,
    dates_sentence,
    plan_files,
    plan_of,
    plan_sentences,
)
from pipeline.publish.words import say

_FILES: Final = {PLAN_XLSX: "planner.workbook", PLAN_CSV: "planner.seats_file", PLAN_ICS: "planner.calendar"}


def found(bundle: Bundle, limits: Limits) -> SeatPlan | Clash | list[Problem]:
    """The best plan within the limits, which of them clash, or what is wrong with them; worked out once for all readers."""
    with st.spinner(say("planner.working")):
        try:
            return prepared(plan_of, bundle, limits)
        except UserError as error:
            return list(error.problems)


def senseless(problems: list[Problem]) -> None:
    """What is wrong with the limits."""
    for problem in problems:
        st.error(plain(str(problem)))


def clash(bundle: Bundle, made: Clash, limits: Limits) -> None:
    """Which limits cannot be kept together."""
    said = clash_sentences(bundle, made, limits)
    st.markdown("\n".join(f"- {plain(value)}" for value in said.limits))
    st.markdown(" ".join(plain(sentence) for sentence in said.advice))


def headline(bundle: Bundle, made: SeatPlan | Clash | list[Problem], limits: Limits) -> str:
    """The finding, in one sentence."""
    if isinstance(made, list):
        return say("planner.senseless")
    return clash_sentences(bundle, made, limits).headline if isinstance(made, Clash) else plan_sentences(bundle, made).headline


def plan(bundle: Bundle, made: SeatPlan, limits: Limits) -> None:
    """The need that is met and left by topic, then why not more, and what waits."""
    said = plan_sentences(bundle, made)
    show.chart(prepared(_figure, bundle, limits, is_phone()), "plan", say("planner.chart"))
    if said.left:
        st.caption(" ".join(plain(line) for line in said.left))
    if said.waiting:
        st.warning("  \n".join(plain(line) for line in said.waiting), icon=":material/build:")
    st.markdown("\n".join(f"- {plain(line)}" for line in (said.compared, *said.why, said.proof) if line))
    table = prepared(_topics, bundle, limits)
    columns = show.columns("topic", show.count("classes"), show.count("seats_given"), show.count("wanted"))
    columns |= show.columns(show.count("need_met", "%.1f"), show.count("need_left", "%.1f"))
    show.table(table, columns, say("planner.table_topics"))


def files(bundle: Bundle, limits: Limits, weekly: Weekly | None) -> None:
    """Links to the files of the plan, the same that the command writes."""
    here, content = place(), prepared(_contents, bundle, limits, weekly)
    links = []
    for name, word in _FILES.items():
        if name in content:
            token = MADE.keep(MadeTable(here.visitor.session, here.page, here.wave, name, content[name]))
            links.append((say(word), made_address(gate().base_path, here.wave, token)))
    show.file_links(*links)
    st.caption(plain(dates_sentence(weekly)))


def made_plan(bundle: Bundle, limits: Limits) -> SeatPlan:
    """The plan within limits that are known to have one."""
    made = prepared(plan_of, bundle, limits)
    if isinstance(made, Clash):
        raise AssertionError("there is a plan")
    return made


def _topics(bundle: Bundle, limits: Limits) -> pd.DataFrame:
    names = {"seats": "seats_given", "met": "need_met", "left": "need_left"}
    return plan_topics(bundle, made_plan(bundle, limits)).rename(columns=names)


def _figure(bundle: Bundle, limits: Limits, narrow: bool) -> go.Figure:
    return charts.plan_topics(plan_topics(bundle, made_plan(bundle, limits)), narrow=narrow)


def _contents(bundle: Bundle, limits: Limits, weekly: Weekly | None) -> dict[str, bytes]:
    return dict(plan_files(bundle, made_plan(bundle, limits), weekly))
