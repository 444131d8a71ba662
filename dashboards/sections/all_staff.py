"""The whole organisation: what goes together with intention, barriers across roles, and tests for analysts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.columns import Column, columns, count, likely, share
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
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
from pipeline.publish.words import say


def intention(bundle: Bundle) -> None:
    """What goes together with intention; one sentence where too few answered to tell."""
    st.subheader(say("all_staff.intention"))
    found = prepared(driver_sentences, bundle)
    if not found:
        st.markdown(TOO_FEW_TO_TELL)
        return
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in found))
    show.chart(prepared(_drivers_figure, bundle, is_phone()), "drivers", say("all_staff.drivers"))
    st.caption(GOES_TOGETHER)
    table = prepared(driver_table, bundle)
    figures = (share("driver_share"), share("driver_low"), share("driver_high"), likely("top_two"), count("correlation", "%.2f"))
    wanted = columns("scale", *figures, count("n"))
    named = table.rename(columns={"share": "driver_share", "share_low": "driver_low", "share_high": "driver_high"})
    names = (("driver_share", "share"), ("driver_low", "share_low"), ("driver_high", "share_high"))
    rows = show.Rows("release/organisation/drivers", list(table["id"]), names)
    show.table(named, wanted, say("all_staff.drivers_table"), rows=rows)


def _drivers_figure(bundle: Bundle, narrow: bool) -> Any:
    return charts.drivers(driver_table(bundle), narrow=narrow)


def barriers(bundle: Bundle) -> None:
    """Barriers that go together with not being convinced whatever the role; nothing without the question."""
    found = prepared(barrier_sentences, bundle)
    if not found:
        return
    st.subheader(say("all_staff.barriers"))
    lines = [f"- {show.led(sentence.text)}" for sentence in found[:FEW_BARRIERS]]
    st.markdown("\n".join(lines))
    st.caption(" ".join(part for part in (more_text(found, FEW_BARRIERS), GOES_TOGETHER) if part))
    table = prepared(_associations, bundle)
    written = {name: show.Written(Column(name).heading, ratio, meaning=Column(name).meaning) for name in _RATIOS}
    wanted = {**columns("barrier"), **written, **columns("bracket", "goes_together", count("n"))}
    names = (("ratio_low", "low"), ("ratio_high", "high"))
    rows = show.Rows("release/organisation/associations", list(table["id"]), names)
    show.table(table, wanted, say("all_staff.barriers_table"), rows=rows)


_RATIOS = ("odds_ratio", "ratio_low", "ratio_high")


def _associations(bundle: Bundle) -> pd.DataFrame:
    """``association_table`` with its flag in words."""
    table = association_table(bundle).rename(columns={"low": "ratio_low", "high": "ratio_high"})
    return table.assign(goes_together=table["goes_together"].map({True: say("who.yes"), False: ""}))


_PAIRS = {"first": "pair_first", "second": "pair_second", "difference": "pair_difference", "bracket": "pair_bracket"}
_SENTENCES = {"id": "sentence_id", "place": "sentence_place", "text": "sentence_text", "finding": "sentence_row"}
_SENTENCES |= {"rule": "sentence_rule"}


def analysts(bundle: Bundle) -> None:
    """Tests of whether groups are different, made when they are asked for; nothing where fewer than three can be compared."""
    omnibus = prepared(omnibus_table, bundle)
    if omnibus.empty:
        return
    with st.expander(say("all_staff.analysts"), on_change="rerun", key="analysts") as folded:
        if not folded.open:
            return
        st.caption(DIFFERENT)
        tests = (count("groups"), count("n"), "welch", "kruskal", count("effect", "%.2f"))
        show.grid(omnibus, columns("grouping", "scale", *tests), say("all_staff.omnibus"))
        differences = (count("pair_difference", "%+.1f"), count("hedges", "%+.2f"), count("first_n"), count("second_n"))
        wanted = columns("grouping", "scale", "pair_first", "pair_second", *differences, "pair_bracket")
        pairs = prepared(pair_table, bundle).rename(columns=_PAIRS)
        show.grid(pairs, wanted, say("all_staff.pairs"))


def sources(bundle: Bundle) -> None:
    """Every sentence of the wave with the row, rule and version it comes from."""
    st.markdown(say("all_staff.sources"))
    wanted = columns(*_SENTENCES.values(), count("n"), count("rule_version"), "specification")
    table = prepared(sentence_table, bundle).rename(columns=_SENTENCES)
    show.grid(table, wanted, say("all_staff.sources_table"))
