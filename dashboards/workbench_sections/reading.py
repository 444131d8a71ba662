"""Another way of reading a file that does not say well enough what it is."""

from __future__ import annotations

import streamlit as st

from dashboards.workbench_held import forget, held
from pipeline.publish.words import say
from pipeline.run.workbench.ways import delimiters, encodings, platforms
from pipeline.run.workbench.work import Work, settled

_HEADER_ROWS = (0, 1, 2, 3)


def reading(work: Work, *, open_: bool) -> None:
    """Platform, encoding, delimiter and header rows, each found by itself unless it is chosen."""
    by_itself = say("workbench.reading_as.by_itself")
    options = work.options
    with st.expander(say("workbench.reading_as.title"), expanded=open_), st.form("reading_as", border=False):
        left, right = st.columns(2)
        platform = _choice(left, "platform", (None, *platforms()), options.platform, by_itself)
        encoding = _choice(right, "encoding", (None, *encodings()), options.encoding, by_itself)
        delimiter = _choice(left, "delimiter", (None, *delimiters()), options.delimiter, by_itself)
        rows = _choice(right, "header_rows", (None, *_HEADER_ROWS), options.header_rows, by_itself)
        if st.form_submit_button(say("workbench.reading_as.read")):
            settled(held(), platform=platform, encoding=encoding, delimiter=delimiter, header_rows=rows)
            forget()
            st.rerun()


def _choice(where, name: str, allowed: tuple, now: object, by_itself: str):
    at = allowed.index(now) if now in allowed else 0
    label = say(f"workbench.seen.{name}")
    return where.selectbox(label, allowed, at, key=f"as_{name}", format_func=lambda one: by_itself if one is None else str(one))
