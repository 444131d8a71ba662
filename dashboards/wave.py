"""Which wave a page shows: read from ``outputs/`` only, with a designed answer for every way it can be missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from dashboards.gate import gate
from dashboards.page_access import log_view, require_page
from dashboards.plain_text import plain
from dashboards.visitor import Visitor
from dashboards.waves_shown import outputs, waves_shown
from pipeline.errors import UserError
from pipeline.publish.atomic import current
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.wording import DRAFT
from pipeline.publish.words import say

_PLACE: Final = "place"
_BUNDLE: Final = "bundle"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of the application stands: who sees which page of which wave."""

    visitor: Visitor
    page: str
    wave: str


@st.cache_resource(max_entries=4, show_spinner=say("state.reading"))
def _opened(folder: str, wave: str, fingerprint: tuple[int, int]) -> Bundle:
    """One wave, read once per content; treated as read-only by everybody."""
    return open_wave(Path(folder), wave)


def chosen_wave(page: str) -> Bundle:
    """The wave that a page shows; stops it where the visitor may not see the page, and where the wave is missing or damaged."""
    visitor = require_page(page)
    folder = outputs()
    signed_in = gate().access is not None
    names = waves_shown(folder, drafts=not signed_in)
    if not names:
        log_view(visitor, page, "")
        st.title(say("state.no_results"))
        st.info(say("state.nothing_closed" if signed_in else "state.no_wave"))
        st.stop()
    wave = st.sidebar.selectbox(say("state.wave"), names, key="wave", bind="query-params")
    log_view(visitor, page, wave)
    try:
        status = (current(folder / wave) / "manifest.json").stat()
        bundle = _opened(str(folder), wave, (status.st_mtime_ns, status.st_size))
    except (UserError, OSError) as error:
        st.title(say("state.cannot_show"))
        st.error(say("state.damaged", wave=wave))
        if not signed_in:
            with st.expander(say("state.what_was_found")):
                st.text(str(error))
        st.stop()
    if bundle.manifest.state == "draft":
        st.caption(f":orange-badge[{DRAFT}] {plain(say('state.draft', title=bundle.instrument.title, wave=bundle.wave))}")
    st.session_state[_PLACE], st.session_state[_BUNDLE] = Place(visitor, page, wave), bundle
    return bundle


def place() -> Place:
    """Where this run stands; after ``chosen_wave`` only."""
    return st.session_state[_PLACE]


def shown_bundle() -> Bundle:
    """The wave that this run shows; after ``chosen_wave`` only."""
    return st.session_state[_BUNDLE]
