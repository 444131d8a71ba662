"""Rows of a chart: each with its whole name and its n, beside its mark or, on a phone, above it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from dashboards.charts.sheet import Sheet
from dashboards.theme import NARROW_FONT, short
from pipeline.publish.numbers import percent
from pipeline.publish.words import say

_BESIDE, _ABOVE, _MOST_LINES = 40, 52, 2
"""Letters of a line beside the marks and above them, and lines of a name at most; the table has longer ones whole."""
_LINE: Final = 16
_LOW: Final = 26


@dataclass(frozen=True, slots=True)
class Rows:
    """Names of rows, top first, all different. half : half the height of a row's mark, pixels."""

    names: tuple[str, ...]
    narrow: bool
    half: int = 7

    @property
    def step(self) -> int:
        """Pixels from one row to the next."""
        lines = max((name.count("<br>") + 1 for name in self.names), default=1)
        return _LINE * lines + 2 * self.half + 14 if self.narrow else max(_LOW, _LINE * lines + 6, 2 * self.half + 8)

    @property
    def height(self) -> int:
        """Pixels of all rows."""
        return max(1, len(self.names)) * self.step

    @property
    def thickness(self) -> float:
        """Of bars, as a part of the room of a row."""
        return 2 * self.half / self.step

    def place(self, sheet: Sheet) -> None:
        """Names and order on the chart's rows; where there are none, a word instead."""
        last = len(self.names) - 1
        above = (self.step / 2 - self.half - 4) / self.step if self.narrow else 0.0
        sheet.y(
            type="category",
            categoryorder="array",
            categoryarray=list(self.names),
            range=[last + 0.5 - above, -0.5 - above] if self.names else [0, 1],
            showticklabels=not self.narrow,
        )
        if not self.names:
            sheet.words(say("chart.nothing"), x=0.5, y=0.5, xref="paper", yref="paper")
            sheet.x(visible=False)
            sheet.y(visible=False)
        elif self.narrow:
            for name in self.names:
                above_row(sheet, name, name, self.half + 1)


def above_row(sheet: Sheet, at: str | float, name: str, up: int) -> None:
    """A name above its row, so many pixels over its middle, on white so that no line runs through it."""
    where = {"x": 0, "xref": "paper", "xanchor": "left", "y": at, "yref": "y", "yanchor": "bottom", "yshift": up}
    sheet.words(name, **where, align="left", bgcolor="white", borderpad=0, font={"size": NARROW_FONT})


def rows(texts: Iterable[object], n: Iterable[object], *, narrow: bool, half: int = 7) -> Rows:
    """Rows of these names with their n (a count, or words for several)."""
    named = [with_n(text, count) for text, count in zip(texts, n, strict=True)]
    return plain_rows(named, narrow=narrow, half=half)


def plain_rows(texts: Iterable[str], *, narrow: bool, half: int = 7) -> Rows:
    """Rows of these names as they are, in lines that fit."""
    found: list[str] = []
    for text in texts:
        name = wrapped(text, _ABOVE if narrow else _BESIDE)
        while name in found:  # two groups of one name stay two rows
            name += "\N{ZERO WIDTH SPACE}"
        found.append(name)
    return Rows(tuple(found), narrow, half)


def with_n(text: object, n: Any) -> str:
    """A name with its n, which stays on one line."""
    said = n if isinstance(n, str) else f"{int(n):,}"
    return say("chart.row", name=text, count=said.replace(" ", "\N{NO-BREAK SPACE}"))


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
        end = f" {text.rsplit(' ', 1)[-1]}" if text.endswith(")") and " (" in text else ""
        last = " ".join(lines[most - 1 :]).removesuffix(end)
        lines = [*lines[: most - 1], short(last, width - len(end)) + end]
    return "<br>".join(lines)
