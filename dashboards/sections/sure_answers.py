"""Who answered, and what was read, kept and set aside."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, show
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections.keys import keys
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import response_table
from pipeline.publish.measurement import SIGNS, careless_table, weighting_sentences, what_if_sentence
from pipeline.publish.wording import rows_sentence
from pipeline.publish.words import say


def _drawn(bundle: Bundle, narrow: bool) -> go.Figure:
    return charts.response(prepared(response_table, bundle), narrow=narrow)


def answered(bundle: Bundle) -> None:
    """Response of every group that is shown, what weights do, and what the silent could change."""
    st.subheader(say("how_sure.response"), help=say("how_sure.response_help"))
    table = prepared(response_table, bundle)
    columns = show.columns("group", "kind", show.count("n"), show.count("staff"), show.share("response_rate"))
    rows = show.Rows("release/groups", table["key"].tolist())
    if table["response_rate"].notna().any():
        show.chart(prepared(_drawn, bundle, is_phone()), "response", say("how_sure.response_described"))
    show.table(table, columns, say("how_sure.response_table"), rows=rows)
    few = say("how_sure.fewer_than", k=bundle.instrument.thresholds.k)
    missing = [
        say(f"how_sure.not_stated_{kind}", n=few if n is None else f"{n:,}") for kind, n in bundle.manifest.not_stated.items()
    ]
    st.caption(plain(say("how_sure.not_stated", kinds=", ".join(missing))))
    st.subheader(say("how_sure.silent"), help=say("how_sure.silent_help"))
    for sentence in [prepared(what_if_sentence, bundle), *prepared(weighting_sentences, bundle)]:
        st.markdown(plain(sentence))


def rows_read(bundle: Bundle) -> None:
    """Every row of the export: kept, set aside and why; signs of careless answers."""
    st.subheader(say("how_sure.rows"), help=say("how_sure.rows_help"))
    st.markdown(plain(rows_sentence(bundle.manifest.rows)))
    if notes := bundle.manifest.notes:
        st.markdown("\n".join(f"- {plain(note)}" for note in notes))
    show.table(_counts(bundle), show.columns("what", show.count("rows")), say("how_sure.rows_table"), open_=True)
    st.subheader(say("how_sure.careless"))
    st.markdown(say("how_sure.careless_rule"))
    frame = bundle.release.organisation.quality
    explained = show.Rows("release/organisation/quality", keys("release/organisation/quality", frame[frame["sign"].isin(SIGNS)]))
    explained = show.Rows(explained.table, explained.keys, names=(("found", "n"),))
    show.table(
        prepared(careless_table, bundle),
        show.columns("sign", "found"),
        say("how_sure.careless_table"),
        rows=explained,
        open_=True,
    )


def _counts(bundle: Bundle) -> pd.DataFrame:
    rows = bundle.manifest.rows
    counts = [(say("how_sure.read"), rows["read"]), (say("how_sure.kept"), rows["kept"])]
    counts += [(say("how_sure.set_aside", reason=reason), n) for reason, n in rows["set_aside"].items()]
    counts += [(say("how_sure.scored"), rows["scored"]), (say("how_sure.not_scored"), rows["not_scored"])]
    return pd.DataFrame(counts, columns=["what", "rows"])
