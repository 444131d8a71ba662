"""Rows of a chart: each with its whole name and its n, beside its mark or, on a phone, above it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dashboards.charts.names import with_n, wrapped
from dashboards.charts.sheet import Sheet
from dashboards.theme import NARROW_FONT
from pipeline.publish.words import say

_BESIDE, _ABOVE = 40, 52
"""Letters of a line beside the marks and above them; names of more than two lines are whole in the table."""
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
            sheet.shapes.clear()
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
