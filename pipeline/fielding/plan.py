"""How many answers every role and department of a roster needs. Specification: docs/methods/sample_size.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.beside import beside
from pipeline.fielding.assumed import SPREAD, Assumed, rule_of
from pipeline.fielding.coarse import Coarse, coarse
from pipeline.fielding.drawn import AXES, Kept, kept
from pipeline.instrument.model import Instrument
from pipeline.release.ladder import Level, axis_levels
from pipeline.stats.flag_chances import (
    Rule,
    answers_needed,
    chance_flagged_in_steps,
    chance_showable,
    marked,
    planned_answers,
    priors_beside,
)

_DRAWS: Final = 24
_SEED: Final = 2026
_ABOVE: Final = 0.1
"""Where it is decided whether a group is flagged: so far above the cut, in groups of ten to fifty."""


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """One role or department before launch.

    Attributes
    ----------
    axis, id : of the group. staff, expected : on the roster; of them, who are expected to answer.
    to_show, to_flag : answers needed to be shown, and to be flagged surely; None where no number is enough.
    shown, flagged, falsely : chances at the expected response: to be shown; to be flagged at the share; at the calm share.
    together : ids of the groups it is expected to be shown with, itself among them; empty where alone or nowhere.
    """

    axis: str
    id: str
    staff: int
    expected: int
    to_show: int | None
    to_flag: int | None
    shown: float
    flagged: float
    falsely: float
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleSize:
    """The plan of a roster. groups : roles, then departments, in the instrument's order. staff : of everybody."""

    instrument: Instrument
    assumed: Assumed
    groups: tuple[GroupPlan, ...]
    staff: int

    def of(self, axis: str) -> tuple[GroupPlan, ...]:
        """The groups of one axis."""
        return tuple(group for group in self.groups if group.axis == axis)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What made-up waves of the roster tell: which groups are shown by themselves, and how coarsely counts are written."""

    kept: Kept
    coarse: Coarse


def draw(roster: pd.DataFrame, instrument: Instrument, assumed: Assumed) -> Drawn:
    """Made-up waves of a roster; the same for the same roster."""
    one, other = np.random.default_rng(_SEED).spawn(2)
    with beside(partial(coarse, roster, instrument, assumed, other)) as written:
        return Drawn(kept(roster, instrument, assumed, one), written())


def sample_size(roster: pd.DataFrame, instrument: Instrument, assumed: Assumed, drawn: Drawn | None = None) -> SampleSize:
    """The plan; the same for the same roster. roster : as ``read_roster`` gives it. drawn : waves of it, where they are there."""
    drawn = drawn or draw(roster, instrument, assumed)

    def of(axis: str, rng: np.random.Generator) -> list[GroupPlan]:
        return list(_axis(axis, margin(roster, axis, instrument), instrument, assumed, drawn, rng))

    role, department = AXES
    one, other = np.random.default_rng(_SEED).spawn(2)
    with beside(partial(of, department, other)) as departments:
        groups = (*of(role, one), *departments())
    return SampleSize(instrument, assumed, groups, int(roster["staff"].sum()))


def margin(roster: pd.DataFrame, axis: str, instrument: Instrument) -> dict[str, int]:
    """Id -> staff of every role (department) that the roster has, in the instrument's order."""
    staff = roster.groupby(axis)["staff"].sum().to_dict()
    parts = instrument.roles if axis == "role" else instrument.departments
    return {part.id: int(staff[part.id]) for part in parts if part.id in staff}


def _axis(
    axis: str, staff: Mapping[str, int], instrument: Instrument, assumed: Assumed, drawn: Drawn, rng: np.random.Generator
) -> Iterator[GroupPlan]:
    expected = {level: round(size * assumed.response) for level, size in staff.items()}
    levels = axis_levels(axis, np.array(list(expected), dtype=object), np.array(list(expected.values())), instrument, None)
    beside = _Beside(levels, expected, assumed, rng)
    rule, k = rule_of(instrument.thresholds), instrument.thresholds.k

    @cache
    def of_size(size: int, alone: tuple[int, ...]) -> _Chances:
        steps = drawn.coarse.steps(size * assumed.response, rule.cut + _ABOVE)
        return _chances(size, k, beside.priors(alone), rule, assumed, steps)

    for level, size in staff.items():
        place = next((one for one in levels if level in one.members), None)
        alone = place is not None and len(place.members) == 1
        found = of_size(size, beside.others(level))
        share = drawn.kept.share(axis, level) if size >= k else 0.0
        yield GroupPlan(
            axis, level, size, expected[level],
            to_show=found.to_show if share > 0 else None,
            to_flag=found.to_flag if share > 0 else None,
            shown=share * found.shown,
            flagged=share * found.flagged,
            falsely=share * found.falsely,
            together=() if place is None or alone else place.members,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Beside:
    """What other groups of an axis will say. levels : as they stand at the expected response."""

    levels: list[Level]
    expected: Mapping[str, int]
    assumed: Assumed
    rng: np.random.Generator

    def others(self, level: str) -> tuple[int, ...]:
        """Expected answers of the groups beside one, the largest first."""
        rest = [one for one in self.levels if one.members != (level,)]
        return tuple(sorted((sum(self.expected[member] for member in one.members) for one in rest), reverse=True))

    def priors(self, others: tuple[int, ...]) -> NDArray[np.float64]:
        """Of a group beside the others, by survey drawn."""
        return priors_beside(np.array(others, dtype=np.int64), self.assumed.others, SPREAD, _DRAWS, self.rng)


@dataclass(frozen=True, slots=True)
class _Chances:
    """Of a group, as far as it depends on itself and on what the others say."""

    to_show: int | None
    to_flag: int | None
    shown: float
    flagged: float
    falsely: float


def _chances(
    staff: int, k: int, priors: NDArray[np.float64], rule: Rule, assumed: Assumed, steps: Mapping[int, float]
) -> _Chances:
    answers, count, calm = planned_answers(staff, assumed.response), marked(assumed.share, staff), _calm(staff, rule, assumed)
    large = answers.n >= k
    n, weight = answers.n[large], answers.weight[large]
    flagged, falsely = np.minimum(chance_flagged_in_steps(n, staff, (count, calm), priors, rule, steps) @ weight, 1.0)
    return _Chances(
        k if staff >= k and staff - count >= rule.uncounted else None,
        answers_needed(staff, count, k, priors, rule, assumed.surely, steps),
        min(1.0, float(chance_showable(n, staff, count, rule) @ weight)),
        float(flagged),
        float(falsely),
    )


def _calm(staff: int, rule: Rule, assumed: Assumed) -> int:
    """Whole persons of the calm share; never more than the cut."""
    return min(marked(assumed.calm, staff), int(np.floor(rule.cut * staff + 1e-9)))
