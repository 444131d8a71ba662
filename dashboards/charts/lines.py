"""Lines across a chart: limits, and where nothing changes."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


def upright(figure: go.Figure, at: float, color: str, *, dash: str = "solid", width: float = 1, panel: str = "") -> None:
    """A line from bottom to top of a panel (``""`` the first, ``"2"`` the second)."""
    _add(figure, {"x0": at, "x1": at, "y0": 0, "y1": 1, "xref": f"x{panel}", "yref": f"y{panel} domain"}, color, dash, width)


def level(figure: go.Figure, at: float, color: str, *, dash: str = "solid", width: float = 1) -> None:
    """A line from left to right."""
    _add(figure, {"x0": 0, "x1": 1, "y0": at, "y1": at, "xref": "x domain", "yref": "y"}, color, dash, width)


def _add(figure: go.Figure, where: dict[str, Any], color: str, dash: str, width: float) -> None:
    line = {"type": "line", "line": {"color": color, "dash": dash, "width": width}, **where}
    figure.layout.shapes = [*figure.layout.shapes, line]
