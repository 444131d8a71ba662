"""What stands behind a number that a reader points at: the way back from a cell of a table to row, rule, release and file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards.pages import may_see
from dashboards.wave import place, shown_bundle
from pipeline.publish.words import say

EXPLAINS = "how_sure"
"""Who sees this page may ask what stands behind a number; the way back tells of everything."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which published row each row of a table on the page is of.

    table : ``findings/reluctance``. keys : of its rows, as ``publish.reference.row_keys`` writes them, in the order of the table.
    names : column on the page -> published column, where these are not called the same.
    """

    table: str
    keys: Sequence[str]
    names: tuple[tuple[str, str], ...] = ()


def may_explain() -> bool:
    """Whether this visitor may ask."""
    return may_see(place().visitor.role, EXPLAINS)


def explain_cell(rows: Rows, at: int, column: str) -> None:
    """What stands behind the number in row ``at`` of a table, in words."""
    from pipeline.publish.reference import number_id, row_id
    from pipeline.publish.trace.found import TABLES, Found
    from pipeline.publish.trace.story import story
    from pipeline.publish.trace.text import story_text

    bundle, key = shown_bundle(), str(rows.keys[at])
    published = dict(rows.names).get(column, column)
    asked = (published,) if published in TABLES[rows.table].fields else ()
    name = f"{rows.table}#{key}"
    own = number_id(bundle.wave, name, published) if asked else row_id(bundle.wave, name)
    with st.container(border=True):
        st.markdown(f"**{say('show.explain')}**")
        st.text(story_text(story(Found(own, bundle, rows.table, key, asked), [bundle])))
