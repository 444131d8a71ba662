"""Dots, lines and words of a picture."""

from __future__ import annotations

from typing import Any, Final

from dashboards.stills.axes import PIXEL, Panel
from dashboards.stills.parts import NotDrawn, each, number, words

SYMBOLS: Final = {
    **{"circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "triangle-down": "v", "x": "X", "cross": "P"},
    **{"triangle-right": ">", "triangle-left": "<", "line-ns": "|", "line-ew": "_"},
}
DASHES: Final[dict[str, Any]] = {"solid": "-", "dash": (0, (5, 3)), "dot": (0, (1.5, 2)), "dashdot": (0, (5, 2, 1.5, 2))}
_ANCHORS: Final = {"top": "bottom", "bottom": "top", "middle": "center", "left": "right", "right": "left", "center": "center"}


def scatter(panel: Panel, trace: dict[str, Any], font: float, ink: str) -> None:
    """One trace of dots, lines or words, with its intervals."""
    x, y = [panel.x(value) for value in trace["x"]], [panel.y(value) for value in trace["y"]]
    mode = str(trace.get("mode", "markers")).split("+")
    if not set(mode) <= {"lines", "markers", "text"}:
        raise NotDrawn(f"the mode '{trace['mode']}'")
    if "error_x" in trace:
        spread(panel, x, y, trace["error_x"])
    if "lines" in mode:
        line = trace.get("line") or {}
        style = {"color": line.get("color", ink), "linewidth": float(line.get("width", 2)) * PIXEL}
        panel.axes.plot(x, y, linestyle=DASHES[line.get("dash", "solid")], solid_capstyle="butt", **style)
    if "markers" in mode:
        _markers(panel, trace, x, y)
    if "text" in mode:
        _texts(panel, trace, x, y, font, ink)


def look(symbol: str, color: str, line: dict[str, Any], nth: int = 0) -> dict[str, Any]:
    """Marker, face and edge of a symbol; open ones have no face."""
    base = symbol.removesuffix("-open")
    if base not in SYMBOLS:
        raise NotDrawn(f"the symbol '{symbol}'")
    hollow = symbol.endswith("-open") or base.startswith("line-")
    edge = color if hollow else each(line.get("color", color), nth + 1)[nth]
    width = float(each(line.get("width", 1), nth + 1)[nth])
    return {"marker": SYMBOLS[base], "facecolors": "none" if hollow else color, "edgecolors": edge, "linewidths": width * PIXEL}


def _markers(panel: Panel, trace: dict[str, Any], x: list[float], y: list[float]) -> None:
    marker, count = trace.get("marker") or {}, len(x)
    given = list(zip(*(each(marker.get(name, usual), count) for name, usual in _USUAL.items()), strict=True))
    for kind in dict.fromkeys(given):
        same = [nth for nth, one in enumerate(given) if one == kind]
        symbol, color, size = kind
        own = look(str(symbol), str(color), marker.get("line") or {}, same[0])
        area = (float(size) * PIXEL * (0.82 if own["marker"] == "D" else 1)) ** 2
        style: dict[str, Any] = {"s": area, "alpha": marker.get("opacity"), "zorder": 3, "clip_on": False}
        if own["facecolors"] == "none" and own["marker"] in "|_":
            style["color"] = own.pop("edgecolors")
            own.pop("facecolors")
        panel.axes.scatter([x[nth] for nth in same], [y[nth] for nth in same], **own, **style)


_USUAL: Final = {"symbol": "circle", "color": "#1F2933", "size": 6}


def spread(panel: Panel, x: list[float], y: list[float], error: dict[str, Any]) -> None:
    """Intervals to both sides."""
    if error.get("symmetric", True):
        raise NotDrawn("intervals that are said by one number")
    width, cap = float(error.get("thickness", 2)) * PIXEL, float(error.get("width", 0))
    low = [across - number(less) for across, less in zip(x, error["arrayminus"], strict=True)]
    high = [across + number(more) for across, more in zip(x, error["array"], strict=True)]
    panel.axes.hlines(y, low, high, color=error["color"], linewidth=width, zorder=2.5)
    if cap:
        style: dict[str, Any] = {"linestyle": "none", "marker": "|", "markersize": 2 * cap * PIXEL, "markeredgewidth": width}
        panel.axes.plot([*low, *high], [*y, *y], color=error["color"], zorder=2.6, **style)


def _texts(panel: Panel, trace: dict[str, Any], x: list[float], y: list[float], font: float, ink: str) -> None:
    count, look_of = len(x), trace.get("textfont") or {}
    sizes = each((trace.get("marker") or {}).get("size", 0) if "markers" in trace["mode"] else 0, count)
    places, fonts = each(trace.get("textposition", "middle center"), count), each(look_of.get("size", font), count)
    colors = each(look_of.get("color", ink), count)
    for across, up, text, place, size, letter, color in zip(
        x, y, each(trace["text"], count), places, sizes, fonts, colors, strict=True
    ):
        if not text or across != across or up != up:
            continue
        vertical, horizontal = str(place).split()
        away = (float(size) / 2 + 3) * PIXEL
        dx = {"left": -away, "right": away, "center": 0.0}[horizontal]
        dy = {"top": away, "bottom": -away, "middle": 0.0}[vertical]
        said = words(text)
        panel.axes.annotate(
            said.text,
            (across, up),
            (dx if vertical == "middle" else dx * 0.7, dy if horizontal == "center" else dy * 0.7),
            textcoords="offset points",
            ha=_ANCHORS[horizontal],
            va=_ANCHORS[vertical],
            fontsize=float(letter) * PIXEL,
            fontweight="bold" if said.bold else "normal",
            color=color,
            annotation_clip=False,
            zorder=4,
        )
