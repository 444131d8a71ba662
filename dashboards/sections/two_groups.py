"""One group beside another, or beside all staff: the same measures on the same rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import charts, show
from dashboards.columns import columns, count, number
from dashboards.device import is_phone
from dashboards.opening import group_link
from dashboards.prepared import prepared
from dashboards.sections.asked_group import ALL_STAFF, AskedGroup, called, name_of
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import compare_table, may_share_people
from pipeline.publish.words import say


def chart(bundle: Bundle, wanted: AskedGroup) -> None:
    """Not yet convinced, readiness, willingness and every scale of both: chart, table, and the way to the other group's page."""
    table = prepared(compare_table, bundle, wanted.group, wanted.beside)
    first, second = name_of(bundle, wanted.group), name_of(bundle, wanted.beside)
    figure = prepared(_figure, bundle, wanted.group, wanted.beside, is_phone())
    show.chart(figure, "two_groups", say("why.chart", first=first, second=second))
    show.table(table, _columns(bundle, wanted), say("why.compare_table"))
    shared = f" {say('compare.same_people')}" if may_share_people(wanted.group, wanted.beside) else ""
    st.caption(say("why.intervals_mean") + shared)
    if wanted.beside not in (ALL_STAFF, wanted.group):
        group_link(wanted.beside, say("why.open_beside", group=second))


def _figure(bundle: Bundle, first: str, second: str, narrow: bool) -> Any:
    table = compare_table(bundle, first, second)
    return charts.two_groups(table, called(bundle, first), called(bundle, second), narrow=narrow)


def _columns(bundle: Bundle, wanted: AskedGroup) -> dict[str, Any]:
    """Each group's figure, interval and n under its name."""
    found = columns("measure_label").values()
    config: dict[str, Any] = {"label": next(iter(found))}
    for which, key in (("first", wanted.group), ("second", wanted.beside)):
        config[which] = number(called(bundle, key), "%.0f")
        config[f"{which}_low"] = number(say("why.from"), "%.0f")
        config[f"{which}_high"] = number(say("why.to"), "%.0f")
        config[f"{which}_n"] = number(say("column.n"))
    told = columns("said_of_both", count("pair_difference", "%+.1f"))
    return {**config, "said": told["said_of_both"], "difference": told["pair_difference"]}
