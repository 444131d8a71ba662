"""Did it work: confidence now and in the earlier wave, where training was held and elsewhere."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import trained_means, trained_table
from pipeline.publish.wording import DID_IT_WORK, TRAINED_MEANS, trained_sentences
from pipeline.publish.words import say


def did_it_work(bundle: Bundle) -> None:
    """Sentences with the warning, chart and table; nothing where no list of what was held was given."""
    sentences = prepared(trained_sentences, bundle)
    if not sentences:
        return
    st.subheader(DID_IT_WORK)
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in sentences))
    table = prepared(trained_table, bundle)
    if table.empty:
        return
    if table["trained"].any():
        show.chart(prepared(_figure, bundle, is_phone()), "trained", say("trained.chart"))
    st.caption(f"{say('trained.lines')} {TRAINED_MEANS}")
    _table(table)


def _table(table: pd.DataFrame) -> None:
    names = {"held": "trained", "seats_held": "seats", "confidence_then": "confidence_before", "confidence_now": "confidence"}
    names |= {"n_now": "n", "trained_change": "change", "trained_low": "change_low", "trained_high": "change_high"}
    shown = table.rename(columns={"seats": "seats_held", "before": "confidence_then", "now": "confidence_now", "n": "n_now"})
    shown = shown.rename(columns={"change": "trained_change", "change_low": "trained_low", "change_high": "trained_high"})
    columns = show.columns(
        *("group", "topic", "held", show.count("seats_held"), show.count("n_before"), show.count("n_now")),
        *(show.count("confidence_then", "%.2f"), show.count("confidence_now", "%.2f")),
        *(show.count(name, "%+.2f") for name in ("trained_change", "trained_low", "trained_high")),
    )
    rows = show.Rows("findings/trained", table["key"].tolist(), tuple(names.items()))
    show.table(shown, columns, say("trained.table"), rows=rows)


def _figure(bundle: Bundle, narrow: bool) -> go.Figure:
    return charts.changes(trained_table(bundle), trained_means(bundle), narrow=narrow)
