"""Ready and willing: four answers of every group, the map, role by department."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.columns import columns, count, likely, share
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import FOUR, expected_cells, heat_map, quadrant_bars, readiness_willingness
from pipeline.publish.numbers import percent
from pipeline.publish.wording import EXPECTED, ROUGHLY_MEANS, expected_cells_text, four_answers_text
from pipeline.publish.words import say


def four_answers(bundle: Bundle) -> None:
    """Of each role and department: how many are ready and willing, only one of both, or neither; nothing where none is shown."""
    bars = prepared(four_table, bundle)
    if bars.empty:
        return
    st.subheader(say("who.ready_and_willing"))
    limits = bundle.instrument.thresholds
    st.caption(four_answers_text(limits) + (f" {ROUGHLY_MEANS}" if (bars["basis"] == "margins").any() else ""))
    show.chart(prepared(_four_figure, bundle, is_phone()), "four", say("standing.four"), opens=True)
    show.table(bars, four_columns(bundle), say("standing.four_table"), rows=four_rows(bars))


def four_rows(bars: pd.DataFrame) -> show.Rows:
    """What the rows of a table of four answers are of: the four rows of each group together."""
    return show.Rows("findings/quadrants", list(bars["key"]))


def four_columns(bundle: Bundle) -> dict[str, Any]:
    """Columns of a table of four answers."""
    interval = percent(bundle.instrument.thresholds.interval)
    four = [part for one in FOUR for part in (share(one), share(f"{one}_low", interval=interval), share(f"{one}_high"))]
    return columns("group", count("n"), count("staff"), *four, "stands", "basis", "blocked", "in_person")


def four_table(bundle: Bundle) -> pd.DataFrame:
    """``quadrant_bars`` with its flags in words."""
    table = quadrant_bars(bundle)
    return table.assign(**{name: table[name].map({True: say("who.yes"), False: ""}) for name in ("blocked", "in_person")})


def _four_figure(bundle: Bundle, narrow: bool) -> Any:
    return charts.four_answers(quadrant_bars(bundle), narrow=narrow)


def group_map(bundle: Bundle) -> None:
    """Every role and department by the means of readiness and willingness."""
    points = prepared(readiness_willingness, bundle)
    if points.empty:
        return
    show.chart(prepared(_map_figure, bundle, is_phone()), "map", say("standing.map"), opens=True)
    interval = percent(bundle.instrument.thresholds.interval)
    means = [
        part
        for name in ("readiness", "willingness")
        for part in (count(name), count(f"{name}_low", interval=interval), count(f"{name}_high"))
    ]
    of_scales = tuple((part.name, "findings/estimates#") for part in means)
    rows = show.Rows("findings/reluctance", list(points["key"]), (*of_scales, ("finding", "label")))
    show.table(points, columns("group", count("n"), *means, "finding"), say("standing.map_table"), rows=rows)


def _map_figure(bundle: Bundle, narrow: bool) -> Any:
    return charts.readiness_willingness(
        readiness_willingness(bundle), bundle.instrument.thresholds.person_willing_from, narrow=narrow
    )


def role_by_department(bundle: Bundle) -> None:
    """The heat map; and, folded apart from it, what is expected where too few answered."""
    limits = bundle.instrument.thresholds
    st.caption(say("standing.heat_means"))
    show.chart(prepared(_heat_figure, bundle, is_phone()), "heat", say("standing.heat"), opens=True)
    values = {"limit": percent(limits.group_share), "interval": percent(limits.interval)}
    shares = (share("share"), share("share_low", **values), share("share_high"))
    wanted = columns("role", "department", "state_label", count("n"), *shares, likely("probability", **values), "finding")
    show.table(prepared(heat_map, bundle), wanted, say("standing.heat_table"))
    hidden = prepared(expected_cells, bundle)
    if hidden.empty:
        return
    with st.expander(EXPECTED):
        st.markdown(plain(prepared(expected_cells_text, bundle)))
        show.grid(hidden, columns("role", "department", count("staff"), *shares), EXPECTED)


def _heat_figure(bundle: Bundle, narrow: bool) -> Any:
    return charts.heat_map(heat_map(bundle), bundle.instrument.thresholds.group_share, narrow=narrow)
