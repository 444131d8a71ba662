"""What changed on one measure: sentences, chart and table; and which measures are compared at all."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import change_cells, change_overall, change_table
from pipeline.publish.wording import change_measures, change_sentences, measure_label
from pipeline.tables import NOT_CONVINCED

_KINDS: Final = {"Roles and departments": ["Role", "Department", "Site"], "Roles": ["Role"], "Departments": ["Department"]}
_WIDE: Final = 860
"""Pixels that the chart needs for both of its halves."""


def picked_measure(bundle: Bundle) -> str:
    """The measure that a reader asks for."""
    measures = change_measures(bundle)
    labels = {measure: measure_label(measure, bundle.instrument) for measure in measures}
    return st.selectbox("Measure", measures, format_func=lambda one: labels[one], key="measure", bind="query-params")


def one_measure(bundle: Bundle, measure: str) -> None:
    """All that is said of one measure."""
    first, *more = change_sentences(bundle, measure)
    st.markdown(show.led(first.text))
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in more))
    table = change_table(bundle, measure)
    kind = st.segmented_control("Show", list(_KINDS), default=next(iter(_KINDS)), key="show", bind="query-params")
    wanted = ["All staff", *_KINDS.get(str(kind), next(iter(_KINDS.values())))]
    shown = table[table["kind"].isin(wanted)].reset_index(drop=True)
    unit = "percent of those who answered" if measure == NOT_CONVINCED else "mean of 100"
    smallest = bundle.instrument.thresholds.smallest_change
    description = (
        "Each group then and now, and the estimated change with its interval; symbols tell which changes are sure enough"
    )
    show.chart(charts.what_changed(shown, smallest, unit), "change", description, narrowest=_WIDE)
    _table(bundle, shown, "group", "Group", "Table of changes")
    cells = change_cells(bundle, measure)
    if len(cells):
        _table(bundle, cells, "group", "Role in department", "Roles in departments")


def all_measures(bundle: Bundle) -> None:
    """All staff on every measure."""
    _table(bundle, change_overall(bundle), "label", "Measure", "All staff on every measure", open_=True)


def _table(bundle: Bundle, table: pd.DataFrame, name: str, heading: str, label: str, *, open_: bool = False) -> None:
    limits = bundle.instrument.thresholds
    columns = {
        name: heading,
        "said": "Finding",
        "before": show.number("Then", "%.1f"),
        "now": show.number("Now", "%.1f"),
        "n_before": show.number("n then"),
        "n": show.number("n now"),
        "n_linked": show.number("Both times"),
        "raw_change": show.number("Raw change", "%+.1f"),
        "change": show.number("Change", "%+.1f"),
        "low": show.number(f"{limits.interval:.0%} from", "%+.1f"),
        "high": show.number("to", "%+.1f"),
        "probability": show.chance(f"Chance of {limits.smallest_change:g} points or more"),
        "smallest_detectable": show.number("Would have been found from", "%.0f"),
        "mix": show.number("From who answered", "%+.1f"),
        "real": show.number("With the roster's staff", "%+.1f"),
        "linked_change": show.number("Those who answered both times", "%+.1f"),
        "linked_low": show.number("from", "%+.1f"),
        "linked_high": show.number("to ", "%+.1f"),
        "warning": "Warning",
    }
    show.table(table, {one: config for one, config in columns.items() if _says_something(table[one])}, label, open_=open_)


def _says_something(column: pd.Series) -> bool:
    return bool((column.notna() & column.astype("str").ne("")).any())
