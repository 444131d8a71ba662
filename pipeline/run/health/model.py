"""What an examination finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import Problem, UserError

Level = Literal["fine", "note", "damaged"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    level : fine; a note, which needs a look but breaks nothing; damaged, which has to be mended. place : file, folder or thing.
    what : in one sentence. fix : what to do; empty where nothing is to be done.
    """

    level: Level
    place: str
    what: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Folders:
    """What is examined. exports : where new exports are dropped. repaired : leftovers that were cleared before looking."""

    out: Path
    private: Path
    exports: Path
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that was looked at, in the order in which it was."""

    findings: tuple[Finding, ...]

    @property
    def damaged(self) -> tuple[Finding, ...]:
        """What has to be mended."""
        return tuple(finding for finding in self.findings if finding.level == "damaged")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What needs a look."""
        return tuple(finding for finding in self.findings if finding.level == "note")


def damage(error: UserError, place: str) -> Iterator[Finding]:
    """The problems of an error as findings."""
    for problem in error.problems:
        yield of_problem(problem, place)


def of_problem(problem: Problem, place: str) -> Finding:
    """A problem as damage."""
    allowed = f"allowed: {problem.allowed}; " if problem.allowed else ""
    return Finding("damaged", problem.where or place, problem.what, f"{allowed}{problem.fix}")
