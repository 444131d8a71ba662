"""Which groups are compared with each other, and what the release knows about each: staff, members, spread of persons.

An axis is a way to cut the organisation: by role (with the roll-ups and role groups that stand for small roles), by
department, by a declared roll-up, or crossed. Groups of one axis do not overlap; they form one family for shrinkage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.stats.prediction import SharePrediction, predict
from pipeline.stats.shares import FLAT, posterior
from pipeline.tables import ROLES_TOGETHER, Release, group_key

OVERALL = "overall"
_STANDS_FOR = {"role_rollup": "role", "department_rollup": "department"}
_TAKES_PLACE = {"role_group": "role", "department_group": "department"}
"""Declared groups take the place of roles (departments) where those are too small; else they are an axis of their own."""

_SPREAD_ORDER = ("role", "department", "role_department")


def axis_of(frame: pd.DataFrame) -> pd.Series:
    """The axis of every row of a table of groups."""
    present = set(frame["grouping"])
    place = {group: axis for group, axis in _TAKES_PLACE.items() if axis not in present}
    return frame["grouping"].replace(_STANDS_FOR | place)


def group_facts(release: Release, frame: pd.DataFrame) -> pd.DataFrame:
    """Staff (float, NaN where unknown), members and axis of the group of every row of ``frame``; same index."""
    key, groups = group_key(frame), release.groups
    at = pd.Index(group_key(groups)).get_indexer(pd.Index(key))
    staff, members = groups["staff"].to_numpy(dtype=float, na_value=np.nan), groups["members"].fillna("").to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "key": key,
            "axis": axis_of(frame),
            "staff": np.where(at >= 0, np.append(staff, np.nan)[at], np.nan),
            "members": pd.Series(np.append(members, "")[at], index=frame.index, dtype="str"),
        },
        index=frame.index,
    )


def members_of(row: pd.Series | Mapping[str, Any], column: str) -> tuple[str, ...]:
    """Ids of the roles (or departments) that a group covers; empty where it is not cut by ``column``."""
    if pd.notna(row[column]) and row[column]:
        return (row[column],)
    listed = "role" if row["grouping"] in ROLES_TOGETHER else "department"
    if listed != column or pd.isna(row["members"]):
        return ()
    return tuple(part for part in str(row["members"]).split(";") if part)


PersonVariances = Mapping[tuple[str, str], float]
"""(grouping, measure) -> variance of persons within groups, pooled over the organisation, in squared units of the measure."""


def person_variances(release: Release) -> PersonVariances:
    """The variances that the release holds."""
    spread = release.organisation.spread
    spread = spread[spread["df"] > 0]
    values = (spread["within_ss"] / spread["df"].astype("float64")).to_numpy(dtype=float)
    return dict(zip(zip(spread["grouping"], spread["measure"], strict=True), values, strict=True))


def person_variance(known: PersonVariances, axis: str, measure: str, span: float) -> float:
    """Variance of persons within groups of the axis.

    span : width of the measure's range. Where the release holds no spread for the axis another axis serves, and failing
    that the variance of answers spread evenly over the range, which is larger than that of any group one is likely to meet.
    """
    found = (known[grouping, measure] for grouping in (axis, *_SPREAD_ORDER) if (grouping, measure) in known)
    return float(next(found, span**2 / 12))


def families(axis: pd.Series, *within: pd.Series) -> NDArray[np.int64]:
    """Family number of every row: rows of one axis (and equal ``within``, e.g. one topic) are a family; overall stands alone."""
    codes = np.zeros(len(axis), dtype=np.int64)
    for part in (axis, *within):
        numbers, levels = pd.factorize(part, sort=True)
        codes = codes * len(levels) + numbers
    return np.where(axis == OVERALL, FLAT, codes).astype(np.int64)


def rows_by(*parts: pd.Series) -> dict[tuple[str, ...], NDArray[np.intp]]:
    """Numbers of the rows of every combination of levels that there is, combinations sorted, rows in their order."""
    keys = list(zip(*parts, strict=True))
    number, names = pd.factorize(pd.MultiIndex.from_tuples(keys), sort=True)
    rows = np.split(np.argsort(number, kind="stable"), np.cumsum(np.bincount(number))[:-1])
    return dict(zip(names.tolist(), rows, strict=True))


def predict_shares(
    frame: pd.DataFrame, counts: Sequence[str], family: NDArray[np.int64], staff: pd.Series, cut: float, interval: float
) -> dict[str, SharePrediction]:
    """Predicted share of current staff for each of the protected ``counts`` of a table with n; count -> one per row."""
    low, high = (np.concatenate([frame[f"{name}_{end}"].to_numpy(dtype=np.int64) for name in counts]) for end in ("low", "high"))
    own = np.arange(len(counts))[:, None] * (family.max(initial=0) + 1)
    apart = np.where(family == FLAT, FLAT, family + own).ravel()
    known = posterior(low, high, np.tile(frame["n"].to_numpy(dtype=np.int64), len(counts)), apart)
    found = predict(known, np.tile(staff.to_numpy(dtype=float), len(counts)), cut=cut, interval=interval)
    return {name: found.rows(slice(at * len(frame), (at + 1) * len(frame))) for at, name in enumerate(counts)}
