"""Read the list of what was trained: seats held by role × topic. All mistakes are reported together with their lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.clean.groups import suggest
from pipeline.errors import ExportError, Problem, SetupError
from pipeline.ingest.read import read_export
from pipeline.instrument.model import Instrument
from pipeline.instrument.words import normal

_COLUMNS: Final = ("role", "topic", "seats")
_COUNT: Final = re.compile(r"^(\d{1,7}(\.0+)?)?$")


def read_trained(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Seats held by role × topic; other columns of the file are not read.

    returns : columns role, topic (ids), seats (int64, at least 1); one row per role and topic in which training was held, in the
    order of the instrument. Rows of one role and topic are added up; blank or 0 seats are none.
    raises : SetupError with every mistake: missing columns, unknown names, seats that are no number, nothing held at all.
    """
    try:
        export = read_export(path, platform="plain")
    except ExportError as error:
        raise SetupError(error.problems) from None
    named = {normal(column.name): column.position for column in export.columns}
    if missing := [name for name in _COLUMNS if name not in named]:
        what = f"the list of what was trained has no column {', '.join(missing)}"
        raise SetupError(Problem(what, path.name, "the columns role, topic, seats; one row per role × topic"))
    cells = export.cells[[named[name] for name in _COLUMNS]].set_axis(list(_COLUMNS), axis=1)
    filled = (cells != "").any(axis=1).to_numpy()
    return _checked(cells[filled], export.lines[filled], instrument, path.name)


def _checked(cells: pd.DataFrame, lines, instrument: Instrument, name: str) -> pd.DataFrame:
    words = {
        "role": {normal(word): role.id for role in instrument.roles for word in (role.id, role.label, *role.synonyms)},
        "topic": {normal(word): topic.id for topic in instrument.topics for word in (topic.id, topic.label)},
    }
    problems: list[Problem] = []
    held: dict[tuple[str, str], int] = {}
    for line, role, topic, seats in zip(lines, cells["role"], cells["topic"], cells["seats"], strict=True):
        where = f"{name}, line {line}"
        ids = [words[kind].get(normal(text)) for kind, text in (("role", role), ("topic", topic))]
        for kind, text, found in zip(words, (role, topic), ids, strict=True):
            if found is None:
                guess = suggest(text, words[kind])
                fix = f"did you mean '{guess}'?" if guess else f"use an id or label of the instrument's {kind}s"
                problems.append(Problem(f"'{text}' is not a known {kind}", f"{where}, column '{kind}'", fix=fix))
        if not _COUNT.match(seats.strip()):
            problems.append(Problem(f"'{seats}' is not a number of seats", f"{where}, column 'seats'", "blank, 0, 1, 2, …"))
        elif ids[0] is not None and ids[1] is not None:
            pair = (ids[0], ids[1])
            held[pair] = held.get(pair, 0) + int(float(seats.strip() or 0))
    if problems:
        raise SetupError(problems)
    rows = [(role.id, topic.id, held.get((role.id, topic.id), 0)) for role in instrument.roles for topic in instrument.topics]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"role": "str", "topic": "str", "seats": "int64"})
    if not (frame["seats"] > 0).any():
        fix = "give the seats that were held, or leave the list out"
        raise SetupError(Problem("the list says that no training was held: every seat is blank or 0", name, fix=fix))
    return frame[frame["seats"] > 0].reset_index(drop=True)
