"""Rows of published tables: group columns beside protected counts, family by family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.counts import Counts, unprotected
from pipeline.release.lattice import Lattice
from pipeline.release.wave import Mask, Wave
from pipeline.stats.sums import Limits, Sum
from pipeline.tables import Table
from pipeline.tables.tally import Counts as People

Marks = Mapping[str, People]
"""Name of a count -> the people who are counted, per atom and family, (A, F)."""


def group_columns(lattice: Lattice, shown: Mask) -> pd.DataFrame:
    """The columns that name the shown groups."""
    return lattice.names[shown].reset_index(drop=True)


def counted(wave: Wave, shown: Mask, persons: People, marks: Marks, *, partition: bool = False, whole: bool = False) -> Counts:
    """Exact counts of the families of one table.

    shown : the groups that show each family, (G, F). persons, marks : per atom and family, the people who contribute, and who is
    counted of them.
    """
    columns = wave.people(np.concatenate([persons, *marks.values()], axis=1))
    found = columns.reshape(len(columns), 1 + len(marks), shown.shape[1]) * shown[:, None, :]
    n, exact = found[:, 0], np.moveaxis(found[:, 1:], 1, 2)
    return unprotected(tuple(marks), n, shown, exact, partition=partition, whole=whole)


def sums_of(lattice: Lattice, among: Mask) -> list[Sum]:
    """How groups are made of others: each group with all groups of one axis that lie inside it.

    Atoms that are known to be empty do not count: a role with staff in one department only lies inside that department. Of two
    groups that are the same people, the second is a part of the first.
    """
    cover = lattice.cover[:, ~lattice.empty].astype(np.float32)
    size = cover.sum(axis=1)
    number = np.arange(len(size))
    smaller = (size[:, None] < size[None, :]) | ((size[:, None] == size[None, :]) & (number[:, None] > number[None, :]))
    inside = (cover @ cover.T >= size[:, None]) & (size[:, None] > 0) & smaller  # [part, whole]
    found = []
    for whole in np.flatnonzero(among):
        for axis in dict.fromkeys(lattice.axis[among]):
            parts = np.flatnonzero(inside[:, whole] & among & (lattice.axis == axis))
            if len(parts):
                found.append(Sum(int(whole), parts))
    return found


def table_of(
    table: Table,
    lattice: Lattice,
    counts: Counts,
    families: Mapping[str, Sequence[str]],
    totals: Mapping[str, NDArray[np.float64]] | None = None,
) -> pd.DataFrame:
    """The published table: family after family, groups in the order of the lattice.

    families : column -> its value for each family; empty for a table of one family. totals : column -> sums, (G, F).
    """
    if not counts.shown.any():
        return table.empty()
    family, group = np.nonzero(counts.shown.T)
    every = lattice.names.iloc[group].reset_index(drop=True)
    rows = pd.concat([every, _one_family(counts).frame(0)], axis=1)
    named = {column: np.array(values, dtype=object)[family] for column, values in families.items()}
    return table.check(rows.assign(**named, **{column: values[group, family] for column, values in (totals or {}).items()}))


def _one_family(counts: Counts) -> Counts:
    """All families of a table as one, family after family."""

    def flat(part: NDArray[Any]) -> NDArray[Any]:
        return np.swapaxes(part, 0, 1).reshape(-1, 1, *part.shape[2:])

    limits = Limits(flat(counts.limits.low), flat(counts.limits.high))
    n, shown, exact, near = flat(counts.n), flat(counts.shown), flat(counts.exact), flat(counts.near_ends)
    return replace(counts, n=n, shown=shown, exact=exact, near_ends=near, limits=limits)
