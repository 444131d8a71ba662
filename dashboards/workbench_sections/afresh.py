"""Begin again: everything of this piece of work gone, after one more click."""

from __future__ import annotations

import streamlit as st

from dashboards.workbench_held import forget, held
from dashboards.workbench_running import runs
from pipeline.publish.words import say
from pipeline.run.workbench.work import KINDS, Work, take_away


def start_afresh(work: Work) -> None:
    """The button, and the question before it."""
    with st.popover(say("workbench.afresh.button"), icon=":material/delete:"):
        st.markdown(say("workbench.afresh.means"))
        st.button(say("workbench.afresh.sure"), key="afresh", on_click=_gone, disabled=not work.files)


def _gone() -> None:
    work = held()
    for kind in KINDS:
        work = take_away(work, kind)
    runs().forget()
    forget()
