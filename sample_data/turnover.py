"""Who is in which place in which wave, and by which code they may be told again: leavers, joiners, people who change places.

A place is a row of the staff table: its role and department stay, the person in it may change.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sample_data.world import TURNOVER, World

_SIGNS = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"))
_LENGTH = 8


def persons(world: World, places: int, wave: int, leaning: NDArray[np.float64]) -> NDArray[np.intp]:
    """Person in each place in a wave, (places,); in the first wave person and place have the same number.

    leaning : (people,) of everybody in the first wave, how high their traits are; people who come later count as 0.
    """
    who = np.arange(places)
    coming = places
    for later in range(1, wave + 1):
        fielding, rng = world.waves[later], world.stream(TURNOVER, later)
        lean = np.array([leaning[one] if one < len(leaning) else 0.0 for one in who])
        # A race of exponential times: who has the shortest leaves.
        times = rng.exponential(size=places) * np.exp(fielding.left_low * lean)
        gone = np.argsort(times, kind="stable")[: round(fielding.left * places)]
        who = who.copy()
        who[gone] = coming + np.arange(len(gone))
        coming += len(gone)
        moving = rng.permutation(places)[: round(fielding.moved * places)]
        who[moving] = who[np.roll(moving, 1)]
    return who


def codes(world: World, who: NDArray[np.intp]) -> NDArray[np.object_]:
    """The personal code that each person gives, "" for those who give none; the same in every wave."""
    if not world.codes or not len(who):
        return np.full(len(who), "", dtype=object)
    given = _all_codes(world.seed, world.codes, int(who.max()) + 1)
    return given[who]


@lru_cache(maxsize=8)
def _all_codes(seed: int, share: float, people: int) -> NDArray[np.object_]:
    found = np.empty(people, dtype=object)
    for person in range(people):
        rng = np.random.default_rng([seed, TURNOVER, 0, person])
        found[person] = "".join(_SIGNS[rng.integers(len(_SIGNS), size=_LENGTH)]) if rng.random() < share else ""
    return found
