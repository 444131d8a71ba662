"""The designed answer of the page of change where nothing can be compared."""

from __future__ import annotations

import streamlit as st

from pipeline.publish.wording import NO_WAVE_BEFORE, NOTHING_COMPARED
from pipeline.publish.words import say


def nothing(ledger: str) -> None:
    """That there is no wave before, or nothing in common with it; and what has to be done for the next time.

    ledger : what differs from the wave before, as markdown; empty without one.
    """
    sentence, _, more = (NOTHING_COMPARED if ledger else NO_WAVE_BEFORE).partition(". ")
    st.markdown(f"#### {sentence.rstrip('.')}.")
    if more:
        st.markdown(more)
    if ledger:
        st.subheader(say("change.compared"))
        st.markdown(ledger)
    st.info("\n".join(f"- {say(f'change.next_{part}')}" for part in ("questions", "groups", "folder")))
