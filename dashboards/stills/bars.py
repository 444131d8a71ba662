"""Bars and cells of a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

from dashboards.stills.axes import PIXEL, Panel
from dashboards.stills.dots import spread
from dashboards.stills.parts import NotDrawn, Words, each, number, words

_HATCHES: Final = {"": "", "/": "////", "\\": "\\\\\\\\", ".": "...", "x": "xxx", "-": "---", "|": "|||", "+": "+++"}
_MODES: Final = ("stack", "overlay", "relative")


def bars(panel: Panel, traces: Iterable[dict[str, Any]], layout: dict[str, Any], font: float, ink: str) -> None:
    """All bars of a panel: lying, one upon the other (``stack``) or each where its base says."""
    ends: defaultdict[float, float] = defaultdict(float)
    for trace in traces:
        if trace.get("orientation") != "h" or layout.get("barmode", "overlay") not in _MODES:
            raise NotDrawn("bars that stand, or stand side by side")
        y, x = [panel.y(value) for value in trace["y"]], [number(value) for value in trace["x"]]
        bases = trace.get("base")
        if bases is None and layout.get("barmode") in ("stack", "relative"):
            base = [ends[at] for at in y]
            for at, value in zip(y, x, strict=True):
                ends[at] += value if value == value else 0.0
        else:
            base = [number(value) for value in each(0 if bases is None else bases, len(x))]
        high = [float(one) for one in each(trace.get("width") or 1 - float(layout.get("bargap", 0.2)), len(x))]
        _draw(panel, trace, (y, x, base), high)
        _say(panel, trace, (y, x, base), font, ink)
        if "error_x" in trace:
            spread(panel, [at + value for at, value in zip(base, x, strict=True)], y, trace["error_x"])


def swatch(marker: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Fill of a bar and, where it has one, the pattern upon it, as arguments of a patch."""
    line, pattern = marker.get("line") or {}, marker.get("pattern") or {}
    fill = {
        "facecolor": marker["color"],
        "edgecolor": line.get("color", "none"),
        "linewidth": float(line.get("width", 0)) * PIXEL,
    }
    shape = str(pattern.get("shape") or "")
    if shape not in _HATCHES:
        raise NotDrawn(f"the pattern '{shape}'")
    if not shape:
        return fill, None
    return fill, {"facecolor": "none", "edgecolor": pattern["fgcolor"], "linewidth": 0, "hatch": _HATCHES[shape]}


def _draw(panel: Panel, trace: dict[str, Any], places: tuple[list[float], list[float], list[float]], high: list[float]) -> None:
    y, x, base = places
    marker, count = trace.get("marker") or {}, len(x)
    colors = each(marker.get("color"), count)
    shapes = each((marker.get("pattern") or {}).get("shape", ""), count)
    for nth in range(count):
        own = {**marker, "color": colors[nth], "pattern": {**(marker.get("pattern") or {}), "shape": shapes[nth]}}
        fill, pattern = swatch(own)
        for style in (pattern, fill) if pattern is None else (fill, pattern):
            if style is not None and x[nth] == x[nth]:
                panel.axes.barh([y[nth]], [x[nth]], left=[base[nth]], height=high[nth], zorder=2, **style)


def _say(
    panel: Panel, trace: dict[str, Any], places: tuple[list[float], list[float], list[float]], font: float, ink: str
) -> None:
    """Words in or behind the bars."""
    y, x, base = places
    letter, where = trace.get("textfont") or {}, str(trace.get("textposition", "none"))
    if where not in ("none", "inside", "outside"):
        raise NotDrawn(f"words of bars '{where}'")
    for nth, text in enumerate(each(trace.get("text"), len(x))):
        if not text or where == "none" or x[nth] != x[nth]:
            continue
        color, size = each(letter.get("color", ink), len(x))[nth], float(letter.get("size", font)) * PIXEL
        inside = where == "inside"
        anchor = str(trace.get("insidetextanchor", "end")) if inside else "outside"
        share = {"middle": 0.5, "start": 0.0, "end": 1.0, "outside": 1.0}[anchor]
        shift = {"middle": 0.0, "start": 4.0, "end": -4.0, "outside": 4.0}[anchor]
        align = {"middle": "center", "start": "left", "end": "right", "outside": "left"}[anchor]
        _write(panel, words(text), (base[nth] + share * x[nth], y[nth]), shift, {"ha": align, "color": color, "fontsize": size})


def _write(panel: Panel, said: Words, at: tuple[float, float], shift: float, look: dict[str, Any]) -> None:
    weight = "bold" if said.bold else "normal"
    panel.axes.annotate(
        said.text,
        at,
        (shift, 0),
        textcoords="offset points",
        va="center",
        fontweight=weight,
        annotation_clip=False,
        zorder=4,
        **look,
    )


def cells(panel: Panel, trace: dict[str, Any], font: float, ink: str) -> None:
    """A heat map: one field per cell, its words in it."""
    if trace.get("showscale", True):
        raise NotDrawn("a scale of colours beside a heat map: the cells say their values")
    from matplotlib.patches import Rectangle

    letter, template = trace.get("textfont") or {}, trace.get("texttemplate")
    if template not in (None, "%{text}"):
        raise NotDrawn(f"words of cells '{template}'")
    low, high = float(trace["zmin"]), float(trace["zmax"])
    for row, (name, values) in enumerate(zip(trace["y"], trace["z"], strict=True)):
        for column, (across, value) in enumerate(zip(trace["x"], values, strict=True)):
            if value is None or number(value) != number(value):
                continue
            x, y = panel.x(across), panel.y(name)
            color = _color(trace["colorscale"], (float(value) - low) / (high - low))
            gap = PIXEL * float(trace.get("xgap", 0))
            panel.axes.add_patch(
                Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=color, edgecolor="white", linewidth=gap, zorder=1.5)
            )
            if template and (text := trace["text"][row][column]):
                look = {"ha": "center", "color": letter.get("color", ink), "fontsize": float(letter.get("size", font)) * PIXEL}
                said = words(text)
                _write(panel, said, (x, y), 0, look)


def _color(scale: list[list[Any]], at: float) -> tuple[float, float, float]:
    """The colour of a place on a scale, between its two neighbours; of two at one place the first."""
    from matplotlib.colors import to_rgb

    at = min(max(at, 0.0), 1.0)
    for (low, first), (high, second) in pairwise(scale):
        if low <= at <= high and high > low:
            part = (at - low) / (high - low)
            return tuple((1 - part) * a + part * b for a, b in zip(to_rgb(first), to_rgb(second), strict=True))
    raise NotDrawn("a scale of colours that does not reach from 0 to 1")
