"""Files of statistics programs as a grid: cases of text under variable names, with wording, labels and declared missing values.

Shared by the readers of SPSS and Stata. Values stay codes; a value that the file declares missing is blank, and how often
that was so is said. Damaged files are refused by the library that reads them, after their declared size was checked.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.ingest.grid import MAX_COLUMNS, Grid, Variable
from pipeline.ingest.source import Source, refuse
from pipeline.ingest.texts import Texts

MAX_CELLS = 50_000_000
_AGAIN = "open it in the program that wrote it and save it again, or export the answers as CSV"


def read_statistics_file(source: Source, limit: int | None = None) -> Grid:
    """All cases of a .sav, .zsav or .dta file; ``lines`` are case numbers from 1, header row (the names) first as line 0.

    raises : ExportError for a damaged file, one without cases, or one of more than 10,000 columns or 50 million cells.
    """
    import pyreadstat

    reader: Callable[..., Any] = pyreadstat.read_dta if source.container == "stata" else pyreadstat.read_sav
    about = _read(source, reader, metadataonly=True)[1]
    rows = about.number_rows or 0
    if about.number_columns > MAX_COLUMNS or rows * about.number_columns > MAX_CELLS:
        what = f"the file declares {rows:,} cases × {about.number_columns:,} variables"
        raise refuse(
            source.path, what, "save only the answers", allowed=f"at most {MAX_CELLS:,} cells, {MAX_COLUMNS:,} variables"
        )
    table, about = _read(source, reader, user_missing=True, row_limit=limit or 0)
    if not about.column_names:
        raise refuse(source.path, "the file holds no variables", _AGAIN)
    columns, declared = [], 0
    for name in about.column_names:
        values = table[name]
        missing = _declared_missing(values, about.missing_ranges.get(name, []), about.missing_user_values.get(name, []))
        declared += int(missing.sum())
        texts = ["" if out else _text(value) for value, out in zip(values, missing.tolist(), strict=True)]
        columns.append(Texts.of([str(name), *texts]))
    notes = (f"{declared:,} values that the file declares missing are read as blank",) if declared else ()
    variables = tuple(_variable(about, name) for name in about.column_names)
    lines = np.arange(len(columns[0]), dtype=np.int64)
    encoding = about.file_encoding or "unknown"
    return Grid(source, tuple(columns), lines, max(rows, len(table)), encoding, None, notes, variables)


def _read(source: Source, reader: Callable[..., Any], **how: Any) -> tuple[pd.DataFrame, Any]:
    """One call of the library; whatever it says of a damaged file becomes one sentence."""
    try:
        return reader(str(source.path), **how)
    except MemoryError:
        raise
    except Exception as error:
        raise refuse(source.path, f"this file is damaged or cut off ({type(error).__name__})", _AGAIN) from None


def _declared_missing(values: pd.Series, ranges: list[Mapping[str, Any]], tagged: list[Any]) -> np.ndarray:
    """Which values lie in the ranges (or tags) that the file declares missing."""
    missing = values.isin(tagged).to_numpy() if tagged else np.zeros(len(values), dtype=bool)
    for one in ranges:
        low, high = one["lo"], one["hi"]
        if isinstance(low, str) or isinstance(high, str) or values.dtype.kind not in "fiu":
            missing |= values.isin([low, high]).to_numpy()
        else:
            missing |= values.between(low, high).to_numpy()
    return missing


def _variable(about: Any, name: str) -> Variable:
    labels = about.variable_value_labels.get(name, {})
    kind = "date" if about.readstat_variable_types.get(name) == "date" else ""
    found = {_text(code): str(label) for code, label in labels.items()}
    return Variable(str(about.column_names_to_labels.get(name) or name), found, kind)


def _text(value: Any) -> str:
    """A value as text: whole numbers without a point, ISO dates, blank where missing."""
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, str):
        return value.rstrip()
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return ""
        return format(number + 0.0, ".0f") if number.is_integer() and abs(number) < 1e15 else repr(number)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    return str(value)
