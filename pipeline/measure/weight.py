"""Headlines weighted to the roster, so that groups that answered more do not speak louder. Specification:
docs/methods/nonresponse.md.

Only the overall weighted figures cross the wall, in whole points. Weights of persons are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.headline import headline_totals, whole_points
from pipeline.stats.raking import Raked, merge_empty, rake
from pipeline.tables import NOT_STATED, WEIGHTING
from pipeline.tables.tally import Tally

CAP: Final = 3.0
LARGEST_DESIGN_EFFECT: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Margin:
    """One margin to rake to: level of every place, targets per level, and what became of levels without answers."""

    level: NDArray[np.int64]
    targets: NDArray[np.float64]
    merged: int
    left_out: int


def weighting(tally: Tally, roster: pd.DataFrame | None, instrument: Instrument) -> pd.DataFrame:
    """WEIGHTING: the headline figures as answered and raked to the roster's roles and departments."""
    totals, people = headline_totals(tally, instrument), tally.people
    n = int(people.sum())
    if not n:
        return WEIGHTING.empty()
    weights, effect = np.ones(len(people)), np.nan
    state: Literal["ok", "no_roster", "refused"] = "no_roster"
    merged = left_out = 0
    if roster is not None:
        role, department, raked = _raked(tally.grid.places, people, roster, instrument)
        weights, effect = raked.weights[role.level, department.level], raked.deff
        merged, left_out = role.merged + department.merged, role.left_out + department.left_out
        state = "ok" if raked.deff <= LARGEST_DESIGN_EFFECT else "refused"
    rows = [
        {
            "measure": measure,
            "n": n,
            "value": whole_points(total.sum() / n),
            "weighted": whole_points(float(weights @ total) / float(weights @ people)) if state == "ok" else np.nan,
            "design_effect": np.round(effect, 2),
            "levels_merged": merged,
            "levels_left_out": left_out,
            "state": state,
        }
        for measure, total in totals.items()
    ]
    return WEIGHTING.check(pd.DataFrame(rows))


def place_weights(
    places: pd.DataFrame, people: NDArray[np.int64], roster: pd.DataFrame, instrument: Instrument
) -> NDArray[np.float64]:
    """Weight of every person of each place. places : columns role, department. people : how many answered there.

    Whoever knows how many answered where can compute them.
    """
    role, department, raked = _raked(places, people, roster, instrument)
    return raked.weights[role.level, department.level]


def person_weights(people: pd.DataFrame, roster: pd.DataFrame, instrument: Instrument) -> NDArray[np.float64]:
    """Weight of every person. people : columns role, department."""
    return place_weights(people, np.ones(len(people), dtype=np.int64), roster, instrument)


def _raked(
    places: pd.DataFrame, people: NDArray[np.int64], roster: pd.DataFrame, instrument: Instrument
) -> tuple[_Margin, _Margin, Raked]:
    role = _margin(places["role"], people, roster, "role", {r.id: r.group for r in instrument.roles})
    department = _margin(places["department"], people, roster, "department", {d.id: d.group for d in instrument.departments})
    shape = (len(role.targets), len(department.targets))
    cell = role.level * shape[1] + department.level
    table = np.bincount(cell, weights=people, minlength=shape[0] * shape[1]).reshape(shape)
    return role, department, rake(table, role.targets, department.targets, CAP)


def _margin(places: pd.Series, people: NDArray[np.int64], roster: pd.DataFrame, column: str, group_of: dict[str, str]) -> _Margin:
    """Levels with their staff as targets; people whose level is not stated keep their share of the answers."""
    staff = roster.groupby(column)["staff"].sum()
    code, names = pd.factorize(places)
    counted = np.bincount(code, weights=people, minlength=len(names))
    answers = {str(name): int(n) for name, n in zip(names, counted, strict=True) if n and name != NOT_STATED}
    levels = sorted({*staff.index, *answers})
    counts = np.array([answers.get(level, 0) for level in levels])
    targets = staff.reindex(levels, fill_value=0).to_numpy(dtype=float)
    groups = pd.factorize(pd.Series([group_of.get(level, level) for level in levels]), sort=True)[0]
    number = merge_empty(counts, targets, groups)
    left_out = number < 0
    size = int(number.max(initial=-1)) + 1
    summed = np.bincount(number[~left_out], weights=targets[~left_out], minlength=size).astype(float)
    numbers = dict(zip(levels, number.tolist(), strict=True))
    level = np.array([numbers.get(str(name), -1) for name in names], dtype=np.int64)[code]
    # Level without a place in the roster: not stated, and levels whose whole group the roster does not know.
    outside = int(people[level < 0].sum())
    if outside:
        summed = np.append(summed, summed.sum() * outside / max(int(people.sum()) - outside, 1))
    empty = (counts == 0) | (targets == 0)
    # A place without people may have no level; it stands anywhere, since nobody is there.
    level = np.where(level < 0, size if outside else 0, level)
    return _Margin(level, summed, int((empty & ~left_out).sum()), int(left_out.sum()))
