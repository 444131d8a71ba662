"""What differs from the wave before, and what may therefore not be compared over time."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.wording import (
    changed_heading,
    comparability_sentences,
    difference_text,
    records,
    thing_label,
    thing_labels,
)

_COMPARED: Final = {True: "Yes", False: "No"}
NOTHING: Final = "Nothing else differs."


def what_changed(bundle: Bundle) -> None:
    """Sentences, and the whole ledger as a table; nothing where there is no wave before."""
    sentences = comparability_sentences(bundle)
    if not sentences:
        return
    st.subheader(changed_heading(bundle))
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in sentences))
    labels = thing_labels(bundle)
    rows = [
        {
            "kind": str(row["kind"]),
            "what": str(row["what"]),
            "thing": thing_label(row, labels),
            "difference": difference_text(row),
            "compared": _COMPARED[bool(row["trended"])],
        }
        for row in records(bundle.findings.comparability)
        if row["kind"] != "rows"
    ]
    if not rows:
        st.caption(NOTHING)
        return
    columns = {"kind": "Kind", "thing": "What", "what": "Is", "difference": "Was → is", "compared": "Compared over time"}
    show.table(pd.DataFrame(rows)[[*columns]], columns, "Table of what differs")
