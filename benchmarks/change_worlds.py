"""Pairs of waves with a known truth: departments that change, or not, of which a part of the people answers twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.before import Before
from pipeline.instrument.model import Instrument
from pipeline.tables import (
    GROUPS,
    LINKED,
    LINKED_SPREAD,
    RELEASE_TABLES,
    SCALES,
    SPREAD,
    WILLINGNESS,
    Organisation,
    Release,
)

EARLIER, DEPARTMENTS = "2026-11", 20
SD, SAME, LINKED_SHARE = 21.5, 0.6, 0.6
"""Of persons (points), correlation of a person's two scores, share of the earlier answers that come back."""
POINT = 25.0
"""One point of 1-5."""
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """One kind of organisation. truth : of a generator, the true change of every department, points."""

    name: str
    truth: Callable[[np.random.Generator], Array]


def _nothing(rng: np.random.Generator) -> Array:
    return np.zeros(DEPARTMENTS)


def _most(rng: np.random.Generator) -> Array:
    return rng.normal(0.15 * POINT, 0.15 * POINT, DEPARTMENTS)


def _one(size: float) -> Callable[[np.random.Generator], Array]:
    def truth(rng: np.random.Generator) -> Array:
        found = np.zeros(DEPARTMENTS)
        found[rng.integers(DEPARTMENTS)] = size
        return found

    return truth


WORLDS = (
    World("no real change", _nothing),
    World("real changes, mean .15, SD .15 of 1-5", _most),
    World("one department +10 points", _one(10)),
    World("one department +20 points", _one(20)),
)


@dataclass(frozen=True, slots=True)
class Waves:
    """Surveys × departments. truth : change of every department, points. raw : as answered. variance : of raw, as it is.

    release, before : this wave, and the one before.
    """

    truth: Array
    raw: Array
    variance: Array
    release: Release
    before: Before


@dataclass
class Tally:
    """Arrows of one rule, summed over surveys."""

    false: float = 0.0
    any_false: float = 0.0
    right: float = 0.0
    wrong: float = 0.0
    large: float = 0.0
    found: float = 0.0

    def add(self, arrow: Array, truth: Array, smallest: float) -> None:
        """arrow : 1, -1 or 0 for every department."""
        large = np.abs(truth) >= smallest
        false = (arrow != 0) & (truth == 0)
        self.false += float(false.sum())
        self.any_false += float(np.atleast_2d(false).any(axis=1).sum())
        self.right += float(((arrow * truth) > 0).sum())
        self.wrong += float(((arrow * truth) < 0).sum())
        self.large += float(large.sum())
        self.found += float((((arrow * truth) > 0) & large).sum())


def two_waves(numbers: range, world: World, instrument: Instrument, *, linked: bool) -> Waves:
    """Means of departments in both waves, every survey as a measure of its own, so that none knows of the others.

    linked : whether it is known who answered twice; in truth the same people do.
    """
    drawn = [_drawn(np.random.default_rng([8, number]), world) for number in numbers]
    now = _release(pd.concat([one.now for one in drawn], ignore_index=True))
    release = with_links(now, pd.concat([one.links for one in drawn], ignore_index=True)) if linked else now
    before = Before(EARLIER, _release(pd.concat([one.then for one in drawn], ignore_index=True)), instrument)
    truth, raw, variance = (np.array([getattr(one, name) for one in drawn]) for name in ("truth", "raw", "variance"))
    return Waves(truth, raw, variance, release, before)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One survey: rows of both waves, who answered twice, truth, raw change and its variance."""

    then: pd.DataFrame
    now: pd.DataFrame
    links: pd.DataFrame
    truth: Array
    raw: Array
    variance: Array


def _drawn(rng: np.random.Generator, world: World) -> _Drawn:
    name, truth = f"S{rng.integers(10**12):012d}", world.truth(rng)
    n1, n2, both = sizes(rng)
    level = 60 + 5 * rng.standard_normal(DEPARTMENTS)
    twice = rng.standard_normal((2, DEPARTMENTS))
    twice[1] = SAME * twice[0] + np.sqrt(1 - SAME**2) * twice[1]
    once = rng.standard_normal((2, DEPARTMENTS))
    sums = [SD * (np.sqrt(both) * twice[i] + np.sqrt(n - both) * once[i]) for i, n in enumerate((n1, n2))]
    means = np.clip(level + sums[0] / n1, 0, 100), np.clip(level + truth + sums[1] / n2, 0, 100)
    change = both * truth + SD * np.sqrt(both) * (twice[1] - twice[0])
    variance = SD**2 * (1 / n1 + 1 / n2 - 2 * SAME * both / (n1 * n2))
    rows = (_rows(means[0], n1, name), _rows(means[1], n2, name), _links(both, change, name))
    return _Drawn(*rows, truth, means[1] - means[0], variance)


def two_waves_of_shares(number: int, world: World, instrument: Instrument) -> Waves:
    """Counts of persons not yet convinced, nobody linked; a department's share is 30 % ± 10."""
    rng = np.random.default_rng([6, number])
    share = np.clip(0.3 + 0.1 * rng.standard_normal(DEPARTMENTS), 0.05, 0.7)
    truth = np.clip(share + world.truth(rng) / 100, 0.02, 0.98) - share
    n1, n2, _ = sizes(rng)
    counts = rng.binomial(n1.astype(int), share), rng.binomial(n2.astype(int), share + truth)
    first, second = (_counts(count, n) for count, n in zip(counts, (n1, n2), strict=True))
    variance = 1e4 * (share * (1 - share) / n1 + (share + truth) * (1 - share - truth) / n2)
    raw = 100 * (counts[1] / n2 - counts[0] / n1)
    return Waves(100 * truth[None], raw[None], variance[None], second, Before(EARLIER, first, instrument))


def leavers(rng: np.random.Generator, n1: int, n2: int, both: int, rise: float, instrument: Instrument) -> Waves:
    """All staff, nobody changes. Those who answered only before are lower: all together seem to rise by ``rise`` points."""
    twice = rng.standard_normal((2, both))
    twice[1] = SAME * twice[0] + np.sqrt(1 - SAME**2) * twice[1]
    lower = rise * n1 / (n1 - both) if rise else 0.0
    then = np.concatenate([60 + SD * twice[0], 60 - lower + SD * rng.standard_normal(n1 - both)])
    now = np.concatenate([60 + SD * twice[1], 60 + SD * rng.standard_normal(n2 - both)])
    first, second = (
        _everybody(_release(_rows(np.array([part.mean()]), np.array([float(len(part))]), "S"))) for part in (then, now)
    )
    links = _links(np.array([float(both)]), np.array([SD * (twice[1] - twice[0]).sum()]), "S")
    release = with_links(second, links.assign(grouping="overall", department=None))
    nothing = np.zeros((1, 1))
    return Waves(nothing, np.array([[now.mean() - then.mean()]]), nothing, release, Before(EARLIER, first, instrument))


def _everybody(release: Release) -> Release:
    """The one group of a release taken as all staff."""
    whole = {"grouping": "overall", "department": None}
    return replace(
        release, groups=GROUPS.check(release.groups.assign(**whole)), scales=SCALES.check(release.scales.assign(**whole))
    )


def sizes(rng: np.random.Generator, share: float = LINKED_SHARE) -> tuple[Array, Array, Array]:
    """Answers then and now, and of people in both; departments of 16 to 250 staff, of whom 50 to 75 % answer."""
    staff = np.exp(rng.normal(np.log(50), 0.7, DEPARTMENTS)).clip(16, 250)
    n1, n2 = (np.maximum(10, (staff * rng.uniform(0.5, 0.75, DEPARTMENTS)).round()) for _ in range(2))
    return n1, n2, np.minimum(np.minimum(n1, n2), (n1 * share).round())


def _keys(groups: int) -> pd.DataFrame:
    ids = [f"D{number:02d}" for number in range(groups)]
    return pd.DataFrame({"grouping": "department", "role": None, "department": ids, "rollup": None})


def _rows(mean: Array, n: Array, scale: str) -> pd.DataFrame:
    """Rows of SCALES."""
    counts = {name: 0 for name in SCALES.fields if name.startswith(("favourable", "neutral", "unfavourable"))}
    return _keys(len(n)).assign(scale=scale, n=n.astype(int), total=mean * n, bounded=False, **counts)


def _links(both: Array, change: Array, scale: str) -> pd.DataFrame:
    """Rows of LINKED. both : persons per group. change : sum of their changes, points."""
    return _keys(len(both)).assign(scale=scale, earlier=EARLIER, n_linked=both.astype(int), change_total=change)


def _groups(groups: int) -> pd.DataFrame:
    return GROUPS.check(_keys(groups).assign(n=100, staff=None, response_rate=np.nan, members=None))


def _release(rows: pd.DataFrame) -> Release:
    scales = rows["scale"].unique()
    spread = pd.DataFrame({"measure": scales, "grouping": "department", "within_ss": 1000 * SD**2, "df": 1000})
    organisation = Organisation.of(spread=SPREAD.check(spread))
    groups = _groups(rows["department"].nunique())
    return replace(without_rows(), groups=groups, scales=SCALES.check(rows), organisation=organisation)


def _counts(count: NDArray[np.int64], n: Array) -> Release:
    rows = _keys(len(n)).assign(n=n.astype(int))
    parts = {"reluctant": count, "undecided": n.astype(int) - count, "willing": 0 * count}
    columns = {f"{name}{end}": values for name, values in parts.items() for end in ("", "_low", "_high")}
    rows = rows.assign(bounded=False, **columns)
    return replace(without_rows(), groups=_groups(len(n)), willingness=WILLINGNESS.check(rows))


def with_links(release: Release, links: pd.DataFrame) -> Release:
    """The release, and who answered twice. links : rows of LINKED."""
    sd = SD * np.sqrt(2 * (1 - SAME))
    known = {"scale": links["scale"].unique(), "earlier": EARLIER, "n_linked": 500, "correlation": SAME, "change_sd": sd}
    organisation = replace(release.organisation, linked_spread=LINKED_SPREAD.check(pd.DataFrame(known)))
    return replace(release, linked=LINKED.check(links), organisation=organisation)


@cache
def without_rows() -> Release:
    """A release that knows nothing."""
    empty = {table.name.split("/")[1]: table.empty() for table in RELEASE_TABLES if table.name.count("/") == 1}
    return Release(**empty, organisation=Organisation.of())
