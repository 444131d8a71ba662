"""Why one group is not yet convinced, what helps, and who is nearest."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import cause_figures, named_causes
from pipeline.publish.wording import GRADES_MEAN, LISTEN, NO_CAUSE, cause_sentences, evidence_text, nearest_win, records
from pipeline.tables import group_key


def why(bundle: Bundle, rows: pd.DataFrame) -> None:
    """Causes, steps and nearest win of one of these rows of reluctance_table, chosen by the reader; flagged groups come first."""
    if rows.empty:
        st.markdown("No group that can be shown fits.")
        return
    keys = dict(zip(rows["group"], rows["key"], strict=True))
    group = st.selectbox("Group", list(keys), key="group", bind="query-params")
    key = keys[group]
    actions = records(named_causes(bundle, key))
    for row, sentence in zip(actions, cause_sentences(actions, bundle.instrument), strict=True):
        with st.container(border=True):
            st.markdown(show.led(sentence.text))
            st.caption(plain(evidence_text(row)))
    reluctance = bundle.findings.reluctance
    own = records(reluctance[group_key(reluctance) == key])[0]
    if not actions:
        st.markdown(f"{NO_CAUSE} {LISTEN}" if own["label"] in ("priority", "watch") else NO_CAUSE)
    st.markdown(show.led(nearest_win(own, bundle.instrument).text))
    _figures(cause_figures(bundle, key), group)
    st.caption(f"Evidence: {GRADES_MEAN}. A score is the lowest of the cause's scales, 0-100, higher is better.")


def _figures(table: pd.DataFrame, group: str) -> None:
    """Every cause of the group with its figures, folded."""
    if table.empty:
        return
    columns = {
        "cause": "Cause",
        "shown": "Stands out",
        "certainty": show.chance("Chance to be the strongest"),
        "strength": show.number("Worse than elsewhere (SD)", "%.2f"),
        "score": show.number("Score here", "%.0f"),
        "score_elsewhere": show.number("Score elsewhere", "%.0f"),
        "n": show.number("n"),
        "chosen": show.percent("Name a barrier here"),
        "chosen_elsewhere": show.percent("Name one elsewhere"),
        "n_chosen": show.number("n of barriers"),
    }
    show.table(table, columns, f"Figures behind all causes: {plain(group)}")
