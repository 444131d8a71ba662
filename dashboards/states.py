"""What a page says where there is little or nothing to show, and above what is not the usual: each with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards.gate import gate
from dashboards.pages import TRAINER
from dashboards.plain_text import plain
from dashboards.visitor import Visitor
from pipeline.publish.bundle import Bundle
from pipeline.publish.words import say


def no_wave(visitor: Visitor) -> None:
    """There is nothing yet: the analyst reads what to type, everybody else whom to ask."""
    st.title(say("state.no_results"))
    access = gate().access
    if access is None:
        st.info(say("state.no_wave"))
        st.markdown(say("state.no_wave_steps"))
        return
    st.info(say("state.nothing_closed"))
    will_show = "state.trainer_will_see" if visitor.role == TRAINER else "state.leadership_will_see"
    st.markdown(f"{say(will_show)} {plain(say('state.ask', contact=access.contact))}")


def damaged(wave: str, error: Exception, others: Sequence[str]) -> None:
    """A wave that cannot be read: what is still there, who mends it, and on this machine what was found."""
    st.title(say("state.cannot_show"))
    access = gate().access
    if access is None:
        st.error(say("state.damaged", wave=wave))
    else:
        st.error(plain(say("state.damaged_ask", wave=wave, contact=access.contact)))
    if others:
        st.markdown(say("state.other_waves", waves=", ".join(others)))
    if access is None:
        with st.expander(say("state.what_was_found")):
            st.text(str(error))


def told_above(bundle: Bundle, asked: str | None, names: Sequence[str]) -> None:
    """Above the title: that the wave can still change, that another one was asked for, that only all staff can be shown."""
    if bundle.manifest.state == "draft":
        draft = plain(say("state.draft", title=bundle.instrument.title, wave=bundle.wave))
        st.caption(f":orange-badge[{say('sentence.draft')}] {draft}")
    if asked is not None and asked not in names:
        st.warning(plain(say("state.unknown_wave", asked=asked[:20], wave=bundle.wave)))
    if only_all_staff(bundle):
        st.info(plain(say("state.only_all_staff", k=bundle.instrument.thresholds.k)))
        with st.expander(say("state.why_so_little")):
            st.markdown(say("state.what_to_do", k=bundle.instrument.thresholds.k))


def only_all_staff(bundle: Bundle) -> bool:
    """Whether no group but everybody can be shown."""
    return bool((bundle.release.groups["grouping"] == "overall").all())
