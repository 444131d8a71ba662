"""How far the field is, in words, as a page and as a table: bands and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from pipeline.fielding.bands import Band, all_edges
from pipeline.fielding.field import Field, GroupField, State
from pipeline.fielding.page import Cell, Page, Table, paragraphs
from pipeline.publish.lists import csv_bytes
from pipeline.publish.numbers import percent
from pipeline.publish.words import say

HTML: Final = "field.html"
CSV: Final = "field.csv"


def field_page(field: Field) -> Page:
    """The page of a field."""
    first, last = all_edges(field.plan.instrument.thresholds.k)
    wave = say("field.meta_wave", wave=field.wave) if field.wave else ""
    meta = say("field.meta", instrument=field.plan.instrument.title, wave=wave, staff=f"{field.plan.staff:,}")
    tables = tuple(_table(field, axis) for axis in ("role", "department") if field.of(axis))
    rests = paragraphs(say("field.rests", first=first, last=last))
    return Page(say("field.title"), meta, tuple(_leads(field)), tables, "", say("field.rests_title"), rests)


def field_csv(field: Field) -> bytes:
    """The table of a field: bands, what is needed, and states."""
    labels = field.plan.instrument.labels()
    return csv_bytes(
        pd.DataFrame(
            [
                {
                    "wave": field.wave,
                    "kind": group.plan.axis,
                    "id": group.plan.id,
                    "label": labels[group.plan.axis][group.plan.id],
                    "staff": group.plan.staff,
                    "answers": band_text(group.band),
                    "needed_to_be_shown": group.plan.to_show,
                    "to_be_shown": group.to_show,
                    "needed_to_be_flagged": group.plan.to_flag,
                    "to_be_flagged": group.to_flag,
                }
                for group in field.groups
            ]
        ).astype({"needed_to_be_shown": "Int64", "needed_to_be_flagged": "Int64"})
    )


def band_text(band: Band | None) -> str:
    """A band as people read it."""
    if band is None:
        return say("field.band_none")
    return say("field.band_open", low=band.low) if band.high is None else say("field.band", low=band.low, high=band.high)


def _leads(field: Field) -> Iterator[str]:
    every = len(field.groups)
    yield say("field.lead_shown", reached=_count(field, "reached"), all=every, on_its_way=_count(field, "on_its_way"))
    flagged = [group.to_flag for group in field.groups]
    yield say(
        "field.lead_flagged", reached=flagged.count("reached"), unknown=flagged.count("unknown"), all=every,
        share=percent(field.plan.assumed.share),
    )  # fmt: skip
    if untold := sum(group.band is None for group in field.groups):
        yield say("field.lead_unknown", n=untold)


def _count(field: Field, state: State) -> int:
    return sum(group.to_show == state for group in field.groups)


def _table(field: Field, axis: str) -> Table:
    label, share = field.plan.instrument.labels()[axis], percent(field.plan.assumed.share)
    columns = (
        say("sample_size.column_group"),
        say("sample_size.column_staff"),
        say("field.column_answers"),
        say("field.column_to_show"),
        say("field.column_to_flag", share=share),
    )
    short = (
        columns[0],
        *(say(key) for key in ("sample_size.short_staff", "field.short_answers")),
        columns[3],
        say("sample_size.short_to_flag"),
    )
    rows = tuple(_row(group, label[group.plan.id]) for group in field.of(axis))
    return Table(say(f"sample_size.caption_{axis}"), columns, short, rows)


def _row(group: GroupField, label: str) -> tuple[Cell, ...]:
    return (
        Cell(label),
        Cell(f"{group.plan.staff:,}", numeric=True),
        Cell(band_text(group.band)),
        _state(group.to_show, group.plan.to_show),
        _state(group.to_flag, group.plan.to_flag),
    )


def _state(state: State, needed: int | None) -> Cell:
    note = "" if needed is None else say("field.needed", n=f"{needed:,}")
    return Cell(say(f"field.state_{state}"), note, state)
