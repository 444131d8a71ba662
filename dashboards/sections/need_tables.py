"""The tables of training: topics of a role or of all staff, what each role needs first, topics of a department."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.choices import choice, told
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections.needs import ALL_ROLES, topics_of
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import department_topics, first_topics
from pipeline.publish.lists import fix_first, target_list, waiting_of
from pipeline.publish.wording import STATUS, order_sentence
from pipeline.publish.words import say

_WORDS: Final = ("suggested_format", "preferred_formats", "departments", "fix_first")
_NAMES: Final = {"share": "in_need", "certainty": "first_three"}
"""Published columns that are called otherwise on the page."""


def topics(bundle: Bundle, role: str, assumed: str) -> None:
    """The table behind the chart; for all roles also what each needs first; for one what other measures put first."""
    table = topics_of(bundle, role, assumed)
    if role == ALL_ROLES:
        rows = _rows("findings/training_needs", "overall:" + table["id"], assumed)
        _table(bundle, table, (), say("training.table_all"), rows)
        _each_role(bundle, assumed)
        return
    listed = prepared(target_list, bundle, role)
    table = table.merge(listed[["topic", *_WORDS]].rename(columns={"topic": "id"}), on="id", how="left")
    more = [name for name in _WORDS if (table[name] != "").any()]
    _table(bundle, table, more, say("training.table"), _rows("findings/role_seats", f"{role}:" + table["id"], assumed))
    if order := prepared(order_sentence, bundle, role):
        st.markdown(plain(order.text))


def by_department(bundle: Bundle, assumed: str) -> None:
    """The topics of one department, chosen by the reader."""
    table = prepared(department_topics, bundle, assumed)
    if table.empty:
        return
    st.subheader(say("training.by_department"))
    groups = dict(zip(table["group_key"], table["group"], strict=True))
    group = choice(say("training.department"), "department", groups)
    told("department", groups)
    own = table[table["group_key"] == group].reset_index(drop=True)
    rows = _rows("findings/training_needs", own["key"], assumed)
    _table(bundle, own, (), say("training.table_department"), rows)
    if bundle.release.roster is not None:
        st.caption(say("training.same_seats"))


def _each_role(bundle: Bundle, assumed: str) -> None:
    """What every role needs first."""
    st.subheader(say("training.each_role"))
    table = prepared(_first_topics, bundle, assumed)
    rows = _rows("findings/role_seats", table["key"], assumed)
    more = ["fix_first"] if (table["fix_first"] != "").any() else []
    _table(bundle, table, more, say("training.table_roles"), rows, before=("role",), others=False)


def _first_topics(bundle: Bundle, assumed: str) -> pd.DataFrame:
    return first_topics(bundle, {role: fix_first(cause) for role, cause in waiting_of(bundle).items()}, assumed)


def _table(
    bundle: Bundle,
    table: pd.DataFrame,
    more: list[str] | tuple[str, ...],
    label: str,
    rows: show.Rows,
    before: tuple[str, ...] = (),
    *,
    others: bool = True,
) -> None:
    """A table of topics. more, before : further columns of words. others : whether other measures of need stand there too."""
    shown = table.rename(columns=_NAMES).assign(status=table["status"].map(STATUS))
    columns: list[Any] = [*before, "topic", "topic_status", show.likely("first_three")]
    if bundle.release.roster is not None:
        columns += [show.count("seats"), show.count("seats_low"), show.count("seats_high")]
    columns += [show.share("in_need"), show.count("gap", "%.1f"), show.count("n")]
    columns += [show.count("borich", "%.1f"), show.count("ranked", "%.0f")] if others else []
    shown = shown.rename(columns={"status": "topic_status"})
    show.table(shown, show.columns(*columns, *more), label, rows=rows, open_=True)


def _rows(table: str, keys: pd.Series, assumed: str) -> show.Rows:
    names = {"in_need": "share", "first_three": "certainty", "topic_status": "status"}
    names |= {"seats": assumed, "seats_low": f"{assumed}_low", "seats_high": f"{assumed}_high"}
    return show.Rows(table, keys.tolist(), tuple(names.items()))
