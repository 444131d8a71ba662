"""How pages show things: every chart with a description and its table, numbers as people read them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

_CONFIG = {"displayModeBar": False, "responsive": True}


def chart(figure: go.Figure, key: str, description: str) -> None:
    """A chart with a text for screen readers."""
    st.plotly_chart(figure, key=key, width="stretch", config=_CONFIG, theme=None, alt=description)


def table(frame: pd.DataFrame, columns: dict[str, Any], label: str, *, open_: bool = False) -> None:
    """The table of a chart, folded unless ``open_``, with its CSV. ``columns`` : name -> column configuration or heading."""
    from pipeline.publish.lists import csv_bytes

    shown = frame[list(columns)]
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


def percent(heading: str, **more: Any) -> Any:
    """A column of shares."""
    return st.column_config.NumberColumn(heading, format="percent", **more)


def number(heading: str, form: str = "%d", **more: Any) -> Any:
    """A column of numbers."""
    return st.column_config.NumberColumn(heading, format=form, **more)
