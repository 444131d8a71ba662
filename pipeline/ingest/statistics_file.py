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

from pipeline.ingest.apart import ChildDied, run_apart
from pipeline.ingest.grid import MAX_COLUMNS, Grid, Variable
from pipeline.ingest.source import Source, refuse
from pipeline.ingest.texts import Texts, encode

#: So many cells, and so many for each byte of the file: compression must not unfold to more than memory holds.
MAX_CELLS, MAX_PER_BYTE = 10_000_000, 100
_MEMORY, _MEMORY_PER_BYTE = 1 << 30, 64
#: Processor time: so much for any file, and more for its bytes and cells.
_SECONDS, _BYTES_PER_SECOND, _CELLS_PER_SECOND = 0.8, 10_000_000, 1_000_000
_AGAIN = "open it in the program that wrote it and save it again, or export the answers as CSV"


def read_statistics_file(source: Source, limit: int | None = None) -> Grid:
    """``read_cases`` in a process of its own: on damaged files the library crashes, hangs, or takes memory without bound."""
    memory, seconds = _MEMORY + _MEMORY_PER_BYTE * source.bytes, _SECONDS + source.bytes / _BYTES_PER_SECOND
    try:
        cells = run_apart(declared_cells, source, memory=memory, seconds=seconds)
        return run_apart(read_cases, source, limit, memory=memory, seconds=seconds + cells / _CELLS_PER_SECOND)
    except ChildDied:
        raise refuse(source.path, "this file is damaged: the library that reads such files gave up", _AGAIN) from None


def read_cases(source: Source, limit: int | None = None) -> Grid:
    """All cases of a .sav, .zsav or .dta file; ``lines`` are case numbers from 1, header row (the names) first as line 0.

    raises : ExportError for a damaged file, one without cases, or one that declares absurdly many cells.
    """
    table, about = _read(source, user_missing=True, row_limit=limit or 0)
    if not about.column_names:
        raise refuse(source.path, "the file holds no variables", _AGAIN)
    if len(table) != len(about.column_names):
        raise refuse(source.path, "this file is damaged: two variables have one name", _AGAIN)
    columns, declared = [], 0
    for position, name in enumerate(about.column_names):
        ranges, tagged = about.missing_ranges.get(name, []), about.missing_user_values.get(name, [])
        column, missing = _column(str(name or ""), table[position], ranges, tagged)
        columns.append(column)
        declared += missing
    notes = (f"{declared:,} values that the file declares missing are read as blank",) if declared else ()
    variables = tuple(_variable(about, name) for name in about.column_names)
    lines = np.arange(len(columns[0]), dtype=np.int64)
    encoding = about.file_encoding or "unknown"
    return Grid(source, tuple(columns), lines, len(lines) - 1, encoding, None, notes, variables)


def declared_cells(source: Source) -> int:
    """How many cells the file declares; ExportError where that is more than memory holds."""
    about = _read(source, metadataonly=True)[1]
    rows = about.number_rows or 0
    most = MAX_CELLS + MAX_PER_BYTE * source.bytes
    if about.number_columns > MAX_COLUMNS or rows * about.number_columns > most:
        what = f"the file declares {rows:,} cases × {about.number_columns:,} variables"
        raise refuse(source.path, what, "save only the answers", allowed=f"at most {most:,} cells, {MAX_COLUMNS:,} variables")
    return rows * about.number_columns


def _read(source: Source, **how: Any) -> tuple[list[Any], Any]:
    """The columns and the metadata of a file; whatever the library says of a damaged file becomes one sentence."""
    import pyreadstat

    reader: Callable[..., Any] = pyreadstat.read_dta if source.container == "stata" else pyreadstat.read_sav
    try:
        columns, about = reader(str(source.path), output_format="dict", **how)
        return list(columns.values()), about
    except MemoryError:
        raise
    except Exception as error:
        raise refuse(source.path, f"this file is damaged or cut off ({type(error).__name__})", _AGAIN) from None


def _column(name: str, values: list[Any], ranges: list[Mapping[str, Any]], tagged: list[Any]) -> tuple[Texts, int]:
    """A variable as text with its name on top, and how many values the file declares missing in it."""
    places: dict[Any, int] = {}
    codes = np.array([places.setdefault(value, len(places)) for value in values], dtype=np.int32)
    missing = np.array([_is_missing(value, ranges, tagged) for value in places], dtype=bool)
    index: dict[str, int] = {name: 0}
    texts = encode(["" if out else _text(value) for value, out in zip(places, missing.tolist(), strict=True)], index)
    whole = np.append(np.zeros(1, dtype=np.int32), texts[codes]) if len(codes) else np.zeros(1, dtype=np.int32)
    return Texts(whole, tuple(index)), int(missing[codes].sum()) if len(codes) else 0


def _is_missing(value: Any, ranges: list[Mapping[str, Any]], tagged: list[Any]) -> bool:
    """Whether a value lies in a range, or carries a tag, that the file declares missing."""
    if value in tagged:
        return True
    for one in ranges:
        low, high = one["lo"], one["hi"]
        if value in (low, high):
            return True
        if all(map(_is_number, (low, value, high))) and low <= value <= high:
            return True
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _variable(about: Any, name: str) -> Variable:
    labels = about.variable_value_labels.get(name, {})
    kind = "date" if about.readstat_variable_types.get(name) == "date" else ""
    found = {_text(code): str(label) for code, label in labels.items()}
    return Variable(str(about.column_names_to_labels.get(name) or name or ""), found, kind)


def _text(value: Any) -> str:
    """A value as text: whole numbers without a point, ISO dates, blank where missing."""
    if value is None:
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
