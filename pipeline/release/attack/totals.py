"""Sums of scores and ratings at their very ends: a sum of n times the highest answer says that everybody gave it.

The distance of a sum from its lowest and highest possible value is a sum over cells as well, so what is derivable is found as for
counts: no shown or derivable group may come closer to an end than one person's whole range.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from pipeline.instrument.model import Instrument
from pipeline.release.attack.people import Attack, Attacker, by_family
from pipeline.tables import Release

_SLACK: Final = 1e-6
_SUMS: Final = (
    ("scales", "scale", "total", 0.0, 100.0),
    ("topics", "topic", "importance_total", 1.0, 5.0),
    ("topics", "topic", "confidence_total", 1.0, 5.0),
)
"""Table, its families, the sum, the lowest and the highest answer of one person."""


def attack_totals(release: Release, attacker: Attacker, instrument: Instrument) -> Iterator[Attack]:
    """One attack per sum, family and end. Where one person may speak for a group (``unanimity`` 0) there is nothing to find."""
    for table, column, total, lowest, highest in _SUMS if instrument.thresholds.unanimity else ():
        room = highest - lowest
        for value, rows in by_family(getattr(release, table), column):
            n, sums, keys = rows["n"].to_numpy(dtype=float), rows[total].to_numpy(dtype=float), list(rows["key"])
            for end, distance in (("lowest", sums - lowest * n), ("highest", highest * n - sums)):
                what = f"points from the {end} possible {total}"
                name = f"release/{table} {value}"
                near = [f"{name}: {key} is {d:.1f} {what}" for key, d in zip(keys, distance, strict=True) if d < room - _SLACK]
                derived = attacker.bound(name, keys, distance, distance, room, what, among=n)
                yield Attack(min([derived.tightest, *np.asarray(distance)]), (*near, *derived.found))
