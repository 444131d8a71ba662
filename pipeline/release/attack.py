"""The attacker: what published totals tell about cells that are hidden, and counts that give others away.

Specification: docs/methods/release.md. Knows the tables only as they are published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.stats.bounds import UpperBounds
from pipeline.tables import GROUP, Release, group_key

_SLACK: Final = 1e-6
_FAMILIES: Final = (
    ("scales", "scale"),
    ("topics", "topic"),
    ("barriers", "option"),
    ("causes", "cause"),
    ("formats", "option"),
    ("items", "item"),
)
_PARTITIONS: Final = (
    ("scales", ("favourable", "neutral", "unfavourable")),
    ("items", ("favourable", "neutral", "unfavourable")),
    ("willingness", ("reluctant", "undecided", "willing")),
    ("quadrants", ("ready_willing", "willing_not_ready", "ready_not_willing", "neither")),
)


@dataclass(frozen=True, slots=True)
class Attack:
    """What one attack found: the smallest upper bound of any hidden cell (people), and sentences for those below k."""

    tightest: float
    found: tuple[str, ...]


def families(release: Release) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every set of group totals of persons that is published: core, and each measure with its own contributors."""
    yield "release/groups", release.groups
    for table, column in _FAMILIES:
        frame: pd.DataFrame = getattr(release, table)
        for value, rows in frame.groupby(column, sort=True):
            yield f"release/{table} {value}", rows


class Attacker:
    """Bounds hidden cells from published totals."""

    def __init__(self, release: Release, k: int) -> None:
        cells = release.cells
        self.k = k
        self.roles, self.departments = cells["role"].to_numpy(), cells["department"].to_numpy()
        self.possible = (cells["state"] != "none_on_roster").to_numpy()
        self.members = dict(zip(group_key(release.groups), release.groups["members"], strict=True))
        self.done: dict[tuple[tuple[str, int], ...], Attack] = {}

    def attack(self, name: str, frame: pd.DataFrame, *, exactly: bool = False) -> Attack:
        """Attack the totals of one table of groups; equal totals are attacked once and reported once."""
        totals = tuple(sorted(zip(group_key(frame), frame["n"].astype(int), strict=True)))
        if totals in self.done:
            return Attack(self.done[totals].tightest, ())
        attack = self._bound(totals, exactly)
        self.done[totals] = attack
        return Attack(attack.tightest, tuple(f"{name}: {found}" for found in attack.found))

    def _bound(self, totals: tuple[tuple[str, int], ...], exactly: bool) -> Attack:
        """``exactly`` : find every bound; else only whether it is below k, which one table that fits can show for many cells."""
        cover = np.array([self._atoms(key) for key, _ in totals])[:, self.possible]
        n = np.array([count for _, count in totals], dtype=float)
        joined, first = np.unique(cover, axis=1, return_index=True)
        shown = joined[joined.sum(axis=1) == 1].any(axis=0)
        bounds = UpperBounds(joined, n, np.zeros(joined.shape[1], dtype=bool))
        tightest, found = float("inf"), []
        for atom in np.flatnonzero(~shown):
            if not exactly and bounds.can_hold(int(atom), self.k - _SLACK):
                continue
            upper = bounds.upper(int(atom))
            tightest = min(tightest, upper) if upper > _SLACK else tightest
            if _SLACK < upper < self.k - _SLACK:
                where = np.flatnonzero(self.possible)[first[atom]]
                found.append(f"{self.roles[where]} in {self.departments[where]} holds at most {upper:.0f} people")
        return Attack(tightest, tuple(found))

    def _atoms(self, key: str) -> NDArray[np.bool_]:
        """Cells that a group covers."""
        grouping, *ids = key.split(":")
        if grouping == "overall":
            return np.ones(len(self.roles), dtype=bool)
        if grouping == "role_department":
            return (self.roles == ids[0]) & (self.departments == ids[1])
        axis = self.roles if grouping.startswith("role") else self.departments
        if grouping in ("role", "department"):
            return axis == ids[0]
        return np.isin(axis, str(self.members.get(key, "")).split(";"))


def count_violations(name: str, frame: pd.DataFrame, k: int) -> list[str]:
    """Groups below k, and counts that say something about (nearly) everybody."""
    if not set(GROUP) <= set(frame.columns):
        return []
    found = []
    if int((frame["n"] < k).sum()):
        found.append(f"{name}: {int((frame['n'] < k).sum())} row(s) stand for fewer than {k} people")
    for low in [column for column in frame.columns if column.endswith("_low") and column.removesuffix("_low") in frame]:
        count = frame[low.removesuffix("_low")]
        extreme = count.notna() & ((count <= 1) | (count >= frame["n"] - 1))
        if int(extreme.sum()):
            found.append(f"{name}: {int(extreme.sum())} exact count(s) of nobody, one, all or all but one in {count.name}")
    return found


def partition_violations(release: Release) -> list[str]:
    """Counts given as intervals that the other counts of the same row give away."""
    found = []
    for table, names in _PARTITIONS:
        frame: pd.DataFrame = getattr(release, table)
        low = frame[[f"{name}_low" for name in names]].to_numpy(dtype=float)
        high = frame[[f"{name}_high" for name in names]].to_numpy(dtype=float)
        n = frame["n"].to_numpy(dtype=float)[:, None]
        implied_low = np.maximum(low, n - (high.sum(axis=1, keepdims=True) - high))
        implied_high = np.minimum(high, n - (low.sum(axis=1, keepdims=True) - low))
        pinned = (low < high) & (implied_high <= implied_low)
        if int(pinned.sum()):
            found.append(f"release/{table}: {int(pinned.sum())} hidden count(s) follow from the others of their row")
    return found
