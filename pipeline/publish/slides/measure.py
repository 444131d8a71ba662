"""How much room text takes, so that nothing runs out of its box: widths of real letters, of a font that is rather wide.

The font is measured that every installation brings (DejaVu Sans); Arial and what stands in for it are narrower.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.publish.slides.pen import unbroken

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

LINE: Final = 1.2
"""Height of a line, in sizes of its letters."""
_POINTS: Final = 72
_EM: Final = 100
"""Size at which letters are measured."""
_CUT: Final = "…"


@cache
def _font(bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    found = find_spec("matplotlib")
    assert found is not None and found.submodule_search_locations is not None
    folder = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(folder / f"DejaVuSans{'-Bold' if bold else ''}.ttf", _EM)


@cache
def _word(word: str, bold: bool) -> float:
    """Width of a word in sizes of its letters; letters that the font lacks count as wide ones."""
    plain = "".join(letter for letter in word if unicodedata.east_asian_width(letter) not in "WF")
    return float(_font(bold).getlength(plain)) / _EM + len(word) - len(plain)


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text, in inches."""
    return _word(text, bold) * size / _POINTS


def lines(text: str, size: float, room: float, bold: bool = False) -> int:
    """Lines that a text takes where so many inches are across; words that are too long are broken."""
    count = 0
    for line in unbroken(text).split("\n"):
        count, used, blank = count + 1, 0.0, width(" ", size, bold)
        for word in line.split(" "):
            need = width(word, size, bold)
            if used and used + blank + need > room:
                count, used = count + 1, 0.0
            if need > room:
                count, need = count + int(need // room), need % room
            used = used + blank + need if used else need
    return count


def height(text: str, size: float, room: float, bold: bool = False) -> float:
    """Height of a text, in inches."""
    return lines(text, size, room, bold) * LINE * size / _POINTS


def largest(text: str, sizes: Sequence[float], room: float, high: float, bold: bool = False) -> float | None:
    """The first of the sizes at which a text fits; None where none does."""
    return next((size for size in sizes if height(text, size, room, bold) <= high), None)


def shortened(text: str, size: float, room: float, high: float, bold: bool = False) -> str:
    """The text, or as many of its words as fit, with an ellipsis."""
    words = text.split(" ")
    for kept in range(len(words), 0, -1):
        said = text if kept == len(words) else " ".join(words[:kept]).rstrip(",;:(.") + _CUT
        if height(said, size, room, bold) <= high:
            return said
    return _CUT
