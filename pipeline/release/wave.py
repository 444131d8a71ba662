"""One wave on its way out: who is where, sums over groups, and which groups a family of measures may show. PRIVATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.instrument.model import Instrument, Thresholds
from pipeline.release.lattice import MARGINS, OVERALL, Lattice
from pipeline.release.protect import Candidates, Measure, choose
from pipeline.tables import Scores

Mask = NDArray[np.bool_]
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class Guard:
    """What every shown or derivable group must hold at least so much of: some persons, or points of persons, (P,).

    none_fits : or none at all.
    """

    persons: NDArray[np.bool_] | NDArray[np.float64]
    threshold: float
    none_fits: bool = False


SCORES: Final = (0.0, 100.0)
"""The lowest and the highest score of one person."""


def room(values: NDArray[np.float64], lowest: float, highest: float, limits: Thresholds) -> list[Guard]:
    """Guards of a sum that is written: away from both its ends by at least one person's whole range, so that it never says that
    everybody gave the same answer. values : of every person, NaN where there is none."""
    if not limits.unanimity:
        return []
    there = ~np.isnan(values)
    distances = (np.where(there, values - lowest, 0.0), np.where(there, highest - values, 0.0))
    return [Guard(distance, highest - lowest) for distance in distances]


@dataclass(frozen=True)
class Wave:
    """Scores, lattice and instrument of one wave. ``secondary`` False leaves out secondary suppression."""

    scores: Scores
    lattice: Lattice
    instrument: Instrument
    secondary: bool = True

    @property
    def k(self) -> int:
        """The smallest number of people that may be seen together."""
        return self.instrument.thresholds.k

    @cached_property
    def everybody(self) -> Mask:
        """All scored respondents."""
        return np.ones(len(self.scores.people), dtype=bool)

    @cached_property
    def margins(self) -> Mask:
        """Everybody, roles and departments: groups that every family may show."""
        return np.isin(self.lattice.axis, list(MARGINS))

    @cached_property
    def role_axis(self) -> Mask:
        """Everybody and roles."""
        return np.isin(self.lattice.axis, [OVERALL, "role"])

    def per_atom(self, values: ArrayLike) -> NDArray[np.float64]:
        """Sum of values per atom: (P,) -> (A,), (P, M) -> (A, M).

        Without binary noise, so that the order of people changes nothing: not a sum, and not which of two groups gives way.
        """
        columns = np.asarray(values, dtype=float)
        atoms, of = len(self.lattice.places), self.lattice.atom_of
        if columns.ndim == 1:
            return np.asarray(np.bincount(of, weights=columns, minlength=atoms), dtype=np.float64).round(_DECIMALS)
        return np.stack([self.per_atom(column) for column in columns.T], axis=1)

    def per_group(self, values: ArrayLike) -> NDArray[np.float64]:
        """Sum of values per group: (P,) -> (G,), (P, M) -> (G, M)."""
        return self.lattice.cover.astype(float) @ self.per_atom(values)

    def people(self, persons: Mask) -> NDArray[np.int64]:
        """How many of some persons each group holds, (G,)."""
        return np.rint(self.per_group(persons)).astype(np.int64)

    def published(self, contributes: Mask, eligible: Mask, guards: Sequence[Guard] = (), *, settled: bool = False) -> Mask:
        """Which of the ``eligible`` groups can be shown for the persons who contribute, (G,).

        Safe from somebody who knows which atoms have no answers, so that those must not serve to hide the others, and from
        somebody who does not, so that nothing looks cornered that is not. Hiding groups never harms either.
        settled : the eligible groups are known to be safe for these persons; only the guards are left to check.
        """
        for atoms in (self._answered, np.flatnonzero(~self.lattice.empty)):
            if eligible.any():
                eligible = self._chosen(atoms, contributes, eligible, guards, settled)
        return eligible.copy()

    def _chosen(self, atoms: NDArray[np.intp], contributes: Mask, eligible: Mask, guards: Sequence[Guard], settled: bool) -> Mask:
        """Which groups can be shown, all atoms but the given ones being known to be empty."""
        candidates, atom = self._candidates(eligible, atoms)
        groups = np.flatnonzero(eligible)

        def measure(persons: ArrayLike, threshold: float, none: Literal["hidden", "fine", "tells"]) -> Measure:
            per_atom = np.bincount(atom, weights=self.per_atom(persons)[atoms], minlength=candidates.cover.shape[1])
            return Measure(self.per_group(persons)[groups], per_atom.astype(float), threshold, none)

        persons = measure(contributes, self.k, "hidden")
        more = [measure(guard.persons, guard.threshold, "fine" if guard.none_fits else "tells") for guard in guards]
        shown = np.zeros(len(eligible), dtype=bool)
        shown[groups] = choose(candidates, persons, more if settled else [persons, *more], secondary=self.secondary)
        return shown

    @cached_property
    def _answered(self) -> NDArray[np.intp]:
        """Atoms with answers."""
        return np.flatnonzero(self.per_atom(self.everybody) > 0)

    def _candidates(self, keep: Mask, atoms: NDArray[np.intp]) -> tuple[Candidates, NDArray[np.intp]]:
        """Groups to choose from, over atoms that none of them tells apart taken together; joined atom of every atom given."""
        cover = self.lattice.cover[keep][:, atoms]
        _, first, number = np.unique(np.packbits(cover, axis=0), axis=1, return_index=True, return_inverse=True)
        candidates = Candidates(cover[:, first], self.lattice.rank[keep], self.lattice.axis[keep] == OVERALL)
        return candidates, number.ravel().astype(np.intp)
