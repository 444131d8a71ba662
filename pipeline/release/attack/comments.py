"""What the counts of comment topics tell of who left a comment, and who did not.

The number of writers of a group is told by this table alone, and more of them are needed than of people elsewhere. So both sides
are attacked: those who wrote, with the limit of writers, and those who did not, who must be nobody or at least k.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.instrument.thresholds import Thresholds
from pipeline.release.attack.people import Attacker

TABLE = "comments"


@dataclass(frozen=True, slots=True)
class AttackedComments:
    """The smallest number of writers that any hidden cell may hold, infinity where none is hidden; and what went wrong."""

    tightest: float
    found: tuple[str, ...]


def attack_comments(attacker: Attacker, limits: Thresholds) -> AttackedComments | None:
    """Attack the writers of every family, and the others; None where no comments are counted. All families have the same people:
    what is known already is attacked once."""
    families = attacker.map.families(TABLE)
    if not families:
        return None
    everybody = np.zeros(len(attacker.map.keys))
    for family in attacker.map.families("groups"):
        everybody[family.groups] = family.figures["n"]
    tightest, found = float("inf"), list[str]()
    for family in families:
        writers = family.figures["n"]
        silent = everybody[family.groups] - writers
        wrote = attacker.bound(family, writers, writers, limits.comment_writers, "people who left a comment", exactly=True)
        others = attacker.bound(family, silent, silent, limits.k, "people who left none")
        tightest = min(tightest, wrote.tightest)
        found += [*wrote.found, *others.found]
        for row in np.flatnonzero((writers < limits.comment_writers) | ((silent > 0) & (silent < limits.k))):
            said = f"{writers[row]:.0f} people who left a comment, {silent[row]:.0f} who left none"
            found.append(f"{family.name}: {attacker.map.keys[family.groups[row]]} has {said}")
    return AttackedComments(tightest, tuple(found))
