"""What is suggested now: steps with owner and evidence, and how the list goes round."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import show
from pipeline.publish.bundle import Bundle


def suggested(table: pd.DataFrame) -> None:
    """The table of all steps; groups that are not yet convinced come first."""
    columns = {"group": "Group", "finding": "Finding", "cause": "Cause", "owner": "Suggested owner", "n": show.number("n")}
    columns |= {"step": "Step", "grade": "Evidence", "evidence": "What is known", "id": "Id"}
    show.table(table, columns, "Table of suggested steps", open_=True)


def how_to(bundle: Bundle) -> None:
    """How the list is filled in and given back."""
    topics = " and every topic to train, role by role" if len(bundle.findings.role_seats) else ""
    st.markdown(
        f"The list holds every step above{topics}. In a copy of it, people fill in accepted, owner, due, status and, for "
        "training, seats held; rows of their own may be added. Give the copy back when the next wave is analyzed."
    )
