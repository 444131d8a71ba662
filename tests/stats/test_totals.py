"""Totals of groups with many silent: arithmetic one can see, scipy's binomial, and every chance written down."""

import numpy as np
import pytest
from scipy.stats import binom

from pipeline.stats import prediction
from pipeline.stats.prediction import predict
from pipeline.stats.shares import posterior
from pipeline.stats.totals import Totals


def one(p: float, silent: int, count: int = 0) -> Totals:
    return Totals(np.array([0]), np.array([float(count)]), np.array([p]), np.array([1.0]), np.array([float(silent)]))


def test_of_even_chances_as_many_lie_below_the_middle_as_above() -> None:
    found = one(0.5, 2_000, count=7)
    assert found.mean.tolist() == [1_007.0]
    assert found.limit(0.05) + found.limit(0.95) == 2 * 1_007
    # P(below) + P(exactly) / 2 = 1/2 at the middle.
    assert (found.up_to(np.array([1_006.0])) + found.up_to(np.array([1_007.0])))[0] == pytest.approx(1.0)


@pytest.mark.parametrize(("p", "silent"), [(0.3, 1_001), (0.0025, 50_000), (0.9975, 50_000), (0.4, 3_000_000)])
@pytest.mark.parametrize("tail", [0.05, 0.95])
def test_limits_are_those_of_the_binomial(p: float, silent: int, tail: float) -> None:
    total = int(one(p, silent).limit(tail)[0])
    # binom(silent, p): mid-probability of the total and of its neighbour, scipy.stats
    chances = binom(silent, p)
    middle = [chances.cdf(t) - chances.pmf(t) / 2 for t in (total - 1, total, total + 1)]
    assert middle[0] < tail <= middle[1] if tail < 0.5 else middle[1] <= tail < middle[2]
    assert one(p, silent).up_to(np.array([float(total)]))[0] == pytest.approx(chances.cdf(total), abs=1e-12)


def test_nothing_lies_outside_of_nobody_and_everybody() -> None:
    found = one(0.25, 4_000, count=10)
    assert [found.up_to(np.array([total]))[0] for total in (-1.0, 9.0, 4_010.0, 9_999.0)] == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize("shift", [-0.4, 0.0, 0.1, 0.95])
def test_the_same_totals_as_with_every_chance_written_down(shift: float, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(20, 3_000, 40)
    staff = n + rng.integers(900, 7_000, 40)
    low = rng.binomial(n, 0.3)
    high = low + np.where(np.arange(40) % 4, 0, 5)
    known = posterior(low, high, n, np.zeros(40))
    searched = predict(known, staff, cut=0.4, shift=shift)
    monkeypatch.setattr(prediction, "_MANY", 10**9)
    written = predict(known, staff, cut=0.4, shift=shift)
    assert searched.count_low.tolist() == written.count_low.tolist()
    assert searched.count_high.tolist() == written.count_high.tolist()
    assert searched.mean == pytest.approx(written.mean, abs=1e-12)
    assert searched.probability == pytest.approx(written.probability, abs=1e-9)


def test_a_country_takes_no_more_room_than_a_region() -> None:
    known = posterior([300_000], [300_000], [1_000_000], [0])
    found = predict(known, [90_000_000], cut=0.4)
    assert found.low[0] < 0.3 < found.high[0]
    assert found.probability[0] == 0.0
