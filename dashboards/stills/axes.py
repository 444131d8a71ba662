"""Panels of a picture: axes side by side, places of names, ticks, grid and titles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from dashboards.stills.parts import NotDrawn, Parts, number, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PIXEL: Final = 0.75
"""Points of a pixel: pictures have 96 pixels an inch."""
_FORMATS: Final[dict[str, Callable[[float], str]]] = {
    "": lambda value: f"{value:g}".replace("-", "\N{MINUS SIGN}"),
    ".0%": lambda value: f"{value:.0%}",
    ".1f": lambda value: f"{value:.1f}".replace("-", "\N{MINUS SIGN}"),
    "+": lambda value: f"{value:+g}".replace("-", "\N{MINUS SIGN}"),
}


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes. across, up : what the figure says of them; columns, rows : names in their places, if they are names."""

    axes: Axes
    across: dict[str, Any]
    up: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[str, ...]

    def x(self, value: Any) -> float:
        """Place of a value or name to the right."""
        return _place(value, self.columns)

    def y(self, value: Any) -> float:
        """Place of a value or name upwards."""
        return _place(value, self.rows)


def _place(value: Any, names: tuple[str, ...]) -> float:
    if isinstance(value, str):
        if value not in names:
            raise NotDrawn(f"the place '{value}'")
        return float(names.index(value))
    return number(value)


def panels(figure: Figure, parts: Parts) -> dict[str, Panel]:
    """Panels by the name of their x axis (``x``, ``x2``), left to right."""
    layout = parts.layout
    names = sorted({str(trace.get("xaxis", "x")) for trace in parts.traces} or {"x"})
    domains = [_axis(layout, name).get("domain", [0, 1]) for name in names]
    widths = [right - left for left, right in domains]
    rows = figure.subplots(1, len(names), squeeze=False, width_ratios=widths, sharey=len(names) > 1)[0]
    found = {}
    for axes, name in zip(rows, names, strict=True):
        own = [trace for trace in parts.traces if trace.get("xaxis", "x") == name]
        across, up = _axis(layout, name), _axis(layout, str(own[0].get("yaxis", "y")) if own else "y")
        lead = _axis(layout, str(up["matches"])) if "matches" in up else up
        linked = parts.traces if len(names) > 1 else own
        found[name] = Panel(axes, across, {**lead, **up}, _names(across, own, "x"), _names(lead, linked, "y"))
    return found


def _axis(layout: dict[str, Any], name: str) -> dict[str, Any]:
    return dict(layout.get(f"{name[0]}axis{name[1:]}") or {})


def _names(axis: dict[str, Any], traces: Any, direction: str) -> tuple[str, ...]:
    """Names along an axis: those whose order is given, then the others as they come."""
    given = [str(name) for name in axis.get("categoryarray") or []]
    values = [value for trace in traces for value in trace.get(direction) or []]
    return tuple(dict.fromkeys([*given, *(value for value in values if isinstance(value, str))]))


def furnish(panel: Panel, font: float, ink: str) -> None:
    """Limits, ticks, grid and titles, once everything is drawn."""
    axes = panel.axes
    axes.patch.set_visible(False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=font * PIXEL, labelcolor=ink)
    _along(panel.across, panel.columns, axes.xaxis, axes.set_xlim, axes.get_xlim)
    _along(panel.up, panel.rows, axes.yaxis, axes.set_ylim, axes.get_ylim)
    directions: tuple[tuple[dict[str, Any], Literal["x", "y"]], ...] = ((panel.across, "x"), (panel.up, "y"))
    for axis, direction in directions:
        if axis.get("showgrid", True) and axis.get("visible", True):
            axes.grid(visible=True, axis=direction, color=axis.get("gridcolor", "#E4E7EB"), linewidth=PIXEL)
        title = words((axis.get("title") or {}).get("text") or "").text
        size = float(((axis.get("title") or {}).get("font") or {}).get("size", font)) * PIXEL
        (axes.set_xlabel if direction == "x" else axes.set_ylabel)(title, fontsize=size, color=ink)
    if panel.across.get("side") == "top":
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
    if angle := float(panel.across.get("tickangle") or 0):
        for label in axes.get_xticklabels():
            label.set(rotation=-angle, rotation_mode="anchor", ha="left" if panel.across.get("side") == "top" else "right")
            if abs(angle) == 90:
                label.set(va="center")


def _along(axis: dict[str, Any], names: tuple[str, ...], drawn: Any, limit: Any, limits: Any) -> None:
    """Limits and ticks of one direction."""
    if names:
        drawn.set_ticks(range(len(names)), [words(name).text for name in names])
        low, high = -0.5, len(names) - 0.5
    else:
        low, high = sorted(limits())
        low = min(low, 0.0) if axis.get("rangemode") == "tozero" else low
        _numbers(axis, drawn)
    if given := axis.get("range"):
        low, high = (number(value) for value in given)
    limit((high, low) if axis.get("autorange") == "reversed" else (low, high))
    if not axis.get("visible", True) or not axis.get("showticklabels", True):
        drawn.set_tick_params(labelleft=False, labelright=False, labelbottom=False, labeltop=False)


def _numbers(axis: dict[str, Any], drawn: Any) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    form = str(axis.get("tickformat") or "")
    if form not in _FORMATS:
        raise NotDrawn(f"ticks of the form '{form}'")
    if axis.get("tickvals") is not None:
        at = [number(value) for value in axis["tickvals"]]
        drawn.set_ticks(at, [words(text).text for text in axis.get("ticktext") or map(_FORMATS[form], at)])
        return
    drawn.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    drawn.set_major_formatter(FuncFormatter(lambda value, _: _FORMATS[form](value)))
