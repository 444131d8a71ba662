"""Lines and words that a picture has beside its marks."""

from __future__ import annotations

from typing import Any

from dashboards.stills.axes import PIXEL, Panel
from dashboards.stills.dots import DASHES
from dashboards.stills.parts import NotDrawn, words


def shape(found: dict[str, Panel], one: dict[str, Any], ink: str) -> None:
    """A line, or an area."""
    panel, across, up = _where(found, one)
    line = one.get("line") or {}
    style = {"color": line.get("color", ink), "linewidth": float(line.get("width", 2)) * PIXEL}
    transform = _transform(panel, across, up)
    x = [one["x0"], one["x1"]] if across else [panel.x(one["x0"]), panel.x(one["x1"])]
    y = [one["y0"], one["y1"]] if up else [panel.y(one["y0"]), panel.y(one["y1"])]
    if one.get("type") == "line":
        behind = 1.8 if one.get("layer") == "below" else 2.2
        panel.axes.plot(
            x,
            y,
            transform=transform,
            linestyle=DASHES[line.get("dash", "solid")],
            zorder=behind,
            scalex=False,
            scaley=False,
            **style,
        )
    elif one.get("type") == "rect":
        from matplotlib.patches import Rectangle

        area = Rectangle((x[0], y[0]), x[1] - x[0], y[1] - y[0], transform=transform, facecolor=one.get("fillcolor", "none"))
        area.set(edgecolor=line.get("color", "none"), linewidth=float(line.get("width", 0)) * PIXEL, zorder=0.5)
        panel.axes.add_patch(area)
    else:
        raise NotDrawn(f"the shape '{one.get('type')}'")


def annotation(found: dict[str, Panel], one: dict[str, Any], font: float, ink: str) -> None:
    """Words at a place."""
    if one.get("showarrow", True):
        raise NotDrawn("words with an arrow")
    panel, across, up = _where(found, one)
    x = one["x"] if across else panel.x(one["x"])
    y = one["y"] if up else panel.y(one["y"])
    letter, said = one.get("font") or {}, words(one["text"])
    ground = {"facecolor": one["bgcolor"], "edgecolor": "none", "pad": 0} if one.get("bgcolor") else None
    panel.axes.annotate(
        said.text,
        (x, y),
        (float(one.get("xshift") or 0) * PIXEL, float(one.get("yshift") or 0) * PIXEL),
        xycoords=_transform(panel, across, up),
        textcoords="offset points",
        ha=one.get("xanchor", "center"),
        va={"middle": "center"}.get(one.get("yanchor", "middle"), one.get("yanchor")),
        multialignment=one.get("align", "center"),
        fontsize=float(letter.get("size", font)) * PIXEL,
        fontweight="bold" if said.bold else "normal",
        color=letter.get("color", ink),
        bbox=ground,
        annotation_clip=False,
        zorder=4,
    ).set_in_layout(False)


def _where(found: dict[str, Panel], one: dict[str, Any]) -> tuple[Panel, bool, bool]:
    """The panel, and whether each direction is told as a part of the panel (0 to 1)."""
    across, up = str(one.get("xref", "x")), str(one.get("yref", "y"))
    name = across.removesuffix(" domain")
    if name == "paper":
        name = next(iter(found))
    if name not in found:
        raise NotDrawn(f"the axis '{across}'")
    return found[name], across == "paper" or across.endswith("domain"), up == "paper" or up.endswith("domain")


def _transform(panel: Panel, across: bool, up: bool) -> Any:
    from matplotlib.transforms import blended_transform_factory

    axes = panel.axes
    return blended_transform_factory(axes.transAxes if across else axes.transData, axes.transAxes if up else axes.transData)
