"""The analyst's workbench, on this machine only: from an export to a closed wave, step by step."""

from __future__ import annotations

import streamlit as st

from dashboards.legible import legible
from dashboards.pages import PAGES
from dashboards.workbench_sections.menu import menu
from dashboards.workbench_steps import STEPS
from pipeline.publish.words import say

st.set_page_config(page_title=say("workbench.title"), layout="wide", initial_sidebar_state="auto")
legible()
steps = [st.Page(f"workbench_pages/{step.name}.py", title=step.title, default=step is STEPS[0]) for step in STEPS]
seen = [st.Page(f"app_pages/{page.name}.py", title=page.title) for page in PAGES]
chosen = st.navigation([*steps, *seen], position="hidden")
menu("steps", say("workbench.title"), steps)
menu("pages", say("workbench.as_leadership"), seen)
chosen.run()
