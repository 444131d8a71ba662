"""How coarsely a release writes who is reluctant: made-up waves of a roster through the release's own protection of counts.

Specification: docs/methods/sample_size.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.fielding.assumed import Assumed
from pipeline.fielding.drawn import AXES
from pipeline.instrument.model import Instrument
from pipeline.measure.tally import tally_of
from pipeline.release.build import core_mask
from pipeline.release.core import core_counts, core_tables
from pipeline.release.counts import low_top
from pipeline.release.hidden import without_telling_totals
from pipeline.release.lattice import build_lattice
from pipeline.release.wave import Wave
from pipeline.tables import Scores

_WAVES: Final = 40
_PEOPLE: Final = 40_000
"""So many of the staff are drawn in all, so that a country takes no hour; at least 4 waves are drawn, and 40 at most."""
_UNDECIDED: Final = 0.35
"""Of those who are not reluctant."""
_NEAR: Final = 0.35
_ALIKE: Final = 0.12
"""Groups tell of each other by the logarithm of their answers, within about a third, and by the share who are reluctant."""
_SELDOM: Final = 0.02
_STEP: Final = 3


@dataclass(frozen=True, slots=True)
class Coarse:
    """What was seen of groups that were shown.

    Attributes
    ----------
    answers, count : of each: who answered, and who of them is reluctant, (R,).
    step : people per step of the count, 1 where it is exact, (R,).
    """

    answers: NDArray[np.int64]
    count: NDArray[np.int64]
    step: NDArray[np.int64]

    def steps(self, answers: float, share: float) -> dict[int, float]:
        """People per step -> how likely, for a group of so many answers and about such a share; what is seldom is left out."""
        if not len(self.answers):
            return {1: 1.0}
        far = np.log(self.answers / max(answers, 1.0)) / _NEAR, (self.count / self.answers - share) / _ALIKE
        weight = np.exp(-0.5 * (far[0] ** 2 + far[1] ** 2)) + 1e-9
        chance = {int(step): float(weight[self.step == step].sum() / weight.sum()) for step in np.unique(self.step)}
        likely = {step: part for step, part in chance.items() if part >= _SELDOM}
        return {step: part / sum(likely.values()) for step, part in likely.items()}


def coarse(roster: pd.DataFrame, instrument: Instrument, assumed: Assumed, rng: np.random.Generator) -> Coarse:
    """Draw waves; in each, the groups of one axis have the share that should be found or the calm one, by chance."""
    waves = min(_WAVES, max(4, _PEOPLE // int(roster["staff"].sum())))
    seen = [one for number in range(waves) for one in _wave(roster, instrument, assumed, AXES[number % 2], rng)]
    return Coarse(*np.array(seen, dtype=np.int64).reshape(-1, 3).T)


def _wave(
    roster: pd.DataFrame, instrument: Instrument, assumed: Assumed, axis: str, rng: np.random.Generator
) -> Iterator[tuple[int, int, int]]:
    """Answers, reluctant people and people per step of roles and departments that are shown; none for counts near their ends."""
    scores, reluctant = _scores(roster, instrument, assumed, axis, rng)
    if len(scores) < instrument.thresholds.k:
        return
    tally = tally_of(scores, instrument, roster)
    wave = Wave(tally, build_lattice(tally.grid, tally.people, roster, instrument), instrument)
    shown = core_tables(wave, core_counts(wave, without_telling_totals(wave, core_mask(wave))))["willingness"]
    people = scores.people
    for axis_ in AXES:
        exact = people[reluctant].groupby(axis_).size()
        mine = shown[shown["grouping"] == axis_]
        n, width = (
            mine["n"].to_numpy(dtype=np.int64),
            (mine["reluctant_high"] - mine["reluctant_low"]).to_numpy(dtype=np.int64) + 1,
        )
        count, few = mine[axis_].map(exact).fillna(0).to_numpy(), low_top(n, instrument.thresholds.cap_share)
        inside = (few < count) & (count < n - few)
        yield from zip(n[inside].tolist(), count[inside].tolist(), map(_step, width[inside].tolist()), strict=True)


def _step(width: int) -> int:
    """The narrowest step that an interval of so many counts fits."""
    step = 1
    while step < width:
        step = _STEP if step == 1 else 2 * step
    return step


def _scores(
    roster: pd.DataFrame, instrument: Instrument, assumed: Assumed, axis: str, rng: np.random.Generator
) -> tuple[Scores, NDArray[np.bool_]]:
    """Those who answer: their scores, well within the limits of where they stand, and who of them is reluctant."""
    limits = instrument.thresholds
    places = roster.loc[np.repeat(roster.index, rng.binomial(roster["staff"], assumed.response)), list(instrument.axes)]
    places = places.reset_index(drop=True)
    codes, levels = pd.factorize(places[axis])
    share = np.where(rng.random(len(levels)) < 0.5, assumed.share, assumed.calm)
    reluctant = rng.random(len(places)) < share[codes]
    undecided = ~reluctant & (rng.random(len(places)) < _UNDECIDED)
    middle, upper = limits.person_reluctant_below, limits.person_willing_from
    low = np.where(reluctant, middle / 3, np.where(undecided, middle, upper))
    high = np.where(reluctant, middle - 1, np.where(undecided, upper - 1, (upper + 200) / 3))
    scales = pd.DataFrame({scale.id: rng.uniform(low, high).round(2) for scale in instrument.scales})
    for composite in instrument.composites:
        scales[composite.id] = scales[list(composite.scales)].mean(axis=1)
    none = pd.DataFrame(index=scales.index)
    standing = pd.Series(np.where(reluctant, "reluctant", np.where(undecided, "undecided", "willing")))
    strongest = pd.Series([""] * len(scales), dtype="str")
    return Scores.of(places, scales, standing, none, none, none, {}, strongest), reluctant
