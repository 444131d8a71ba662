"""The attacker: reads what is written, and tries to see people through it.

Nothing is taken from memory: groups, members, thresholds and tables come from the files of one wave. Three attacks, each with
more knowledge than the last: published totals alone; how many answered in every cell; the identities between measures. Shares
only the linear program, the arithmetic of sums and the table declarations with the rest. Specification: docs/methods/release.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.errors import Problem, SetupError
from pipeline.instrument.model import Instrument
from pipeline.release.attack.answers import NARROWEST
from pipeline.release.attack.beside import beside_violations
from pipeline.release.attack.comments import attack_comments
from pipeline.release.attack.counts import followed_violations, known_counts, stated_violations
from pipeline.release.attack.folder import folder_violations
from pipeline.release.attack.identities import Composition, identity_violations
from pipeline.release.attack.knowing import attack_answers
from pipeline.release.attack.people import Attacker, families
from pipeline.release.attack.totals import attack_totals
from pipeline.release.store import read_findings, read_release
from pipeline.tables import Release


@dataclass(frozen=True, slots=True)
class Finding:
    """What one attack came to: its name, the tightest bound it found, in words, and what went wrong, one sentence each."""

    attack: str
    tightest: str
    violations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What the attacker found.

    Attributes
    ----------
    k : smallest number of people that may be seen together.
    groups, hidden : groups shown; role × department cells hidden.
    tightest : the smallest upper bound of any hidden cell, in people; infinity where no cell is hidden.
    findings : one per attack.
    """

    k: int
    groups: int
    hidden: int
    tightest: float
    findings: tuple[Finding, ...]

    @property
    def violations(self) -> tuple[str, ...]:
        """What went wrong, in all attacks."""
        return tuple(violation for finding in self.findings for violation in finding.violations)

    @property
    def safe(self) -> bool:
        """Whether nothing was found."""
        return not self.violations

    def lines(self) -> list[str]:
        """The result for a screen."""
        head = [f"Attacked {self.groups} groups; {self.hidden} role × department cells are hidden."]
        for finding in self.findings:
            head.append(f"{finding.attack}: {finding.tightest}")
            head += [f"  FOUND: {violation}" for violation in finding.violations]
        return [*head, f"Seen through in {len(self.violations)} ways." if self.violations else "Nobody can be seen through it."]


def audit_folder(folder: Path, answered: pd.DataFrame | None = None, rest: Callable[[], None] = lambda: None) -> AuditResult:
    """Attack the wave under ``folder``; raises SetupError where it cannot be read.

    answered : columns role, department (and site) and n, how many answered in every cell, which the files do not tell: what the
    second attack gives the attacker. Without it the second attack is left out. rest : called when the release was attacked,
    before anything else of the folder is read.
    """
    try:
        values = json.loads((folder / "instrument.json").read_text(encoding="utf-8"))
        instrument = Instrument.model_validate({name: values[name] for name in Instrument.model_fields if name in values})
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(Problem("this is no published wave: instrument.json cannot be read", str(folder))) from None
    release = read_release(folder)
    result = audit_release(release, instrument, answered)
    rest()
    beyond = folder_violations(folder, release, read_findings(folder), instrument)
    files = Finding("Files", "every group and figure of every file is one of the release", tuple(beyond))
    return AuditResult(result.k, result.groups, result.hidden, result.tightest, (*result.findings, files))


def audit_release(release: Release, instrument: Instrument, answered: pd.DataFrame | None = None) -> AuditResult:
    """Attack a release as its tables say it."""
    k = instrument.thresholds.k
    attacker = Attacker(release, k)
    with ThreadPoolExecutor(1) as other:  # half of the time is the solver's, which lets another thread go on meanwhile
        knowing = None if answered is None else other.submit(_answers, release, attacker, instrument, answered)
        identities = other.submit(_identities, release, attacker, instrument)
        people, tightest = _people(attacker, k)
        found = [
            people,
            _unanimity(attacker, instrument),
            _counts(release, attacker, instrument),
            _sums(attacker, instrument),
            *_comments(attacker, instrument),
        ]
        found += [task.result() for task in (knowing, identities) if task is not None]
    hidden = int((release.cells["state"] == "too_few").sum())
    return AuditResult(k, len(release.groups), hidden, tightest, tuple(found))


def _people(attacker: Attacker, k: int) -> tuple[Finding, float]:
    tightest = float("inf")
    violations: list[str] = []
    for at, family in enumerate(families(attacker.map)):
        attack = attacker.attack(family, exactly=at == 0)
        tightest = min(tightest, attack.tightest)
        violations += attack.found
    bound = "no cell is hidden" if np.isinf(tightest) else f"at least {tightest:.0f} people behind every hidden cell (limit {k})"
    return Finding("Totals", bound, tuple(violations)), tightest


def _unanimity(attacker: Attacker, instrument: Instrument) -> Finding:
    threshold, of = instrument.thresholds.unanimity, attacker.map.families
    attacks = [attacker.unanimous(family, "reluctant", threshold) for family in of("willingness")]
    attacks += [attacker.unanimous(family, "unfavourable", threshold) for table in ("scales", "items") for family in of(table)]
    tightest = min(attack.tightest for attack in attacks)
    bound = f"at least {tightest:.0f} people who are not so in every group (limit {threshold})"
    return Finding("Unanimity", bound, tuple(text for attack in attacks for text in attack.found))


def _counts(release: Release, attacker: Attacker, instrument: Instrument) -> Finding:
    violations = [text for name, frame in release.by_name().items() for text in stated_violations(name, frame, attacker.k)]
    known = known_counts(attacker.map)
    violations += [*followed_violations(known), *beside_violations(attacker.map, instrument, known)]
    return Finding("Counts", "no count near nobody or everybody is written or follows from others", tuple(violations))


def _sums(attacker: Attacker, instrument: Instrument) -> Finding:
    attacks = list(attack_totals(attacker, instrument))
    said = "no sum of scores or ratings is so near its end that all must have given the same answer"
    return Finding("Sums", said, tuple(text for attack in attacks for text in attack.found))


def _comments(attacker: Attacker, instrument: Instrument) -> Iterator[Finding]:
    """Who left a comment; nothing where comments are not counted."""
    limits = instrument.thresholds
    attacked = attack_comments(attacker, limits)
    if attacked is not None:
        least = "no cell is hidden" if np.isinf(attacked.tightest) else f"at least {attacked.tightest:.0f} writers behind each"
        yield Finding("Comments", f"{least} (limit {limits.comment_writers})", attacked.found)


def _answers(release: Release, attacker: Attacker, instrument: Instrument, answered: pd.DataFrame) -> Finding:
    """The second attack: the attacker knows the roster and how many answered in every cell."""
    known = attack_answers(release, instrument, answered, attacker.map)
    narrowest = (
        "no cell is hidden" if np.isnan(known.narrowest) else f"no hidden share of reluctant people within {known.narrowest:.2f}"
    )
    return Finding("Answers, knowing who answered where", f"{narrowest} (limit {NARROWEST:.2f})", known.found)


def _identities(release: Release, attacker: Attacker, instrument: Instrument) -> Finding:
    compositions = [
        Composition(part.id, tuple(part.scales), quadrants)
        for part, quadrants in zip(
            instrument.composites, (("ready_willing", "ready_not_willing"), ("ready_willing", "willing_not_ready")), strict=True
        )
    ]
    tried, violations = identity_violations(release, compositions, attacker.map)
    return Finding("Identities between measures", f"{tried} withheld figures tried, none follows", tuple(violations))
