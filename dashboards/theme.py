"""One look for every chart: colours that differ in greyscale too, symbols for findings, sizes."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from pipeline.publish.wording import LABELS

INK: Final = "#1F2933"
SOFT: Final = "#52606D"
QUIET: Final = "#7B8794"
DARK: Final = "#1B4F72"
LIGHT: Final = "#8FB3CB"
PALE: Final = "#B7C4CF"
WARM: Final = "#D9822B"
BROWN: Final = "#8A4B08"
GRID: Final = "#E4E7EB"
MARKS: Final = {
    "priority": ("square", WARM, LABELS["priority"]),
    "watch": ("diamond", WARM, LABELS["watch"]),
    "unknown": ("circle-open", QUIET, LABELS["unknown"]),
    "none": ("circle", DARK, LABELS["none"]),
}
FONT: Final = 13
NARROW_FONT: Final = 12
"""Pixels of letters on a laptop and on a phone."""
WIDTH: Final = 980
NARROW_WIDTH: Final = 340
"""Pixels that a chart has on a laptop and on a phone, as far as names and legends have to be fitted."""
NARROWEST: Final = 620
"""Pixels below which a wide chart scrolls within its frame, so that names and numbers stay legible."""


def letters(narrow: bool) -> int:
    """Pixels of letters."""
    return NARROW_FONT if narrow else FONT


def short(text: str, longest: int = 34) -> str:
    """A name that fits beside a chart; the table has it whole."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def interval(
    rows: pd.DataFrame, value: str, low: str, high: str, color: str, *, thickness: float = 2.5, width: int = 0
) -> dict[str, Any]:
    """Error bars from ``low`` to ``high`` around ``value``."""
    return {
        "type": "data",
        "symmetric": False,
        "array": (rows[high] - rows[value]).astype("float64"),
        "arrayminus": (rows[value] - rows[low]).astype("float64"),
        "color": color,
        "thickness": thickness,
        "width": width,
    }
