"""A seat plan on the screen: what it meets, why not more, who sits where, and its files."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, show
from dashboards.files import made_address
from dashboards.gate import gate
from dashboards.made_tables import MADE, MadeTable
from dashboards.plain_text import plain
from dashboards.wave import place
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import plan_topics
from pipeline.publish.plan import (
    PLAN_CSV,
    PLAN_ICS,
    PLAN_XLSX,
    Clash,
    Limits,
    SeatPlan,
    Weekly,
    clash_sentences,
    class_table,
    dates_sentence,
    department_table,
    limit_table,
    plan_files,
    plan_sentences,
    seat_table,
    with_dates,
)

_FILES = {
    PLAN_XLSX: "Download the plan (XLSX)",
    PLAN_CSV: "Seats (CSV)",
    PLAN_ICS: "Calendar (ICS)",
}


def no_plan(bundle: Bundle, clash: Clash, limits: Limits) -> None:
    """Which limits cannot be kept together."""
    said = clash_sentences(bundle, clash, limits)
    st.markdown(f"#### {plain(said.headline)}")
    st.markdown("\n".join(f"- {plain(value)}" for value in said.limits))
    st.markdown(" ".join(plain(sentence) for sentence in said.advice))


def plan(bundle: Bundle, made: SeatPlan) -> None:
    """What the plan meets, why not more, and the need that is met and left."""
    said = plan_sentences(bundle, made)
    st.markdown(f"#### {plain(said.headline)}")
    st.markdown("\n".join(f"- {plain(line)}" for line in (said.compared, *said.why, said.proof) if line))
    if said.waiting:
        st.warning("  \n".join(plain(line) for line in said.waiting), icon=":material/build:")
    description = "Need met and left by topic, in points of the gap, with classes and seats; the table has the figures"
    show.chart(charts.plan_topics(plan_topics(bundle, made)), "plan", description)
    if said.left:
        st.caption(" ".join(plain(line) for line in said.left))


def files(bundle: Bundle, made: SeatPlan, weekly: Weekly | None) -> None:
    """Links to the files of the plan, the same that the command writes."""
    here, content = place(), plan_files(bundle, made, weekly)
    links = []
    for name, label in _FILES.items():
        if name in content:
            token = MADE.keep(MadeTable(here.visitor.session, here.page, here.wave, name, content[name]))
            links.append((label, made_address(gate().base_path, here.wave, token)))
    show.file_links(*links)
    st.caption(plain(dates_sentence(weekly)))


def classes(bundle: Bundle, made: SeatPlan, weekly: Weekly | None) -> None:
    """Which classes to hold, with who sits in them."""
    table = with_dates(class_table(bundle, made), weekly)
    columns = {"class": "Class", "topic_label": "Topic", "seats": show.number("Seats"), "hours": show.number("Hours", "%g")}
    columns |= {"roles": "Who", "suggested_format": "Suggested format", "need_met": show.number("Need met, points", "%.1f")}
    if weekly is not None:
        table = table.assign(start=table["start"].dt.strftime("%a %Y-%m-%d %H:%M"), end=table["end"].dt.strftime("%H:%M"))
        columns |= {"start": "Start (proposed)", "end": "End"}
    show.table(table, columns, "Table of the classes", open_=True)


def seats(bundle: Bundle, made: SeatPlan) -> None:
    """Seats by role and topic, by department, and what every limit costs."""
    columns = {"role_label": "Role", "topic_label": "Topic", "seats": show.number("Seats"), "wanted": show.number("Wanted")}
    columns |= {"left": show.number("Left"), "gap": show.number("Gap", "%.1f"), "need_met": show.number("Need met", "%.1f")}
    columns |= {"need_left": show.number("Need left", "%.1f"), "fix_first": "Mend first"}
    show.table(seat_table(bundle, made), columns, "Seats by role and topic: given, wanted, left")
    columns = {
        "department_label": "Department",
        "role_label": "Role",
        "staff": show.number("Staff"),
        "seats": show.number("Seats"),
    }
    show.table(department_table(bundle, made), columns, "Seats by department")
    columns = {
        "limit_label": "Limit",
        "setting": "Set to",
        "eased_to": "Eased to",
        "more_need": show.number("Need met more", "%.1f"),
    }
    columns |= {"more_share": show.percent("of all need")}
    show.table(limit_table(bundle, made), columns, "What every limit costs")
