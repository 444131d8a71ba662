"""What differs from the wave before, and what may therefore not be compared over time."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections.keys import keys
from pipeline.publish.bundle import Bundle
from pipeline.publish.wording import (
    changed_heading,
    comparability_sentences,
    difference_text,
    records,
    thing_label,
    thing_labels,
)
from pipeline.publish.words import say

_TABLE = "findings/comparability"


def what_changed(bundle: Bundle) -> None:
    """Sentences, and the whole ledger as a table; nothing where there is no wave before."""
    sentences = prepared(comparability_sentences, bundle)
    if not sentences:
        return
    st.subheader(prepared(changed_heading, bundle))
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in sentences))
    frame = bundle.findings.comparability
    frame, labels = frame[frame["kind"] != "rows"], prepared(thing_labels, bundle)
    if frame.empty:
        st.caption(say("how_sure.nothing_differs"))
        return
    rows = [
        {
            "kind": str(row["kind"]),
            "thing": thing_label(row, labels),
            "is_now": str(row["what"]),
            "difference": difference_text(row),
            "compared": say("how_sure.compared_yes" if row["trended"] else "how_sure.compared_no"),
        }
        for row in records(frame)
    ]
    explained = show.Rows(_TABLE, keys(_TABLE, frame))
    columns = show.columns("kind", "thing", "is_now", "difference", "compared")
    show.table(pd.DataFrame(rows), columns, say("how_sure.differs_table"), rows=explained)
