"""Typeform exports: a hash per row first, ``Start Date (UTC)``, ``Submit Date (UTC)`` and ``Network ID`` last.

A multi-select has a column per option, headed by the option's own text; the question's wording is not in the file, and
several columns may be headed ``Other`` or ``None``. Newer exports join the options with `` / `` and tell partial answers
in ``Response Type``. Source: one real file of 2016; the newer columns are known from programs that read them, not from a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.ingest.assemble import Found, assemble, first_column
from pipeline.ingest.export import Column, Export, Kind, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.names import bare
from pipeline.ingest.reader import Reader
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import normal, plain

_META: dict[str, Meta] = {
    "startdateutc": "start",
    "submitdateutc": "recorded",
    "stagedateutc": "platform",
    "networkid": "identifier",
    "responsetype": "status",
    "tags": "platform",
    "ending": "platform",
}
_LAST = {"startdateutc", "submitdateutc", "networkid"}
#: The header of the box to write in that closes a list of options.
_OTHER = "other"


def find_header(grid: Grid) -> int | None:
    """One row: the hash is headed ``#``, the dates say UTC."""
    names = grid.head(0)
    found = {bare(name) for name in names}
    is_hash = bool(names) and names[0].strip() in ("#", "Token", "token", "id")
    return 1 if is_hash and len(found & _LAST) >= 2 else None


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; unfinished rows are those whose ``Response Type`` says so, where the column exists."""
    cells, names = grid.answers(header_rows), grid.head(0)
    questions = _option_questions(names, cells)
    known: dict[int, Kind] = dict.fromkeys(questions, "multiple")
    columns = []
    for position, name in enumerate(names):
        meta: Meta | None = "response_id" if position == 0 else _META.get(bare(name))
        question = questions.get(position, "")
        columns.append(
            Column(position, name, plain(name), None, meta, "text", question=question, part=plain(name) if question else "")
        )
    for position in _written(names, cells, questions):
        known[position] = "text"
    kind = first_column(columns, cells, "status")
    states: dict[str, np.ndarray] = {} if kind is None else {"partial": kind.isin({"partial", "started"})}
    count = len(set(questions.values()))
    notes = [f"the wording of {count} multi-selects is not in the file: they are named by their first option"] if count else []
    return assemble(
        grid,
        Found("typeform", "options as columns" if count else "joined options", header_rows, columns, cells, states, notes,
              known=known, zone="UTC"),
    )  # fmt: skip


def _option_questions(names: Sequence[str], cells: Sequence[Texts]) -> dict[int, str]:
    """Position -> question, of columns that hold nothing but their own header: neighbours are options of one question.

    A column nobody ticked belongs to the options around it; a list ends at its box to write in.
    """
    is_option = [_holds_its_header(name, cells[position]) for position, name in enumerate(names)]
    found: dict[int, str] = {}
    run: list[int] = []
    for position in range(len(names) + 1):
        inside = position < len(names) and bare(names[position]) not in _META and is_option[position] is not False
        if inside and (run or is_option[position]):
            run.append(position)
            if normal(names[position]) != _OTHER:
                continue
        while run and not is_option[run[-1]]:
            run.pop()
        if run:
            found |= dict.fromkeys(run, f"{plain(names[run[0]])} …")
        run = []
    return found


def _holds_its_header(name: str, cells: Texts) -> bool | None:
    """Whether every answer is the column's own header; None where nobody answered."""
    given = {normal(value) for value in cells.seen() if value.strip()}
    return None if not given else given == {normal(name)} and bool(normal(name))


def _written(names: Sequence[str], cells: Sequence[Texts], questions: dict[int, str]) -> list[int]:
    """Boxes to write in behind a list of options: headed Other, without ticks of their own."""
    return [
        position
        for position, name in enumerate(names)
        if position not in questions and normal(name) == _OTHER and position - 1 in questions
    ]


READER = Reader("typeform", (1,), find_header, build)
