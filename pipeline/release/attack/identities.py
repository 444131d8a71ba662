"""The third attack: a composite is the mean of its constructs, so what one of them withholds may follow from the others.

A group's sum on a scale is known where the group is a sum and difference of groups that show the scale. It is also known where
all other members of its composite's family are, over the same people. What is withheld in a published group may be neither.
Counts of quadrants add up to counts of composites in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.attack.people import Map
from pipeline.tables import Release, group_key

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Composition:
    """A composite, the constructs that it is the mean of, and the two quadrants that add up to its favourable people."""

    composite: str
    constructs: tuple[str, ...]
    quadrants: tuple[str, str]


def identity_violations(release: Release, compositions: Sequence[Composition]) -> tuple[int, list[str]]:
    """How many withheld figures were tried, and those that follow."""
    places = Map(release)
    groups = list(group_key(release.groups))
    shown = {str(s): set(group_key(rows)) for s, rows in release.scales.groupby("scale")}
    everybody = release.scales[release.scales["grouping"] == "overall"]
    people = dict(zip(everybody["scale"], everybody["n"].astype(int), strict=True))
    tried, found = 0, list(_quadrants(release, compositions))
    for composition in compositions:
        family = [scale for scale in (composition.composite, *composition.constructs) if scale in shown]
        for scale in family:
            for group in [key for key in groups if key not in shown[scale]]:
                tried += 1
                at = places.cover([group])[0]
                if _spanned(at, places.cover(sorted(shown[scale]))):
                    found.append(f"release/scales: {scale} of {group} is withheld and follows by subtraction")
                others = [other for other in family if other != scale]
                complete = len(family) == 1 + len(composition.constructs)
                same = len({people.get(other, -1) for other in family}) == 1
                if complete and same and all(_spanned(at, places.cover(sorted(shown[other]))) for other in others):
                    found.append(f"release/scales: {scale} of {group} is withheld and follows from {', '.join(others)}")
    return tried, found


def _spanned(at: NDArray[np.bool_], cover: NDArray[np.bool_]) -> bool:
    """Whether a set of cells is a sum and difference of published groups."""
    if not len(cover):
        return False
    weights = np.linalg.lstsq(cover.T.astype(float), at.astype(float), rcond=None)[0]
    return bool(np.abs(cover.T @ weights - at).max() < _SLACK)


def _quadrants(release: Release, compositions: Sequence[Composition]) -> Iterator[str]:
    """Favourable people of a composite that are written as an interval, beside quadrants that are not."""
    exact = release.quadrants[~release.quadrants["bounded"].astype(bool)]
    for composition in compositions:
        scale = release.scales[release.scales["scale"] == composition.composite]
        hidden = scale[scale["favourable"].isna()]
        both = pd.Index(group_key(hidden)).intersection(pd.Index(group_key(exact)))
        if len(both):
            yield f"release/quadrants: {len(both)} group(s) give away who is favourable in {composition.composite}"
