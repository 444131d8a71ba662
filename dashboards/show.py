"""How pages show things: every chart with a description and its table, numbers as people read them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

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
    from pipeline.publish.lists import csv_bytes

    shown = frame[list(columns)]
    shares = [name for name, config in columns.items() if isinstance(config, dict) and _is_percent(config)]
    shown = shown.assign(**{name: shown[name].astype("float64") * 100 for name in shares})
    with st.expander(label, expanded=open_):
        st.dataframe(shown, column_config=columns, hide_index=True, width="stretch")
        st.download_button(
            "Download this table (CSV)",
            csv_bytes(shown),
            file_name=f"{label.lower().replace(' ', '_')}.csv",
            mime="text/csv",
            key=f"csv:{label}",
            on_click="ignore",
        )


_PERCENT = "%.0f %%"


def percent(heading: str) -> Any:
    """A column of shares, shown in whole percent."""
    return st.column_config.NumberColumn(heading, format=_PERCENT)


def _is_percent(config: dict[str, Any]) -> bool:
    return (config.get("type_config") or {}).get("format") == _PERCENT


def number(heading: str, form: str = "%d") -> Any:
    """A column of numbers."""
    return st.column_config.NumberColumn(heading, format=form)
