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

_PLACE: Final = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of the application stands: who sees which page of which wave."""

    visitor: Visitor
    page: str
    wave: str


@st.cache_resource(max_entries=4, show_spinner="Reading the wave …")
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
        st.title("No results yet")
        st.info(_NOTHING_CLOSED if signed_in else "There is no analyzed wave here. Run `make analyze` and reload this page.")
        st.stop()
    wave = st.sidebar.selectbox("Wave", names, key="wave", bind="query-params")
    log_view(visitor, page, wave)
    try:
        status = (current(folder / wave) / "manifest.json").stat()
        bundle = _opened(str(folder), wave, (status.st_mtime_ns, status.st_size))
    except (UserError, OSError) as error:
        st.title("This wave cannot be shown")
        st.error(f"The files of wave {wave} are damaged, incomplete, or not as they were written. `make doctor` says what to do.")
        if not signed_in:
            with st.expander("What was found"):
                st.text(str(error))
        st.stop()
    if bundle.manifest.state == "draft":
        st.caption(f":orange-badge[{DRAFT}] {plain(bundle.instrument.title)}, wave {bundle.wave}")
    st.session_state[_PLACE] = Place(visitor, page, wave)
    return bundle


_NOTHING_CLOSED: Final = (
    "No wave has been closed yet. The analyst closes a wave when its figures are final; then it is shown here."
)


def place() -> Place:
    """Where this run stands; after ``chosen_wave`` only."""
    return st.session_state[_PLACE]
