"""The dashboard for leadership and trainers: reads ``outputs/`` only and never touches a respondent's row."""

from __future__ import annotations

import streamlit as st

from dashboards.legible import legible
from dashboards.page_access import require_visitor, show_who
from dashboards.pages import pages_of
from pipeline.publish.words import say

st.set_page_config(page_title=say("app.title"), layout="wide", initial_sidebar_state="auto")
legible()
visitor = require_visitor()
declared = pages_of(visitor.role)
shown = [st.Page(f"app_pages/{page.name}.py", title=page.title, default=page is declared[0]) for page in declared]
chosen = st.navigation(shown, position="hidden")
wave_asked = {name: value for name, value in st.query_params.items() if name == "wave"}
with st.sidebar.container(key="pages", gap="xxsmall"):
    for one in shown:  # our own links keep the wave; those of st.navigation lose it, and the way back with it
        st.page_link(one, query_params=wave_asked, width="stretch")
show_who(visitor)
chosen.run()
