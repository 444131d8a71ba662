"""Names on a chart where they do not cover each other: beside their marks, or in a column of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_LETTER, _HIGH = 6.9, 15.0
"""Pixels of a letter, rather too wide, and of a line."""
_PLACES: Final = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "top left": (-1, 1),
    "bottom right": (1, -1),
    "bottom left": (-1, -1),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with its name. x, y : pixels from the lower left corner. radius : pixels. must : named even where it is crowded."""

    x: float
    y: float
    radius: float
    text: str
    must: bool


Box = tuple[float, float, float, float]


def places(marks: Sequence[Mark], size: tuple[float, float]) -> list[str]:
    """Where each mark's name stands (``middle right`` …), "" where there is no room; those that must be named choose first.

    size : width and height of the field, pixels.
    """
    taken: list[Box] = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    found = [""] * len(marks)
    for nth in sorted(range(len(marks)), key=lambda i: (not marks[i].must, -marks[i].radius)):
        mark = marks[nth]
        options = [(_cover(_box(mark, place), taken, size), place) for place in _PLACES]
        cover, place = min(options, key=lambda option: option[0])
        if cover > 0 and not mark.must:
            continue
        found[nth] = place
        taken.append(_box(mark, place))
    return found


def _box(mark: Mark, place: str) -> Box:
    """The room of a name at a place, as Plotly puts it."""
    across, up = _PLACES[place]
    wide, away = _LETTER * len(mark.text), mark.radius + 3
    x = mark.x + across * (away + wide / 2 if up == 0 else away * 0.7 + wide / 2)
    y = mark.y + up * (away + _HIGH / 2 if across == 0 else away * 0.7 + _HIGH / 2)
    return (x - wide / 2, y - _HIGH / 2, x + wide / 2, y + _HIGH / 2)


def _cover(box: Box, taken: Sequence[Box], size: tuple[float, float]) -> float:
    """Square pixels that would be covered or lie outside."""
    left, low, right, high = box
    inside = max(0.0, min(right, size[0]) - max(left, 0.0)) * max(0.0, min(high, size[1]) - max(low, 0.0))
    outside = (right - left) * (high - low) - inside
    return 4 * outside + sum(
        max(0.0, min(right, r) - max(left, le)) * max(0.0, min(high, h) - max(low, lo)) for le, lo, r, h in taken
    )


def apart(values: Sequence[float], gap: float, limits: tuple[float, float]) -> list[float]:
    """The values moved as little as needed to be at least ``gap`` apart, in their order and within the limits if they fit."""
    low, high = limits[0], max(limits[0], limits[1] - gap * (len(values) - 1))
    order = sorted(range(len(values)), key=values.__getitem__)
    blocks: list[tuple[float, int]] = []  # mean of the wished place of the block's first one, and its size
    for nth, index in enumerate(order):
        block = (min(max(values[index] - gap * nth, low), high), 1)
        while blocks and blocks[-1][0] >= block[0]:
            mean, size = blocks.pop()
            block = ((mean * size + block[0] * block[1]) / (size + block[1]), size + block[1])
        blocks.append(block)
    spread = [mean for mean, size in blocks for _ in range(size)]
    moved = [0.0] * len(values)
    for nth, index in enumerate(order):
        moved[index] = spread[nth] + gap * nth
    return moved
