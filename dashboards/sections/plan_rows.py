"""Limits of single roles and topics: small tables that a reader fills in, kept in the address like every other setting."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

_MOST: Final = 100_000
"""No limit is larger; what an address asks for beyond it is not taken."""


def edited(name: str, rows: pd.DataFrame, columns: dict[str, Any], wave: str) -> pd.DataFrame:
    """A table whose numbers a reader changes; gives it as it is now.

    name : of the table. rows : ids as index; a text column ``label``, and columns of numbers with their defaults. columns :
    configuration by name. wave : another one starts anew.

    The table starts from what the address says, and what is changed goes into the address. Only where the address changed
    otherwise (a link, the way back) it starts anew: else the edits in the browser would be lost.
    """
    numbers = [column for column in rows.columns if column != "label"]
    said = (wave, *(st.query_params.get(column, "") for column in numbers))
    memory = st.session_state.setdefault(f"{name}_table", {"said": None, "round": 0})
    if memory["said"] != said:
        memory |= {"said": said, "round": memory["round"] + 1, "start": _from_address(rows, numbers)}
    config: dict[str, Any] = {"column_config": columns, "hide_index": True, "width": "stretch", "placeholder": ""}
    found: pd.DataFrame = st.data_editor(memory["start"], key=f"{name}_{memory['round']}", disabled=["label"], **config)
    memory["said"] = (wave, *_into_address(found, rows, numbers))
    return found


def _from_address(rows: pd.DataFrame, numbers: list[str]) -> pd.DataFrame:
    """The rows with the numbers that the address says."""
    start = rows.copy()
    for column in numbers:
        for one, value in numbers_of(st.query_params.get(column, "")).items():
            if one in start.index:
                start.loc[one, column] = value if rows[column].dtype == "float64" else round(value)
    return start.astype(rows.dtypes.to_dict())


def _into_address(found: pd.DataFrame, rows: pd.DataFrame, numbers: list[str]) -> list[str]:
    """Write what differs from the defaults into the address; what it says of each column then."""
    texts = []
    for column in numbers:
        usual = rows[column].to_dict()
        values = found[column].dropna().items()
        own = {str(one): float(value) for one, value in values if pd.isna(usual[one]) or value != usual[one]}
        text = ";".join(f"{one}:{value:g}" for one, value in own.items())
        if text:
            st.query_params[column] = text
        else:
            st.query_params.pop(column, None)
        texts.append(text)
    return texts


def numbers_of(text: str) -> Mapping[str, float]:
    """``rn_onc:12;chw:4`` -> id -> number; what is none is left out."""
    found = {}
    for part in text.split(";"):
        one, _, number = part.partition(":")
        value = pd.to_numeric(number, errors="coerce")
        if one and math.isfinite(value) and 0 <= value <= _MOST:
            found[one] = float(value)
    return found
