"""When a change is told: arithmetic one can see, what the rule could have seen by simulation, and turning the sign."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, t

from pipeline.stats.change_rule import Rule, flat, judge, judge_alone
from pipeline.stats.family import family
from pipeline.stats.means import updated

RULE = Rule(5.0, 0.8, 0.9)
CHANGE, VARIANCE = np.array([1.0, 12.0, -3.0, 2.0, 0.0, 4.0, 25.0]), np.array([9.0, 16.0, 25.0, 9.0, 4.0, 36.0, 20.0])


def test_a_group_that_borrows_from_nobody_is_a_normal_one_can_see() -> None:
    found = judge(flat(2), [8.0, -20.0], [16.0, 25.0], RULE)
    assert found.change == pytest.approx([8, -20], abs=1e-6)
    assert found.low == pytest.approx([8 - 1.6449 * 4, -20 - 1.6449 * 5], abs=1e-3)
    assert found.up[0] == pytest.approx(norm.cdf(3 / 4), abs=1e-6) and found.down[1] == pytest.approx(norm.cdf(3), abs=1e-6)
    # An arrow from 5 + .8416 × 4 on, which 5 + 2 × .8416 × 4 reaches in four of five surveys.
    assert found.detectable == pytest.approx([5 + 2 * 0.8416 * 4, 5 + 2 * 0.8416 * 5], abs=1e-3)


def test_all_staff_go_by_the_t_distribution() -> None:
    found = judge_alone(3.0, 2.0, 30.0, RULE)
    assert found.low[0] == pytest.approx(3 - t.ppf(0.95, 30) * 2) and found.high[0] == pytest.approx(3 + t.ppf(0.95, 30) * 2)
    assert found.up[0] == pytest.approx(t.sf(1, 30)) and found.down[0] == pytest.approx(t.cdf(-4, 30))
    assert found.detectable[0] == pytest.approx(5 + 2 * (t.ppf(0.8, 30) + norm.ppf(0.8)))
    many = judge_alone(3.0, 2.0, np.inf, RULE)
    assert many.up[0] == pytest.approx(norm.sf(1)) and many.high[0] == pytest.approx(3 + 1.6449 * 2, abs=1e-3)
    assert np.isnan(judge_alone(0.0, 80.0, 30.0, RULE).detectable[0])


def test_turning_all_signs_turns_everything() -> None:
    prior, turned = family(CHANGE, VARIANCE, 5, 10), family(-CHANGE, VARIANCE, 5, 10)
    one, other = judge(prior, CHANGE, VARIANCE, RULE), judge(turned, -CHANGE, VARIANCE, RULE)
    assert one.change == pytest.approx(-other.change, abs=1e-6) and one.low == pytest.approx(-other.high, abs=1e-5)
    assert one.up == pytest.approx(other.down, abs=1e-9) and one.detectable == pytest.approx(other.detectable, abs=1e-3)


@pytest.mark.parametrize("group", [0, 3, 5])
def test_what_could_have_been_seen_is_seen_in_four_of_five_surveys(group: int) -> None:
    """The others stay as they are; the group truly changes by the detectable amount, in the direction that is harder to see."""
    prior = family(CHANGE, VARIANCE, 5, 10)
    detectable = judge(prior, CHANGE, VARIANCE, RULE).detectable[group]
    rng = np.random.default_rng(2)
    told = []
    for sign in (1, -1):
        raw = sign * detectable + rng.standard_normal(4000) * np.sqrt(VARIANCE[group])
        seen = []
        for y in raw:
            change = CHANGE.copy()
            change[group] = y
            known = updated(prior, change, VARIANCE)  # its own answers do not enter its prior
            chance = known.above(5.0)[group] if sign > 0 else 1 - known.above(-5.0)[group]
            seen.append(chance > 0.8)
        told.append(float(np.mean(seen)))
    assert min(told) == pytest.approx(0.8, abs=0.02) and max(told) >= 0.8 - 0.02


def test_more_answers_see_smaller_changes_and_a_larger_limit_needs_larger_ones() -> None:
    less, more = (judge(family(CHANGE, v, 5, 10), CHANGE, v, RULE).detectable for v in (VARIANCE, VARIANCE / 4))
    assert (more < less).all()
    stricter = judge(family(CHANGE, VARIANCE, 5, 10), CHANGE, VARIANCE, Rule(10.0, 0.8, 0.9))
    assert (stricter.detectable > less).all() and (
        stricter.up < judge(family(CHANGE, VARIANCE, 5, 10), CHANGE, VARIANCE, RULE).up
    ).all()
