"""What Streamlit draws too faint for everybody, drawn stronger, and what it cuts off, drawn whole.

Small print is at least 4.5 times as dark as its ground; links show all of their words on a phone, too.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

_SMALL_PRINT: Final = "#52606D"
_HERE: Final = "#1B4F72"
_STYLE: Final = f"""<style>
a:focus-visible {{outline: 3px solid {_HERE} !important; outline-offset: 1px}}
[data-testid=stMain]:focus-visible {{outline: 3px solid {_HERE} !important; outline-offset: -3px}}
[data-testid=stDataFrame]:focus-within {{outline: 3px solid {_HERE}; outline-offset: 1px}}
[data-testid=stCaptionContainer] {{opacity: 1 !important; color: {_SMALL_PRINT} !important}}
[data-testid=stPageLink-NavLink] {{height: auto !important}}
[data-testid=stPageLink-NavLink] :is(span, div, p) {{white-space: normal !important}}
</style>"""


def legible() -> None:
    """Once on each page of an application."""
    st.html(_STYLE)
