"""Bands in which answers may be told while people still answer. They depend on the roster alone: what is not told says nothing.

Specification and reasons: docs/methods/sample_size.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from pipeline.fielding.drawn import AXES

_EDGE: Final = 10

Margin = tuple[str, str]
"""Axis and id of a role or department."""


@dataclass(frozen=True, slots=True)
class Band:
    """From ``low`` to ``high`` answers; no upper end where ``high`` is None."""

    low: int
    high: int | None

    def reaches(self, needed: int) -> bool:
        """Whether so many have certainly answered."""
        return self.low >= needed

    def is_short_of(self, needed: int) -> bool:
        """Whether so many have certainly not answered."""
        return self.high is not None and self.high < needed


def all_edges(k: int) -> tuple[int, int]:
    """Where bands begin, below the largest group: 10 and 20, or k and twice k where k is larger."""
    first = max(_EDGE, k)
    return (first, 2 * first)


def edges_of(roster: pd.DataFrame, k: int) -> dict[Margin, tuple[int, ...]]:
    """The edges of the bands of every role and department; none where nothing may be told."""
    first = all_edges(k)[0]
    staff: dict[Margin, int] = {
        (axis, str(name)): int(n) for axis in AXES for name, n in roster.groupby(axis)["staff"].sum().items()
    }
    large = {group: tuple(edge for edge in all_edges(k) if size >= edge + first) for group, size in staff.items()}
    overlaps = _overlaps(roster)
    return {
        group: tuple(
            edge
            for edge in edges
            if not _tells(edge, first - 1, staff[group], [n for other, n in overlaps[group] if large[other]])
        )
        for group, edges in large.items()
    }


def band(answers: int, edges: tuple[int, ...]) -> Band | None:
    """The band that holds a number of answers; None where no edge may be used."""
    if not edges:
        return None
    low = max((edge for edge in edges if edge <= answers), default=0)
    return Band(low, min((edge - 1 for edge in edges if edge > answers), default=None))


def _tells(edge: int, few: int, staff: int, shared: list[int]) -> bool:
    """Whether a day may come on which all of the staff that a group does not share with others must have answered.

    few : the most that the lowest band of another group holds. shared : staff in common with each of these, the most first.
    """
    rest = staff
    for others, common in enumerate(shared, start=1):
        rest -= common
        if 0 < rest <= edge - others * few:
            return True
    return False


def _overlaps(roster: pd.DataFrame) -> Mapping[Margin, list[tuple[Margin, int]]]:
    """Of every group, the groups of the other axis with the staff in common, the most first."""
    cells = roster.groupby(list(AXES))["staff"].sum().sort_values(ascending=False, kind="stable")
    found: dict[Margin, list[tuple[Margin, int]]] = {}
    for names, n in zip(cells.index.tolist(), cells.tolist(), strict=True):
        one, other = ((axis, str(name)) for axis, name in zip(AXES, names, strict=True))
        found.setdefault(one, []).append((other, int(n)))
        found.setdefault(other, []).append((one, int(n)))
    return found
