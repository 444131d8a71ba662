"""Names and numbers as charts say them: in lines that fit, each with its n."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, Final

from dashboards.theme import short
from pipeline.publish.numbers import percent
from pipeline.publish.words import say

_MOST_LINES: Final = 2


def with_n(text: object, n: Any) -> str:
    """A name with its n, which stays on one line."""
    said = n if isinstance(n, str) else f"{int(n):,}"
    return say("chart.row", name=text, count=said.replace(" ", "\N{NO-BREAK SPACE}"))


def beside(text: object, *notes: str) -> str:
    """A name with what stands in brackets behind it, on one line."""
    said = ", ".join(note for note in notes if note).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{text} ({said})" if said else str(text)


def of_n(n: Any) -> str:
    """An n as it stands beside something: a count, or words for several."""
    return say("chart.n", count=n if isinstance(n, str) else f"{int(n):,}")


def behind(shares: Iterable[float]) -> list[str]:
    """Shares as they stand behind an interval."""
    return [f"\N{NO-BREAK SPACE}{percent(share)}" for share in shares]


def wrapped(text: str, width: int, most: int = _MOST_LINES) -> str:
    """A text in lines of a chart, at most so many; the last one is cut where it would need more."""
    lines = textwrap.wrap(text, width) or [""]
    if len(lines) > most:
        last_word = text.rsplit(" ", 1)[-1]
        end = (
            f" {last_word}" if last_word.startswith("(") and any(letter.isdigit() for letter in last_word) else ""
        )  # its n stays
        last = " ".join(lines[most - 1 :]).removesuffix(end)
        lines = [*lines[: most - 1], short(last, width - len(end)) + end]
    return "<br>".join(lines)
