"""The attacker: reads what is written, and tries to see people through it.

Nothing is taken from memory: groups, members, thresholds and tables come from the files of one wave. Shares only the linear
program and the table declarations with the rest. Specification: docs/methods/release.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import Problem, SetupError
from pipeline.release.store import read_findings, read_release
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
class AuditResult:
    """What the attack found.

    Attributes
    ----------
    k : smallest number of people that may be seen together.
    groups, hidden : groups shown; role × department cells hidden.
    tightest : the smallest upper bound of any hidden cell, in people; infinity where no cell is hidden.
    violations : what went wrong, one sentence each.
    """

    k: int
    groups: int
    hidden: int
    tightest: float
    violations: tuple[str, ...]

    @property
    def safe(self) -> bool:
        """Whether nothing was found."""
        return not self.violations

    def lines(self) -> list[str]:
        """The result for a screen."""
        bound = "no bound" if np.isinf(self.tightest) else f"{self.tightest:.0f} people"
        head = [
            f"Attacked {self.groups} groups; {self.hidden} role × department cells are hidden.",
            f"Tightest upper bound of any hidden cell: {bound} (limit {self.k}).",
        ]
        found = [f"FOUND: {violation}" for violation in self.violations]
        return [*head, *(found or ["Nobody can be cornered in fewer people than the limit."])]


def audit_folder(folder: Path) -> AuditResult:
    """Attack the wave under ``folder``; raises SetupError where it cannot be read."""
    try:
        k = int(json.loads((folder / "instrument.json").read_text(encoding="utf-8"))["thresholds"]["k"])
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(Problem("this is no published wave: instrument.json cannot be read", str(folder))) from None
    release, findings = read_release(folder), read_findings(folder)
    violations: list[str] = []
    tightest, hidden = float("inf"), int((release.cells["state"] == "too_few").sum())
    attacker = _Attacker(release, k)
    for name, frame in _families(release):
        bound, found = attacker.attack(name, frame)
        tightest = min(tightest, bound)
        violations += found
    for name, frame in release.by_name().items():
        violations += _count_violations(name, frame, k)
    violations += _partition_violations(release)
    known = set(group_key(release.groups))
    for name, frame in findings.by_name().items():
        if "grouping" in frame and (extra := set(group_key(frame)) - known):
            violations.append(f"{name} speaks of groups that are not published: {', '.join(sorted(extra)[:5])}")
    violations += _list_violations(folder, k)
    return AuditResult(k, len(release.groups), hidden, tightest, tuple(violations))


def _families(release: Release) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every set of group totals of persons that is published: core, and each measure with its own contributors."""
    yield "release/groups", release.groups
    for table, column in _FAMILIES:
        frame: pd.DataFrame = getattr(release, table)
        for value, rows in frame.groupby(column, sort=True):
            yield f"release/{table} {value}", rows


class _Attacker:
    """Bounds hidden cells from published totals."""

    def __init__(self, release: Release, k: int) -> None:
        cells = release.cells
        self.k = k
        self.roles, self.departments = cells["role"].to_numpy(), cells["department"].to_numpy()
        self.possible = (cells["state"] != "none_on_roster").to_numpy()
        self.members = dict(zip(group_key(release.groups), release.groups["members"], strict=True))
        self.done: dict[tuple[tuple[str, int], ...], tuple[float, list[str]]] = {}

    def attack(self, name: str, frame: pd.DataFrame) -> tuple[float, list[str]]:
        """Tightest bound of a hidden cell under the totals of one table, and what was found; equal totals are attacked once."""
        totals = tuple(sorted(zip(group_key(frame), frame["n"].astype(int), strict=True)))
        if totals not in self.done:
            self.done[totals] = self._bound(totals)
            return self.done[totals][0], [f"{name}: {found}" for found in self.done[totals][1]]
        return self.done[totals][0], []

    def _bound(self, totals: tuple[tuple[str, int], ...]) -> tuple[float, list[str]]:
        cover = np.array([self._atoms(key) for key, _ in totals])[:, self.possible]
        n = np.array([count for _, count in totals], dtype=float)
        joined, first = np.unique(cover, axis=1, return_index=True)
        shown = joined[joined.sum(axis=1) == 1].any(axis=0) if len(joined) else np.zeros(joined.shape[1], dtype=bool)
        bounds = UpperBounds(joined, n, np.zeros(joined.shape[1], dtype=bool))
        tightest, found = float("inf"), []
        for atom in np.flatnonzero(~shown):
            if bounds.can_hold(int(atom), self.k - _SLACK):
                continue
            upper = bounds.upper(int(atom))
            if upper > _SLACK:
                tightest = min(tightest, upper)
                where = np.flatnonzero(self.possible)[first[atom]]
                found.append(f"{self.roles[where]} in {self.departments[where]} holds at most {upper:.0f} people")
        return (tightest if found else self._smallest(bounds, ~shown)), found

    def _smallest(self, bounds: UpperBounds, hidden: NDArray[np.bool_]) -> float:
        uppers = [bounds.upper(int(atom)) for atom in np.flatnonzero(hidden)[:: max(1, int(hidden.sum()) // 40)]]
        return min((upper for upper in uppers if upper > _SLACK), default=float("inf"))

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


def _count_violations(name: str, frame: pd.DataFrame, k: int) -> list[str]:
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


def _partition_violations(release: Release) -> list[str]:
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


def _list_violations(folder: Path, k: int) -> list[str]:
    """Training lists that stand on fewer than k people."""
    found = []
    for path in sorted((folder / "training_targets").glob("*.csv")):
        frame = pd.read_csv(path, encoding="utf-8-sig")
        if "n" in frame and int((frame["n"] < k).sum()):
            found.append(f"training_targets/{path.name} stands on fewer than {k} people")
    return found
