"""The end of a piece of work: the draft is closed or discarded, after one question that says what it means."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.addresses import start_page
from dashboards.pages import LOCAL
from dashboards.plain_text import plain
from dashboards.workbench_held import forget, held
from dashboards.workbench_running import runs
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.running import Closed, close, discard_draft

_REFUSED: Final = "ending_refused"
_CLOSED: Final = "ending_closed"


def close_or_discard(wave: str) -> None:
    """Both buttons, each with its question."""
    if isinstance(found := st.session_state.pop(_REFUSED, None), Refusal):
        refusal(found.headline, found.problems)
    with st.container(horizontal=True):
        with st.popover(say("workbench.ending.close", wave=plain(wave)), type="primary", icon=":material/lock:"):
            st.markdown(say("workbench.ending.close_means", wave=plain(wave)))
            stay = st.checkbox(say("workbench.ending.keep_files"), key="keep_files")
            st.button(say("workbench.ending.close_sure", wave=plain(wave)), key="close", on_click=_close, args=(wave, stay))
        with st.popover(say("workbench.ending.discard"), icon=":material/delete:"):
            st.markdown(say("workbench.ending.discard_means", wave=plain(wave)))
            st.button(say("workbench.ending.discard_sure"), key="discard", on_click=_discard, args=(wave,))


def as_leadership(wave: str) -> None:
    """The way to the pages of leadership, with this wave."""
    page = f"app_pages/{start_page(LOCAL)}.py"
    label = say("workbench.review.look")
    st.page_link(page, label=label, icon=":material/visibility:", query_params={"wave": wave})


def closed_just_now() -> Closed | None:
    """What was closed last in this browser's session."""
    found = st.session_state.get(_CLOSED)
    return found if isinstance(found, Closed) else None


def _close(wave: str, stay: bool) -> None:
    done = close(held(), wave, stay)
    st.session_state[_REFUSED if isinstance(done, Refusal) else _CLOSED] = done
    _ended(done)


def _discard(wave: str) -> None:
    done = discard_draft(held(), wave)
    if isinstance(done, Refusal):
        st.session_state[_REFUSED] = done
    _ended(done)


def _ended(done: object) -> None:
    if not isinstance(done, Refusal):
        runs().forget()
        forget()
