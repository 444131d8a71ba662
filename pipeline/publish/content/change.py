"""What changed since the wave before, group by group, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.chart_tables import change_overall, change_table
from pipeline.publish.chart_tables.change import change_row, measure_order
from pipeline.publish.content.model import Block, ChartBlock, Item, ListBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import NONE, columns, count, plain, rows_of
from pipeline.publish.numbers import percent, short_chance
from pipeline.publish.wording import (
    CHANGE_IS_NO_PROOF,
    NOTHING_COMPARED,
    WHAT_CHANGED,
    Sentence,
    change_headline,
    change_measures,
    change_rule,
    change_sentences,
    group_change_sentence,
    measure_label,
    signed_change,
)

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

_MEASURES: Final = 2
"""So many measures are told group by group; the table of all staff has every one."""
_MEASURES_OF_GROUP: Final = 3
_COLUMNS_OF_GROUP: Final = 9
"""On the page of one group: all but what only the report explains."""
_TERMS: Final = (
    "Then and now: those who answered. Change: the group as it would answer again, drawn towards what happened to the other "
    "groups the more the fewer answers it has; for all staff nothing is drawn. Found from: the smallest true change that would "
    "most likely have been found in this group; one without an arrow may have changed by less. From who answered: the part of "
    "the raw change that comes from other roles and departments having answered than before."
)


def change(bundle: Bundle, refer: Refer) -> Section | None:
    """All staff and every group on the first measures; nothing without a wave before."""
    if bundle.findings.comparability.empty and bundle.findings.change.empty:
        return None
    if bundle.findings.change.empty:
        return Section("change", WHAT_CHANGED, Said(NOTHING_COMPARED))
    measures = change_measures(bundle)
    parts = tuple(_measure(bundle, measure, refer) for measure in measures[:_MEASURES])
    every = rows_of(change_overall(bundle))
    overall = _table("change_all_staff", "All staff, every measure", every, bundle.instrument, refer, whole=True)
    rule = refer.said(Sentence(change_rule(bundle), "manifest#thresholds"))
    how = Paragraph((rule, Said(_TERMS), Said(CHANGE_IS_NO_PROOF)), "how")
    headline = change_headline(bundle)
    finding = refer.said(headline if headline.text else Sentence(NOTHING_COMPARED))
    return Section("change", WHAT_CHANGED, finding, (overall, how), parts)


def _measure(bundle: Bundle, measure: str, refer: Refer) -> Section:
    label = measure_label(measure, bundle.instrument)
    first, *more = [refer.said(said, led=True) for said in change_sentences(bundle, measure)] or [Said(NOTHING_COMPARED)]
    frame = change_table(bundle, measure)
    table = _table(f"change_{measure}", f"{label}, group by group", rows_of(frame), bundle.instrument, refer)
    blocks: list[Block] = [ListBlock(tuple(Item(said) for said in more))] if more else []
    if len(frame):
        blocks += [_chart(frame, label, table.name, bundle), table]
    return Section(f"change_in_{measure}", label, first, tuple(blocks))


def _chart(frame: pd.DataFrame, label: str, name: str, bundle: Bundle) -> ChartBlock:
    limits = bundle.instrument.thresholds
    return ChartBlock(
        "change",
        frame,
        f"{label}: change by group",
        f"Change of each group with its interval, {label.lower()}; the table below has the figures",
        "Triangle: changed, as far as can be told. Dot: no clear change. Dashed lines: the smallest change that matters, "
        f"{limits.smallest_change:g} points either way.",
        name,
        limits.smallest_change,
        percent(limits.interval),
    )


def _table(
    name: str, caption: str, table: Sequence[dict[str, Any]], instrument: Instrument, refer: Refer, *, whole: bool = False
) -> TableBlock:
    """table : rows of ``change_table``. whole : rows are measures of all staff, which have a p; else groups."""
    interval = percent(instrument.thresholds.interval)
    last = "p" if whole else "From who answered"
    heads = columns(
        *("Measure" if whole else "Group", "n then", "n now", "Then", "Now", "Change", f"{interval} interval", "Found"),
        *("Chance", "Found from", "Both times", last),
        words=("Found",),
    )
    rows = tuple(Row(_row(row, refer, whole)) for row in table)
    return TableBlock(name, caption, heads, rows)


def change_of_group(changes: Sequence[Mapping[str, Any]], instrument: Instrument, refer: Refer) -> Section | None:
    """One group on the first measures; nothing without a wave before. changes : its rows of CHANGE."""
    place = measure_order(instrument)
    first = sorted(changes, key=lambda row: place.get(row["scale"], len(place)))[:_MEASURES_OF_GROUP]
    if not first:
        return None
    told = [plain(change_row(row, instrument)) for row in first]
    whole = _table("change", "This group, then and now", told, instrument, refer, whole=True)
    shown = slice(0, _COLUMNS_OF_GROUP)
    table = replace(whole, columns=whole.columns[shown], rows=tuple(replace(row, cells=row.cells[shown]) for row in whole.rows))
    found = next((row for row in first if row["arrow"] != "none"), first[0])
    finding = refer.said(group_change_sentence(found, instrument))
    return Section("change", WHAT_CHANGED, finding, (table, Paragraph((Said(CHANGE_IS_NO_PROOF),), "how")))


def _row(row: dict[str, Any], refer: Refer, whole: bool) -> tuple[Said | Number, ...]:
    at = row["finding"]
    span = f"{signed_change(row['low'])} to {signed_change(row['high'])}"
    return (
        refer.word(row["label"] if whole else row["group"], at),
        count(refer, at, "n_before", row["n_before"]),
        count(refer, at, "n", row["n"]),
        refer.number(row["before_text"], at, "before", value=row["before"]),
        refer.number(row["now_text"], at, "now", value=row["now"]),
        refer.number(signed_change(row["change"]), at, "change", value=row["change"]),
        refer.number(span, at, "low", "high", value=row["low"]),
        Said(row["said"], note=row["warning"]),
        refer.number(short_chance(row["probability"]), at, "probability", value=row["probability"]),
        refer.number(_one(row["smallest_detectable"]), at, "smallest_detectable", value=row["smallest_detectable"]),
        _linked(row, at, refer),
        refer.number(_p(row["p"]), at, "p", value=row["p"]) if whole else _signed(row["mix"], at, "mix", refer),
    )


def _linked(row: dict[str, Any], at: str, refer: Refer) -> Number:
    """Change of those who answered both times, and how many they are."""
    value = row["linked_change"]
    if value is None:
        return refer.number(NONE, at, "linked_change")
    return refer.number(signed_change(value), at, "linked_change", "n_linked", value=value, note=f"n = {int(row['n_linked']):,}")


def _signed(value: float | None, at: str, column: str, refer: Refer) -> Number:
    return refer.number(NONE if value is None else signed_change(value), at, column, value=value)


def _one(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}"


def _p(value: float | None) -> str:
    if value is None:
        return NONE
    return "< .001" if value < 0.001 else f"{value:.3f}"
