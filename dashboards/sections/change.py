"""What changed on one measure: what a reader chooses, the charts, the sentences, the table."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.choices import choice, told
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections.change_table import table_of
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import change_cells, change_overall, change_table
from pipeline.publish.wording import change_measures, change_sentences, measure_label
from pipeline.publish.words import say
from pipeline.tables import NOT_CONVINCED, ONE_AXIS

_KINDS: Final = {
    "both": ("role", "department", "site"),
    "roles": ("role",),
    "departments": ("department",),
}
"""What can be shown: its id in the address -> groupings, as the keys of groups begin."""
_OVERALL: Final = "overall"


def pickers(bundle: Bundle) -> tuple[str, str]:
    """The measure and the kind of groups that a reader asks for."""
    left, right = st.columns([3, 2])
    measures = {one: measure_label(one, bundle.instrument) for one in prepared(change_measures, bundle)}
    first = prepared(told_first, bundle)
    measure = choice(say("change.measure"), "measure", measures, first, within=left)
    kinds = {kind: say(f"change.{kind}") for kind in _KINDS}
    kind = choice(say("change.kind"), "groups", kinds, look="row", within=right)
    told("measure", measures, first)
    told("groups", kinds)
    return measure, kind


def told_first(bundle: Bundle) -> str:
    """The measure that the page opens with: the first that the finding names a group for, else the first of all."""
    measures, frame = change_measures(bundle), bundle.findings.change
    arrows = set(frame.loc[frame["arrow"].ne("none") & frame["grouping"].isin(ONE_AXIS), "scale"])
    return next((measure for measure in measures[:3] if measure in arrows), measures[0])


def one_measure(bundle: Bundle, measure: str, kind: str) -> None:
    """All that is said of one measure in the groups of a kind: charts, sentences, table."""
    label = measure_label(measure, bundle.instrument)
    shown, narrow = prepared(rows_of, bundle, measure, kind), is_phone()
    show.chart(prepared(_slopes, bundle, measure, kind, narrow), "slopes", say("change.slopes", measure=label), opens=True)
    show.chart(prepared(_changes, bundle, measure, kind, narrow), "change", say("change.chart"), opens=True)
    st.caption(say("change.click"))
    first, *more = prepared(change_sentences, bundle, measure)
    st.markdown(show.led(first.text))
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in more))
    table_of(bundle, shown, "group", say("change.table"), open_=True)
    cells = prepared(change_cells, bundle, measure)
    if len(cells):
        table_of(bundle, cells, "cell", say("change.table_cells"))


def all_measures(bundle: Bundle) -> None:
    """All staff on every measure."""
    table_of(bundle, prepared(change_overall, bundle), "measure_label", say("change.table_overall"), open_=True)


def rows_of(bundle: Bundle, measure: str, kind: str) -> pd.DataFrame:
    """Rows of ``change_table``: all staff and the groups of a kind."""
    table = change_table(bundle, measure)
    axis = table["key"].str.partition(":")[0]
    wanted = axis.eq(_OVERALL) | axis.str.startswith(_KINDS[kind])
    return table[wanted].reset_index(drop=True)


def _unit(measure: str) -> str:
    return say("change.unit_share" if measure == NOT_CONVINCED else "change.unit_mean")


def _changes(bundle: Bundle, measure: str, kind: str, narrow: bool) -> go.Figure:
    smallest = bundle.instrument.thresholds.smallest_change
    return charts.what_changed(rows_of(bundle, measure, kind), smallest, _unit(measure), narrow=narrow)


def _slopes(bundle: Bundle, measure: str, kind: str, narrow: bool) -> go.Figure:
    earlier = str(bundle.findings.change["earlier"].iloc[0])
    return charts.slopes(rows_of(bundle, measure, kind), _unit(measure), earlier, bundle.wave, narrow=narrow)
