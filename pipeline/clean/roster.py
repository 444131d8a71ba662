"""Read the roster: how many staff each role × department has. All mistakes are reported together with their lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from pipeline.clean.groups import suggest
from pipeline.errors import ExportError, Problem, SetupError
from pipeline.ingest.read import read_export
from pipeline.instrument.model import Instrument
from pipeline.instrument.part import Labelled
from pipeline.instrument.words import normal
from pipeline.tables import NOT_STATED

_COUNT: Final = re.compile(r"^\d{1,7}(\.0+)?$")


def read_roster(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Staff by role × department.

    returns : columns role, department (ids), staff (int64); one row per cell with staff, sorted as in the instrument.
    raises : SetupError with every mistake: missing columns, unknown names, counts that are none, cells that stand twice.
    """
    try:
        export = read_export(path, platform="plain")
    except ExportError as error:
        raise SetupError(error.problems) from None
    named = {normal(column.name): column.position for column in export.columns}
    columns = (*instrument.axes, "staff")
    if missing := [name for name in columns if name not in named]:
        what = f"the roster has no column {', '.join(missing)}"
        raise SetupError(Problem(what, path.name, f"the columns {', '.join(columns)}, one row per {' × '.join(instrument.axes)}"))
    cells = export.cells[[named[name] for name in columns]].set_axis(list(columns), axis=1)
    filled = (cells != "").any(axis=1).to_numpy()
    return _checked(cells[filled], export.lines[filled], instrument, path.name)


def _checked(cells: pd.DataFrame, lines, instrument: Instrument, name: str) -> pd.DataFrame:
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}
    axes = instrument.axes
    words = {
        kind: {normal(word): part.id for part in parts[kind] for word in (part.id, part.label, *part.synonyms)} for kind in axes
    }
    problems: list[Problem] = []
    seen: dict[tuple[str, ...], int] = {}
    rows = []
    for line, *names, staff in zip(lines, *(cells[axis] for axis in axes), cells["staff"], strict=True):
        where = f"{name}, line {line}"
        ids: list[str] = []
        for kind, written in zip(axes, names, strict=True):
            found = words[kind].get(normal(written))
            if found is None:
                guess = suggest(written, words[kind])
                fix = f"did you mean '{guess}'?" if guess else f"use an id or label of the instrument's {kind}s"
                problems.append(Problem(f"'{written}' is not a known {kind}", f"{where}, column '{kind}'", fix=fix))
            else:
                ids.append(found)
        if not _COUNT.match(staff.strip()):
            problems.append(Problem(f"'{staff}' is not a number of staff", f"{where}, column 'staff'", "0, 1, 2, …"))
        elif len(ids) == len(axes):
            cell = tuple(ids)
            if cell in seen:
                problems.append(Problem(f"{' in '.join(names)} stands twice (also line {seen[cell]})", where))
            seen[cell] = line
            rows.append((*cell, int(float(staff))))
    if problems:
        raise SetupError(problems)
    if not any(row[-1] for row in rows):
        raise SetupError(Problem("the roster counts no staff at all", name))
    return _sorted(pd.DataFrame(rows, columns=[*axes, "staff"]), parts, axes)


def _sorted(roster: pd.DataFrame, parts: Mapping[str, Sequence[Labelled]], axes: Sequence[str]) -> pd.DataFrame:
    """Cells with staff, in the order of the instrument."""
    order = {axis: {part.id: i for i, part in enumerate(parts[axis])} for axis in axes}
    places = np.lexsort([roster[axis].map(order[axis]) for axis in reversed(axes)])
    ordered = roster.iloc[places]
    return ordered[ordered["staff"] > 0].reset_index(drop=True)


def require_staff(roster: pd.DataFrame, answers: Mapping[str, Mapping[str, int]], instrument: Instrument, name: str) -> None:
    """Raise SetupError where a role, a department or everybody has more answers than staff, all of them together.

    answers : axis -> id -> kept respondents. A cell of both may have more: people name the department
    that they work in today, and the roster the one that pays them. A level that the roster does not have is no mistake.
    """
    problems = []
    people = sum(answers[instrument.axes[0]].values())
    if people > (staff := int(roster["staff"].sum())):
        problems.append(Problem(f"the roster counts {staff} staff, but {people} answered", name, fix="check its year"))
    labels = instrument.labels()
    for kind in instrument.axes:
        counted = roster.groupby(kind)["staff"].sum().to_dict()
        problems += [
            Problem(
                f"{labels[kind][level]}: {n} answered, but the roster counts {counted[level]} staff",
                f"{name}, {kind} '{level}'",
                fix=f"correct the roster, or give answers of another name their {kind} in the binding file",
            )
            for level, n in sorted(answers[kind].items())
            if level != NOT_STATED and n > counted.get(level, n)
        ]
    if problems:
        raise SetupError(problems)
