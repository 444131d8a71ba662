"""Chances to be among the highest: against scipy, arithmetic one can see, and invariants."""

import numpy as np
import pytest
from scipy.stats import betabinom

from pipeline.stats.ranking import among_highest, share_draws
from pipeline.stats.shares import FLAT, posterior


def test_draws_have_the_distribution_of_the_prediction() -> None:
    known = posterior([8, 8], [8, 8], [20, 20], [FLAT, FLAT])
    draws = share_draws(known, [35, np.nan], draws=40_000)
    silent = betabinom(15, 9, 13)
    assert draws[:, 0].mean() == pytest.approx((8 + silent.mean()) / 35, abs=0.002)
    assert draws[:, 0].std() == pytest.approx(silent.std() / 35, abs=0.002)
    # Without a roster: Beta(9, 13).
    assert draws[:, 1].mean() == pytest.approx(9 / 22, abs=0.003)
    assert draws[:, 1].var() == pytest.approx(9 * 13 / 22**2 / 23, rel=0.05)


def test_nobody_silent_leaves_nothing_to_draw() -> None:
    draws = share_draws(posterior([8], [8], [20], [FLAT]), [20])
    assert set(draws[:, 0]) == {0.4}


def test_among_the_two_highest_by_hand() -> None:
    draws = np.array([[0.9, 0.5, 0.4, 0.1], [0.9, 0.3, 0.4, 0.1], [0.2, 0.3, 0.4, 0.1], [0.9, 0.5, 0.4, 0.1]])
    assert among_highest(draws, [0, 0, 0, 0], 2) == pytest.approx([0.75, 0.75, 0.5, 0.0])


def test_chances_add_up_to_the_places_and_equal_groups_share_them() -> None:
    known = posterior([6] * 8, [6] * 8, [20] * 8, np.zeros(8))
    found = among_highest(share_draws(known, [40] * 8), np.zeros(8), 3)
    assert found.sum() == pytest.approx(3)
    assert np.abs(found - 3 / 8).max() < 0.05


def test_a_family_of_no_more_groups_than_places_has_no_chance_to_tell() -> None:
    draws = np.random.default_rng(1).random((10, 5))
    found = among_highest(draws, [0, 0, 0, 1, 1], 3)
    assert np.isnan(found).all()
