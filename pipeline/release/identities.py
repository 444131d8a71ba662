"""What a composite and its constructs tell about each other: a figure that is withheld may not follow from those that are shown.

A composite is the mean of its constructs, so where nobody lacks one of them, any one of their sums follows from all the others.
Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.release.lattice import OVERALL
from pipeline.release.wave import Mask, Wave
from pipeline.stats.spans import combinations, tied
from pipeline.tables.tally import Counts

_ZERO = 1e-6


def without_identities(wave: Wave, core: Mask, masks: Mapping[str, Mask]) -> dict[str, Mask]:
    """Scale -> groups that show it, some given up so that no withheld sum follows.

    core : the groups that exist. masks : groups that show each scale.
    """
    masks = dict(masks)
    for number, composite in enumerate(wave.instrument.composites):
        family = [composite.id, *composite.scales]
        if all(name in masks for name in family):
            _separate(wave, core, family, masks, wave.tally.scales.lacking[:, number])
    return masks


def _separate(wave: Wave, core: Mask, family: Sequence[str], masks: dict[str, Mask], lacking: Counts) -> None:
    """Give up figures that a withheld one follows from: first others of the same group, then crossings, the smallest first.

    Giving up only takes knowledge away. What was given up and follows all the same hides nothing, so it is shown again.
    """
    groups = np.flatnonzero(core)
    sums = _Sums(wave, groups, len(family), lacking)
    shown = np.array([masks[name][groups] for name in family])
    withheld = ~shown
    fixed = wave.lattice.axis[groups] == OVERALL
    cost = list(zip(fixed, wave.lattice.rank[groups], wave.people(wave.everybody)[groups], strict=True))
    while (found := sums.carriers(shown, withheld)) and any(found.values()):
        given_up: set[tuple[int, int]] = set()
        for (_, group), carriers in found.items():
            if carriers and not given_up & carriers:
                given_up.add(min(carriers, key=lambda at: (cost[at[1]][0], at[1] != group, *cost[at[1]][1:], -at[0])))
        for at in given_up:
            shown[at] = False
    for at in sums.carriers(shown, ~shown & ~withheld):
        shown[at] = True
    for name, row in zip(family, shown, strict=True):
        masks[name] = masks[name].copy()
        masks[name][groups] = row


class _Sums:
    """The sums of one family: of every scale and group, and the identity in cells where nobody lacks a scale."""

    def __init__(self, wave: Wave, groups: NDArray[np.intp], scales: int, lacking: Counts) -> None:
        # Cells that no group tells apart are one unknown; the identity holds for it where it holds for all of them.
        cover, number = np.unique(wave.lattice.cover[groups], axis=1, return_inverse=True)
        some_lack = np.bincount(number.ravel(), weights=lacking, minlength=cover.shape[1]) > 0
        self.cover, self.scales, self.whole = cover, scales, ~some_lack

    @cached_property
    def identity(self) -> NDArray[np.float64]:
        """One row per cell where nobody lacks a scale."""
        whole = np.flatnonzero(self.whole)
        found = np.zeros((len(whole), self.scales, self.cover.shape[1]))
        found[np.arange(len(whole)), :, whole] = 1.0
        found[np.arange(len(whole)), 0, whole] = 1.0 - self.scales
        return found.reshape(len(whole), -1)

    def carriers(self, shown: Mask, asked: Mask) -> dict[tuple[int, int], set[tuple[int, int]]]:
        """(scale, group) that is asked about and follows -> the figures that are shown and carry it.

        shown, asked : scale × group.
        """
        follows = asked.copy()
        if asked.any():
            each = tied([self.cover[at] for at in shown], self.whole, [self.cover[at] for at in asked])
            follows[asked] = np.concatenate(each)
        figures, wanted = ([(int(s), int(g)) for s, g in np.argwhere(at)] for at in (shown, follows))
        if not wanted:
            return {}
        known = np.concatenate([self._rows(figures), self.identity])
        weights = combinations(known, self._rows(wanted))[:, : len(figures)]
        found = {}
        for at, row in zip(wanted, weights, strict=True):
            if np.isfinite(row).all():
                found[at] = {figures[i] for i in np.flatnonzero(np.abs(row) > _ZERO)}
        return found

    def _rows(self, figures: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        rows = np.zeros((len(figures), self.scales, self.cover.shape[1]))
        for i, (scale, group) in enumerate(figures):
            rows[i, scale] = self.cover[group]
        return rows.reshape(len(figures), -1)
