"""Pieces of charts as SVG text: rows with their labels, an axis of values, bars, lines, dots, words. Lengths in points.

Text stays text, in the letters of the page. Nothing here knows what is drawn.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.publish.slides import measure

INK: Final = "#1F2933"
PAPER: Final = "#FFFFFF"
GRID: Final = "#E4E7EB"
WIDTH: Final = 532.8
SIZE: Final = 9.0
"""Letters of labels, axes and legends."""
SMALL: Final = 8.0
"""Letters of figures in and beside bars."""
ROW: Final = 25.0
"""Height of a row: two lines of a label fit."""
LINE: Final = 10.5
"""Height of a line of a label."""
_RIGHT: Final = 16.0
_GAP: Final = 6.0
_BASE: Final = 0.36
"""From the middle of a line of text down to its base, in sizes of its letters."""
_MARK: Final = 3.6
"""Half of a mark."""
_CORNERS: Final = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
    "up": ((0, -1.1), (1.15, 1), (-1.15, 1)),
    "down": ((0, 1.1), (1.15, -1), (-1.15, -1)),
}
_STEPS: Final = (1, 2, 5, 10)
_MOST_STEPS: Final = 8

Shape = Literal["square", "diamond", "up", "down", "circle"]
Side = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Plane:
    """Where rows and values lie.

    Attributes
    ----------
    left, top : of the rows. row : height of each. rows : how many. low, high : values at the left and the right end.
    """

    left: float
    top: float
    row: float
    rows: int
    low: float
    high: float

    @property
    def right(self) -> float:
        """The right end of the rows."""
        return WIDTH - _RIGHT

    @property
    def bottom(self) -> float:
        """The lower end of the rows."""
        return self.top + self.rows * self.row

    def x(self, value: float) -> float:
        """Where a value lies."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def y(self, row: int) -> float:
        """The middle of a row."""
        return self.top + (row + 0.5) * self.row


def row_height(labels: Iterable[str]) -> float:
    """What every row needs, so that the longest label fits."""
    return max([ROW, *(LINE * (label.count("\n") + 1) + 5 for label in labels)])


def plane(labels: Sequence[str], row: float, low: float, high: float, above: float) -> Plane:
    """Rows right of their labels. above : room over the first row."""
    widest = max((72 * measure.width(line, SIZE) for label in labels for line in label.split("\n")), default=0.0)
    return Plane(widest + 2 * _GAP, above, row, len(labels), low, high)


def picture(alt: str, height: float, parts: Iterable[str]) -> str:
    """The whole as one element. alt : what it shows, for those who do not see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{html.escape(alt)}" '
        f'viewBox="0 0 {_n(WIDTH)} {_n(height)}" font-size="{_n(SIZE)}" fill="{INK}">{"".join(parts)}</svg>'
    )


def text(x: float, y: float, said: str, side: Side = "start", size: float = SIZE, color: str = INK) -> str:
    """A line of text around a height."""
    look = "" if size == SIZE else f' font-size="{_n(size)}"'
    look += "" if color == INK else f' fill="{color}"'
    look += "" if side == "start" else f' text-anchor="{side}"'
    return f'<text x="{_n(x)}" y="{_n(y + _BASE * size)}"{look}>{html.escape(said)}</text>'


def row_labels(at: Plane, labels: Sequence[str]) -> str:
    """The labels left of their rows, each in its lines."""
    parts = []
    for row, label in enumerate(labels):
        lines = label.split("\n")
        first = at.y(row) - (len(lines) - 1) * LINE / 2
        parts += [text(at.left - _GAP, first + place * LINE, line) for place, line in enumerate(lines)]
    return f'<g text-anchor="end">{"".join(parts)}</g>'


def bar(at: Plane, row: int, start: float, end: float, part: float = 0.8) -> str:
    """A bar between two values. part : of the height of its row. Its colour is that of the ``group`` around it."""
    low, high = sorted((at.x(start), at.x(end)))
    height = part * at.row
    return f'<rect x="{_n(low)}" y="{_n(at.y(row) - height / 2)}" width="{_n(high - low)}" height="{_n(height)}"/>'


def group(parts: Iterable[str], fill: str, stroke: str = PAPER, width: float = 0.5) -> str:
    """Bars of one look."""
    return f'<g fill="{fill}" stroke="{stroke}" stroke-width="{_n(width)}">{"".join(parts)}</g>'


def across(at: Plane, row: int, start: float, end: float, color: str, width: float) -> str:
    """A line from value to value in the middle of a row."""
    y = _n(at.y(row))
    return (
        f'<path d="M{_n(at.x(start))} {y}H{_n(at.x(end))}" stroke="{color}" stroke-width="{_n(width)}" stroke-linecap="round"/>'
    )


def upright(at: Plane, value: float, color: str = INK, width: float = 0.8, dashed: bool = False) -> str:
    """A line through all rows at a value."""
    dashes = ' stroke-dasharray="3.2 2.4"' if dashed else ""
    path = f"M{_n(at.x(value))} {_n(at.top)}V{_n(at.bottom)}"
    return f'<path d="{path}" stroke="{color}" stroke-width="{_n(width)}"{dashes}/>'


def mark(at: Plane, row: int, value: float, shape: Shape, color: str) -> str:
    """A dot of a shape at a value."""
    x, y = at.x(value), at.y(row)
    look = f'fill="{color}" stroke="{INK}" stroke-width=".6"'
    if shape == "circle":
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(_MARK)}" {look}/>'
    corners = " ".join(f"{_n(x + across * _MARK)},{_n(y + down * _MARK)}" for across, down in _CORNERS[shape])
    return f'<polygon points="{corners}" {look}/>'


def axis(at: Plane, ticks: Sequence[tuple[float, str]], title: str) -> str:
    """The axis of values below the rows. ticks : value and how it is written."""
    line = f'<path d="M{_n(at.left)} {_n(at.bottom)}H{_n(at.right)}" stroke="{INK}" stroke-width=".8"/>'
    numbers = "".join(text(at.x(value), at.bottom + 9, said, "middle") for value, said in ticks)
    return line + numbers + text((at.left + at.right) / 2, at.bottom + 22, title, "middle")


def legend(items: Sequence[tuple[str, str]], y: float, columns: int) -> str:
    """Colours with what they mean, column by column, in the middle of the picture. items : words and colour."""
    lines = -(-len(items) // columns)
    widths = [
        72 * max(measure.width(words, SIZE) for words, _ in items[at : at + lines]) + 36 for at in range(0, len(items), lines)
    ]
    left, parts = (WIDTH - sum(widths)) / 2, []
    for at, (words, color) in enumerate(items):
        x, middle = left + sum(widths[: at // lines]), y + at % lines * 1.4 * SIZE
        parts.append(f'<rect x="{_n(x)}" y="{_n(middle - 3.2)}" width="18" height="6.4" fill="{color}"/>')
        parts.append(text(x + 24, middle, words))
    return "".join(parts)


def steps(low: float, high: float) -> list[float]:
    """Round numbers between two values, few enough to be read, evenly apart; 0 is among them where it is between."""
    rough = (high - low) / _MOST_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [at * step for at in range(first, last + 1)]


def _n(value: float) -> str:
    """A length, to a tenth of a point."""
    return f"{round(value, 1):g}"
