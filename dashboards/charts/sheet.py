"""A chart while it is made: its traces, axes, lines and words, gathered and handed to Plotly once.

Plotly checks every single property that is set on a figure of its own, which takes longer than all the rest; the tests have it
check every chart instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.theme import INK


@dataclass(slots=True)
class Sheet:
    """Filled by one chart function, then made a figure."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    axes: dict[str, dict[str, Any]] = field(default_factory=dict)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)

    def scatter(self, **trace: Any) -> None:
        """Dots, lines or words."""
        self.traces.append({"type": "scatter", **_plain(trace)})

    def figures(self, at: Any, rows: Any, texts: list[str], **trace: Any) -> None:
        """Figures in words behind their marks: ``at`` on the axis to the right, one on each of the rows."""
        look = {"mode": "text", "textposition": "middle right", "textfont": {"size": 12, "color": INK}}
        self.scatter(x=at, y=rows, text=texts, **look, hoverinfo="skip", showlegend=False, cliponaxis=False, **trace)

    def bars(self, **trace: Any) -> None:
        """Lying bars."""
        self.traces.append({"type": "bar", "orientation": "h", **_plain(trace)})

    def cells(self, **trace: Any) -> None:
        """A heat map."""
        self.traces.append({"type": "heatmap", "showscale": False, **_plain(trace)})

    def x(self, panel: str = "", **axis: Any) -> None:
        """Properties of the axis to the right of a panel (``""`` the first, ``"2"`` the second)."""
        self._axis(f"xaxis{panel}", axis)

    def y(self, panel: str = "", **axis: Any) -> None:
        """Properties of the axis upwards of a panel."""
        self._axis(f"yaxis{panel}", axis)

    def _axis(self, name: str, axis: dict[str, Any]) -> None:
        title = axis.pop("title", None)
        known = self.axes.setdefault(name, {})
        known |= _plain(axis) | ({} if title is None else {"title": {"text": title}})

    def upright(
        self, at: float, color: str, *, dash: str = "solid", width: float = 1, panel: str = "", below: bool = False
    ) -> None:
        """A line from bottom to top of a panel; ``below`` the marks, or over them."""
        where = {"x0": at, "x1": at, "y0": 0, "y1": 1, "xref": f"x{panel}", "yref": f"y{panel} domain"}
        where |= {"layer": "below"} if below else {}
        self.shapes.append({"type": "line", "line": {"color": color, "dash": dash, "width": width}, **where})

    def level(self, at: float, color: str, *, dash: str = "solid", width: float = 1) -> None:
        """A line from left to right."""
        where = {"x0": 0, "x1": 1, "y0": at, "y1": at, "xref": "x domain", "yref": "y"}
        self.shapes.append({"type": "line", "line": {"color": color, "dash": dash, "width": width}, **where})

    def words(self, text: str, **where: Any) -> None:
        """Words at a place."""
        self.annotations.append({"text": text, "showarrow": False, **where})

    def figure(self, layout: dict[str, Any]) -> go.Figure:
        """The figure with this layout."""
        whole = {**layout, **self.axes, "shapes": self.shapes, "annotations": self.annotations}
        return go.Figure(self.traces, whole, _validate=False)


def _plain(value: Any) -> Any:
    """Values as they are written: numbers as arrays, words as lists, what is missing as None."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, pd.Series):
        if pd.api.types.is_numeric_dtype(value) and not pd.api.types.is_bool_dtype(value):
            return value.to_numpy(dtype="float64", na_value=np.nan)
        value = value.tolist()
    if isinstance(value, np.ndarray) and value.dtype == object:
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return None if value is pd.NA or (isinstance(value, float) and np.isnan(value)) else value
