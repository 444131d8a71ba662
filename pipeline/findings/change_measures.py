"""The measures of two waves side by side, with what is known of their sampling errors. Specification: docs/methods/change.md."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd

from pipeline.findings.axes import OVERALL, group_facts, person_variance, person_variances
from pipeline.findings.estimate import SPAN
from pipeline.findings.reluctance import Told, told_of
from pipeline.instrument.model import Instrument
from pipeline.stats.shares import MIDDLES
from pipeline.tables import GROUP, NOT_CONVINCED, NOT_STATED, Release

PLACE: Final = (*GROUP, "key", "axis", "members", "scale")
_FIGURES: Final = ("n", "mean", "total", "within", "variance", "unsure", "bounded")
_MOST_ALIKE: Final = 0.99  # correlation of a person's two values, at most


def measures(release: Release, told: Told | None = None) -> pd.DataFrame:
    """Every measure of every published group of one wave but "not stated".

    columns : PLACE (members sorted, joined by ';'), n, mean, total (points), within (variance of persons within groups of the
    axis, points²), variance (the same; for all staff with the spread between roles), unsure (variance that a count known as an
    interval adds), bounded (whether it is one). told : ``told_of`` the release, where it is known already.
    """
    both = pd.concat([_scales(release), _share(release, told or told_of(release))], ignore_index=True)
    return both[both["role"].ne(NOT_STATED).fillna(True) & both["department"].ne(NOT_STATED).fillna(True)].reset_index(drop=True)


def _scales(release: Release) -> pd.DataFrame:
    frame = release.scales[release.scales["n"] > 0].reset_index(drop=True)
    placed = _placed(release, frame).assign(scale=frame["scale"], n=frame["n"].astype("float64"), total=frame["total"])
    placed = placed.assign(mean=placed["total"] / placed["n"], unsure=0.0, bounded=False)
    known = person_variances(release)
    pairs = {pair: person_variance(known, *pair, SPAN) for pair in zip(placed["axis"], placed["scale"], strict=True)}
    within = [pairs[pair] for pair in zip(placed["axis"], placed["scale"], strict=True)]
    placed = placed.assign(within=pd.Series(within, index=placed.index, dtype="float64"))
    between = _between_roles(placed, placed["mean"], placed["mean"], placed["n"])
    more = placed["scale"].map(between).astype("float64").where(placed["axis"] == OVERALL).fillna(0.0)
    return placed.assign(variance=placed["within"] + more)


def _share(release: Release, told: Told) -> pd.DataFrame:
    """Persons not yet convinced, in percent; the variance of persons is that of the estimated share, which is never 0."""
    frame, known = told.frame, told.known
    placed = _placed(release, frame).assign(scale=NOT_CONVINCED, n=frame["n"].astype("float64"))
    if frame.empty:
        return placed.assign(**dict.fromkeys(_FIGURES, 0.0))
    share = known.weights @ MIDDLES
    # A count of which only an interval is shown lies where the other groups let expect it: seldom in the middle.
    count = known.expected_count
    square = np.bincount(known.group, weights=known.joint.sum(axis=1) * known.count.astype(float) ** 2, minlength=len(frame))
    unsure = np.maximum(square - count**2, 0.0)
    total = SPAN * count
    return placed.assign(
        total=total,
        mean=total / placed["n"],
        within=SPAN**2 * share * (1 - share),
        variance=SPAN**2 * share * (1 - share),
        unsure=SPAN**2 * unsure / placed["n"] ** 2,
        bounded=frame["reluctant"].isna(),
    )


def _placed(release: Release, frame: pd.DataFrame) -> pd.DataFrame:
    facts = group_facts(release, frame)
    members = [";".join(sorted(part for part in str(ids).split(";") if part)) for ids in facts["members"]]
    return frame[[*GROUP]].assign(
        key=facts["key"], axis=facts["axis"], members=pd.Series(members, index=frame.index, dtype="str")
    )


def _between_roles(frame: pd.DataFrame, first: pd.Series, second: pd.Series, n: pd.Series) -> pd.Series:
    """Covariance of two figures of the roles, weighted with ``n``, by scale."""
    part = pd.DataFrame({"scale": frame["scale"], "n": n, "first": first, "second": second})[frame["axis"] == "role"]
    by_scale = {scale: _covariance(one) for scale, one in part.groupby("scale")}
    return pd.Series(by_scale, dtype="float64")  # without rows where no role is shown


def _covariance(part: pd.DataFrame) -> float:
    weight = part["n"] / part["n"].sum()
    first, second = (part[name] - (weight * part[name]).sum() for name in ("first", "second"))
    return float((weight * first * second).sum())


def both_waves(
    now: pd.DataFrame,
    earlier: pd.DataFrame,
    not_trended: Collection[str] = frozenset(),
    groups_not_trended: Collection[str] = frozenset(),
) -> pd.DataFrame:
    """Groups that both waves show, with the same members, on the measures that may be trended.

    now, earlier : ``measures`` of both. columns : PLACE; those of ``measures`` ending in ``_before``, and of this wave without
    an ending.
    """
    own = ["key", "members", "scale"]
    pairs = now.merge(earlier[[*own, *_FIGURES]], on=own, suffixes=("", "_before"))
    kept = ~pairs["scale"].isin(set(not_trended))
    for column in ("role", "department", "rollup"):
        kept &= ~pairs[column].isin(set(groups_not_trended))
    return pairs[kept].reset_index(drop=True)


def with_linked(pairs: pd.DataFrame, release: Release, instrument: Instrument, earlier: str) -> pd.DataFrame:
    """``both_waves`` with what is known of persons in both. earlier : the wave before.

    more columns : n_linked, change_total (such persons and the sum of their changes, NaN where not shown), change_sd, correlation
    (of a person's two values in this group's axis; 0 where nobody is linked).
    """
    shown = release.linked[release.linked["earlier"] == earlier]
    shown = _placed(release, shown).assign(**shown[["scale", "n_linked", "change_total"]].astype({"n_linked": "float64"}))
    found = pairs.merge(shown[["key", "scale", "n_linked", "change_total"]], on=["key", "scale"], how="left")
    # Whoever has a willingness score is convinced or not: the same persons.
    persons = shown[shown["scale"] == instrument.willingness.id].set_index("key")["n_linked"]
    of_share = found["key"].map(persons).where(found["scale"] == NOT_CONVINCED)
    most = found[["n", "n_before"]].min(axis=1)
    found["n_linked"] = found["n_linked"].fillna(of_share).where(lambda n: n.isna() | (n <= most), most)
    spread = release.organisation.linked_spread
    spread = spread[spread["earlier"] == earlier].set_index("scale")
    found["change_sd"] = found["scale"].map(spread["change_sd"]).astype("float64")
    within = found["scale"].map(spread["correlation"]).astype("float64").fillna(0.0)
    return found.assign(correlation=_correlation(found, within))


def _correlation(pairs: pd.DataFrame, within: pd.Series) -> pd.Series:
    """Of a person's two values: as within roles; for all staff with the covariance of the role means added."""
    shared = within * np.sqrt(pairs["within_before"] * pairs["within"])
    roles = _between_roles(pairs, pairs["mean_before"], pairs["mean"], pairs["n_before"] + pairs["n"])
    added = pairs["scale"].map(roles).astype("float64").fillna(0.0)
    everybody: pd.Series = (shared + added) / np.sqrt(np.maximum(pairs["variance_before"] * pairs["variance"], 1e-9))
    plain = pairs["axis"].ne(OVERALL) | pairs["scale"].eq(NOT_CONVINCED) | within.eq(0)
    return everybody.where(~plain, within).clip(0.0, _MOST_ALIKE)
