"""The third attack: a composite is the mean of its constructs, so what one of them withholds may follow from the others.

The unknowns are the sums of scores of every cell on every scale of a composite's family. Known are the sums of the groups that
show a scale, and, in cells where nobody lacks a scale, that the constructs add up to the composite. Whatever is withheld in a
published group may not be a sum and difference of what is known. Counts of quadrants add up to counts of composites likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.attack.people import Map
from pipeline.stats.spans import tied
from pipeline.tables import Release, group_key


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
    tried, found = 0, list(_quadrants(release, compositions))
    for composition in compositions:
        family = _Family(release, places, composition)
        tried += len(family.withheld)
        found += [
            f"release/scales: {scale} of {group} is withheld and follows from what is shown" for scale, group in family.follow()
        ]
    return tried, found


class _Family:
    """The sums of a composite and of its constructs: what is shown, what is withheld."""

    def __init__(self, release: Release, places: Map, composition: Composition) -> None:
        groups = list(group_key(release.groups))
        everybody = dict(zip(groups, release.groups["n"].astype(int), strict=True))
        rows = {str(scale): frame for scale, frame in release.scales.groupby("scale")}
        names = (composition.composite, *composition.constructs)
        self.complete = all(name in rows for name in names)
        self.scales = [name for name in names if name in rows]
        cover = places.cover(groups)
        # Cells that no group tells apart are one unknown.
        _, first = np.unique(cover, axis=1, return_index=True)
        self.cover = dict(zip(groups, cover[:, first], strict=True))
        self.shown = {name: list(group_key(rows[name])) for name in self.scales}
        self.whole = np.ones(len(first), dtype=bool)
        for name in self.scales:
            has_all = np.zeros(len(first), dtype=bool)
            for group, n in zip(self.shown[name], rows[name]["n"].astype(int), strict=True):
                if n == everybody[group]:
                    has_all |= self.cover[group]
            self.whole &= has_all
        self.withheld = [(name, group) for name in self.scales for group in groups if group not in set(self.shown[name])]

    def follow(self) -> list[tuple[str, str]]:
        """The withheld figures that are sums and differences of what is known."""
        if not self.withheld:
            return []
        # In every cell where nobody lacks a scale: the constructs minus so many times the composite is nothing.
        identity = self.whole & self.complete
        known = [self._rows(self.shown[name]) for name in self.scales]
        asked = [self._rows([group for scale, group in self.withheld if scale == name]) for name in self.scales]
        answer = np.concatenate(tied(known, identity, asked))
        return [figure for figure, follows in zip(self.withheld, answer, strict=True) if follows]

    def _rows(self, groups: Sequence[str]) -> NDArray[np.bool_]:
        """Group × cell."""
        return np.array([self.cover[group] for group in groups], dtype=bool).reshape(len(groups), len(self.whole))


def _quadrants(release: Release, compositions: Sequence[Composition]) -> Iterator[str]:
    """Favourable people of a composite that are written as an interval, beside quadrants that are not."""
    exact = release.quadrants[~release.quadrants["bounded"].astype(bool)]
    for composition in compositions:
        scale = release.scales[release.scales["scale"] == composition.composite]
        hidden = scale[scale["favourable"].isna()]
        both = pd.Index(group_key(hidden)).intersection(pd.Index(group_key(exact)))
        if len(both):
            yield f"release/quadrants: {len(both)} group(s) give away who is favourable in {composition.composite}"
