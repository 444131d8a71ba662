"""Who is linked over waves, and how their measurements go together over the whole organisation. PRIVATE but for the latter.

Specification: docs/methods/linked.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables import LINKED_SPREAD, NOT_CONVINCED

FEWEST: Final = 30
"""Linked people below which nothing is said of how measurements go together."""
NOT_THERE: Final = -1
_RELUCTANT: Final = "reluctant"
_ALIKE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Observed:
    """Those who were scored in one wave. PRIVATE: one row per person, all of one length.

    Attributes
    ----------
    wave : year and month. person : pseudonyms, "" where none. places : columns role, department (site).
    scales : scores, 0-100. standing : reluctant, undecided or willing.
    """

    wave: str
    person: NDArray[np.object_]
    places: pd.DataFrame
    scales: pd.DataFrame
    standing: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Paths:
    """People over waves. PRIVATE.

    Attributes
    ----------
    waves : earliest first, (W,). rows : of each person the row in each wave, -1 where they are not, (N, W). Who is linked in
        no other wave has a row of their own.
    """

    waves: tuple[Observed, ...]
    rows: NDArray[np.intp]

    def number(self, wave: str) -> int:
        """Position of a wave."""
        return [one.wave for one in self.waves].index(wave)

    def linked(self, one: int, other: int) -> NDArray[np.bool_]:
        """Who is in both waves, (N,)."""
        return (self.rows[:, one] != NOT_THERE) & (self.rows[:, other] != NOT_THERE)


def follow(waves: Sequence[Observed], forgotten: Collection[str] = frozenset()) -> Paths:
    """Follow people over waves by pseudonym; one that stands twice in a wave, or was forgotten, links nobody there."""
    ordered = tuple(sorted(waves, key=lambda one: one.wave))
    number: dict[str, int] = {}
    paths: list[list[int]] = []
    for position, one in enumerate(ordered):
        often = Counter(str(person) for person in one.person)
        for row, person in enumerate(str(person) for person in one.person):
            named = person and often[person] == 1 and person not in forgotten
            if not named or person not in number:
                if named:
                    number[person] = len(paths)
                paths.append([NOT_THERE] * len(ordered))
                paths[-1][position] = row
            else:
                paths[number[person]][position] = row
    return Paths(ordered, np.array(paths, dtype=np.intp).reshape(len(paths), len(ordered)))


def places_over_waves(paths: Paths) -> pd.DataFrame:
    """How many people were where in each wave. PRIVATE: columns path, people, wave, role, department (site); one row per path and
    wave in which its people were there."""
    axes = list(dict.fromkeys(axis for one in paths.waves for axis in one.places))
    parts = []
    for position, one in enumerate(paths.waves):
        there = np.flatnonzero(paths.rows[:, position] != NOT_THERE)
        places = one.places.iloc[paths.rows[there, position]].reset_index(drop=True)
        parts.append(places.assign(wave=one.wave, person=there))
    seen = pd.concat(parts, ignore_index=True).fillna("")
    names = seen["wave"].astype("str").str.cat([seen[axis].astype("str") for axis in axes], sep="|")
    walked = names.groupby(seen["person"]).agg(";".join)
    path, kinds = pd.factorize(walked, sort=True)
    first = pd.Series(walked.index, index=path).groupby(level=0).first()
    people = np.bincount(path, minlength=len(kinds))
    rows = seen[seen["person"].isin(first)].merge(first.rename("person").rename_axis("path").reset_index(), on="person")
    rows["people"] = people[rows["path"]]
    return rows.sort_values(["path", "wave"])[["path", "people", "wave", *axes]].reset_index(drop=True)


def linked_spread(paths: Paths, wave: str, earlier: str, scales: Sequence[str], k: int) -> pd.DataFrame:
    """LINKED_SPREAD of two waves: correlation and SD of changes within roles, of linked people who stayed in their role.

    scales : ids in both waves. A measure that fewer than 30 (or k) of them have gets no row; what would say that all changed
    alike, or how few changed sides, is missing.
    """
    before, now = paths.number(earlier), paths.number(wave)
    pairs = paths.rows[paths.linked(before, now)][:, [before, now]]
    waves = (paths.waves[before], paths.waves[now])
    roles = [one.places["role"].to_numpy(dtype=object)[pairs[:, i]] for i, one in enumerate(waves)]
    stayed = roles[0] == roles[1]
    pairs, role = pairs[stayed], roles[1][stayed]
    rows = []
    for scale in scales:
        values = [one.scales[scale].to_numpy(dtype=float)[pairs[:, i]] for i, one in enumerate(waves)]
        rows += _row(scale, values[0], values[1], role, k)
    reluctant = [np.where(one.standing[pairs[:, i]] == _RELUCTANT, 100.0, 0.0) for i, one in enumerate(waves)]
    sides = int((reluctant[0] != reluctant[1]).sum())
    if k <= sides <= len(role) - k:
        rows += _row(NOT_CONVINCED, reluctant[0], reluctant[1], role, k)
    return LINKED_SPREAD.check(pd.DataFrame(rows).assign(earlier=earlier)) if rows else LINKED_SPREAD.empty()


def _row(
    measure: str, before: NDArray[np.float64], now: NDArray[np.float64], role: NDArray[np.object_], k: int
) -> list[dict[str, object]]:
    """One row, or none where too few have both."""
    there = ~np.isnan(before) & ~np.isnan(now)
    before, now, group = before[there], now[there], pd.factorize(role[there])[0]
    sizes = np.bincount(group) if len(group) else np.zeros(1, dtype=np.int64)
    if len(before) < max(FEWEST, k):
        return []
    contributing = sizes[sizes > 1]
    if contributing.sum() - contributing.max(initial=0) < k:
        group, sizes = np.zeros(len(before), dtype=np.int64), np.array([len(before)])
    first, second = (values - (np.bincount(group, weights=values) / sizes)[group] for values in (before, now))
    change, df = second - first, len(before) - len(sizes)
    squares = float((first**2).sum()), float((second**2).sum()), float((change**2).sum())
    told = df > 0 and min(squares) > _ALIKE
    return [
        {
            "scale": measure,
            "n_linked": len(before),
            "correlation": float((first * second).sum() / np.sqrt(squares[0] * squares[1])) if told else np.nan,
            "change_sd": float(np.sqrt(squares[2] / df)) if told else np.nan,
        }
    ]
