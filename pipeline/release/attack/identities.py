"""The third attack: a composite is the mean of its constructs, so what one of them withholds may follow from the others.

The unknowns are the sums of scores of every cell on every scale of a composite's family. Known are the sums of the groups that
show a scale, and, in cells where nobody lacks a scale, that the constructs add up to the composite. Whatever is withheld in a
published group may not be a sum and difference of what is known. Counts of quadrants add up to counts of composites likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.read import Family, Map
from pipeline.stats.spans import tied
from pipeline.tables import Release


@dataclass(frozen=True, slots=True)
class Composition:
    """A composite, the constructs that it is the mean of, and the two quadrants that add up to its favourable people."""

    composite: str
    constructs: tuple[str, ...]
    quadrants: tuple[str, str]


def identity_violations(
    release: Release, compositions: Sequence[Composition], places: Map | None = None
) -> tuple[int, list[str]]:
    """How many withheld figures were tried, and those that follow. places : of the release, where it is there."""
    places = places or Map(release)
    tried, found = 0, list(_quadrants(places, compositions))
    for composition in compositions:
        tied_up = _Tied(places, composition)
        tried += int(tied_up.withheld.sum())
        found += [
            f"release/scales: {scale} of {group} is withheld and follows from what is shown" for scale, group in tied_up.follow()
        ]
    return tried, found


class _Tied:
    """The sums of a composite and of its constructs: what is shown, what is withheld."""

    def __init__(self, places: Map, composition: Composition) -> None:
        [everybody] = places.families("groups")
        families = {family.value: family for family in places.families("scales")}
        names = (composition.composite, *composition.constructs)
        complete = all(name in families for name in names)
        self._scales = [name for name in names if name in families]
        self._keys = places.keys
        # Cells that no group tells apart are one unknown.
        _, first = np.unique(np.packbits(places.cover, axis=0), axis=1, return_index=True)
        self._cover = places.cover[:, first]
        self._shown = np.zeros((len(self._scales), len(places.keys)), dtype=bool)
        # In every cell where nobody lacks a scale: the constructs minus so many times the composite is nothing.
        self._whole = np.full(len(first), complete)
        for shown, name in zip(self._shown, self._scales, strict=True):
            family = families[name]
            shown[family.groups] = True
            of_all = family.figures["n"] == everybody.figures["n"][family.groups]
            self._whole &= self._cover[family.groups[of_all]].any(axis=0)
        self.withheld = ~self._shown

    def follow(self) -> Iterator[tuple[str, str]]:
        """The withheld figures that are sums and differences of what is known."""
        if not self.withheld.any():
            return
        known, asked = ([self._cover[rows] for rows in which] for which in (self._shown, self.withheld))
        for scale, rows, answer in zip(self._scales, self.withheld, tied(known, self._whole, asked), strict=True):
            yield from ((scale, self._keys[group]) for group in np.flatnonzero(rows)[answer])


def _quadrants(places: Map, compositions: Sequence[Composition]) -> Iterator[str]:
    """Favourable people of a composite that are written as an interval, beside quadrants that are not."""
    exact = {int(group) for family in places.families("quadrants") for group in family.groups[family.figures["bounded"] == 0]}
    for composition in compositions:
        hidden = (_intervals(family) for family in places.families("scales") if family.value == composition.composite)
        both = exact & {int(group) for groups in hidden for group in groups}
        if both:
            yield f"release/quadrants: {len(both)} group(s) give away who is favourable in {composition.composite}"


def _intervals(scale: Family) -> NDArray[np.intp]:
    """Groups whose favourable people are not written exactly."""
    return scale.groups[np.isnan(scale.figures["favourable"])]
