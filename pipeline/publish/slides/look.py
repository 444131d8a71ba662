"""Places, sizes and colours of the slides. Lengths in inches, sizes of letters in points; legible in greyscale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WIDTH: Final = 13.333
HEIGHT: Final = 7.5
MARGIN: Final = 0.55
FONT: Final = "Arial"
"""There is one of its widths on every machine: Arial, Liberation Sans or Helvetica."""
INK: Final = "1F2933"
QUIET: Final = "52606D"
LINE: Final = "D5DCE3"
SOFT: Final = "EEF2F6"
PAPER: Final = "FFFFFF"
DARK: Final = "1B4F72"
MIDDLE: Final = "B7C4CF"
LIGHT: Final = "E39A4B"
PALE: Final = "FDF3E7"
GREY: Final = "9AA5B1"
SMALLEST: Final = 10
"""Letters that are read are not smaller; ids are."""
SMALL_PRINT: Final = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def below(self, height: float) -> Box:
        """What is left of it below so much."""
        return Box(self.left, self.top + height, self.width, self.height - height)


BODY_WIDTH: Final = WIDTH - 2 * MARGIN
QUESTION: Final = Box(MARGIN, 0.32, 8.2, 0.32)
NOTICE: Final = Box(WIDTH - MARGIN - 3.6, 0.3, 3.6, 0.34)
TITLE: Final = Box(MARGIN, 0.68, BODY_WIDTH, 0.91)
BODY: Final = Box(MARGIN, 1.28, BODY_WIDTH, 5.42)
"""Below a title of one line; a longer one takes room from it."""
SMALL: Final = Box(MARGIN, 6.74, BODY_WIDTH, 0.24)
FOOTER: Final = Box(MARGIN, 7.06, BODY_WIDTH - 1.0, 0.26)
NUMBER: Final = Box(WIDTH - MARGIN - 0.9, 7.06, 0.9, 0.26)
