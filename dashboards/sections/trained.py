"""Did it work: confidence now and in the earlier wave, where training was held and elsewhere."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import trained_means, trained_table
from pipeline.publish.wording import DID_IT_WORK, TRAINED_MEANS, trained_sentences

LINES: Final = "Lines: mean change, dotted where training was held, dashed elsewhere."


def did_it_work(bundle: Bundle) -> None:
    """Sentences with the warning, chart and table; nothing where no list of what was held was given."""
    sentences = trained_sentences(bundle)
    if not sentences:
        return
    st.subheader(DID_IT_WORK)
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in sentences))
    table = trained_table(bundle)
    if table.empty:
        return
    if table["trained"].any():
        description = "Change of confidence of every role and topic with training, with its interval, beside all others"
        show.chart(charts.changes(table, trained_means(bundle)), "trained", description, narrowest=760)
    st.caption(f"{LINES} {TRAINED_MEANS}")
    columns = {"group": "Group", "topic": "Topic", "held": "Training", "seats": show.number("Seats held")}
    columns |= {"n_before": show.number("n before"), "n": show.number("n now")}
    columns |= {"before": show.number("Before", "%.2f"), "now": show.number("Now", "%.2f")}
    columns |= {"change": show.number("Change", "%+.2f"), "change_low": show.number("from", "%+.2f")}
    columns |= {"change_high": show.number("to", "%+.2f")}
    show.table(table, columns, "Table of confidence before and now")
