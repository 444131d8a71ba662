"""A refusal as a value: what the command would print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pipeline.errors import Problem, UserError

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done: one sentence, its problems (what, where, allowed, fix) and the command's exit code."""

    headline: str
    problems: tuple[Problem, ...]
    exit_code: int


def refused(error: UserError) -> Refusal:
    """An error as a value."""
    return Refusal(error.headline, error.problems, error.exit_code)


def attempt(make: Callable[[], Given]) -> Given | Refusal:
    """What ``make`` gives, or why it does not."""
    try:
        return make()
    except UserError as error:
        return refused(error)
