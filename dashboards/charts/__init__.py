"""Charts: finished table in, Plotly figure out. Pure; legible in greyscale, by symbol and text as well as by colour.

Every chart takes ``narrow``: on a phone names stand above their rows and nothing scrolls sideways. Pages call
``charts.X(table, …, narrow=is_phone())`` (``dashboards.device``), or keep the figure for all readers:

    def _groups(bundle: Bundle, cut: float, narrow: bool) -> go.Figure:
        return charts.intervals(reluctance_table(bundle), cut, narrow=narrow)

    show.chart(prepared(_groups, bundle, cut, is_phone()), "groups", description, opens=True)

A figure says itself how narrow it may become (``layout.meta``); ``show.chart`` takes that. In charts of groups (``intervals``,
``four_answers``, ``readiness_willingness``, ``heat_map``, ``what_changed``, ``slopes``) the last value of every mark's
``customdata`` is the key of its group.
"""

from __future__ import annotations

from dashboards.charts.causes import causes
from dashboards.charts.change import what_changed
from dashboards.charts.comments import comment_topics
from dashboards.charts.compare import two_groups
from dashboards.charts.elsewhere import elsewhere
from dashboards.charts.groups import four_answers, intervals
from dashboards.charts.heat import heat_map
from dashboards.charts.maps import readiness_willingness
from dashboards.charts.needs import need_map, topics
from dashboards.charts.plan import plan_topics
from dashboards.charts.response import response
from dashboards.charts.scales import answers, drivers, reliability, scale_bars, shares
from dashboards.charts.slopes import slopes
from dashboards.charts.taken_up import taken_up
from dashboards.charts.trained import changes

__all__ = [
    "answers",
    "causes",
    "changes",
    "comment_topics",
    "drivers",
    "elsewhere",
    "four_answers",
    "heat_map",
    "intervals",
    "need_map",
    "plan_topics",
    "readiness_willingness",
    "reliability",
    "response",
    "scale_bars",
    "shares",
    "slopes",
    "taken_up",
    "topics",
    "two_groups",
    "what_changed",
]
