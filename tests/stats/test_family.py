"""Groups that say something of each other: without any apart as in the normal family, with one apart by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from pipeline.stats.family import family
from pipeline.stats.means import others, shrink, updated

MEAN, VARIANCE = np.array([1.0, 3.0, -2.0, 0.0, 20.0, 2.0]), np.array([4.0, 9.0, 6.0, 3.0, 5.0, 16.0])


def test_nobody_apart_is_the_normal_family() -> None:
    grid, exact = family(MEAN, VARIANCE, 5, 10, apart=0), others(MEAN, VARIANCE, 5)
    assert grid.mean == pytest.approx(exact.mean, abs=0.02) and grid.sd == pytest.approx(exact.sd, rel=0.01)
    assert updated(grid, MEAN, VARIANCE).mean == pytest.approx(shrink(MEAN, VARIANCE, 5).mean, abs=0.01)


def test_one_apart_by_brute_force() -> None:
    """Of the last group, all others known: a plain sum over μ, τ and who of the others is apart."""
    scale, distance, apart = 3.0, 8.0, 0.1
    y, v = MEAN[:-1], VARIANCE[:-1]
    tau = scale * np.tan(np.pi / 2 * (np.arange(60) + 0.5) / 60)
    mu = np.linspace(-400, 400, 16001)
    weight = np.empty((len(tau), len(mu)))
    for i, t in enumerate(tau):
        near = norm.pdf(y[:, None], mu, np.sqrt(v + t**2)[:, None])
        far = norm.pdf(y[:, None], mu, np.sqrt(v + t**2 + distance**2)[:, None])
        weight[i] = ((1 - apart) * near + apart * far).prod(axis=0)
    weight /= weight.sum()
    centre = (weight * mu).sum()
    spread = (weight * (mu**2 + tau[:, None] ** 2 + apart * distance**2)).sum() - centre**2
    found = family(MEAN, VARIANCE, scale, distance, apart)
    assert found.mean[-1] == pytest.approx(centre, abs=0.03)
    # The widest values of τ reach beyond what is summed here; what lies in the middle is compared.
    low, high = found.limit(0.1)[-1], found.limit(0.9)[-1]
    inside = np.array([[norm.cdf(at, mu, t) for t in tau] for at in (low, high)])
    outside = np.array([[norm.cdf(at, mu, np.sqrt(t**2 + distance**2)) for t in tau] for at in (low, high)])
    below = (weight * ((1 - apart) * inside + apart * outside)).sum(axis=(1, 2))
    assert below == pytest.approx([0.1, 0.9], abs=0.005) and spread > 0


def test_one_far_away_hardly_moves_the_others_and_is_itself_kept() -> None:
    calm = np.array([0.5, -0.5, 1.0, -1.0, 0.0, 0.2, -0.2, 0.6])
    near, far = (np.append(calm, last) for last in (0.3, 30.0))
    v = np.full(9, 4.0)
    with_far, without = (updated(family(y, v, 4, 8), y, v) for y in (far, near))
    assert np.abs(with_far.mean[:-1] - without.mean[:-1]).max() < 0.25
    assert with_far.mean[-1] > 24
    plain = shrink(far, v, 4)
    assert plain.above(2.0)[2] > with_far.above(2.0)[2]


def test_what_is_the_same_everywhere_is_no_spread() -> None:
    y = np.full(5, 7.0)
    known = updated(family(y, np.full(5, 2.0), 3, 6), y, np.full(5, 2.0))
    assert known.mean == pytest.approx(y)
    moved = updated(family(y + 40, np.full(5, 2.0), 3, 6), y + 40, np.full(5, 2.0))
    assert moved.mean == pytest.approx(known.mean + 40) and moved.sd == pytest.approx(known.sd)
