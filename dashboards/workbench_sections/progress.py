"""How far an analysis is, told while it runs; the page may be left or loaded again meanwhile."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_running import runs
from pipeline.publish.words import say

_LOOK_AGAIN: Final = 1.0  # seconds
_STAGES: Final = 6


def at_work() -> bool:
    """Whether an analysis runs just now."""
    seen = runs().seen()
    return seen is not None and seen.at_work


def wait_until_it_ends() -> None:
    """Stop a page of choices while an analysis runs: it works with the choices as they were when it began."""
    if at_work():
        st.info(say("workbench.run.wait"))
        st.page_link("workbench_pages/run.py", label=say("workbench.run.look"), icon=":material/arrow_forward:")
        st.stop()


@st.fragment(run_every=_LOOK_AGAIN)
def progress() -> None:
    """Each stage as it begins; when all is done the whole page is shown anew."""
    seen = runs().seen()
    if seen is None or not seen.at_work:
        st.rerun(scope="app")
    st.progress(min(len(seen.lines) / (_STAGES + 1), 1.0), text=say("workbench.run.working"))
    done = [f":material/check: {plain(line)}" for line in seen.lines[:-1]]
    now = [f":material/hourglass_top: {plain(line)} …" for line in seen.lines[-1:]]
    st.markdown("  \n".join([*done, *now]))
