"""One look for every chart: colours that differ in greyscale too, symbols for findings, room for what stands around."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

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
_LETTER, _LEGEND_MARK, _LINE = 6.9, 46, 20


def letters(narrow: bool) -> int:
    """Pixels of letters."""
    return NARROW_FONT if narrow else FONT


def layout(
    figure: go.Figure, height: float, *, narrow: bool = False, narrowest: int = NARROWEST, note: str = "", **more: Any
) -> go.Figure:
    """The figure with the common look; called last, since it makes room for titles and legend.

    height : of the marks themselves, pixels. narrowest : where a wide chart starts to scroll. note : stands below its pictures.
    """
    above, below = 10 + _LINE * _legend_lines(figure, narrow), _below(figure)
    figure.update_layout(
        template="none",
        height=round(height + above + below),
        margin={"l": 4 if narrow else 8, "r": 14, "t": above, "b": below},
        font={"family": "sans-serif", "size": letters(narrow), "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        hoverlabel={"bgcolor": "white", "font": {"color": INK}},
        dragmode=False,
        meta={"narrow": narrow, "narrowest": 0 if narrow else narrowest, "note": note},
        **more,
    )
    axis = {"automargin": True, "gridcolor": GRID, "zeroline": False, "fixedrange": True, "title_font_size": letters(narrow)}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def _legend_lines(figure: go.Figure, narrow: bool) -> int:
    """Lines of the legend above the marks: in one line if it fits, else in columns of equal width."""
    if len(figure.data) < 2:
        return 0
    widths = [_LEGEND_MARK + _LETTER * len(trace.name) for trace in figure.data if trace.name and trace.showlegend is not False]
    room = NARROW_WIDTH if narrow else WIDTH
    if sum(widths) <= room:
        return 1 if widths else 0
    return -(-len(widths) // max(1, int(room // max(widths))))


def _below(figure: go.Figure) -> int:
    axis = figure.layout.xaxis
    if axis.visible is False:
        return 10
    title = axis.title.text
    return 34 + (17 * (title.count("<br>") + 1) if title else 0)


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
