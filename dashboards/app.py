"""The dashboard for leadership and trainers: reads ``outputs/`` only and never touches a respondent's row."""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Telehealth readiness", layout="wide", initial_sidebar_state="auto")
st.navigation(
    [
        st.Page("app_pages/overview.py", title="Overview", default=True),
        st.Page("app_pages/not_yet_convinced.py", title="Not yet convinced"),
        st.Page("app_pages/training.py", title="Training"),
        st.Page("app_pages/data_quality.py", title="Data quality"),
    ]
).run()
