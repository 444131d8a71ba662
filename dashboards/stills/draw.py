"""Draws a Plotly figure with matplotlib, without a browser: the same marks, colours, patterns and words on white.

Knows what the charts of this dashboard are made of and refuses everything else (``NotDrawn``). Every picture has objects of its
own; only matplotlib's settings are shared, so that one picture is drawn at a time.
"""

from __future__ import annotations

import html
import io
import re
import threading
import warnings
from typing import TYPE_CHECKING, Any, Final

from dashboards.stills import frame
from dashboards.stills.axes import furnish, panels
from dashboards.stills.bars import bars, cells
from dashboards.stills.dots import scatter
from dashboards.stills.notes import annotation, shape
from dashboards.stills.parts import Parts, parts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDE, _NARROW, _LOWEST = 1000, 480, 120
_INCH: Final = 96
"""Pixels of an inch on the screen."""
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "telehealth-readiness",
    "font.family": "sans-serif",
    "hatch.linewidth": 0.8,
}
_SETTINGS_LOCK: Final = threading.Lock()


def drawn(figure_json: str, kind: str, description: str, caption: str) -> bytes:
    """A figure as a file, the same bytes for the same figure.

    kind : png (twice as fine as the screen) or svg (text stays text). description : for those who do not see it. caption : below
    it. raises : NotDrawn for a figure with a part that is not known here.
    """
    import matplotlib

    found = parts(figure_json)
    with _SETTINGS_LOCK, matplotlib.rc_context({**_SETTINGS, "text.parse_math": False}), warnings.catch_warnings():
        # A letter that the font lacks is shown as a box; it says nothing about the picture.
        warnings.filterwarnings("ignore", message="Glyph")
        figure = _figure(found, caption)
        return _svg(figure, description, caption) if kind == "svg" else _png(figure, description, caption)


def _figure(found: Parts, caption: str) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    about = found.about
    width = _NARROW if about.get("narrow") else max(_WIDE, int(about.get("narrowest") or 0))
    font, ink = float(found.layout["font"]["size"]), str(found.layout["font"]["color"])
    rows = frame.lines(frame.keys(found), width)
    said = frame.wrapped(" · ".join(part for part in (caption, about.get("note")) if part), width)
    above, below = frame.LINE * len(rows) + 6, frame.LINE * len(said) + 12
    height = max(found.height, _LOWEST) + below
    figure = Figure(figsize=(width / _INCH, height / _INCH), dpi=_INCH, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    figure.get_layout_engine().set(rect=(0, below / height, 1, 1 - (below + above) / height), w_pad=8 / _INCH, h_pad=2 / _INCH)  # type: ignore[call-arg, union-attr]
    _marks(figure, found, font, ink)
    figure.draw_without_rendering()  # finds the room of names and titles, once
    figure.set_layout_engine("none")
    frame.legend(figure, rows, (width, height), font, ink)
    frame.caption(figure, said, (width, height), font - 1, "#52606D")
    return figure


def _marks(figure: Figure, found: Parts, font: float, ink: str) -> None:
    own = panels(figure, found)
    for name, panel in own.items():
        traces = [trace for trace in found.traces if trace.get("xaxis", "x") == name]
        for trace in traces:
            kind = trace.get("type", "scatter")
            if kind == "scatter":
                scatter(panel, trace, font, ink)
            elif kind == "heatmap":
                cells(panel, trace, font, ink)
        bars(panel, [trace for trace in traces if trace.get("type") == "bar"], found.layout, font, ink)
        furnish(panel, font, ink)
    for one in found.layout.get("shapes") or []:
        shape(own, one, ink)
    for one in found.layout.get("annotations") or []:
        annotation(own, one, font, ink)


def _png(figure: Figure, description: str, caption: str) -> bytes:
    buffer = io.BytesIO()
    metadata: dict[str, Any] = {"Title": caption, "Description": description, "Software": None}
    figure.savefig(buffer, format="png", dpi=2 * _INCH, metadata=metadata)
    return buffer.getvalue()


def _svg(figure: Figure, description: str, caption: str) -> bytes:
    """The drawing with title and description first, as screen readers look for them."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", buffer.getvalue(), count=1, flags=re.DOTALL)
    said = f"<title>{html.escape(caption)}</title>\n <desc>{html.escape(description)}</desc>"
    text = re.sub(r"<svg ([^>]*)>", lambda tag: f'<svg role="img" {tag[1]}>\n {said}', text, count=1)
    return text.encode()
