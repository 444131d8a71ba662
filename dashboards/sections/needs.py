"""What a role and a department need to learn: topics with their seats, under what is assumed of the silent."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import department_topics, role_topics
from pipeline.publish.wording import EXPECTED_MEANS, EXPECTED_TOPIC, STATUS, order_sentence, silent_words

_SEATS = {"seats": "Seats", "seats_low": "low", "seats_high": "high"}


def silent(bundle: Bundle) -> str:
    """What is assumed of the staff who did not answer: a column of seats, chosen by the reader and kept in the address."""
    if bundle.release.roster is None:
        return "seats"
    words = silent_words(bundle.instrument.thresholds)
    chosen = st.radio(
        "The staff who did not answer need", list(words), format_func=words.__getitem__, key="silent", bind="query-params"
    )
    return chosen if chosen in words else "seats"


def topics(bundle: Bundle, role: str, listed: pd.DataFrame, assumed: str) -> None:
    """Chart and table of a role's topics. listed : its target list, whose words stand in the table."""
    table = role_topics(bundle, role, assumed)
    description = "Training topics of this role by gap, with intervals and seats"
    show.chart(charts.topics(table), "topics", description)
    if (table["status"] == EXPECTED_TOPIC).any():
        st.caption(EXPECTED_MEANS)
    words = ("topic", "suggested_format", "preferred_formats", "departments", "fix_first")
    table = table.merge(listed[list(words)].rename(columns={"topic": "id"}), on="id", how="left")
    seats = bundle.release.roster is not None
    columns = _columns(seats)
    columns |= {"suggested_format": "Suggested format", "preferred_formats": "Staff prefer", "departments": "Most in"}
    columns |= {"fix_first": "Mend first"} if table["fix_first"].any() else {}
    show.table(table.assign(status=table["status"].map(STATUS)), columns, "Table of the topics", open_=True)
    if order := order_sentence(bundle, role):
        st.markdown(plain(order.text))


def _columns(seats: bool) -> dict[str, Any]:
    """What stands beside every topic; seats where there is a roster."""
    columns = {"topic": "Topic", "status": "Status", "certainty": show.chance("In first 3")}
    columns |= {name: show.number(heading) for name, heading in _SEATS.items()} if seats else {}
    columns |= {"share": show.percent("In need"), "gap": show.number("Gap", "%.1f"), "n": show.number("n")}
    return columns | {"borich": show.number("Borich", "%.1f"), "ranked": show.number("Ranked", "%.0f")}


def departments(bundle: Bundle, assumed: str) -> None:
    """The topics of one department, chosen by the reader."""
    table = department_topics(bundle, assumed)
    if table.empty:
        return
    st.subheader("By department")
    group = st.selectbox("Department", table["group"].unique(), key="training_department", bind="query-params")
    own = table[table["group"] == group].reset_index(drop=True)
    seats = bundle.release.roster is not None
    columns = _columns(seats)
    show.table(own.assign(status=own["status"].map(STATUS)), columns, "Table of the department's topics", open_=True)
    if seats:
        st.caption("Seats by role and by department are the same seats, cut two ways: both add up to those of all staff.")
