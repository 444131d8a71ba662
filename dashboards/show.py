"""How pages show things: every chart with a description and its table, numbers as people read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards.files import made_address
from dashboards.gate import gate
from dashboards.made_tables import MADE, MadeTable, safe_file_name
from dashboards.plain_text import plain
from dashboards.wave import place
from pipeline.publish.numbers import short_chance

_CONFIG = {"displayModeBar": False, "responsive": True}


_NARROWEST = 620
"""Pixels below which a chart scrolls sideways on a phone, so that names and numbers stay legible."""


def chart(figure: go.Figure, key: str, description: str, narrowest: int = _NARROWEST) -> None:
    """A chart with a text for screen readers; on a narrow screen it scrolls within its own frame."""
    with st.container(key=f"chart_{key}"):
        st.plotly_chart(figure, key=key, width="stretch", config=_CONFIG, theme=None, alt=description)
    frame = f".st-key-chart_{key}"
    st.html(f"<style>{frame} {{overflow-x: auto; display: block}} {frame} > div {{min-width: {narrowest}px}}</style>")


def table(frame: pd.DataFrame, columns: dict[str, Any], label: str, *, open_: bool = False) -> None:
    """The table of a chart, folded unless ``open_``, with its CSV. ``columns`` : name -> column configuration or heading."""
    with st.expander(label, expanded=open_):
        grid(frame, columns, label)


def grid(frame: pd.DataFrame, columns: dict[str, Any], label: str) -> None:
    """A table with its CSV, within what is already folded; what is missing stays blank. ``columns`` : as for ``table``."""
    from pipeline.publish.lists import csv_bytes

    shown = frame[list(columns)]
    shares = [name for name, config in columns.items() if _is_percent(config)]
    shown = shown.assign(**{name: shown[name].astype("float64") * 100 for name in shares})
    written = {name: config for name, config in columns.items() if isinstance(config, Written)}
    here = place()
    made = MadeTable(here.visitor.session, here.page, here.wave, safe_file_name(label), csv_bytes(shown))
    said = {name: frame[name].map(config.say, na_action="ignore") for name, config in written.items()}
    headings = {name: config.heading for name, config in written.items()}
    texts = {name: st.column_config.TextColumn(heading, alignment="right") for name, heading in headings.items()}
    st.dataframe(shown.assign(**said), column_config=columns | texts, hide_index=True, width="stretch", placeholder="")
    file_links(("Download this table (CSV)", made_address(gate().base_path, here.wave, MADE.keep(made))))


def led(text: str) -> str:
    """A sentence as markdown, what it is about (up to its first colon) in bold; words of files stay as they are."""
    subject, colon, rest = text.partition(": ")
    return f"**{plain(subject)}{colon.strip()}** {plain(rest)}" if colon else plain(text)


_LINK_STYLE: Final = (
    "<style>.file-links {display: flex; flex-wrap: wrap; gap: .75rem; padding: 3px}"
    " a.file-link {display: inline-block; padding: .45rem .9rem; min-height: 1.5rem; line-height: 1.5rem; font-size: 1rem;"
    " color: #1F2933; background: #fff; border: 1px solid #9AA5B1; border-radius: .5rem; text-decoration: none}"
    " a.file-link:hover {border-color: #1B4F72; color: #1B4F72}"
    " a.file-link:focus-visible {outline: 3px solid #1B4F72; outline-offset: 2px}</style>"
)


def file_links(*links: tuple[str, str]) -> None:
    """Links (label, address) to files of ours that look like buttons; without ``download``, so that a refusal opens as a page."""
    anchors = (f'<a class="file-link" href="{escape(address)}" target="_self">{escape(label)}</a>' for label, address in links)
    st.html(f'{_LINK_STYLE}<div class="file-links">{"".join(anchors)}</div>')


_PERCENT = "%.0f %%"


def percent(heading: str) -> Any:
    """A column of shares, shown in whole percent."""
    return st.column_config.NumberColumn(heading, format=_PERCENT)


def _is_percent(config: Any) -> bool:
    if isinstance(config, Written):
        return config.share
    return isinstance(config, dict) and (config.get("type_config") or {}).get("format") == _PERCENT


@dataclass(frozen=True, slots=True)
class Written:
    """A column of numbers that the page shows in words; its CSV has the numbers (shares in percent)."""

    heading: str
    say: Callable[[float], str]
    share: bool = False


def chance(heading: str) -> Written:
    """A column of probabilities, in whole percent and never as certain."""
    return Written(heading, short_chance, share=True)


def number(heading: str, form: str = "%d") -> Any:
    """A column of numbers."""
    return st.column_config.NumberColumn(heading, format=form)
