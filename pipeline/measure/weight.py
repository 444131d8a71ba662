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
from pipeline.measure.headline import headline_values, whole_points
from pipeline.stats.raking import Raked, merge_empty, rake
from pipeline.tables import NOT_STATED, WEIGHTING, Scores

CAP: Final = 3.0
LARGEST_DESIGN_EFFECT: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Margin:
    """One margin to rake to: level of every person, targets per level, and what became of levels without answers."""

    level: NDArray[np.int64]
    targets: NDArray[np.float64]
    merged: int
    left_out: int


def weighting(scores: Scores, roster: pd.DataFrame | None, instrument: Instrument) -> pd.DataFrame:
    """WEIGHTING: the headline figures as answered and raked to the roster's roles and departments."""
    values = headline_values(scores, instrument)
    n = len(scores.people)
    if not n:
        return WEIGHTING.empty()
    weights, effect = np.ones(n), np.nan
    state: Literal["ok", "no_roster", "refused"] = "no_roster"
    merged = left_out = 0
    if roster is not None:
        role, department, raked = _raked(scores.people, roster, instrument)
        weights, effect = raked.weights, raked.deff
        merged, left_out = role.merged + department.merged, role.left_out + department.left_out
        state = "ok" if raked.deff <= LARGEST_DESIGN_EFFECT else "refused"
    rows = [
        {
            "measure": measure,
            "n": n,
            "value": whole_points(value.mean()),
            "weighted": whole_points(np.average(value, weights=weights)) if state == "ok" else np.nan,
            "design_effect": np.round(effect, 2),
            "levels_merged": merged,
            "levels_left_out": left_out,
            "state": state,
        }
        for measure, value in values.items()
    ]
    return WEIGHTING.check(pd.DataFrame(rows))


def person_weights(people: pd.DataFrame, roster: pd.DataFrame, instrument: Instrument) -> NDArray[np.float64]:
    """Weight of every person. people : columns role, department. Whoever knows how many answered where can compute them."""
    return _raked(people, roster, instrument)[2].weights


def _raked(people: pd.DataFrame, roster: pd.DataFrame, instrument: Instrument) -> tuple[_Margin, _Margin, Raked]:
    role = _margin(people["role"], roster, "role", {r.id: r.group for r in instrument.roles})
    department = _margin(people["department"], roster, "department", {d.id: d.group for d in instrument.departments})
    return role, department, rake(role.level, department.level, role.targets, department.targets, CAP)


def _margin(people: pd.Series, roster: pd.DataFrame, column: str, group_of: dict[str, str]) -> _Margin:
    """Levels with their staff as targets; people whose level is not stated keep their share of the answers."""
    staff = roster.groupby(column)["staff"].sum()
    answers = people[people != NOT_STATED].value_counts()
    levels = sorted({*staff.index, *answers.index})
    counts = answers.reindex(levels, fill_value=0).to_numpy()
    targets = staff.reindex(levels, fill_value=0).to_numpy(dtype=float)
    groups = pd.factorize(pd.Series([group_of.get(level, level) for level in levels]), sort=True)[0]
    number = merge_empty(counts, targets, groups)
    left_out = number < 0
    size = int(number.max(initial=-1)) + 1
    summed = np.bincount(number[~left_out], weights=targets[~left_out], minlength=size).astype(float)
    answered = people.map(dict(zip(levels, number, strict=True))).fillna(size).to_numpy(dtype=np.int64)
    # Level without a place in the roster: not stated, and levels whose whole group the roster does not know.
    answered = np.where(answered < 0, size, answered)
    outside = int((answered == size).sum())
    if outside:
        summed = np.append(summed, summed.sum() * outside / max(len(people) - outside, 1))
    empty = (counts == 0) | (targets == 0)
    return _Margin(answered, summed, int((empty & ~left_out).sum()), int(left_out.sum()))
