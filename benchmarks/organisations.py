"""Made-up organisations for the release alone: who answered where, with core scores; two-way, nested or crossed with sites.

Sizes of roles and departments are Dirichlet(0.5) and independent: about as many small cells, and as many of them cornered, as in
the tables of the methods notes. Scores have effects of role, department and cell (SD .28, .22, .15 of a person's, as there).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.measure.tally import tally_of
from pipeline.release.build import build_release
from pipeline.release.lattice import Lattice, build_lattice
from pipeline.release.wave import Wave
from pipeline.tables import Organisation, Release, Scores

NOTHING = Organisation.of()
Kind = Literal["two_way", "nested", "crossed"]
_SIZES = 0.5
_SPREAD = 18.0
_EFFECTS = (0.28, 0.22, 0.15)


def instrument_of(rows: int, columns: int, kind: Kind) -> Instrument:
    """The shipped short form with so many roles and departments in groups of four and, where asked, four sites."""
    base = load_instrument("tele_oncology_short")
    sites = [{"id": f"s{i}", "label": f"Site {i}"} for i in range(4)] if kind != "two_way" else []
    roles = [{"id": f"r{i}", "label": f"Role {i}", "group": f"rg{i // 4}"} for i in range(rows)]
    departments = [
        {"id": f"d{i}", "label": f"Department {i}", "group": f"dg{i // 4}"} | ({"site": f"s{i % 4}"} if kind == "nested" else {})
        for i in range(columns)
    ]
    questions = [q for q in base.model_dump()["questions"] if q["id"] != "site"]
    if kind == "crossed":
        questions.append({"id": "site", "text": "Site?", "kind": "single", "options_from": "sites"})
    lattice = {
        "two_way": {},
        "nested": {
            "rollups": ["role_group", "department_group", "site"],
            "crossings": ["role_department", "role_site", "role_group_department"],
        },
        "crossed": {"rollups": ["site"], "crossings": ["role_department", "role_site", "department_site"]},
    }[kind]
    values = base.model_dump() | {
        "roles": roles,
        "departments": departments,
        "sites": sites,
        "questions": questions,
        "lattice": lattice,
        "role_groups": [{"id": f"rg{i}", "label": f"Roles {i}"} for i in range((rows + 3) // 4)],
        "department_groups": [{"id": f"dg{i}", "label": f"Departments {i}"} for i in range((columns + 3) // 4)],
        "role_sets": {name: ["r0"] for name in base.role_sets},
        "topics": [],
        "barriers": [],
        "formats": [],
    }
    return Instrument.model_validate(values)


def table_of(rows: int, columns: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Answers per role × department."""
    sizes = np.outer(rng.dirichlet(np.full(rows, _SIZES)), rng.dirichlet(np.full(columns, _SIZES)))
    return rng.multinomial(n, (sizes / sizes.sum()).ravel()).reshape(rows, columns)


def scores_of(counts: np.ndarray, instrument: Instrument, rng: np.random.Generator, mean: float = 62.0) -> Scores:
    """Core scores for people in the cells of a table; composites are the means of their constructs."""
    rows, columns = counts.shape
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    row, column, n = cell // columns, cell % columns, len(cell)
    people = pd.DataFrame(
        {
            "role": np.array([role.id for role in instrument.roles], dtype=object)[row],
            "department": np.array([d.id for d in instrument.departments], dtype=object)[column],
        }
    )
    if "site" in instrument.axes:
        main = rng.integers(0, 4, columns)[column]
        people["site"] = [f"s{s}" for s in np.where(rng.random(n) < 0.8, main, rng.integers(0, 4, n))]
    effects = [rng.normal(0, _SPREAD * sd, size) for sd, size in zip(_EFFECTS, (rows, columns, counts.size), strict=True)]
    base = mean + effects[0][row] + effects[1][column] + effects[2][cell] + rng.normal(0, _SPREAD, n)
    scales = pd.DataFrame({s.id: np.clip(base + rng.normal(0, 10, n), 0, 100).round(2) for s in instrument.scales})
    for composite in instrument.composites:
        scales[composite.id] = scales[list(composite.scales)].mean(axis=1)
    return assembled(instrument, people, scales)


def assembled(instrument: Instrument, people: pd.DataFrame, scales: pd.DataFrame) -> Scores:
    """Core scores with where everybody stands, by the limits of the instrument; nothing beside them. people : who is where."""
    limits = instrument.thresholds
    willing = scales[instrument.willingness.id]
    reluctant = (willing < limits.person_reluctant_below) | (scales[instrument.intention] <= limits.person_intention_at_most)
    standing = np.where(reluctant, "reluctant", np.where(willing >= limits.person_willing_from, "willing", "undecided"))
    empty = pd.DataFrame(index=scales.index)
    return Scores.of(
        people=people,
        scales=scales,
        standing=pd.Series(standing),
        items=empty,
        importance=empty,
        confidence=empty,
        chosen={},
        strongest=pd.Series([""] * len(scales), dtype="str"),
    )


def some_of(scores: Scores, kept: np.ndarray) -> Scores:
    """The same survey with only some of the people."""
    return replace(
        scores,
        places={axis: column.rows(kept) for axis, column in scores.places.items()},
        points=scores.points[:, kept],
        sides=scores.sides[kept],
        keyed=scores.keyed.rows(kept),
        wanted=scores.wanted.rows(kept),
        able=scores.able.rows(kept),
        ticked={question: ticked.rows(kept) for question, ticked in scores.ticked.items()},
        strongest=scores.strongest.rows(kept),
    )


def with_tables(scores: Scores, **tables: Any) -> Scores:
    """The same people with other tables. tables : some of the arguments of ``Scores.of``."""
    names = ("people", "scales", "standing", "items", "importance", "confidence")
    own: dict[str, Any] = {name: getattr(scores, name) for name in names}
    own["chosen"] = {question: ticked.frame() for question, ticked in scores.ticked.items()}
    own["strongest"] = scores.strongest.series()
    return Scores.of(**(own | tables))


def release_of(
    scores: Scores, roster: pd.DataFrame | None, instrument: Instrument, organisation: Organisation = NOTHING, **how: Any
) -> Release:
    """The release of these people. how : as of ``build_release``."""
    return build_release(tally_of(scores, instrument, roster), roster, instrument, organisation, **how)


def lattice_of(scores: Scores, roster: pd.DataFrame | None, instrument: Instrument) -> Lattice:
    """The groups that a release of these people could show."""
    tally = tally_of(scores, instrument, roster)
    return build_lattice(tally.grid, tally.people, roster, instrument)


def wave_of(scores: Scores, instrument: Instrument) -> Wave:
    """The people on their way out, without a roster."""
    return Wave(tally_of(scores, instrument), lattice_of(scores, None, instrument), instrument)


def answered(scores: Scores) -> pd.DataFrame:
    """How many answered in every cell."""
    return scores.people.groupby(list(scores.people.columns)).size().rename("n").reset_index()
