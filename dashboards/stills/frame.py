"""What stands around a picture: the meaning of its marks above, where it is from below."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

from dashboards.stills.axes import PIXEL
from dashboards.stills.bars import swatch
from dashboards.stills.dots import DASHES, look
from dashboards.stills.parts import Parts, each, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINE: Final = 20
"""Pixels of a line of the legend or of the caption."""
_LETTER: Final = 7.2
"""Pixels of a letter, on average and rather too wide."""
_MARK: Final = 44
"""Pixels of a mark in the legend with the room around it."""


def keys(parts: Parts) -> list[dict[str, Any]]:
    """The traces that the legend explains, as on the screen: not for a single one."""
    named = [trace for trace in parts.traces if trace.get("name") and trace.get("showlegend", True)]
    shown = len(parts.traces) > 1 and parts.layout.get("showlegend", True)
    return named if shown else []


def lines(entries: list[dict[str, Any]], width: float) -> list[list[dict[str, Any]]]:
    """Entries of the legend in lines that fit."""
    found: list[list[dict[str, Any]]] = []
    room = 0.0
    for trace in entries:
        wide = _MARK + _LETTER * len(words(trace["name"]).text)
        if not found or wide > room:
            found.append([])
            room = width - 16
        found[-1].append(trace)
        room -= wide
    return found


def legend(figure: Figure, rows: list[list[dict[str, Any]]], size: tuple[float, float], font: float, ink: str) -> None:
    """The legend at the top. size : width and height of the picture, pixels."""
    for nth, row in enumerate(rows):
        handles = [_handle(trace) for trace in row]
        box = figure.legend(
            handles,
            [words(trace["name"]).text for trace in row],
            loc="upper left",
            bbox_to_anchor=(4 / size[0], 1 - (4 + nth * LINE) / size[1]),
            ncols=len(row),
            frameon=False,
            fontsize=font * PIXEL,
            labelcolor=ink,
            borderpad=0,
            borderaxespad=0,
            handlelength=1.2,
            handletextpad=0.5,
            columnspacing=1.4,
        )
        box.set_in_layout(False)


def _handle(trace: dict[str, Any]) -> Any:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marker = trace.get("marker") or {}
    if trace.get("type") == "bar":
        fill, pattern = swatch(marker)
        both = fill if pattern is None else {**fill, "hatch": pattern["hatch"], "edgecolor": pattern["edgecolor"]}
        return Patch(**both)
    line = trace.get("line") or {}
    mode = str(trace.get("mode", "markers"))
    if "markers" not in mode:
        return Line2D(
            [],
            [],
            color=line.get("color"),
            linewidth=float(line.get("width", 2)) * PIXEL,
            linestyle=DASHES[line.get("dash", "solid")],
        )
    symbol, color = (each(marker.get(name, usual), 1)[0] for name, usual in (("symbol", "circle"), ("color", "#1F2933")))
    own = look(str(symbol), str(color), marker.get("line") or {})
    style = {"marker": own["marker"], "markerfacecolor": own["facecolors"], "markeredgecolor": own["edgecolors"]}
    return Line2D([], [], linestyle="none", markersize=9 * PIXEL, markeredgewidth=own["linewidths"], **style)


def wrapped(text: str, width: float) -> list[str]:
    """A caption in lines that fit."""
    return textwrap.wrap(text, max(20, int(width / _LETTER)))


def caption(figure: Figure, said: list[str], size: tuple[float, float], font: float, ink: str) -> None:
    """Where the picture is from, below it."""
    for nth, line in enumerate(said):
        at = (8 / size[0], (8 + LINE * (len(said) - 1 - nth)) / size[1])
        figure.text(*at, line, fontsize=font * PIXEL, color=ink, ha="left", va="bottom").set_in_layout(False)
