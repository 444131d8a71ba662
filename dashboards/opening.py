"""From a chart or a table to the page of a group, by an address that can be shared and come back from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

import streamlit as st

from dashboards.pages import GROUP_PAGE

GROUP: Final = "group"
"""Where the address says which group is opened; its value as in ``group_key``."""
BESIDE: Final = "with"
"""Where the address says which group stands beside it."""
SCRIPT: Final = f"app_pages/{GROUP_PAGE}.py"


def address_of(key: str, **more: str) -> Mapping[str, Any]:
    """What the address of a group's page says: where the reader was (so that the way back shows the same), and the group."""
    before = {name: value for name, value in st.query_params.items() if name not in (GROUP, BESIDE)}
    return {**before, GROUP: key, **more}


def group_of(points: Sequence[Mapping[str, Any]]) -> str:
    """The key of the group whose mark was clicked; empty where a mark stands for none, or for one that is not shown."""
    for point in points:
        values = point.get("customdata")
        if isinstance(values, list | tuple) and values and isinstance(values[-1], str):
            return values[-1]
    return ""


def open_group(key: str) -> NoReturn:
    """Go to the page of a group that is shown; ``key`` as in ``group_key``."""
    st.switch_page(SCRIPT, query_params=address_of(key))
    raise AssertionError("the page was not switched")


def group_link(key: str, words: str) -> None:
    """A link to the page of a group, for readers without a pointer and for those who open it beside."""
    st.page_link(SCRIPT, label=words, icon=":material/arrow_forward:", query_params=address_of(key))
