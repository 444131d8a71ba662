"""An edit of a drafted questionnaire is kept at once, and checked as the command does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboards.workbench_held import held
from dashboards.workbench_sections.decide import KEPT
from pipeline.run.workbench.questionnaire import Questionnaire
from pipeline.run.workbench.questionnaire_file import edited, written
from pipeline.run.workbench.refusal import Refusal

NOT_RIGHT: Final = "own_not_right"
"""Why the questionnaire, as it was edited last, cannot be used yet."""


def edit(make: Callable[[Questionnaire], Questionnaire]) -> None:
    """Keep an edited questionnaire and show the page anew; what is not right yet is told there, and no choice is lost."""
    work = held()
    now = edited(work)
    if now is not None:
        keep(make(now))


def keep(made: Questionnaire) -> None:
    """Keep a questionnaire and show the page anew."""
    done = written(held(), made)
    if isinstance(done, Refusal):
        st.session_state[NOT_RIGHT] = done
    else:
        st.session_state.pop(NOT_RIGHT, None)
        st.session_state[KEPT] = True
    st.rerun()
