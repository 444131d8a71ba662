"""What a composite and its constructs tell about each other: a figure that is withheld may not follow from those that are shown.

A composite is the mean of its constructs, so where nobody lacks one of them, any one of their sums follows from all the others.
Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.release.wave import Mask, Wave
from pipeline.stats.spans import spanned


def without_identities(wave: Wave, core: Mask, masks: Mapping[str, Mask], scored: Mapping[str, Mask]) -> dict[str, Mask]:
    """Scale -> groups that show it, some given up so that no withheld sum follows.

    core : the groups that exist. masks : groups that show each scale. scored : persons who have it.
    """
    masks = dict(masks)
    for composite in wave.instrument.composites:
        family = [composite.id, *composite.scales]
        if all(name in masks for name in family):
            _separate(wave, core, family, masks, np.all([scored[name] for name in family], axis=0))
    return masks


def _separate(wave: Wave, core: Mask, family: Sequence[str], masks: dict[str, Mask], complete: Mask) -> None:
    """Give up one more figure of a group for each of its figures that follows; all of them where that is not enough."""
    cover, first = np.unique(wave.lattice.cover[core], axis=1, return_index=True)
    lacking = wave.per_atom(~complete) > 0
    # Cells that no group tells apart are one unknown; the identity holds for it where it holds for all of them.
    joined = np.array([not lacking[(cover[:, [i]] == wave.lattice.cover[core]).all(axis=0)].any() for i in range(len(first))])
    groups = np.flatnonzero(core)
    while True:
        shown = np.array([masks[name][groups] for name in family])
        follows = _follows(cover, shown, joined)
        if not follows.any():
            return
        for scale, group in np.argwhere(follows):
            others = [s for s in range(len(family)) if s != scale and masks[family[s]][groups[group]]]
            if not others:
                common: Mask = np.all([masks[name] for name in family], axis=0)
                masks.update({name: common for name in family})
                return
            masks[family[others[-1]]] = masks[family[others[-1]]] & (np.arange(len(core)) != groups[group])


def _follows(cover: NDArray[np.bool_], shown: NDArray[np.bool_], joined: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Scale × group: withheld, and a sum and difference of what is shown and of the identity in cells that are ``joined``."""
    scales, cells = len(shown), cover.shape[1]
    follows = np.zeros(shown.shape, dtype=bool)
    if shown.all():
        return follows

    def rows(at: NDArray[np.bool_]) -> NDArray[np.float64]:
        found = np.zeros((int(at.sum()), scales, cells))
        for i, (scale, group) in enumerate(np.argwhere(at)):
            found[i, scale] = cover[group]
        return found.reshape(len(found), -1)

    identity = np.zeros((int(joined.sum()), scales, cells))
    identity[np.arange(len(identity)), :, np.flatnonzero(joined)] = 1.0
    identity[np.arange(len(identity)), 0, np.flatnonzero(joined)] = 1.0 - scales
    follows[~shown] = spanned(np.concatenate([rows(shown), identity.reshape(len(identity), -1)]), rows(~shown))
    return follows
