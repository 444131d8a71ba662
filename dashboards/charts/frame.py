"""What stands around the marks of a chart: room for titles and legend, letters, grid, ground."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

from dashboards.charts.names import wrapped
from dashboards.charts.sheet import Sheet
from dashboards.theme import GRID, INK, NARROW_WIDTH, NARROWEST, WIDTH, letters
from pipeline.publish.words import say

_LETTER, _LEGEND_MARK, _LINE = 6.9, 46, 20
_TICKS, _TITLE_LINE, _TITLE = 26, 18, 44


def layout(
    sheet: Sheet, height: float, *, narrow: bool = False, narrowest: int = NARROWEST, note: str = "", top: int = 10, **more: Any
) -> go.Figure:
    """The chart with the common look; called last, since it makes room for titles and legend.

    height : of the marks themselves, pixels. narrowest : where a wide chart starts to scroll. note : stands below its pictures.
    top : pixels above marks and legend.
    """
    sheet.x(), sheet.y()
    for name, own in sheet.axes.items():
        if narrow and name == "xaxis" and "title" in own and "domain" not in own:
            own["title"] = {"text": wrapped(own["title"]["text"], _TITLE, 3)}
    above, below = top + _LINE * _legend_lines(sheet, narrow), _below(sheet)
    axis = {"automargin": True, "gridcolor": GRID, "zeroline": False, "fixedrange": True, "ticks": "", "ticklabelstandoff": 3}
    for own in sheet.axes.values():
        given = {**own.get("title", {}), "font": {"size": letters(narrow)}, "standoff": 8} if "title" in own else {}
        own |= {**axis, **own, **({"title": given} if given else {})}
    return sheet.figure(
        {
            "template": {},
            "height": round(height + above + below),
            "margin": {"l": 4 if narrow else 8, "r": 14, "t": above, "b": below},
            "font": {"family": "sans-serif", "size": letters(narrow), "color": INK},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "legend": {**_LEGEND, **more.pop("legend", {})},
            "hoverlabel": {"bgcolor": "white", "font": {"color": INK}},
            "dragmode": False,
            "meta": {"narrow": narrow, "narrowest": 0 if narrow else narrowest, "note": note},
            **more,
        }
    )


def nothing(*, narrow: bool = False) -> go.Figure:
    """The chart where there is nothing to show: a word instead of marks."""
    sheet = Sheet()
    sheet.words(say("chart.nothing"), x=0.5, y=0.5, xref="paper", yref="paper")
    sheet.x(visible=False, range=[0, 1])
    sheet.y(visible=False, range=[0, 1])
    return layout(sheet, _NOTHING, narrow=narrow, narrowest=0)


_NOTHING: Final = 60
_LEGEND: Final = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"}


def _legend_lines(sheet: Sheet, narrow: bool) -> int:
    """Lines of the legend above the marks: in one line if it fits, else in columns of equal width."""
    names = [trace["name"] for trace in sheet.traces if trace.get("name") and trace.get("showlegend", True)]
    widths = [_LEGEND_MARK + _LETTER * len(name) for name in names]
    if not widths or len(sheet.traces) < 2:
        return 0
    room = NARROW_WIDTH if narrow else WIDTH
    return 1 if sum(widths) <= room else -(-len(widths) // max(1, int(room // max(widths))))


def _below(sheet: Sheet) -> int:
    axis = sheet.axes.get("xaxis", {})
    if axis.get("visible") is False or axis.get("side") == "top":
        return 10
    title = (axis.get("title") or {}).get("text")
    return _TICKS + (_TITLE_LINE * (title.count("<br>") + 1) if title else 0)
