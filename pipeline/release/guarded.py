"""What must not be cornered while groups are chosen: totals of persons or of points, over groups and atoms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

SLACK: Final = 1e-6
SOMEBODY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Measure:
    """What must not be cornered: totals per group and per atom (persons, or points), and the smallest that may be derived.

    none : what a total of nobody is: no group to be shown ("hidden": persons), nothing to hide ("fine": nobody lacks an
        answer), or the very thing to hide ("tells": nobody is *not* reluctant).
    """

    groups: NDArray[np.float64]
    atoms: NDArray[np.float64]
    threshold: float
    none: Literal["hidden", "fine", "tells"] = "hidden"

    @property
    def fit(self) -> NDArray[np.bool_]:
        """Groups whose own total may be known."""
        return (self.groups >= self.threshold - SLACK) | ((self.groups == 0) & (self.none == "fine"))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Groups to choose from, over atoms that no group tells apart taken together and known-empty atoms left out.

    Attributes
    ----------
    cover : (G, A) boolean, group × atom.
    priority : (G,) higher is given up later. fixed : (G,) never given up.
    """

    cover: NDArray[np.bool_]
    priority: NDArray[np.int64]
    fixed: NDArray[np.bool_]

    @property
    def own(self) -> NDArray[np.intp]:
        """Group that is exactly one atom, per atom; -1 where there is none."""
        own = np.full(self.cover.shape[1], -1)
        single = np.flatnonzero(self.cover.sum(axis=1) == 1)
        own[self.cover[single].argmax(axis=1)] = single
        return own
