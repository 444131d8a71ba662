"""The finished table behind each chart: labels, values, n and state. Screen and report draw these and nothing else."""

from __future__ import annotations

from pipeline.publish.chart_tables.causes import cause_bars, cause_figures, cause_table, named_causes
from pipeline.publish.chart_tables.change import change_cells, change_of, change_overall, change_table
from pipeline.publish.chart_tables.comments import comment_table
from pipeline.publish.chart_tables.compare import compare_table, may_share_people
from pipeline.publish.chart_tables.elsewhere import reference_points
from pipeline.publish.chart_tables.follow_through import follow_through_table, taken_up_table
from pipeline.publish.chart_tables.groups import CELL_KIND, FOUR, quadrant_bars, reluctance_table, response_table
from pipeline.publish.chart_tables.maps import expected_cells, heat_map, readiness_willingness
from pipeline.publish.chart_tables.organisation import association_table, driver_table, omnibus_table, pair_table
from pipeline.publish.chart_tables.scales import barrier_table, item_answers, scale_bars
from pipeline.publish.chart_tables.steps import step_table
from pipeline.publish.chart_tables.trained import trained_means, trained_table
from pipeline.publish.chart_tables.training import (
    all_topics,
    department_topics,
    first_topics,
    need_bars,
    plan_topics,
    role_topics,
)

__all__ = [
    "CELL_KIND",
    "FOUR",
    "all_topics",
    "association_table",
    "barrier_table",
    "cause_bars",
    "cause_figures",
    "cause_table",
    "change_cells",
    "change_of",
    "change_overall",
    "change_table",
    "comment_table",
    "compare_table",
    "department_topics",
    "driver_table",
    "expected_cells",
    "first_topics",
    "follow_through_table",
    "heat_map",
    "item_answers",
    "may_share_people",
    "named_causes",
    "need_bars",
    "omnibus_table",
    "pair_table",
    "plan_topics",
    "quadrant_bars",
    "readiness_willingness",
    "reference_points",
    "reluctance_table",
    "response_table",
    "role_topics",
    "scale_bars",
    "step_table",
    "taken_up_table",
    "trained_means",
    "trained_table",
]
