"""Who sits where: the tables of a seat plan."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.prepared import prepared
from dashboards.sections.plan_result import made_plan
from pipeline.publish.bundle import Bundle
from pipeline.publish.plan import Limits, Weekly, class_table, department_table, limit_table, seat_table, with_dates
from pipeline.publish.words import say


def classes(bundle: Bundle, limits: Limits, weekly: Weekly | None) -> None:
    """Which classes to hold, with who sits in them."""
    table = with_dates(prepared(_classes, bundle, limits), weekly).rename(columns={"seats": "seats_given"})
    columns = show.columns("class", "topic_label", show.count("seats_given"), show.count("hours", "%g"), "roles")
    columns |= show.columns("suggested_format", show.count("need_met", "%.1f"))
    if weekly is not None:
        table = table.assign(start=table["start"].dt.strftime("%a %Y-%m-%d %H:%M"), end=table["end"].dt.strftime("%H:%M"))
        columns |= show.columns("start", "end")
    show.table(table, columns, say("planner.table_classes"), open_=True)


def seats(bundle: Bundle, limits: Limits) -> None:
    """Seats by role and topic, by department, and what every limit costs."""
    names = {"seats": "seats_given"}
    columns = show.columns("role_label", "topic_label", show.count("seats_given"), show.count("wanted"), show.count("left"))
    columns |= show.columns(*(show.count(name, "%.1f") for name in ("gap", "need_met", "need_left")), "fix_first")
    show.table(prepared(_seats, bundle, limits).rename(columns=names), columns, say("planner.table_seats"))
    columns = show.columns("department_label", "role_label", show.count("staff"), show.count("seats_given"))
    show.table(prepared(_departments, bundle, limits).rename(columns=names), columns, say("planner.table_departments"))
    columns = show.columns("limit_label", "setting", "eased_to", show.count("more_need", "%.1f"), show.share("more_share"))
    show.table(prepared(_limits, bundle, limits), columns, say("planner.table_limits"))
    st.caption(say("planner.tables_are"))


def _classes(bundle: Bundle, limits: Limits) -> pd.DataFrame:
    return class_table(bundle, made_plan(bundle, limits))


def _seats(bundle: Bundle, limits: Limits) -> pd.DataFrame:
    return seat_table(bundle, made_plan(bundle, limits))


def _departments(bundle: Bundle, limits: Limits) -> pd.DataFrame:
    return department_table(bundle, made_plan(bundle, limits))


def _limits(bundle: Bundle, limits: Limits) -> pd.DataFrame:
    return limit_table(bundle, made_plan(bundle, limits))
