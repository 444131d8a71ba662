"""Which wave a page shows: read from ``outputs/`` only, with a designed answer for every way it can be missing."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from dashboards.access import require_loopback
from dashboards.serve import OUTPUTS
from pipeline.errors import UserError
from pipeline.publish.atomic import current
from pipeline.publish.bundle import Bundle, open_wave, waves
from pipeline.publish.wording import DRAFT


def outputs() -> Path:
    """The folder with the published waves."""
    return Path(os.environ.get(OUTPUTS, "outputs"))


@st.cache_resource(max_entries=4, show_spinner="Reading the wave …")
def _opened(folder: str, wave: str, fingerprint: tuple[int, int]) -> Bundle:
    """One wave, read once per content; treated as read-only by everybody."""
    return open_wave(Path(folder), wave)


def chosen_wave() -> Bundle:
    """The wave of this page; stops the page with a sentence where there is none or it is damaged."""
    require_loopback()
    folder = outputs()
    names = waves(folder)
    if not names:
        st.title("No results yet")
        st.info("There is no analyzed wave here. Run `make analyze` and reload this page.")
        st.stop()
    wave = st.sidebar.selectbox("Wave", names, key="wave", bind="query-params")
    try:
        status = (current(folder / wave) / "manifest.json").stat()
        bundle = _opened(str(folder), wave, (status.st_mtime_ns, status.st_size))
    except (UserError, OSError) as error:
        st.title("This wave cannot be shown")
        st.error(f"The files of wave {wave} are damaged or incomplete. Run `make analyze` again.")
        with st.expander("What was found"):
            st.text(str(error))
        st.stop()
    if bundle.manifest.state == "draft":
        st.caption(f":orange-badge[{DRAFT}] {bundle.instrument.title}, wave {bundle.wave}")
    return bundle
