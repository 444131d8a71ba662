"""How a wave is to be analyzed, and the button that begins it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.workbench_held import held
from dashboards.workbench_running import runs
from pipeline.publish.words import say
from pipeline.run.workbench.look import Look
from pipeline.run.workbench.running import run
from pipeline.run.workbench.work import Work, settled

_RULES: Final = ("additive", "half", "eighty", "complete")


def start(work: Work, found: Look) -> None:
    """The wave's name, what is made beside, and the button; a second click finds the first one's analysis at work."""
    options = work.options
    with st.form("start"):
        wave = st.text_input(
            say("workbench.run.wave"),
            options.wave or found.wave,
            key="run_wave",
            help=say("workbench.run.wave_help"),
            max_chars=7,
        )
        pdf = st.checkbox(say("workbench.run.pdf"), options.pdf, key="run_pdf")
        contacts = st.checkbox(
            say("workbench.run.contacts"), options.contacts, key="run_contacts", help=say("workbench.run.contacts_help")
        )
        comments = st.checkbox(
            say("workbench.run.comments"), options.comments, key="run_comments", help=say("workbench.run.comments_help")
        )
        with st.expander(say("workbench.run.more")):
            rule = st.selectbox(
                say("workbench.run.scoring"),
                _RULES,
                _RULES.index(options.scoring),
                key="run_scoring",
                format_func=lambda one: say(f"workbench.scoring.{one}"),
            )
            alpha = st.checkbox(say("workbench.run.ordinal_alpha"), options.ordinal_alpha, key="run_alpha")
        if st.form_submit_button(say("workbench.run.start"), type="primary", icon=":material/play_arrow:"):
            beside = {"pdf": pdf, "contacts": contacts, "comments": comments}
            chosen = settled(held(), wave=wave.strip(), scoring=rule, ordinal_alpha=alpha, **beside)
            runs().start(lambda tell: run(chosen, tell))
            st.rerun()
