"""What became of the steps of the wave before, beside the change of their groups; and what to do where no list came back."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.wording import NO_LIST, NOT_PROOF, Sentence, followed_groups
from pipeline.publish.wording.follow_through import FIRST_WAVE

FEW: Final = 8
"""So many groups are told in sentences; the table has all."""


def since(bundle: Bundle, sentences: list[Sentence], table: pd.DataFrame) -> None:
    """The counts in words with the warning, then group by group, then the table of all steps."""
    facts = [sentence.text for sentence in sentences if sentence.text != NOT_PROOF]
    if facts:
        st.markdown("\n".join(f"- {plain(text)}" for text in facts))
    st.warning(NOT_PROOF)
    groups = followed_groups(bundle)
    if groups:
        st.subheader("Group by group")
        st.markdown("\n".join(f"- {show.led(sentence.text)}" for sentence in groups[:FEW]))
        if len(groups) > FEW:
            st.caption(f"{len(groups) - FEW} more groups are in the table.")
    elif len(table):
        st.markdown("No step of a group that is shown now was taken up or declined.")
    if len(table):
        columns = {
            "group": "Group",
            "cause": "Cause",
            "accepted": "Taken up",
            "status": "Status",
            "due": "Due",
            "late": "Overdue",
        }
        columns |= {"named": "Who does it"}
        columns |= {"share_before": show.percent("Not yet convinced before"), "share_now": show.percent("now")}
        columns |= {
            "arrow": "Changed",
            "share_change": show.number("Change (points)", "%+.1f"),
            "share_low": show.number("from", "%+.1f"),
        }
        columns |= {"share_high": show.number("to", "%+.1f"), "scales": "Change of the cause's scales (points)"}
        columns |= {"n_before": show.number("n before"), "n": show.number("n now")}
        columns |= {"step": "Step", "owner": "Suggested owner"}
        show.table(table, columns, "Table of all steps, with the change beside", open_=True)


def nothing_yet(bundle: Bundle) -> None:
    """No list came back: say why that may be, and what to do."""
    st.markdown(f"#### {FIRST_WAVE if bundle.manifest.earlier is None else NO_LIST}")
    st.info(
        "To see here what was done: fill in a copy of the list below, and give it back when the next wave is analyzed, as "
        "exports/actions.csv or with ACTIONS=. Then this page shows what was taken up and done, and how the groups changed since."
    )
