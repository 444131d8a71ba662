"""Which wave a page shows: read from ``outputs/`` only, with a designed answer for every way it can be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboards import states
from dashboards.addresses import start_page
from dashboards.choices import choice
from dashboards.gate import gate
from dashboards.glossary import words_used
from dashboards.opened import is_open, opened
from dashboards.page_access import log_view, require_page
from dashboards.tour import tour, tour_again
from dashboards.visitor import Visitor
from dashboards.waves_shown import outputs, waves_shown
from pipeline.errors import UserError
from pipeline.publish.bundle import Bundle
from pipeline.publish.words import say

_PLACE: Final = "place"
_BUNDLE: Final = "bundle"
_OF_TWO_WAVES: Final = ("findings/change", "findings/trained", "findings/follow_through", "findings/comparability")
"""Tables that are made from the wave before, too."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of the application stands: who sees which page of which wave."""

    visitor: Visitor
    page: str
    wave: str


def chosen_wave(page: str) -> Bundle:
    """The wave that a page shows; stops it where the visitor may not see the page, and where the wave is missing or damaged."""
    visitor = require_page(page)
    names = _names()
    if not names:
        log_view(visitor, page, "")
        states.no_wave(visitor)
        st.stop()
    asked = st.query_params.get("wave")
    start = start_page(visitor.role)
    with st.sidebar:
        wave = choice(say("state.wave"), "wave", {name: name for name in names}, meaning=say("state.wave_help"))
        words_used(visitor.role)
        tour_again(start)
    log_view(visitor, page, wave)
    try:
        bundle = _open(wave)
    except (UserError, OSError) as error:
        states.damaged(wave, error, others=[name for name in names if name != wave])
        st.stop()
    st.session_state[_PLACE], st.session_state[_BUNDLE] = Place(visitor, page, wave), bundle
    states.told_above(bundle, asked, names)
    if page == start:
        tour(visitor)
    return bundle


def _names() -> list[str]:
    return waves_shown(outputs(), drafts=gate().access is None)


def _open(wave: str) -> Bundle:
    if is_open(outputs(), wave):
        return opened(outputs(), wave)
    with st.spinner(say("state.reading")):
        return opened(outputs(), wave)


def place() -> Place:
    """Where this run stands; after ``chosen_wave`` only."""
    return st.session_state[_PLACE]


def shown_bundle() -> Bundle:
    """The wave that this run shows; after ``chosen_wave`` only."""
    return st.session_state[_BUNDLE]


def bundles_beside(table: str = "") -> list[Bundle]:
    """The other waves that may be shown and can be read, newest first; none for a table that is made from one wave alone."""
    if table and table not in _OF_TWO_WAVES:
        return []
    found = []
    for name in _names():
        try:
            found += [_open(name)] if name != place().wave else []
        except (UserError, OSError):
            continue
    return found
