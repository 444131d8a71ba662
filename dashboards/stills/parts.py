"""What a figure consists of, read from its JSON; what these pictures cannot draw is refused, never left out in silence."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np


class NotDrawn(ValueError):
    """A figure has a part that these pictures do not know: a mistake of ours, found by the tests of every chart."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A figure: its traces in their order and its layout, arrays as lists."""

    traces: tuple[dict[str, Any], ...]
    layout: dict[str, Any]

    @property
    def height(self) -> float:
        """Pixels on the screen."""
        return float(self.layout["height"])

    @property
    def about(self) -> dict[str, Any]:
        """What the chart says about itself: whether it is ``narrow``, and a ``note`` for below."""
        return dict(self.layout.get("meta") or {})


_SILENT: Final = (
    "hovertemplate",
    "hoverinfo",
    "hovertext",
    "hoverongaps",
    "customdata",
    "hoverlabel",
    "dragmode",
    "clickmode",
    "meta",
)
"""What a picture has no use for: it answers no pointer."""
_INTERVAL: Final = "error_x.type error_x.symmetric error_x.array error_x.arrayminus error_x.color error_x.thickness error_x.width"
_KNOWN: Final = {
    "scatter": "x y mode name showlegend xaxis yaxis text textposition textfont.size textfont.color cliponaxis opacity "
    "marker.symbol marker.color marker.size marker.opacity marker.line.color marker.line.width line.color "
    "line.width line.dash " + _INTERVAL,
    "bar": "x y base orientation name showlegend xaxis yaxis width text textposition insidetextanchor textangle "
    "textfont.size textfont.color constraintext cliponaxis marker.color marker.line.color marker.line.width "
    "marker.pattern.shape marker.pattern.fillmode marker.pattern.fgcolor marker.pattern.size "
    "marker.pattern.solidity " + _INTERVAL,
    "heatmap": "x y z text texttemplate textfont.size textfont.color colorscale zmin zmax showscale xgap ygap xaxis yaxis",
    "axis": "automargin fixedrange gridcolor gridwidth range rangemode showgrid ticks side tickangle tickformat title.font.size "
    "title.text title.standoff visible zeroline autorange categoryarray categoryorder showticklabels tickvals "
    "ticktext tickmode nticks dtick tickfont.size domain anchor matches ticklabelstandoff type",
    "shape": "type x0 x1 y0 y1 xref yref line.color line.width line.dash fillcolor layer opacity",
    "annotation": "x y xref yref text showarrow xanchor yanchor xshift yshift align font.size font.color bgcolor borderpad",
    "layout": "height margin.l margin.r margin.t margin.b font.family font.size font.color paper_bgcolor plot_bgcolor barmode "
    "bargap legend.orientation legend.x legend.y legend.xanchor legend.yanchor legend.traceorder legend.font.size "
    "legend.itemclick legend.itemdoubleclick legend.itemsizing legend.yref showlegend",
}


def parts(figure: str) -> Parts:
    """The parts of a figure from its JSON; raises NotDrawn where one is unknown."""
    content = json.loads(figure)
    layout = {name: _decoded(value) for name, value in content["layout"].items() if name != "template"}
    traces = tuple(_decoded(trace) for trace in content["data"])
    for trace in traces:
        kind = trace.get("type", "scatter")
        if kind not in ("scatter", "bar", "heatmap"):
            raise NotDrawn(f"traces of the kind '{kind}'")
        _check(kind, {name: value for name, value in trace.items() if name != "type"})
    rest = {}
    for name, value in layout.items():
        if re.fullmatch(r"[xy]axis\d*", name):
            _check("axis", value)
        elif name in ("shapes", "annotations"):
            for one in value:
                _check(name[:-1], one)
        else:
            rest[name] = value
    _check("layout", rest)
    return Parts(traces, layout)


def _check(kind: str, values: Mapping[str, Any]) -> None:
    unknown = [path for path in _paths(values) if path not in _KNOWN[kind].split()]
    if unknown:
        raise NotDrawn(f"{kind}: {', '.join(unknown)}")


def _paths(values: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in values.items():
        if not before and name in _SILENT:
            continue
        if isinstance(value, Mapping):
            yield from _paths(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _decoded(value: Any) -> Any:
    """Arrays, which come as base64 or as lists, as lists; missing numbers as NaN where they come so."""
    if isinstance(value, Mapping):
        if "bdata" in value:
            array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            shape = [int(size) for size in str(value.get("shape", array.size)).split(",")]
            return array.reshape(shape).tolist()
        return {name: _decoded(one) for name, one in value.items()}
    return [_decoded(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a figure without their tags. bold : whether some of them are; then all of them are drawn so."""

    text: str
    bold: bool


def words(text: object) -> Words:
    """Words as a picture shows them: line breaks for ``<br>``, no other tags."""
    said = re.sub(r"<br ?/?>", "\n", str(text))
    plain = re.sub(r"</?(b|i|span)( [^>]*)?>", "", said)
    return Words(html.unescape(plain), "<b>" in said)


def number(value: Any) -> float:
    """A number, or NaN for none."""
    return float("nan") if value is None else float(value)


def each(value: Any, count: int) -> list[Any]:
    """One value per mark, whether given once for all or as a list."""
    return list(value) if isinstance(value, list) else [value] * count
