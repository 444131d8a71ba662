"""One look for every chart: colours that differ in greyscale too, symbols for findings, sizes, names."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from pipeline.publish.wording import LABELS

INK: Final = "#1F2933"
QUIET: Final = "#7B8794"
DARK: Final = "#1B4F72"
PALE: Final = "#B7C4CF"
WARM: Final = "#D9822B"
GRID: Final = "#E4E7EB"
MARKS: Final = {
    "priority": ("square", WARM, LABELS["priority"]),
    "watch": ("diamond", WARM, LABELS["watch"]),
    "unknown": ("circle-open", QUIET, LABELS["unknown"]),
    "none": ("circle", DARK, LABELS["none"]),
}
ROW: Final = 26  # pixels per row of a chart with names


def layout(figure: go.Figure, height: int, **more: Any) -> go.Figure:
    """The figure with the common look and a height in pixels."""
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 16, "t": 36, "b": 40},
        font={"family": "sans-serif", "size": 13, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        hoverlabel={"bgcolor": "white", "font": {"color": INK}},
        dragmode=False,
        **more,
    )
    axis = {"automargin": True, "gridcolor": GRID, "zeroline": False, "fixedrange": True, "title_font_size": 13}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def short(text: str, longest: int = 34) -> str:
    """A name that fits beside a chart; the table has it whole."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def row_names(texts: pd.Series, n: pd.Series, longest: int = 34) -> list[str]:
    """One distinct name per row, with its n: shortened, or whole where two would look the same."""
    cut = [short(str(text), longest) for text in texts]
    distinct = [name if cut.count(name) == 1 else str(text) for name, text in zip(cut, texts, strict=True)]
    return [f"{name} (n={count})" for name, count in zip(distinct, n, strict=True)]


def interval(
    rows: pd.DataFrame, value: str, low: str, high: str, color: str, *, thickness: float = 2.5, width: int = 0
) -> dict[str, Any]:
    """Error bars from ``low`` to ``high`` around ``value``."""
    return {
        "type": "data",
        "symmetric": False,
        "array": rows[high] - rows[value],
        "arrayminus": rows[value] - rows[low],
        "color": color,
        "thickness": thickness,
        "width": width,
    }
