"""Waves that a roster may give, drawn: which roles and departments the release would show by themselves.

Specification: docs/methods/sample_size.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from pipeline.fielding.assumed import Assumed
from pipeline.instrument.model import Instrument
from pipeline.release.build import core_mask
from pipeline.release.lattice import build_lattice
from pipeline.release.wave import Wave
from pipeline.tables.coded import Named
from pipeline.tables.responses import STANDINGS
from pipeline.tables.tally import AnswerTally, Grid, ScaleTally, Tally, TopicTally

AXES: Final = ("role", "department")
_WAVES: Final = 400
_ATOMS: Final = 60_000
"""So many places are looked at in all, so that a country takes no hour; at least 40 waves are drawn, and 400 at most."""
_ENOUGH: Final = 20
_SPREAD: Final = 0.33
"""Of the logits of roles and of departments: about 10 points of the share together."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How often groups that are large and mixed enough are shown by themselves.

    Attributes
    ----------
    fit : (axis, id) -> waves in which the group had k answers and enough people who are not reluctant.
    shown : in how many of these it was shown by itself.
    """

    fit: Counter[tuple[str, str]]
    shown: Counter[tuple[str, str]]

    def share(self, axis: str, level: str) -> float:
        """The part that is shown, 0-1; of all groups of the axis where the group was seldom fit."""
        if self.fit[axis, level] >= _ENOUGH:
            return self.shown[axis, level] / self.fit[axis, level]
        fit = sum(n for (kind, _), n in self.fit.items() if kind == axis)
        return sum(n for (kind, _), n in self.shown.items() if kind == axis) / fit if fit else 1.0


def kept(roster: pd.DataFrame, instrument: Instrument, assumed: Assumed, rng: np.random.Generator) -> Kept:
    """Draw waves and choose groups as the release does."""
    grid = Grid({axis: tuple(dict.fromkeys(roster[axis])) for axis in instrument.axes})
    atom = grid.numbers({axis: Named.of(roster[axis]) for axis in grid.levels})
    staff = np.bincount(atom, weights=roster["staff"].to_numpy(dtype=float), minlength=grid.atoms).astype(np.int64)
    fit, shown = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    k, unanimity = instrument.thresholds.k, instrument.thresholds.unanimity
    for _ in range(min(_WAVES, max(2 * _ENOUGH, _ATOMS // grid.atoms))):
        people = rng.binomial(staff, assumed.response)
        reluctant = rng.binomial(people, _shares(grid, assumed, rng))
        for axis in AXES:
            n, calm = grid.of_levels(people, axis), grid.of_levels(people - reluctant, axis)
            fit.update((axis, level) for level, ok in zip(grid.levels[axis], (n >= k) & (calm >= unanimity), strict=True) if ok)
        if people.sum() >= k:
            shown.update(_shown(_tally(grid, people, reluctant), roster, instrument))
    return Kept(fit, shown)


def _shares(grid: Grid, assumed: Assumed, rng: np.random.Generator) -> NDArray[np.float64]:
    """Of every atom."""
    effects = sum(rng.normal(0, _SPREAD, len(grid.levels[axis]))[grid.axis_of(axis)] for axis in AXES)
    return np.asarray(expit(logit(assumed.others) + effects))


def _shown(tally: Tally, roster: pd.DataFrame, instrument: Instrument) -> list[tuple[str, str]]:
    lattice = build_lattice(tally.grid, tally.people, roster, instrument)
    mask = core_mask(Wave(tally, lattice, instrument))
    chosen = [group for group, is_shown in zip(lattice.groups, mask, strict=True) if is_shown]
    alone = {(group.grouping, str(group.role or group.department)) for group in chosen if group.grouping in AXES}
    # A declared group of one role is that role.
    one = {(group.grouping.removesuffix("_group"), group.members[0]) for group in chosen if len(group.members) == 1}
    return sorted(alone | {(axis, level) for axis, level in one if axis in AXES})


def _tally(grid: Grid, people: NDArray[np.int64], reluctant: NDArray[np.int64]) -> Tally:
    """People and who of them is reluctant; nothing else is known of them, and nothing else decides which groups there are."""
    sides = np.zeros((grid.atoms, len(STANDINGS)), dtype=np.int64)
    sides[:, STANDINGS.index("reluctant")] = reluctant
    sides[:, STANDINGS.index("undecided")] = people - reluctant
    none, three, four = (np.zeros((grid.atoms, *(0,) * more), dtype=np.int64) for more in (1, 2, 3))
    scales = ScaleTally((), three, none, none, none, three, three, none)
    return Tally(grid, people, scales, sides, none, AnswerTally((), (), three), TopicTally((), (), (), four), {}, {}, {})
