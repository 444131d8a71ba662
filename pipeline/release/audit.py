"""The attacker: reads what is written, and tries to see people through it.

Nothing is taken from memory: groups, members, thresholds and tables come from the files of one wave. Shares only the linear
program and the table declarations with the rest. Specification: docs/methods/release.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.errors import Problem, SetupError
from pipeline.release.attack import Attacker, count_violations, families, partition_violations
from pipeline.release.store import read_findings, read_release
from pipeline.tables import GROUP, group_key


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
    attacker = Attacker(release, k)
    for name, frame in families(release):
        attack = attacker.attack(name, frame, exactly=frame is release.groups)
        tightest = min(tightest, attack.tightest)
        violations += attack.found
    for name, frame in release.by_name().items():
        violations += count_violations(name, frame, k)
    violations += partition_violations(release)
    known = set(group_key(release.groups))
    for name, frame in findings.by_name().items():
        if {*GROUP} <= set(frame) and (extra := set(group_key(frame)) - known):
            violations.append(f"{name} speaks of groups that are not published: {', '.join(sorted(extra)[:5])}")
    violations += _role_violations({**release.by_name(), **findings.by_name()}, known)
    violations += _list_violations(folder, k)
    return AuditResult(k, len(release.groups), hidden, tightest, tuple(violations))


def _role_violations(tables: Mapping[str, pd.DataFrame], known: set[str]) -> list[str]:
    """Tables of the organisation that speak of a role which is not shown."""
    found = []
    for name, frame in tables.items():
        if "role" in frame and not {*GROUP} <= set(frame) and name != "release/cells":
            extra = sorted({str(role) for role in frame["role"].dropna() if f"role:{role}" not in known})
            if extra:
                found.append(f"{name} speaks of roles that are not published: {', '.join(extra[:5])}")
    return found


def _list_violations(folder: Path, k: int) -> list[str]:
    """Training lists that stand on fewer than k people."""
    found = []
    for path in sorted((folder / "training_targets").glob("*.csv")):
        frame = pd.read_csv(path, encoding="utf-8-sig")
        if "n" in frame and int((frame["n"] < k).sum()):
            found.append(f"training_targets/{path.name} stands on fewer than {k} people")
    return found
