"""A short tour of the pages at the top of the start page: on the first visit, and whenever somebody asks for it."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from dashboards.addresses import TOUR_SEEN
from dashboards.gate import gate
from dashboards.pages import TRAINER
from dashboards.theme import DARK
from dashboards.visitor import Visitor
from pipeline.publish.words import say

COOKIE: Final = "telehealth_tour"
SEEN: Final = "seen"
"""The cookie that the server sets when somebody does not want to see the tour again; says nothing about who that is."""
_STEP: Final = "tour_step"
_STEPS: Final = {"leader": 5, "trainer": 4}
_OVER: Final = 0


def tour(visitor: Visitor) -> None:
    """The step where this reader is; nothing once it is over, or where the browser says that it was seen."""
    at = st.session_state.setdefault(_STEP, _OVER if st.context.cookies.get(COOKIE) == SEEN else 1)
    if at != _OVER:
        with st.container(border=True, key="tour"):
            _step(visitor)


@st.fragment
def _step(visitor: Visitor) -> None:
    """One step with the way on; only this box is drawn anew on a click, until the tour is over."""
    kind = "trainer" if visitor.role == TRAINER else "leader"
    at, last = st.session_state[_STEP], _STEPS[kind]
    if at == _OVER:  # it was closed a moment ago
        st.rerun(scope="app")
    st.markdown(f"**{say('tour.heading', at=at, last=last)}** {say(f'tour.{kind}_{at}')}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if at < last:
            st.button(say("tour.next"), on_click=_go, args=(at + 1,), key="tour_next")
        if at > 1:
            st.button(say("tour.back"), on_click=_go, args=(at - 1,), key="tour_back")
        st.button(say("tour.close"), on_click=_go, args=(_OVER,), key="tour_close")
        address = escape(f"{gate().base_path}{TOUR_SEEN}")
        st.html(f'<a href="{address}" target="_self" style="color:{DARK}">{escape(say("tour.never"))}</a>')


def _go(step: int) -> None:
    st.session_state[_STEP] = step


def tour_again(start: str) -> None:
    """Beside the pages: the way to see the tour (again). start : the page where it stands."""
    if st.button(say("tour.again"), type="tertiary", key="tour_again"):
        st.session_state[_STEP] = 1
        st.switch_page(f"app_pages/{start}.py")
