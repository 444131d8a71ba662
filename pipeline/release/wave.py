"""One wave on its way out: sums over groups, and which groups a family of measures may show. PRIVATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.release.guarded import Candidates, Measure
from pipeline.release.lattice import MARGINS, OVERALL, Lattice
from pipeline.release.look import Room
from pipeline.release.protect import choose
from pipeline.tables.responses import NANO
from pipeline.tables.tally import Counts, Tally

Mask = NDArray[np.bool_]
Sums = NDArray[np.int64] | NDArray[np.float64]
"""People, or points of people, per atom."""
_MICRO: Final = 1_000_000
SCORES: Final = (0.0, 100.0)
"""The lowest and the highest score of one person."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What every shown or derivable group must hold at least so much of: some persons, or points of persons, (A,).

    none_fits : or none at all.
    """

    persons: Sums
    threshold: float
    none_fits: bool = False


def rounded(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums per atom as whole millionths of a point: sums of these are exact, so the order of anything changes nothing."""
    return np.rint(sums * _MICRO)


def in_points(millionths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of sums in millionths."""
    return millionths / _MICRO


def room(total: NDArray[np.float64], n: Counts, lowest: float, highest: float, limits: Thresholds) -> list[Guard]:
    """Guards of a sum that is written: away from both its ends by at least one person's whole range, so that it never says that
    everybody gave the same answer. total : millionths per atom, (A,); n : people, (A,)."""
    if not limits.unanimity:
        return []
    distances = (total - n * (lowest * _MICRO), n * (highest * _MICRO) - total)
    return [Guard(in_points(distance), highest - lowest) for distance in distances]


@dataclass(frozen=True)
class Wave:
    """Counts by atom, lattice and instrument of one wave. ``secondary`` False leaves out secondary suppression."""

    tally: Tally
    lattice: Lattice
    instrument: Instrument
    secondary: bool = True

    @property
    def k(self) -> int:
        """The smallest number of people that may be seen together."""
        return self.instrument.thresholds.k

    @property
    def everybody(self) -> Counts:
        """Scored respondents per atom, (A,)."""
        return self.tally.people

    @cached_property
    def margins(self) -> Mask:
        """Everybody, roles and departments: groups that every family may show."""
        return np.isin(self.lattice.axis, list(MARGINS))

    @cached_property
    def role_axis(self) -> Mask:
        """Everybody and roles."""
        return np.isin(self.lattice.axis, [OVERALL, "role"])

    @cached_property
    def millionths(self) -> NDArray[np.float64]:
        """Sums of scores per atom and scale in whole millionths, (A, S)."""
        thousand = NANO // _MICRO
        return ((self.tally.scales.total + thousand // 2) // thousand).astype(float)

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """Sums of scores per group and scale in points, (G, S)."""
        return self.per_group(in_points(self.millionths))

    def per_group(self, values: Sums) -> NDArray[np.float64]:
        """Sum of values per group: (A,) -> (G,), (A, M) -> (G, M); exact where values are whole numbers."""
        return self.lattice.weights @ values

    def people(self, counts: Counts) -> Counts:
        """How many of some people each group holds: (A,) -> (G,), (A, M) -> (G, M)."""
        return np.rint(self.per_group(counts)).astype(np.int64)

    def published(
        self, contributes: Counts, eligible: Mask, guards: Sequence[Guard] = (), *, settled: bool = False, k: int | None = None
    ) -> Mask:
        """Which of the ``eligible`` groups can be shown for the people who contribute, (G,).

        Safe from somebody who knows which atoms have no answers, so that those must not serve to hide the others, and from
        somebody who does not, so that nothing looks cornered that is not. Hiding groups never harms either.
        contributes : people per atom, (A,). settled : the eligible groups are known to be safe for these people; only the guards
        are left to check. k : the smallest number of contributors that may be seen together, where it is not that of the wave.
        """
        room, smallest = Room(), self.k if k is None else k
        for atoms in (self._answered, np.flatnonzero(~self.lattice.empty)):
            if eligible.any():
                eligible = self._chosen(atoms, contributes, eligible, guards, settled, room, smallest)
        return eligible.copy()

    def _chosen(
        self,
        atoms: NDArray[np.intp],
        contributes: Counts,
        eligible: Mask,
        guards: Sequence[Guard],
        settled: bool,
        room: Room,
        k: int,
    ) -> Mask:
        """Which groups can be shown, all atoms but the given ones being known to be empty."""
        candidates, atom = self._candidates(eligible, atoms)
        sums = np.stack([contributes, *(guard.persons for guard in guards)], axis=1).astype(float)
        in_groups = self.lattice.weights[eligible] @ sums

        def measure(number: int, threshold: float, none: Literal["hidden", "fine", "tells"]) -> Measure:
            per_atom = np.bincount(atom, weights=sums[atoms, number], minlength=candidates.cover.shape[1])
            return Measure(in_groups[:, number], per_atom.astype(float), threshold, none)

        persons = measure(0, k, "hidden")
        more = [measure(i, guard.threshold, "fine" if guard.none_fits else "tells") for i, guard in enumerate(guards, start=1)]
        shown = np.zeros(len(eligible), dtype=bool)
        measures = more if settled else [persons, *more]
        shown[eligible] = choose(candidates, persons, measures, secondary=self.secondary, room=room)
        return shown

    @cached_property
    def _answered(self) -> NDArray[np.intp]:
        """Atoms with answers."""
        return np.flatnonzero(self.everybody > 0)

    def _candidates(self, keep: Mask, atoms: NDArray[np.intp]) -> tuple[Candidates, NDArray[np.intp]]:
        """Groups to choose from, over atoms that none of them tells apart taken together; joined atom of every atom given."""
        cover = self.lattice.cover[keep][:, atoms]
        _, first, number = np.unique(np.packbits(cover, axis=0), axis=1, return_index=True, return_inverse=True)
        candidates = Candidates(cover[:, first], self.lattice.rank[keep], self.lattice.axis[keep] == OVERALL)
        return candidates, number.ravel().astype(np.intp)
