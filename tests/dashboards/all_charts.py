"""Every chart of the dashboard, drawn from one wave: for tests that hold for all of them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards import charts
from pipeline.publish import chart_tables as tables
from pipeline.publish.bundle import Bundle

OF_GROUPS = ("intervals", "four_answers", "readiness_willingness", "heat_map", "what_changed", "slopes")
"""Charts whose marks are groups that can be opened."""


def drawn(bundle: Bundle, changed: pd.DataFrame, *, narrow: bool = False) -> dict[str, go.Figure]:
    """Name -> figure. changed : a ``change_table`` of one measure (a wave alone has none)."""
    limits = bundle.instrument.thresholds
    groups = tables.reluctance_table(bundle)
    found = {
        "scale_bars": charts.scale_bars(tables.scale_bars(bundle), narrow=narrow),
        "answers": charts.answers(tables.item_answers(bundle), narrow=narrow),
        "intervals": charts.intervals(groups, limits.group_share, narrow=narrow),
        "four_answers": charts.four_answers(tables.quadrant_bars(bundle), narrow=narrow),
        "readiness_willingness": charts.readiness_willingness(
            tables.readiness_willingness(bundle), limits.person_willing_from, narrow=narrow
        ),
        "heat_map": charts.heat_map(tables.heat_map(bundle), limits.group_share, narrow=narrow),
        "shares": charts.shares(tables.barrier_table(bundle), "barrier", narrow=narrow),
        "response": charts.response(tables.response_table(bundle), narrow=narrow),
        "drivers": charts.drivers(tables.driver_table(bundle), narrow=narrow),
        "elsewhere": charts.elsewhere(tables.reference_points(bundle), narrow=narrow),
        "reliability": charts.reliability(alphas(), narrow=narrow),
        "what_changed": charts.what_changed(changed, limits.smallest_change, "0-100", narrow=narrow),
        "slopes": charts.slopes(changed, "0-100", "2026-05", "2026-11", narrow=narrow),
        "changes": charts.changes(*trained(), narrow=narrow),
        "comment_topics": charts.comment_topics(commented(), narrow=narrow),
        "plan_topics": charts.plan_topics(planned(), narrow=narrow),
    }
    for role in list(bundle.findings.role_seats["role"].unique())[:1]:
        topics = tables.role_topics(bundle, role)
        found["topics"], found["need_map"] = (chart(topics, narrow=narrow) for chart in (charts.topics, charts.need_map))
    keys = groups["key"].tolist()[:2]
    if len(keys) == 2:
        found["two_groups"] = charts.two_groups(tables.compare_table(bundle, *keys), *groups["group"][:2], narrow=narrow)
    return found


def alphas() -> pd.DataFrame:
    """Two scales, one without a figure."""
    values = {"alpha": [0.84, None], "alpha_low": [0.80, None], "alpha_high": [0.87, None]}
    return pd.DataFrame({"scale": ["Skills", "Rules"], "items": [4, 2], "n": [808, 12], **values})


def commented() -> pd.DataFrame:
    """Two topics of comments, one known as an interval only."""
    values = {"share": [0.25, None], "share_low": [0.25, 0.0], "share_high": [0.25, 0.1], "said": ["25 %", "at most 10 %"]}
    return pd.DataFrame({"comment_topic": ["Time and staffing", "Training and practice"], "n": [40, 40], **values})


def trained() -> tuple[pd.DataFrame, pd.DataFrame]:
    """One topic with training, one without, and both means."""
    table = pd.DataFrame(
        {
            "group": ["Oncology nurse", "Pharmacist"],
            "topic": ["Privacy", "Billing"],
            "trained": [True, False],
            "seats": [12, 0],
            **{"n_before": [80, 30], "n": [90, 31], "before": [2.5, 3.0], "now": [3.1, 3.0], "change": [0.6, 0.0]},
            **{"change_low": [0.3, -0.3], "change_high": [0.9, 0.3]},
        }
    )
    return table, pd.DataFrame({"trained": [True, False], "change": [0.6, 0.0]})


def planned() -> pd.DataFrame:
    """A plan with one topic that has classes and one that has none."""
    values = {"classes": [2, 0], "seats": [24, 0], "wanted": [40, 9], "met": [50.0, 0.0], "left": [30.0, 12.0]}
    return pd.DataFrame({"topic": ["Privacy", "Billing"], **values})
