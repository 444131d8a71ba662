"""What was decided for the wave that was closed last, offered to the next one."""

from __future__ import annotations

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import forget, held
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.last import last_decisions, use_last
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import BINDING, Work


def offer(work: Work) -> None:
    """The offer, until something is decided for this export."""
    last = last_decisions(work)
    if last is None or BINDING in work.files or work.is_own:
        return
    with st.container(border=True):
        st.markdown(say("workbench.last.offer", wave=plain(last.wave), title=plain(last.title)))
        if st.button(say("workbench.last.use"), key="use_last"):
            done = use_last(held())
            if isinstance(done, Refusal):
                refusal(done.headline, done.problems)
                return
            forget()
            st.rerun()
