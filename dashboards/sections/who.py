"""Which groups are not yet convinced, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.choices import choice
from dashboards.columns import columns, count, likely, share
from dashboards.device import is_phone
from dashboards.opening import group_link, open_group
from dashboards.page_access import require_page
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.wave import place
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import reluctance_table
from pipeline.publish.numbers import chance, people, percent, share_range
from pipeline.publish.wording import LABELS, cause_labels, flagged, group_label, group_sentences, records
from pipeline.publish.wording.sentence import row_key
from pipeline.publish.words import say
from pipeline.tables import ONE_AXIS

_SEARCH: Final = "find"
_AT_ONCE: Final = 6
"""So many flagged groups are told at once; the others are folded."""


@st.fragment
def groups(bundle: Bundle) -> None:
    """The groups that a reader asks for: chart, a way to open one, table. A filter draws this part of the page anew, no other."""
    require_page(place().page)
    table = prepared(_shown, bundle)
    if table.empty:
        st.info(say("who.nobody_shown"))
        return
    rows = _asked_for(bundle, table)
    if rows.empty:
        st.info(say("who.nothing_fits"))
        return
    figure = prepared(_groups_figure, bundle, tuple(rows["key"]), is_phone())
    show.chart(figure, "groups", say("who.chart"), opens=True)
    _open_one(rows)
    show.table(
        rows, _columns(bundle), say("who.table"), rows=show.Rows("findings/reluctance", list(rows["key"]), _NAMES), open_=True
    )


def _groups_figure(bundle: Bundle, keys: tuple[str, ...], narrow: bool) -> Any:
    table = prepared(_shown, bundle)
    rows = table[table["key"].isin(keys)].reset_index(drop=True)
    return charts.intervals(rows, bundle.instrument.thresholds.group_share, narrow=narrow)


def _asked_for(bundle: Bundle, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``reluctance_table`` that the filters leave; filters choose among what is shown and change no number."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = prepared(_kinds, bundle)
        kind = choice(say("who.show"), "show", {one: say(f"who.kind.{one}") for one in kinds}, look="row")
        labels = [label for label in LABELS if (table["label"] == label).any()]
        findings = {"all": say("who.all_findings"), **{label: LABELS[label] for label in labels}}
        finding = choice(say("column.finding"), "finding", findings)
        wanted = _search()
    rows = table[kinds[kind]]
    if finding != "all":
        rows = rows[rows["label"] == finding]
    if wanted:
        named = rows["group"] + " " + rows["members"]
        rows = rows[named.str.contains(wanted, case=False, regex=False)]
    return rows.reset_index(drop=True)


def _kinds(bundle: Bundle) -> dict[str, pd.Series]:
    """The kinds of groups that there are, each with whether a row of ``reluctance_table`` is of it."""
    table = reluctance_table(bundle)
    grouping = table["key"].str.partition(":")[0]
    one_axis = grouping.isin(ONE_AXIS)
    role, department, site = (one_axis & grouping.str.startswith(axis) for axis in ("role", "department", "site"))
    kinds = {"main": one_axis, "role": role, "department": department, "site": site, "cell": ~one_axis}
    return {kind: rows for kind, rows in kinds.items() if kind == "main" or rows.any()}


def _search() -> str:
    """What a reader looks for, kept in the address."""
    wanted = st.query_params.get(_SEARCH, "")
    if st.session_state.get(_SEARCH) != wanted:
        st.session_state[_SEARCH] = wanted
    st.text_input(say("who.find"), key=_SEARCH, placeholder=say("who.find_example"), on_change=_search_into_address)
    return wanted.strip()


def _search_into_address() -> None:
    wanted = st.session_state[_SEARCH]
    if wanted:
        st.query_params[_SEARCH] = wanted
    else:
        st.query_params.pop(_SEARCH, None)


def _open_one(rows: pd.DataFrame) -> None:
    """The keyboard's way to what a click on the chart does."""
    names = dict(zip(rows["key"], rows["group"], strict=True))
    key = st.selectbox(
        say("who.open"), list(names), index=None, format_func=names.__getitem__, key="open", placeholder=say("who.open_which")
    )
    if key:
        open_group(key)


def _shown(bundle: Bundle) -> pd.DataFrame:
    """``reluctance_table`` with its flags in words."""
    table = reluctance_table(bundle)
    flags = {name: table[name].map({True: say("who.yes"), False: ""}) for name in ("depends_on_cut", "blocked", "in_person")}
    return table.assign(**flags)


_NAMES: Final = (("raw", "raw_share"), ("finding", "label"), ("stands", "quadrant"), ("stricter", "label_stricter"))


def _columns(bundle: Bundle) -> dict[str, Any]:
    limits = bundle.instrument.thresholds
    values = {"limit": percent(limits.group_share), "interval": percent(limits.interval)}
    found = ("group", "finding", share("share"), share("share_low", **values), share("share_high"))
    sure = (likely("probability", **values), count("n"), count("staff"), "raw", count("tipping_point", "%+d"))
    more = ("depends_on_cut", "stricter", likely("among_lowest"), "stands", "causes", "blocked", "in_person")
    return columns(*found, *sure, *more)


def flagged_groups(bundle: Bundle) -> None:
    """Every flagged group, surest first: where it stands and what comes first; what would change the finding is folded."""
    rows = prepared(_all_flagged, bundle)
    if not rows:
        return
    st.subheader(say("who.flagged", n=len(rows)))
    for at in range(0, min(len(rows), _AT_ONCE), 2):
        for half, row in zip(st.columns(2), rows[at : at + 2], strict=False):
            with half, st.container(border=True):
                _flagged(bundle, row)
    if rest := rows[_AT_ONCE:]:
        with st.expander(say("who.more_flagged", n=len(rest))):
            for row in rest:
                _flagged(bundle, row)


def _all_flagged(bundle: Bundle) -> list[dict[str, Any]]:
    return records(pd.concat([flagged(bundle, "priority"), flagged(bundle, "watch")]))


def _details(bundle: Bundle, key: str) -> str:
    """All that is said of one flagged group, as a list."""
    row = next(one for one in _all_flagged(bundle) if row_key(one) == key)
    return "\n".join(f"- {plain(sentence.text)}" for sentence in group_sentences(bundle, row))


def _flagged(bundle: Bundle, row: Mapping[str, Any]) -> None:
    """One group: its name, the finding in figures, what comes first, the way to its page; all sentences are folded."""
    limits = bundle.instrument.thresholds
    name, key = group_label(row, bundle.instrument), row_key(row)
    st.markdown(f"**{plain(name)}** · {plain(LABELS[row['label']])}")
    figures = say(
        "who.figures",
        share=percent(row["share"]),
        span=share_range(row["share_low"], row["share_high"]),
        chance=chance(row["probability"]),
        limit=percent(limits.group_share),
        people=people(int(row["n"])),
    )
    st.markdown(plain(figures))
    first = cause_labels(str(row["causes"]), bundle.instrument)
    st.markdown(plain(say("who.first", causes=first) if first else say("who.no_cause")))
    group_link(key, say("who.why", group=plain(name)))
    with st.expander(say("who.details")):
        st.markdown(prepared(_details, bundle, key))
