"""Ready and willing: four answers of every group, the map, role by department."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import FOUR, expected_cells, heat_map, quadrant_bars, readiness_willingness
from pipeline.publish.wording import EXPECTED, ROUGHLY_MEANS, expected_cells_text, four_answers_text, quadrant_words


def four_answers(bundle: Bundle) -> None:
    """Of each role and department: how many are ready and willing, only one of both, or neither."""
    bars = quadrant_bars(bundle)
    if bars.empty:
        st.markdown("No role or department has enough answers to be shown.")
        return
    limits = bundle.instrument.thresholds
    st.caption(four_answers_text(limits) + (f" {ROUGHLY_MEANS}" if (bars["basis"] == "margins").any() else ""))
    description = "Expected share of staff in each of the four answers, per role and department; the table has the figures"
    show.chart(charts.four_answers(bars), "four", description)
    columns = {"group": "Group", "n": show.number("n"), "staff": show.number("Staff")}
    for quadrant in FOUR:
        columns |= {quadrant: show.percent(quadrant_words(quadrant)), f"{quadrant}_low": show.percent("from")}
        columns |= {f"{quadrant}_high": show.percent("to")}
    columns |= {"stands": "The group as a whole", "basis": "Basis", "blocked": "Blocked", "in_person": "In person by nature"}
    show.table(bars, columns, "Table of the four answers")


def group_map(bundle: Bundle) -> None:
    """Every role and department by the means of readiness and willingness."""
    points = readiness_willingness(bundle)
    if points.empty:
        return
    show.chart(
        charts.readiness_willingness(points, bundle.instrument.thresholds.person_willing_from),
        "map",
        "Map of roles and departments by readiness and willingness; size tells the number of answers",
    )
    columns = {"group": "Group", "n": show.number("n"), "finding": "Finding"}
    columns |= {name: show.number(name.capitalize(), "%.0f") for name in ("readiness", "willingness")}
    show.table(points, columns, "Table of the map")


def role_by_department(bundle: Bundle) -> None:
    """The heat map; and, folded apart from it, what is expected where too few answered."""
    limits = bundle.instrument.thresholds
    cells = heat_map(bundle)
    st.caption('Expected share not yet convinced. "too few": too few answers to show; blank: nobody there.')
    description = "Role by department: expected share, too few answers, or nobody there"
    show.chart(charts.heat_map(cells, limits.group_share), "heat", description, narrowest=860)
    columns = {"role": "Role", "department": "Department", "state_label": "State", "n": show.number("n")}
    columns |= {"share": show.percent("Expected share"), "probability": show.chance(f"Chance above {limits.group_share:.0%}")}
    columns |= {"finding": "Finding"}
    show.table(cells, columns, "Table of role by department")
    hidden = expected_cells(bundle)
    if hidden.empty:
        return
    with st.expander(EXPECTED):
        st.markdown(plain(expected_cells_text(bundle)))
        columns = {"role": "Role", "department": "Department", "staff": show.number("Staff")}
        columns |= {"share": show.percent("Expected share, model only")}
        columns |= {"share_low": show.percent(f"{limits.interval:.0%} from"), "share_high": show.percent("to")}
        show.grid(hidden, columns, EXPECTED)
