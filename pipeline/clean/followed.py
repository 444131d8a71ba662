"""Read the list of actions as people edited it. All mistakes are reported together with line and column. PRIVATE.

What the program wrote in a row is taken from the wave, not from the file; rows are matched by id, never by position. No name and
no note of a person is ever repeated. Specification: docs/methods/follow_through.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.clean.followed_cells import DONE, UNDER_WAY, Cells, ListWords, Row
from pipeline.clean.months import month_of
from pipeline.errors import ExportError, Problem, SetupError
from pipeline.ingest.read import read_export
from pipeline.ingest.sheet import SPREADSHEET_ERRORS
from pipeline.instrument.model import Instrument
from pipeline.instrument.words import normal

STEP: Final = "step"
TRAINING: Final = "training"
NEEDED: Final = ("id", "accepted", "owner", "due", "status", "seats_held")
READ: Final = (
    "id",
    "kind",
    "wave",
    "group",
    "cause",
    "topic",
    "step",
    "accepted",
    "owner",
    "due",
    "status",
    "seats_held",
    "note",
)
"""The columns that are read and kept; others are not."""
_AN_ID: Final = re.compile(r"\w{4}-\w{4}")
_MANY: Final = 10
"""From so many on, ids that are not known are told together."""


@dataclass(frozen=True, slots=True, repr=False)
class Edited:
    """An edited list. PRIVATE.

    Attributes
    ----------
    rows : what people wrote, as it is kept; columns ``READ``, text.
    steps : one row per suggested step; columns id, accepted (yes, no, open), status, due (missing where none), overdue,
        owner_named, as_suggested. own, own_done : steps that people added and did not decline, and how many of them are done.
    held : columns role, topic (ids), seats (at least 1); None where no seats are given.
    left_out : rows of the wave's list that the file does not have.
    """

    rows: pd.DataFrame
    steps: pd.DataFrame
    own: int
    own_done: int
    held: pd.DataFrame | None
    left_out: int


def read_followed(path: Path, offered: pd.DataFrame, earlier: str, wave: str, instrument: Instrument) -> Edited:
    """What became of the list of wave ``earlier``, as of ``wave``.

    offered : that list: columns id, kind, group, group_label, cause, topic, suggested_owner. instrument : names roles and
        topics of rows that people added.
    raises : SetupError with every mistake: missing columns, another wave's list, ids, groups, months, states and numbers that are
    none, rows that stand twice, that contradict themselves, or whose parts do not belong together.
    """
    cells, lines = _table(path)
    words = ListWords.of(offered, instrument)
    read = Cells(path.name, words)
    known = offered.set_index("id")
    _require_this_list(cells, known, earlier, path.name)
    rows = [read.row(line, dict(zip(READ, row, strict=True))) for line, row in zip(lines, cells.to_numpy().tolist(), strict=True)]
    problems = [*read.problems, *_unknown(rows, known, earlier, path.name), *_repeated(rows, path.name)]
    if problems:
        raise SetupError(sorted(problems, key=lambda one: _line(one.where)))
    return _edited(cells, rows, offered, wave)


def _table(path: Path) -> tuple[pd.DataFrame, list[int]]:
    """Cells of the columns that are read, with the lines of the rows that are not blank."""
    try:
        export = read_export(path, platform="plain")
    except ExportError as error:
        raise SetupError(error.problems) from None
    if broken := [note for note in export.provenance.notes if note.endswith(SPREADSHEET_ERRORS)]:
        raise SetupError(
            Problem(f"cells hold an error of the spreadsheet ({broken[0].split()[0]})", path.name, fix="mend or clear them")
        )
    named = {normal(column.name): column.position for column in export.columns}
    if missing := [name for name in NEEDED if name not in named]:
        what = f"the list of actions has no column {', '.join(missing)}"
        fix = "edit a copy of actions.csv, and leave its first row as it is"
        raise SetupError(Problem(what, path.name, f"the columns {', '.join(NEEDED)}", fix))
    whole = export.cells
    cells = pd.DataFrame({name: whole[named[name]].str.strip() if name in named else "" for name in READ}, index=whole.index)
    cells = cells.assign(id=cells["id"].str.upper())
    filled = (cells != "").any(axis=1).to_numpy()
    return cells[filled].astype("str").reset_index(drop=True), export.lines[filled].tolist()


def _require_this_list(cells: pd.DataFrame, known: pd.DataFrame, earlier: str, name: str) -> None:
    """Raise SetupError where no id is of the wave before: it is the list of another wave, or none."""
    given = cells.loc[cells["id"] != "", ["id", "wave"]]
    if given.empty or given["id"].isin(known.index).any():
        return
    said = sorted({month for text in given["wave"] if (month := month_of(text)) is not None})
    what = f"the list is of wave {', '.join(said)}" if said and earlier not in said else "no id of the list is known"
    fix = f"give the list of wave {earlier}, as it stands in its folder, or leave the list out"
    raise SetupError(Problem(f"{what}; the wave before this one is {earlier}", name, fix=fix))


def _unknown(rows: list[Row], known: pd.DataFrame, earlier: str, name: str) -> Iterator[Problem]:
    """Ids that the wave does not know; many are told together."""
    lost = [row for row in rows if row.id and row.id not in known.index]
    fix = f"take the row from the list of wave {earlier} again, or leave its id blank to keep it as a row of your own"
    if len(lost) > _MANY:
        where = f"{name}, line {lost[0].line}, column 'id'"
        yield Problem(f"{len(lost)} ids are not of wave {earlier}, the first stands here", where, fix=fix)
        return
    for row in lost:
        shown = f"'{row.id}'" if _AN_ID.fullmatch(row.id) else "this"
        yield Problem(f"{shown} is no id of wave {earlier}", f"{name}, line {row.line}, column 'id'", fix=fix)


def _repeated(rows: list[Row], name: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        if row.id and row.id in seen:
            yield Problem(
                f"the row with this id stands twice (also line {seen[row.id]})", f"{name}, line {row.line}, column 'id'"
            )
        seen.setdefault(row.id, row.line)


def _line(where: str) -> int:
    return int(digits) if (digits := where.partition(", line ")[2].partition(",")[0]).isdigit() else 0


def _edited(cells: pd.DataFrame, rows: list[Row], offered: pd.DataFrame, wave: str) -> Edited:
    by_id = {row.id: row for row in rows if row.id}
    steps = offered[offered["kind"] == STEP]
    owners = dict(zip(steps["id"], steps["suggested_owner"], strict=True))
    own = [row for row in rows if not row.id and row.kind == STEP and row.accepted != "no"]
    return Edited(
        rows=cells,
        steps=pd.DataFrame([_step(one, by_id.get(one), owner, wave) for one, owner in owners.items()], columns=_STEP_COLUMNS),
        own=len(own),
        own_done=sum(row.status == DONE for row in own),
        held=_held(rows),
        left_out=int((~offered["id"].isin(by_id)).sum()),
    )


_STEP_COLUMNS: Final = ["id", "accepted", "status", "due", "overdue", "owner_named", "as_suggested"]


def _step(identity: str, row: Row | None, suggested: str, wave: str) -> tuple[str, str, str, str | None, bool, bool, bool]:
    """Of one suggested step, in the order of ``_STEP_COLUMNS``; not in the file: open."""
    if row is None:
        return identity, "open", "not_started", None, False, False, False
    late = row.due is not None and row.due < wave and row.accepted != "no" and row.status in ("not_started", "in_progress")
    named = row.owner != ""
    as_suggested = named and normal(row.owner) == normal(suggested)
    accepted = "yes" if row.accepted == "open" and row.status in UNDER_WAY else row.accepted
    return identity, accepted, row.status, row.due, late, named, as_suggested


def _held(rows: list[Row]) -> pd.DataFrame | None:
    """Seats held by role and topic; rows of one role and topic are added up."""
    seats: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.kind == TRAINING and row.seats:
            pair = (row.role, row.topic)
            seats[pair] = seats.get(pair, 0) + row.seats
    if not seats:
        return None
    frame = pd.DataFrame([(*pair, total) for pair, total in sorted(seats.items())], columns=["role", "topic", "seats"])
    return frame.astype({"role": "str", "topic": "str", "seats": "int64"})
