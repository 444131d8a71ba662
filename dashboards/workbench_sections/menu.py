"""The menu at the side: the analyst's steps, and below them the pages of leadership."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage


def menu(title: str, pages: Sequence[StreamlitPage]) -> None:
    """Links to pages under a title; made here, since the titles of Streamlit's own menu break its list for screen readers."""
    with st.sidebar:
        st.markdown(f"**{title}**")
        for page in pages:
            st.page_link(page)
