"""Write a fielding as a file of SPSS or Stata: codes from 1, with wording, labels and, for SPSS, a declared missing value."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.sheet import SheetColumn, Style, answer_lists, sheet

MISSING: Final = -99.0
_OPTION: Final = "Selected Choice - "
_LONGEST_WORDING: Final = 80  # what Stata keeps


def write_spss(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """A .sav or .zsav file; every third blank of a labelled question is a declared missing value."""
    import pyreadstat

    table, labels, wordings = _table(fieldwork, instrument)
    declared = {name: [MISSING] for name in labels}
    for name in labels:
        blank = np.flatnonzero(table[name].isna())[::3]
        table.loc[blank, name] = MISSING
    labels = {name: {**words, MISSING: "No answer"} for name, words in labels.items()}
    pyreadstat.write_sav(
        table,
        path,
        column_labels=wordings,
        variable_value_labels=labels,
        missing_ranges=declared,
        compress=path.suffix == ".zsav",
    )
    return path


def write_stata(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """A .dta file; wordings are cut as the format cuts them."""
    import pyreadstat

    table, labels, wordings = _table(fieldwork, instrument)
    whole = {name: {int(code): label for code, label in words.items()} for name, words in labels.items()}
    short = {name: text[:_LONGEST_WORDING] for name, text in wordings.items()}
    pyreadstat.write_dta(table, path, column_labels=[short[name] for name in table], variable_value_labels=whole)
    return path


def _table(fieldwork: Fieldwork, instrument: Instrument) -> tuple[pd.DataFrame, dict[str, dict[float, str]], dict[str, str]]:
    """The rows that count, labels by code, and wordings; every variable is named as the instrument names it."""
    usable = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    split = tuple(question.id for question in instrument.questions if question.kind == "multiple")
    lists = answer_lists(instrument)
    asked = sheet(fieldwork, instrument, Style(labels=True, split=split))
    found: dict[str, Any] = {"recorded": fieldwork.sessions.recorded[usable].astype("datetime64[us]")}
    labels: dict[str, dict[float, str]] = {}
    for column in asked:
        found[column.name] = _values(column, lists.get(column.name, ()))[usable]
        if column.choice:
            labels[column.name] = {1.0: column.statement.removeprefix(_OPTION)}
        elif column.name in lists:
            labels[column.name] = {float(code): label for code, label in enumerate(lists[column.name], start=1)}
    wordings = {column.name: column.statement.removeprefix(_OPTION) or column.stem for column in asked}
    return pd.DataFrame(found), labels, {"recorded": "Recorded", **wordings}


def _values(column: SheetColumn, labels: tuple[str, ...]) -> np.ndarray:
    """Codes where answers were listed, 1 and 0 for options, texts otherwise."""
    if column.choice:
        return np.where(column.cells != "", 1.0, 0.0)
    if not labels:
        return column.cells
    codes = {label: float(code) for code, label in enumerate(labels, start=1)}
    return np.array([codes.get(cell, np.nan) for cell in column.cells])
