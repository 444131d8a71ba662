"""Links to files of ours that look like buttons, and to pages of ours that keep the wave."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from dashboards.gate import gate
from dashboards.pages import may_see
from dashboards.wave import place

_STYLE: Final = (
    "<style>.file-links {display: flex; flex-wrap: wrap; gap: .75rem; padding: 3px}"
    " a.file-link {display: inline-block; padding: .45rem .9rem; min-height: 1.5rem; line-height: 1.5rem; font-size: 1rem;"
    " color: #1F2933; background: #fff; border: 1px solid #9AA5B1; border-radius: .5rem; text-decoration: none}"
    " a.file-link.quiet {border: 0; padding: .1rem .2rem; font-size: .875rem; color: #1B4F72; text-decoration: underline}"
    " a.file-link:hover {border-color: #1B4F72; color: #1B4F72}"
    " a.file-link:focus-visible {outline: 3px solid #1B4F72; outline-offset: 2px}</style>"
)

_ARROW: Final = ":material/arrow_forward:"


def file_links(*links: tuple[str, str], quiet: bool = False) -> None:
    """Links (label, address); without ``download``, so that a refusal opens as a page. quiet : as plain links below a chart."""
    look = "file-link quiet" if quiet else "file-link"
    anchors = (f'<a class="{look}" href="{escape(address)}" target="_self">{escape(label)}</a>' for label, address in links)
    st.html(f'{_STYLE}<div class="file-links">{"".join(anchors)}</div>')


def page_link(name: str, label: str, **asked: str) -> None:
    """A link to a page of the same wave; nothing where the visitor does not see it. asked : parts of its address.

    To the page that is shown it is a plain link: Streamlit's own would keep its address as it is.
    """
    if not may_see(place().visitor.role, name):
        return
    asked = {"wave": place().wave, **asked}
    if name == place().page:
        file_links((label, f"{gate().base_path}/{name}?{urlencode(asked)}"), quiet=True)
    else:
        st.page_link(f"app_pages/{name}.py", label=label, icon=_ARROW, query_params=asked)
