"""Rows of published tables: group columns beside protected counts, family by family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.counts import Counts, unprotected
from pipeline.release.lattice import Lattice
from pipeline.release.wave import Mask, Wave
from pipeline.stats.sums import Sum
from pipeline.tables import GROUP, Table

Marks = Mapping[str, Mask]
"""Name of a count -> the persons who are counted, (P,)."""


def group_columns(lattice: Lattice, shown: Mask) -> pd.DataFrame:
    """The columns that name the shown groups."""
    chosen = [group for group, is_shown in zip(lattice.groups, shown, strict=True) if is_shown]
    columns = {name: [getattr(group, name) for group in chosen] for name in GROUP}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(chosen))).astype("str")


def counted(
    wave: Wave,
    shown: Sequence[Mask],
    persons: Sequence[Mask],
    marks: Sequence[Marks],
    *,
    partition: bool = False,
    whole: bool = False,
) -> Counts:
    """Exact counts of several families of one table.

    shown, persons, marks : per family, the groups that are shown, the persons who contribute, and who is counted of them.
    """
    names = tuple(marks[0])
    n = np.stack([wave.people(p) for p in persons], axis=1)
    masks = np.stack(list(shown), axis=1)
    columns = np.stack([mark[name] & p for mark, p in zip(marks, persons, strict=True) for name in names], axis=1)
    exact = np.rint(wave.per_group(columns)).astype(np.int64).reshape(len(n), len(marks), len(names))
    n, exact = np.where(masks, n, 0), np.where(masks[:, :, None], exact, 0)
    return unprotected(names, n, masks, exact, partition=partition, whole=whole)


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
    parts = []
    for f in range(counts.n.shape[1]):
        mask = counts.shown[:, f]
        if not mask.any():
            continue
        rows = pd.concat([group_columns(lattice, mask), counts.frame(f)], axis=1)
        rows = rows.assign(**{column: values[f] for column, values in families.items()})
        parts.append(rows.assign(**{column: values[mask, f] for column, values in (totals or {}).items()}))
    return table.check(pd.concat(parts, ignore_index=True)) if parts else table.empty()
