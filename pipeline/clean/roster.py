"""Read the roster: how many staff each role × department has. All mistakes are reported together with their lines."""

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
from pipeline.tables import NOT_STATED

COLUMNS: Final = ("role", "department", "staff")
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
    if missing := [name for name in COLUMNS if name not in named]:
        what = f"the roster has no column {', '.join(missing)}"
        raise SetupError(Problem(what, path.name, f"the columns {', '.join(COLUMNS)}, one row per role and department"))
    cells = export.cells[[named[name] for name in COLUMNS]].set_axis(list(COLUMNS), axis=1)
    filled = (cells != "").any(axis=1).to_numpy()
    return _checked(cells[filled], export.lines[filled], instrument, path.name)


def _checked(cells: pd.DataFrame, lines, instrument: Instrument, name: str) -> pd.DataFrame:
    parts = {"role": instrument.roles, "department": instrument.departments}
    words = {
        kind: {normal(word): part.id for part in parts[kind] for word in (part.id, part.label, *part.synonyms)} for kind in parts
    }
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    rows = []
    for line, role, department, staff in zip(lines, cells["role"], cells["department"], cells["staff"], strict=True):
        where = f"{name}, line {line}"
        ids: list[str] = []
        for kind, written in (("role", role), ("department", department)):
            found = words[kind].get(normal(written))
            if found is None:
                guess = suggest(written, words[kind])
                fix = f"did you mean '{guess}'?" if guess else f"use an id or label of the instrument's {kind}s"
                problems.append(Problem(f"'{written}' is not a known {kind}", f"{where}, column '{kind}'", fix=fix))
            else:
                ids.append(found)
        if not _COUNT.match(staff.strip()):
            problems.append(Problem(f"'{staff}' is not a number of staff", f"{where}, column 'staff'", "0, 1, 2, …"))
        elif len(ids) == 2:
            cell = (ids[0], ids[1])
            if cell in seen:
                problems.append(Problem(f"{role} in {department} stands twice (also line {seen[cell]})", where))
            seen[cell] = line
            rows.append((*cell, int(float(staff))))
    if problems:
        raise SetupError(problems)
    if not any(staff for _, _, staff in rows):
        raise SetupError(Problem("the roster counts no staff at all", name))
    return _sorted(pd.DataFrame(rows, columns=list(COLUMNS)), instrument)


def _sorted(roster: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    roles = {part.id: i for i, part in enumerate(instrument.roles)}
    departments = {part.id: i for i, part in enumerate(instrument.departments)}
    keys = roster.assign(r=roster["role"].map(roles), d=roster["department"].map(departments))
    present = keys[keys["staff"] > 0].sort_values(["r", "d"])
    return present[list(COLUMNS)].reset_index(drop=True)


def require_staff(roster: pd.DataFrame, people: pd.DataFrame, instrument: Instrument, name: str) -> None:
    """Raise SetupError where a role, a department or everybody has more answers than staff, all of them together.

    people : columns role, department, one row per kept respondent. A cell of both may have more: people name the department
    that they work in today, and the roster the one that pays them. A level that the roster does not have is no mistake.
    """
    problems = []
    if len(people) > (staff := int(roster["staff"].sum())):
        problems.append(Problem(f"the roster counts {staff} staff, but {len(people)} answered", name, fix="check its year"))
    labels = instrument.labels()
    for kind in ("role", "department"):
        answers = people.loc[people[kind] != NOT_STATED, kind].value_counts()
        counted = roster.groupby(kind)["staff"].sum().to_dict()
        problems += [
            Problem(
                f"{labels[kind][level]}: {n} answered, but the roster counts {counted[level]} staff",
                f"{name}, {kind} '{level}'",
                fix=f"correct the roster, or give answers of another name their {kind} in the binding file",
            )
            for level, n in sorted((str(level), int(n)) for level, n in answers.items())
            if n > counted.get(level, n)
        ]
    if problems:
        raise SetupError(problems)
