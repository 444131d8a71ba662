"""How a table is declared and checked: grain, key, columns with type, unit, range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

Kind = Literal["text", "count", "number", "flag"]

#: Edition of the published tables within the contract. Whoever adds a table or a column raises it once per version of the program
#: and declares the addition ``since`` that edition; then waves that were written before are read with the addition empty.
EDITION: Final = 2

_DTYPES: Mapping[Kind, str] = {"text": "str", "count": "Int64", "number": "float64", "flag": "boolean"}

_TYPES: Mapping[Kind, Any] = {kind: pd.api.types.pandas_dtype(name) for kind, name in _DTYPES.items()}

#: The level of a role or department that was left blank or matches nothing; in the totals, protected like any other.
NOT_STATED = "not_stated"

#: The four columns every table of groups starts with.
GROUP = ("grouping", "role", "department", "rollup")

GROUPINGS = (
    "overall",
    "role",
    "department",
    "role_department",
    "role_rollup",
    "department_rollup",
    "role_group",
    "department_group",
    "site",
    "role_group_department",
    "role_department_group",
    "role_site",
    "department_site",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its type, its meaning with unit, whether it may be missing, its range or its allowed values.

    since : edition that it came in; where a table was written before, it is read without values, so it must be nullable.
    """

    kind: Kind
    meaning: str
    nullable: bool = False
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] | None = None
    since: int = 1

    def problems(self, values: ExtensionArray) -> list[str]:
        """What is wrong with the values of a column of this field, in words; empty when nothing is."""
        found = []
        missing = int(values.isna().sum())
        if missing and not self.nullable:
            found.append(f"{missing} missing value(s)")
        if self.values is not None and (unknown := sorted({*values.unique().dropna()} - {*self.values})):
            found.append(f"{unknown[:5]} not among {list(self.values)}")
        if self.kind in ("count", "number") and missing < len(values) and not (self.low is None and self.high is None):
            numbers = values.to_numpy(dtype="float64", na_value=np.nan)
            lowest, highest = np.fmin.reduce(numbers), np.fmax.reduce(numbers)
            if self.low is not None and lowest < self.low - 1e-9:
                found.append(f"{lowest:g} is below {self.low:g}")
            if self.high is not None and highest > self.high + 1e-9:
                found.append(f"{highest:g} is above {self.high:g}")
        return found


class TableError(AssertionError):
    """A stage made a table that breaks its own declaration: a bug, never a user's mistake."""


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table: name, what one row is, key columns, columns in order, and the edition that it came in."""

    name: str
    grain: str
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    since: int = 1

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with declared columns first, in order and typed; raises TableError with everything that is wrong."""
        missing = [name for name in self.fields if name not in frame.columns]
        if missing:
            raise TableError(f"table {self.name}: missing columns {missing}")
        columns = dict(frame.items())
        order = [*self.fields, *(name for name in columns if name not in self.fields)]
        other = {name: _TYPES[f.kind] for name, f in self.fields.items() if columns[name].dtype != _TYPES[f.kind]}
        values = {name: (columns[name].astype(other[name]) if name in other else columns[name]).array for name in order}
        wrong = [f"column '{name}': {p}" for name, f in self.fields.items() for p in f.problems(values[name])]
        if self.key and (repeated := len(frame) - _different([values[name] for name in self.key])):
            wrong.append(f"{repeated} row(s) repeat the key {list(self.key)}")
        if wrong:
            raise TableError(f"table {self.name}: " + "; ".join(wrong))
        if other or order != list(columns):
            return pd.DataFrame(values)
        return frame.reset_index(drop=True)

    def read(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame as a file of this or an earlier edition holds it: columns that came later are added without values.

        raises : TableError as ``check`` does; a column of the first edition that is missing is never made up.
        """
        later = {name: None for name, field in self.fields.items() if field.since > 1 and name not in frame.columns}
        return self.check(frame.assign(**later) if later else frame)

    def as_before(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame without columns of later editions that hold nothing: as the first edition would have written it."""
        later = [name for name, field in self.fields.items() if field.since > 1 and frame[name].isna().all()]
        return frame.drop(columns=later)

    def empty(self) -> pd.DataFrame:
        """A table of this kind without rows."""
        return pd.DataFrame({name: pd.array([], dtype=_TYPES[field.kind]) for name, field in self.fields.items()})


def _different(columns: Sequence[Any]) -> int:
    """How many different rows there are."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        own, values = pd.factorize(column, use_na_sentinel=False)
        codes = pd.factorize(codes * len(values) + own)[0]
        if len(codes) and codes[-1] == len(codes) - 1:
            break
    return int(codes.max(initial=-1)) + 1


def group_key(frame: pd.DataFrame) -> pd.Series:
    """One readable text per group, e.g. ``role:rn_onc``; unique per group, for joining and for addresses."""
    columns = [frame[name].to_numpy(dtype=object) for name in GROUP]
    keys = [":".join([part for part in row if isinstance(part, str) and part]) for row in zip(*columns, strict=True)]
    return pd.Series(keys, index=frame.index, dtype="str")
