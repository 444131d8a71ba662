"""The rest of one group's page: where its staff stand, what changed there, what to train, where to read on."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.columns import columns, count, likely
from dashboards.device import is_phone
from dashboards.files import department_address
from dashboards.gate import gate
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections.asked_group import AskedGroup, row_of
from dashboards.sections.standing import four_columns, four_rows, four_table
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import change_of
from pipeline.publish.lists import list_roles
from pipeline.publish.numbers import percent
from pipeline.publish.one_pagers import department_keys
from pipeline.publish.reports import DEPARTMENTS
from pipeline.publish.wording import STATUS, change_measures, group_change_sentence, group_sentences, records
from pipeline.publish.words import say
from pipeline.tables import group_key

_TOPICS = 3
"""So many topics of training are told; the page of training has all."""
_MEASURES = 3
"""What changed is told for so many measures; the table has all."""


def ready_and_willing(bundle: Bundle, asked: AskedGroup) -> None:
    """The four answers of the group, and of the one beside it; then all that is said of how sure its finding is."""
    st.subheader(say("who.ready_and_willing"))
    table = prepared(four_table, bundle)
    bars = table[table["key"].isin([asked.group, asked.beside])].reset_index(drop=True)
    told = prepared(group_sentences, bundle, row_of(bundle, asked.group))
    standing = [sentence.text for sentence in told if sentence.rule == "quadrants"]
    if not standing:
        st.markdown(say("why.no_four"))
    for text in standing:
        st.markdown(plain(text))
    if (bars["key"] == asked.group).any():
        figure = prepared(_four_figure, bundle, (asked.group, asked.beside), is_phone())
        show.chart(figure, "four_of_group", say("why.four"))
        show.table(bars, four_columns(bundle), say("standing.four_table"), rows=four_rows(bars))
    with st.expander(say("who.details")):
        st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in told if sentence.rule != "quadrants"))


def _four_figure(bundle: Bundle, keys: tuple[str, ...], narrow: bool) -> Any:
    table = prepared(four_table, bundle)
    return charts.four_answers(table[table["key"].isin(keys)].reset_index(drop=True), narrow=narrow)


def changed(bundle: Bundle, key: str) -> None:
    """What changed since the wave before: in sentences, with all measures in a folded table; or that it cannot be told."""
    st.subheader(say("page.change"))
    frame = bundle.findings.change
    own = frame[group_key(frame) == key]
    if own.empty:
        st.markdown(say("why.nothing_before" if frame.empty else "why.not_in_both"))
        return
    first = prepared(change_measures, bundle)[:_MEASURES]
    rows = {row["scale"]: row for row in records(own)}
    told = [group_change_sentence(rows[one], bundle.instrument).text for one in first if one in rows]
    st.markdown("\n".join(f"- {show.led(text)}" for text in told))
    values = {"interval": percent(bundle.instrument.thresholds.interval)}
    table = prepared(change_of, bundle, key).rename(columns=_CHANGE)
    levels = (
        "measure_label",
        "change_said",
        count("level_before", "%.1f"),
        count("level_now", "%.1f"),
        count("n_before"),
        count("n"),
    )
    change = (count("change_points", "%+.1f"), count("low", "%+.1f", **values), count("high", "%+.1f"))
    keys = [finding.partition("#")[2] for finding in table["finding"]]
    rows_of = show.Rows("findings/change", keys, _CHANGE_NAMES)
    wanted = columns(*levels, *change, count("least_seen"))
    show.table(table, wanted, say("why.change_table"), rows=rows_of)


_CHANGE = {"label": "measure_label", "said": "change_said", "before": "level_before", "now": "level_now"}
_CHANGE |= {"change": "change_points", "smallest_detectable": "least_seen"}
_CHANGE_NAMES = (("change_said", "arrow"), *((shown, name) for name, shown in _CHANGE.items() if name not in ("label", "said")))


def training(bundle: Bundle, key: str) -> None:
    """What to train first in the group, and the way to its list; of a role in a department, that of the role."""
    st.subheader(say("page.training"))
    table = prepared(_topics, bundle, key)
    if table.empty:
        st.markdown(say("why.no_topics"))
    else:
        wanted = columns("topic", "topic_status", count("gap", "%.1f"), likely("first_three"), count("seats"), count("n"))
        show.grid(table, wanted, say("why.topics"), rows=show.Rows("findings/training_needs", list(table["row"]), _TOPIC_NAMES))
    role = row_of(bundle, key)["role"]
    query = {name: value for name, value in st.query_params.items() if name == "wave"}
    if isinstance(role, str) and role in prepared(list_roles, bundle):
        query["role"] = role
    st.page_link("app_pages/training.py", label=say("why.all_topics"), icon=":material/arrow_forward:", query_params=query)


_TOPIC_NAMES = (("topic_status", "status"), ("first_three", "certainty"))


def _topics(bundle: Bundle, key: str) -> pd.DataFrame:
    """The largest gaps of a group with the key of each row."""
    needs = bundle.findings.training_needs
    rows = needs[group_key(needs) == key].sort_values("gap", ascending=False, kind="stable").head(_TOPICS)
    labels = bundle.instrument.labels()["topic"]
    told = {"row": [f"{key}:{topic}" for topic in rows["topic"]], "topic": rows["topic"].map(labels)}
    told |= {"topic_status": rows["status"].map(STATUS), "first_three": rows["certainty"]}
    return pd.DataFrame({**told, **{name: rows[name] for name in ("gap", "seats", "n")}}).reset_index(drop=True)


def pages(bundle: Bundle, key: str) -> None:
    """The page to print of the group's department, where the wave has one."""
    department = row_of(bundle, key)["department"]
    if not isinstance(department, str) or department not in department_keys(bundle):
        return
    if (bundle.path / DEPARTMENTS / f"{department}.html").is_file():
        name = bundle.instrument.labels()["department"][department]
        link = (say("why.department_page", department=name), department_address(gate().base_path, bundle.wave, department))
        show.file_links(link)
