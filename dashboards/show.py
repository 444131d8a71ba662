"""How pages show things: every chart with a description, its pictures and its table; every number can be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards.columns import Column, Written, columns, count, is_percent, likely, number, share
from dashboards.explaining import Rows, explain_cell, may_explain
from dashboards.files import made_address
from dashboards.gate import gate
from dashboards.links import file_links
from dashboards.made_tables import MADE, Later, MadeTable, safe_file_name
from dashboards.opening import group_of, open_group
from dashboards.plain_text import plain
from dashboards.prepared import beside
from dashboards.wave import place
from pipeline.publish.words import say

__all__ = ["Column", "Rows", "Written", "chart", "columns", "count", "exhibit", "file_links", "grid", "led", "likely", "number"]
__all__ += ["share", "table"]

_CONFIG: Final = {"displayModeBar": False, "responsive": True}


def exhibit(
    key: str,
    figure: go.Figure,
    frame: pd.DataFrame,
    config: dict[str, Any],
    *,
    description: str,
    label: str,
    rows: Rows | None = None,
    open_: bool = False,
    opens: bool = False,
    narrowest: int | None = None,
) -> None:
    """A chart, its pictures to download, and its table with its CSV. The other arguments : as for ``chart`` and ``table``."""
    chart(figure, key, description, narrowest, opens=opens)
    table(frame, config, label, rows=rows, open_=open_)


def chart(figure: go.Figure, key: str, description: str, narrowest: int | None = None, *, opens: bool = False) -> None:
    """A chart with a text for screen readers and its pictures; in a narrow window it scrolls within its own frame.

    narrowest : pixels below which it scrolls; as the chart itself says, unless given.
    opens : whether a click on a mark opens the page of its group; the last value of each mark's ``customdata`` is then the key.
    """
    with st.container(key=f"chart_{key}"):
        shown: dict[str, Any] = {"key": key, "width": "stretch", "config": _CONFIG, "theme": None, "alt": description}
        if opens:
            picked = st.plotly_chart(figure, **shown, on_select="rerun", selection_mode="points")
            if key_clicked := group_of(picked.selection.points):
                open_group(key_clicked)
        else:
            st.plotly_chart(figure, **shown)
        pictures(figure, key, description)  # within the frame, so that the keyboard can get there and scroll it
    frame = f".st-key-chart_{key}"
    narrowest = int((figure.layout.meta or {}).get("narrowest", 0)) if narrowest is None else narrowest
    st.html(f"<style>{frame} {{overflow-x: auto; display: block}} {frame} > div {{min-width: {narrowest}px}}</style>")


def pictures(figure: go.Figure, key: str, description: str) -> None:
    """Links to the chart as a picture and as a drawing; they are drawn when somebody asks."""
    from dashboards.stills import drawing, picture

    here, source = place(), beside(figure, "json", figure.to_json)
    caption = say("show.caption", wave=here.wave)
    links = []
    for word, ending, make in (("picture", "png", picture), ("drawing", "svg", drawing)):
        later = Later(source, make, (description, caption))
        made = MadeTable(here.visitor.session, here.page, here.wave, safe_file_name(key, ending), later)
        links.append((say(f"show.{word}"), made_address(gate().base_path, here.wave, MADE.keep(made))))
    file_links(*links, quiet=True)


def table(frame: pd.DataFrame, config: dict[str, Any], label: str, *, rows: Rows | None = None, open_: bool = False) -> None:
    """The table of a chart, folded unless ``open_``, with its CSV.

    config : name -> column configuration or heading, as ``columns`` makes it. rows : which published row each is of; then a click
    on a cell explains its number.
    """
    with st.expander(label, expanded=open_):
        grid(frame, config, label, rows=rows)


def grid(frame: pd.DataFrame, config: dict[str, Any], label: str, *, rows: Rows | None = None) -> None:
    """A table with its CSV, within what is already folded; what is missing stays blank. The arguments : as for ``table``."""
    from pipeline.publish.lists import csv_bytes

    shares = tuple(name for name, one in config.items() if is_percent(one))
    of = (tuple(config), shares)
    shown = beside(frame, ("shown", of), lambda: in_percent(frame[list(config)], shares))
    here, csv = place(), beside(frame, ("csv", of), lambda: csv_bytes(shown))
    made = MadeTable(here.visitor.session, here.page, here.wave, safe_file_name(label), csv)
    _cells(frame, shown, config, label, rows)
    file_links((say("show.csv"), made_address(gate().base_path, here.wave, MADE.keep(made))))


def _cells(frame: pd.DataFrame, shown: pd.DataFrame, config: dict[str, Any], label: str, rows: Rows | None) -> None:
    """The cells; where ``rows`` tells what they are of, one that is clicked is explained below."""
    written = {name: one for name, one in config.items() if isinstance(one, Written)}
    said = {name: frame[name].map(one.say, na_action="ignore") for name, one in written.items()}
    texts = {name: st.column_config.TextColumn(one.heading, alignment="right", help=one.meaning) for name, one in written.items()}
    look: dict[str, Any] = {"column_config": config | texts, "hide_index": True, "width": "stretch", "placeholder": ""}
    shown = shown.assign(**said)
    if rows is None or not may_explain():
        st.dataframe(shown, **look)
        return
    key = f"cells_{safe_file_name(label, '')}"
    picked = st.dataframe(shown, **look, key=key, on_select="rerun", selection_mode="single-cell")
    st.caption(say("show.explain_hint"))
    with st.container():  # always there: the link below keeps its place, and the keyboard that is at it stays there
        for at, column in picked.selection.cells[:1]:
            explain_cell(rows, int(at), str(column))


def in_percent(frame: pd.DataFrame, shares: Sequence[str]) -> pd.DataFrame:
    """The table with these columns, which are shares, in percent."""
    return frame.assign(**{name: frame[name].astype("float64") * 100 for name in shares})


def led(text: str) -> str:
    """A sentence as markdown, what it is about (up to its first colon) in bold; words of files stay as they are."""
    subject, colon, rest = text.partition(": ")
    return f"**{plain(subject)}{colon.strip()}** {plain(rest)}" if colon else plain(text)
