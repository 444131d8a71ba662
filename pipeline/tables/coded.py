"""Columns that take few values, as small integers: names of groups and options, answers with their scores, ticked options.

One byte per person and column instead of a text or a float. Every question about a value is asked once per value and then taken
row by row. All arrays of many columns are columns × rows, so that one column lies in one piece.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables.blocks import taken

Rows = slice | NDArray[np.bool_] | NDArray[np.integer]
"""Some of the rows: a run of them, true where kept, or their numbers."""


def numbered(rows: Rows) -> slice | NDArray[np.integer]:
    """The same rows as a run or as numbers, which are looked up faster than what is true."""
    if isinstance(rows, slice):
        return rows
    return np.flatnonzero(rows) if rows.dtype == bool else rows.astype(np.intp, copy=False)


def _columns(columns: NDArray, rows: Rows) -> NDArray:
    """Some rows of columns × rows."""
    which = numbered(rows)
    if isinstance(which, slice):
        return columns[:, which]
    ascending = len(which) > 0 and which[0] >= 0 and bool((which[1:] > which[:-1]).all())
    return taken(columns, which) if ascending else columns[:, which]


NOT_FOR_ME, NO_ANSWER = 0, 1
"""Codes of a rated column that carry no value: the respondent said that it does not apply; the cell is blank."""


def smallest(codes: NDArray[np.integer], values: int) -> NDArray[np.integer]:
    """Codes below ``values`` in the smallest unsigned integers that hold them."""
    return codes.astype(np.min_scalar_type(max(values - 1, 0)), copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """One column of names. codes : shape (n,), place of each row's name in ``names``; names : each once."""

    codes: NDArray[np.integer]
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str] | pd.Series | NDArray[np.object_], order: Sequence[str] = ()) -> Named:
        """A column of these texts. order : names that come first, whether or not they occur."""
        codes, found = pd.factorize(np.asarray(values, dtype=object))
        names = (*order, *(str(name) for name in found if name not in order))
        place = {name: code for code, name in enumerate(names)}
        return cls(smallest(np.array([place[str(name)] for name in found], dtype=np.int64)[codes], len(names)), names)

    def __len__(self) -> int:
        return len(self.codes)

    def rows(self, rows: Rows) -> Named:
        """Some of the rows."""
        return Named(self.codes[rows], self.names)

    def recoded(self, names: Sequence[str]) -> Named:
        """The column under another list of names; raises KeyError for a name of some row that the list lacks."""
        if tuple(names) == self.names:
            return self
        place = {name: code for code, name in enumerate(names)}
        used = np.bincount(self.codes, minlength=len(self.names)) > 0
        table = [place[name] if is_used else 0 for name, is_used in zip(self.names, used, strict=True)]
        return Named(smallest(np.array(table, dtype=np.int64), len(place))[self.codes], tuple(names))

    def counts(self) -> dict[str, int]:
        """How many rows have each name, in their order; names of no row left out."""
        times = np.bincount(self.codes, minlength=len(self.names)).tolist()
        return {name: n for name, n in zip(self.names, times, strict=True) if n}

    def seen(self) -> tuple[str, ...]:
        """The names that some row has, in their order."""
        return tuple(self.counts())

    def of_name(self, name: str) -> NDArray[np.bool_]:
        """Which rows have a name."""
        return self.codes == self.names.index(name) if name in self.names else np.zeros(len(self.codes), dtype=bool)

    def series(self) -> pd.Series:
        """The names as text, index 0..n-1."""
        return pd.Series(np.array(self.names, dtype=object)[self.codes], dtype="str")


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """Columns of answers that have values.

    Attributes
    ----------
    names : of the columns, (C,).
    codes : (C, n), place of each answer among the values of its column; ``NOT_FOR_ME`` and ``NO_ANSWER`` carry none.
    values : per column the value of every code, NaN for the first two; ascending.
    """

    names: tuple[str, ...]
    codes: NDArray[np.integer]
    values: tuple[NDArray[np.float64], ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, not_applicable: pd.DataFrame | None = None) -> Rated:
        """The columns of a frame of numbers, NaN = no answer; ``not_applicable`` of the same shape."""
        columns, values = [], []
        for name in frame.columns:
            x = frame[name].to_numpy(dtype=float)
            levels = np.unique(x[~np.isnan(x)])
            codes = np.where(np.isnan(x), NO_ANSWER, np.searchsorted(levels, x) + 2)
            if not_applicable is not None:
                codes = np.where(not_applicable[name].to_numpy(dtype=bool), NOT_FOR_ME, codes)
            columns.append(codes)
            values.append(np.concatenate([[np.nan, np.nan], levels]))
        most = max(map(len, values), default=2)
        codes = np.array(columns, dtype=np.int64).reshape(len(columns), len(frame))
        return cls(tuple(map(str, frame.columns)), smallest(codes, most), tuple(values))

    def __len__(self) -> int:
        return self.codes.shape[1]

    def rows(self, rows: Rows) -> Rated:
        """Some of the rows."""
        return Rated(self.names, _columns(self.codes, rows), self.values)

    def columns(self, names: Sequence[str]) -> Rated:
        """Some of the columns, in the order of ``names``."""
        places = [self.names.index(name) for name in names]
        return Rated(tuple(names), self.codes[places], tuple(self.values[place] for place in places))

    def column(self, name: str) -> NDArray[np.float64]:
        """One column as numbers, (n,); NaN where there is no value."""
        place = self.names.index(name)
        return self.values[place][self.codes[place]]

    def frame(self) -> pd.DataFrame:
        """All columns as numbers, made anew at each call."""
        columns = {name: self.values[place][self.codes[place]] for place, name in enumerate(self.names)}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self)), dtype=float)

    def excluded(self) -> pd.DataFrame:
        """Where the respondent said that it does not apply."""
        return pd.DataFrame((self.codes == NOT_FOR_ME).T, columns=list(self.names))


@dataclass(frozen=True, slots=True, eq=False)
class Ticked:
    """The options of one multi-select. names : option ids, (O,). ticks : (O, n), true where ticked."""

    names: tuple[str, ...]
    ticks: NDArray[np.bool_]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Ticked:
        """The columns of a boolean frame."""
        return cls(tuple(map(str, frame.columns)), np.ascontiguousarray(frame.to_numpy(dtype=bool).T))

    def __len__(self) -> int:
        return self.ticks.shape[1]

    def rows(self, rows: Rows) -> Ticked:
        """Some of the rows."""
        return Ticked(self.names, _columns(self.ticks, rows))

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Who ticked at least one option, (n,)."""
        return np.any(self.ticks, axis=0)

    def frame(self) -> pd.DataFrame:
        """All options, made anew at each call."""
        return pd.DataFrame(self.ticks.T, columns=list(self.names), index=pd.RangeIndex(len(self)))


def named_frame(columns: Mapping[str, Named]) -> pd.DataFrame:
    """Columns of names as a table of text."""
    size = len(next(iter(columns.values()))) if columns else 0
    return pd.DataFrame({name: column.series() for name, column in columns.items()}, index=pd.RangeIndex(size))
