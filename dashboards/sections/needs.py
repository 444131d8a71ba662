"""What a role, or all staff, needs to learn: the sentence, what a reader chooses, the chart, the lists to download."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.choices import asked, choice, unknown
from dashboards.device import is_phone
from dashboards.files import list_address, workbook_address
from dashboards.gate import gate
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import all_topics, role_topics
from pipeline.publish.lists import list_roles, target_list
from pipeline.publish.sessions import FILE as SESSIONS
from pipeline.publish.wording import EXPECTED_MEANS, EXPECTED_TOPIC, Sentence, silent_words, training_sentence, where_sentence
from pipeline.publish.words import say

ALL_ROLES: Final = "all_roles"
"""Stands in the place of a role's id: no role has this one."""

_MAP: Final = 860
"""Pixels that the names on the map need."""


def roles(bundle: Bundle) -> dict[str, str]:
    """What can be chosen: all roles together, then every role that gets a list (id -> label); empty without topics."""
    if bundle.findings.training_needs.empty:
        return {}
    labels = bundle.instrument.labels()["role"]
    return {ALL_ROLES: say("training.all_roles"), **{role: labels.get(role, role) for role in prepared(list_roles, bundle)}}


def role_sentence(bundle: Bundle, options: dict[str, str]) -> str:
    """The finding for the role that the address asks for, and whose figures it has where these are not its own; gives its id."""
    role = asked("role", options)
    if role == ALL_ROLES:
        st.markdown(f"#### {plain(prepared(where_sentence, bundle).text)}")
    else:
        listed = prepared(target_list, bundle, role)
        st.markdown(f"#### {plain(prepared(_sentence, bundle, role).text)}")
        if len(listed) and (listed["rollup"] != "").all():
            st.info(plain(say("training.rolled_up", group=listed["rollup"].iloc[0])))
    if (wanted := unknown("role", options)) is not None:
        st.warning(plain(say("training.no_such_role", role=wanted)))
    return role


def pickers(bundle: Bundle, options: dict[str, str]) -> str:
    """Role, and what is assumed of those who did not answer; gives the column of seats."""
    left, right = st.columns([3, 2])
    choice(say("training.role"), "role", options, within=left)
    return silent(bundle, right)


def silent(bundle: Bundle, within: object = st) -> str:
    """What is assumed of the staff who did not answer: a column of seats, chosen by the reader and kept in the address."""
    if bundle.release.roster is None:
        return "seats"
    words = silent_words(bundle.instrument.thresholds)
    return choice(say("training.silent"), "silent", words, within=within, meaning=say("training.silent_means"))


def chart(bundle: Bundle, role: str, assumed: str) -> None:
    """The topics with how sure they are; on a phone, which has no room for the map, by their gap."""
    name, narrow = roles(bundle)[role], is_phone()
    if narrow:
        show.chart(prepared(_figure, bundle, role, assumed, narrow), "topics", say("training.chart", role=name))
    else:
        show.chart(prepared(_map, bundle, role, assumed, narrow), "needs", say("training.map", role=name), _MAP)
        with st.expander(say("training.by_gap")):
            show.chart(prepared(_figure, bundle, role, assumed, narrow), "topics", say("training.chart", role=name))
    if (topics_of(bundle, role, assumed)["status"] == EXPECTED_TOPIC).any():
        st.caption(EXPECTED_MEANS)


def topics_of(bundle: Bundle, role: str, assumed: str) -> pd.DataFrame:
    """Topics of a role or of all staff, columns as in ``role_topics``."""
    if role == ALL_ROLES:
        return prepared(all_topics, bundle, assumed)
    return prepared(role_topics, bundle, role, assumed)


def downloads(bundle: Bundle, role: str) -> None:
    """Links to the files of the wave: the list of the role, all lists, the sessions."""
    base, wave = gate().base_path, bundle.wave
    links = [] if role == ALL_ROLES else [(say("training.this_list"), list_address(base, wave, role))]
    links.append((say("training.all_lists"), workbook_address(base, wave)))
    if bundle.release.roster is not None:
        links.append((say("training.sessions"), list_address(base, wave, SESSIONS.removesuffix(".csv"))))
    show.file_links(*links)


def _sentence(bundle: Bundle, role: str) -> Sentence:
    return training_sentence(bundle, role, target_list(bundle, role))


def _figure(bundle: Bundle, role: str, assumed: str, narrow: bool) -> go.Figure:
    table = topics_of(bundle, role, assumed).sort_values("gap", ascending=False, kind="stable", ignore_index=True)
    return charts.topics(table, narrow=narrow)


def _map(bundle: Bundle, role: str, assumed: str, narrow: bool) -> go.Figure:
    return charts.need_map(topics_of(bundle, role, assumed), narrow=narrow)
