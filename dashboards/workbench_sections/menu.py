"""The menu at the side: the analyst's steps, and below them the pages of leadership."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage


def menu(key: str, title: str, pages: Sequence[StreamlitPage]) -> None:
    """Links to pages under a title, which keep the wave; Streamlit's own menu with titles is no list to a screen reader."""
    asked = {name: value for name, value in st.query_params.items() if name == "wave"}
    with st.sidebar.container(key=f"menu_{key}", gap="xxsmall"):
        st.markdown(f"**{title}**")
        for page in pages:
            st.page_link(page, query_params=asked, width="stretch")
