"""Begin again: everything of this piece of work gone, after one more click."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.workbench_held import forget, held
from dashboards.workbench_running import runs
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.running import discard
from pipeline.run.workbench.work import Work

_NOT_GONE: Final = "afresh_refused"


def start_afresh(work: Work) -> None:
    """The button, and the question before it."""
    if isinstance(found := st.session_state.get(_NOT_GONE), Refusal):
        refusal(found.headline, found.problems)
    with st.popover(say("workbench.afresh.button"), icon=":material/delete:"):
        st.markdown(say("workbench.afresh.means"))
        st.button(say("workbench.afresh.sure"), key="afresh", on_click=_gone, disabled=not work.files)


def _gone() -> None:
    done = discard(held())
    runs().forget()
    forget()
    st.session_state.clear()
    if isinstance(done, Refusal):
        st.session_state[_NOT_GONE] = done
