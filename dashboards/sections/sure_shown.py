"""What other decisions would change, and what can be shown at all."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections.keys import keys
from pipeline.publish.bundle import Bundle
from pipeline.publish.measurement import label_change_table, variant_table
from pipeline.publish.wording import STATES
from pipeline.publish.words import say

_VARIANTS = "findings/variants"


def decisions(bundle: Bundle) -> None:
    """Headlines and labels as they would be under every other decision."""
    k = bundle.instrument.thresholds.k
    st.subheader(say("how_sure.decisions"), help=say("how_sure.decisions_help"))
    table = prepared(variant_table, bundle)
    headings = {**show.columns("decision", "labels")}
    columns = {name: headings.get(name, st.column_config.TextColumn(name, alignment="right")) for name in table.columns}
    show.table(table, columns, say("how_sure.decisions_table"), open_=True)
    st.caption(say("how_sure.decisions_told", k=k))
    changing = prepared(label_change_table, bundle)
    if len(changing):
        frame = bundle.findings.variants
        rows = show.Rows(_VARIANTS, keys(_VARIANTS, frame[frame["label"] == "changes"]))
        show.table(changing, show.columns("group", "variant"), say("how_sure.labels_table"), rows=rows)
    else:
        st.markdown(say("how_sure.no_label_changes"))


def what_is_shown(bundle: Bundle) -> None:
    """How many groups can be shown, why not more, and the limits with their reasons."""
    k = bundle.instrument.thresholds.k
    st.subheader(say("how_sure.shown"), help=say("how_sure.shown_help"))
    st.markdown(say("how_sure.shown_sentence", n=len(bundle.release.groups), k=k))
    states = bundle.release.cells["state"].map(STATES).value_counts().rename_axis("cell_state").reset_index(name="cells")
    show.table(states, show.columns("cell_state", show.count("cells")), say("how_sure.cells_table"), open_=True)
    st.subheader(say("how_sure.limits"), help=say("how_sure.limits_help"))
    show.table(_limits(bundle), show.columns("limit", "value", "reason"), say("how_sure.limits_table"), open_=True)
    st.caption(plain(say("how_sure.limits_frozen")))


def _limits(bundle: Bundle) -> pd.DataFrame:
    reasons = bundle.instrument.threshold_reasons
    values = {name: value for name, value in bundle.manifest.thresholds.items() if not isinstance(value, dict)}
    rows = [(name.replace("_", " "), f"{value:g}", reasons.get(name, "")) for name, value in values.items()]
    return pd.DataFrame(rows, columns=["limit", "value", "reason"])
