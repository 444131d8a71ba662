"""The whole organisation: what goes together with intention, barriers across roles, and tests for analysts."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import association_table, driver_table, omnibus_table, pair_table
from pipeline.publish.numbers import ratio
from pipeline.publish.sentences import sentence_table
from pipeline.publish.wording import (
    DIFFERENT,
    FEW_BARRIERS,
    GOES_TOGETHER,
    TOO_FEW_TO_TELL,
    barrier_sentences,
    driver_sentences,
    more_text,
)


def intention(bundle: Bundle) -> None:
    """What goes together with intention; one sentence where too few answered to tell."""
    found = driver_sentences(bundle)
    if not found:
        st.markdown(TOO_FEW_TO_TELL)
        return
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in found))
    table = driver_table(bundle)
    description = "Share of each scale in what goes together with intention, with 95 % limits"
    show.chart(charts.drivers(table), "drivers", description)
    st.caption(GOES_TOGETHER)
    columns = {"scale": "Scale", "share": show.percent("Share"), "share_low": show.percent("95 % from")}
    columns |= {"share_high": show.percent("to"), "top_two": show.chance("Among the two strongest")}
    columns |= {"correlation": show.number("Correlation", "%.2f"), "n": show.number("n")}
    show.table(table, columns, "Table of what goes together with intention")


def barriers(bundle: Bundle) -> None:
    """Barriers that go together with not being convinced whatever the role; nothing without the question."""
    found = barrier_sentences(bundle)
    if not found:
        return
    st.subheader("All staff: barriers across roles")
    lines = [f"- {show.led(sentence.text)}" for sentence in found[:FEW_BARRIERS]]
    st.markdown("\n".join(lines))
    st.caption(" ".join(part for part in (more_text(found, FEW_BARRIERS), GOES_TOGETHER) if part))
    columns = {"barrier": "Barrier", "odds_ratio": show.Written("Odds ratio", ratio), "low": show.Written("95 % from", ratio)}
    columns |= {"high": show.Written("to", ratio), "bracket": "p", "goes_together": "Goes together", "n": show.number("n")}
    show.table(association_table(bundle), columns, "Table of barriers across roles")


def analysts(bundle: Bundle) -> None:
    """Tests of whether groups are different, folded; nothing where fewer than three groups can be compared."""
    omnibus, pairs = omnibus_table(bundle), pair_table(bundle)
    if omnibus.empty:
        return
    with st.expander("For analysts: are roles and departments different?"):
        st.caption(DIFFERENT)
        columns = {"grouping": "Compared", "scale": "Scale", "groups": show.number("Groups"), "n": show.number("n")}
        columns |= {"welch": "Welch, p", "kruskal": "Kruskal-Wallis, p", "effect": show.number("Partial eta squared", "%.2f")}
        show.grid(omnibus, columns, "Are all groups alike")
        columns = {"grouping": "Compared", "scale": "Scale", "first": "First", "second": "Second"}
        columns |= {"difference": show.number("Difference (points)", "%+.1f"), "hedges": show.number("Hedges' g", "%+.2f")}
        columns |= {"first_n": show.number("n of first"), "second_n": show.number("n of second")}
        show.grid(pairs, {**columns, "bracket": "Games-Howell, p"}, "Pairs of groups")


def sources(bundle: Bundle) -> None:
    """Every sentence of the wave with the row, rule and version it comes from."""
    st.markdown("Every sentence of this wave, with the row of the files, the rule and its version it comes from:")
    columns = {"id": "Sentence", "place": "Place", "text": "Text", "n": show.number("n"), "finding": "Row"}
    columns |= {"rule": "Rule", "rule_version": show.number("Version"), "specification": "Specification"}
    show.grid(_sentences(str(bundle.path), bundle.manifest.created_at, bundle), columns, "Where the sentences come from")


@st.cache_data(max_entries=4, show_spinner=False)
def _sentences(path: str, created: str, _bundle: Bundle) -> object:
    """Made once per wave: it takes as long as the rest of the page."""
    return sentence_table(_bundle)
