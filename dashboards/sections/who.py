"""Which groups are not yet convinced, and how sure that is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import CELL_KIND
from pipeline.publish.wording import flagged, group_sentences, records


def flagged_groups(bundle: Bundle) -> None:
    """Every flagged group, surest first: the finding, then what would change it and where its staff stand."""
    for label in ("priority", "watch"):
        for row in records(flagged(bundle, label)):
            first, *more = group_sentences(bundle, row)
            lines = [f"- {show.led(first.text)}", *(f"    - {plain(sentence.text)}" for sentence in more)]
            st.markdown("\n".join(lines))


def picked(groups: pd.DataFrame) -> pd.DataFrame:
    """The groups of reluctance_table that a reader asks for, by kind and name."""
    wanted = {"Roles and departments": ["Role", "Department"], "Roles": ["Role"], "Departments": ["Department"]}
    wanted |= {"Roles in departments": [CELL_KIND]}
    declared = [kind for kind in dict.fromkeys(groups["kind"]) if [kind] not in wanted.values()]
    wanted |= {"Sites" if kind == "Site" else kind: [kind] for kind in declared}
    kinds = list(wanted)
    kind = st.segmented_control("Show", kinds, default=kinds[0], key="show", bind="query-params") or kinds[0]
    found = groups[groups["kind"].isin(wanted[kind])]
    search = st.text_input("Find a role or department", key="find", bind="query-params", placeholder="for example: nurse")
    return found[found["group"].str.contains(search, case=False, regex=False)] if search else found


def groups(bundle: Bundle, rows: pd.DataFrame) -> None:
    """Chart and table of these rows of reluctance_table."""
    limits = bundle.instrument.thresholds
    if rows.empty:
        st.info("No group that can be shown fits. Groups with too few answers are never listed.")
        return
    show.chart(charts.intervals(rows, limits.group_share), "groups", "Expected share not yet convinced per group, with intervals")
    columns = {
        "group": "Group",
        "finding": "Finding",
        "tipping_point": show.number("Tipping point", "%+d"),
        "raw": "Answered so",
        "n": show.number("n"),
        "staff": show.number("Staff"),
        "share": show.percent("Expected share"),
        "share_low": show.percent(f"{limits.interval:.0%} from"),
        "share_high": show.percent("to"),
        "probability": show.chance(f"Chance above {limits.group_share:.0%}"),
        "depends_on_cut": "Depends on the cut",
        "stricter": "With the undecided counted in",
        "among_lowest": show.chance("Among three lowest"),
        "stands": "Stands",
        "causes": "Causes",
        "blocked": "Blocked",
        "in_person": "In person by nature",
    }
    show.table(rows, columns, "Table of groups", open_=True)
