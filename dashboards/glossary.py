"""The words of the pages and what they mean, in one place beside them; the same as in GLOSSARY.md."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.pages import TRAINER
from dashboards.plain_text import plain
from pipeline.publish.words import say

TRAINERS: Final = (
    "n",
    "in_need",
    "gap",
    "firm",
    "seats",
    "interval",
    "silent",
    "roll_up",
    "rest",
    "waits",
    "seat_plan",
    "sessions",
    "roster",
    "k",
    "wave",
    "draft",
)
"""Words of the pages that trainers see."""
LEADERS: Final = (
    "not_yet_convinced",
    "priority",
    "tipping_point",
    "depends",
    "among_lowest",
    "undecided",
    "four_answers",
    "nearest_win",
    "readiness",
    "willingness",
    "cause",
    "blocked",
    "in_person",
    "goes_together",
    "arrow",
    "smallest_change",
    "smallest_detectable",
    "mix",
    "estimate",
    "response",
    "reliability",
    "alarm",
    "suppression",
    "bounded",
    "cell",
    "expected_cell",
)
"""Words of the other pages."""


def words_used(role: str) -> None:
    """Beside the pages: every word that is not plain, with its meaning, in alphabetical order."""
    keys = TRAINERS if role == TRAINER else (*LEADERS, *TRAINERS)
    lines = sorted(f"**{plain(say(f'glossary.{key}.word'))}**: {plain(say(f'glossary.{key}.meaning'))}" for key in keys)
    with st.popover(say("glossary.heading"), type="tertiary"):
        st.markdown("\n\n".join(lines))
