"""A decision is kept at once: read what was decided, change it, check it as the command does, write it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboards.workbench_held import held
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.decisions import Decisions, decided, decisions
from pipeline.run.workbench.look import instrument_of
from pipeline.run.workbench.refusal import Refusal

KEPT: Final = "decided_kept"
"""Whether the last choices were kept, and the page has not said so yet."""


def change(make: Callable[[Decisions], Decisions]) -> None:
    """Keep changed decisions and show the page anew; say why not, where they cannot be."""
    work = held()
    instrument = instrument_of(work)
    made = instrument if isinstance(instrument, Refusal) else decisions(work, instrument)
    if isinstance(instrument, Refusal) or isinstance(made, Refusal):
        told = instrument if isinstance(instrument, Refusal) else made
        if isinstance(told, Refusal):
            refusal(told.headline, told.problems)
        return
    done = decided(work, instrument, make(made))
    if isinstance(done, Refusal):
        refusal(done.headline, done.problems)
        return
    st.session_state[KEPT] = True
    st.rerun()


def say_kept() -> None:
    """That the last decisions are kept; once."""
    if st.session_state.pop(KEPT, False):
        st.markdown(f":green[:material/check: {say('workbench.kept')}]")
