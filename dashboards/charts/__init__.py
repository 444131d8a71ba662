"""Charts: finished table in, Plotly figure out. Pure; legible in greyscale, by symbol and text as well as by colour."""

from __future__ import annotations

from dashboards.charts.change import what_changed
from dashboards.charts.groups import four_answers, intervals
from dashboards.charts.maps import heat_map, readiness_willingness
from dashboards.charts.plan import plan_topics
from dashboards.charts.scales import drivers, reliability, scale_bars, shares, topics
from dashboards.charts.trained import changes

__all__ = [
    "changes",
    "drivers",
    "four_answers",
    "heat_map",
    "intervals",
    "plan_topics",
    "readiness_willingness",
    "reliability",
    "scale_bars",
    "shares",
    "topics",
    "what_changed",
]
