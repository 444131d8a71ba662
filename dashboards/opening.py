"""From a chart or a table to the page of a group, by an address that can be shared."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from dashboards.pages import GROUP_PAGE
from dashboards.wave import place


def open_group(key: str) -> NoReturn:
    """Go to the page of a group that is shown; ``key`` as in ``group_key``."""
    st.switch_page(f"app_pages/{GROUP_PAGE}.py", query_params={"wave": place().wave, "group": key})
    raise AssertionError("the page was not switched")
