"""What a user can get wrong, and how it is said.

Every mistake of a user is a ``Problem``: where it is (file, line, column or key), what is wrong, what is allowed and how to
mend it. A stage collects all of its problems and raises them together as one ``UserError``; the command line prints
them without a traceback and leaves with the error's exit code. Any other exception is a bug of ours (exit code 1).

Problems never hold an answer next to a person: an unknown answer is named with its column and its count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake.

    Attributes
    ----------
    what : the mistake in one sentence.
    where : file, line, column or key path, as ``responses.csv, line 17, column 'role'``; empty if it concerns no place.
    allowed : what would be accepted there; empty if that is obvious.
    fix : what to do or type next; may span lines (YAML to paste).
    """

    what: str
    where: str = ""
    allowed: str = ""
    fix: str = ""

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        lines = [head]
        if self.allowed:
            lines.append(f"allowed: {self.allowed}")
        if self.fix:
            lines.append(f"to fix: {self.fix}")
        return "\n".join(lines).replace("\n", "\n    ")


class UserError(Exception):
    """Base of all errors that a user can mend. Carries one or more problems."""

    exit_code: ClassVar[int] = 2
    headline: ClassVar[str] = "The command was not understood."

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(UserError):
    """Wrong arguments."""


class CannotRun(UsageError):
    """The arguments are right, but another command is at work, or the disk is full, read-only or closed to the user."""

    headline = "The command could not be carried out; what was there before is untouched."


class LimitsClash(UserError):
    """Limits of a plan that cannot be kept together."""

    headline = "No plan can keep these limits."


class DatabaseError(UserError):
    """A database that cannot be reached, does not let us in, or holds something else where the tables should go."""

    headline = "The database could not be written; what was in it is untouched."


class ExportError(UserError):
    """The export cannot be read."""

    exit_code = 3
    headline = "The export cannot be read."


class SetupError(UserError):
    """The instrument, the binding, the roster or another list given with them is wrong."""

    exit_code = 4
    headline = "The instrument, the binding, the roster or another list needs mending."


class DecisionNeeded(UserError):
    """Answers that only a person can interpret: unknown answer text, an ambiguous column, opposite scales in one column."""

    exit_code = 5
    headline = "Some answers need your decision; nothing was written."


class NothingToRelease(UserError):
    """No group is large enough to be shown safely."""

    exit_code = 6
    headline = "Nothing can be released safely."


class UnsafeChange(UserError):
    """A closed wave would change in a way that could expose people."""

    exit_code = 7
    headline = "A closed wave would change unsafely."


def error_values(error: UserError) -> dict[str, Any]:
    """An error as JSON-serializable values: exit_code, headline, problems (what, where, allowed, fix)."""
    return {"exit_code": error.exit_code, "headline": error.headline, "problems": [asdict(one) for one in error.problems]}
