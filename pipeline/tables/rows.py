"""Rows of a table as dictionaries, made once for all that is said of them: a frame is slow to ask row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.tables.declare import GROUP

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Rows as dictionaries by column name; what is missing in a column of whole numbers or flags is None."""
    names = [str(name) for name in frame]
    columns = [values(column) for _, column in frame.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def values(column: pd.Series) -> list[Any]:
    """Values of a column as Python has them; what is missing among whole numbers or flags is None."""
    if column.dtype == "str":
        return column.to_numpy(dtype=object).tolist()
    found = column.tolist()
    if column.dtype == object:
        found = [one.item() if isinstance(one, np.generic) else one for one in found]
    elif isinstance(column.dtype, np.dtype):
        return found
    return [None if one is pd.NA else one for one in found]


def row_key(row: Mapping[str, Any]) -> str:
    """Key of the group that a row of a table of groups is of, as ``group_key`` has it."""
    return ":".join([part for name in GROUP if isinstance(part := row[name], str) and part])


def by_group(frame: pd.DataFrame) -> dict[str, list[Row]]:
    """Rows of a table of groups by the key of their group, in their order; a group without rows is not there."""
    return _by(records(frame), row_key)


def by_column(frame: pd.DataFrame, name: str) -> dict[Any, list[Row]]:
    """Rows of a table by the value of a column, in their order."""
    return _by(records(frame), lambda row: row[name])


def _by(rows: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
