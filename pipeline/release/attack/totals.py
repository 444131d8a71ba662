"""Sums of scores and ratings at their very ends: a sum of n times the highest answer says that everybody gave it.

The distance of a sum from its lowest and highest possible value is a sum over cells as well, so what is derivable is found as for
counts: no shown or derivable group may come closer to an end than one person's whole range.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from pipeline.instrument.model import Instrument
from pipeline.release.attack.people import Attack, Attacker

_SLACK: Final = 1e-6
_SUMS: Final = (
    ("scales", "total", 0.0, 100.0),
    ("topics", "importance_total", 1.0, 5.0),
    ("topics", "confidence_total", 1.0, 5.0),
)
"""Table, the sum, the lowest and the highest answer of one person."""


def attack_totals(attacker: Attacker, instrument: Instrument) -> Iterator[Attack]:
    """One attack per sum, family and end. Where one person may speak for a group (``unanimity`` 0) there is nothing to find."""
    keys = attacker.map.keys
    for table, total, lowest, highest in _SUMS if instrument.thresholds.unanimity else ():
        room = highest - lowest
        for family in attacker.map.families(table):
            n, sums = family.figures["n"], family.figures[total]
            for end, distance in (("lowest", sums - lowest * n), ("highest", highest * n - sums)):
                what = f"points from the {end} possible {total}"
                rows = np.flatnonzero(distance < room - _SLACK)
                near = [f"{family.name}: {keys[family.groups[row]]} is {distance[row]:.1f} {what}" for row in rows]
                derived = attacker.bound(family, distance, distance, room, what, among=n)
                yield Attack(min([derived.tightest, *distance]), (*near, *derived.found))
