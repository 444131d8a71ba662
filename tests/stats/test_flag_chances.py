"""Chances to be flagged before anybody answered: sums one can see, reference values, and what must hold whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, binom, hypergeom

from pipeline.stats.flag_chances import (
    Rule,
    answers_needed,
    chance_flagged,
    chance_flagged_in_steps,
    chance_showable,
    first_flagged,
    marked,
    planned_answers,
    priors_beside,
)
from pipeline.stats.prediction import exceedance
from pipeline.stats.shares import BINS, FLAT, posterior

RULE = Rule(cut=0.4, priority=0.8, uncounted=2)
ANYBODY = Rule(cut=0.4, priority=0.8, uncounted=0)
FLAT_PRIOR = np.full((1, BINS), 1 / BINS)
OF_BINS = 0.01
"""P of the flat prior in bins against the exact one; counts whose P is nearer to the limit than this are left out."""


def test_chances_that_can_be_counted() -> None:
    # 2 of 4 staff are to be counted, 2 answer: none in 1 of 6 pairs, one in 4, both in 1.
    first = np.array([[1]])
    two = np.array([2])
    assert chance_flagged(first, two, 4, 2, ANYBODY)[0] == pytest.approx(5 / 6)
    assert chance_flagged(first, two, 4, 2, Rule(0.4, 0.8, uncounted=1))[0] == pytest.approx(4 / 6)
    assert chance_flagged(first, two, 4, 2, RULE)[0] == 0  # two who are not counted: then nobody is
    assert chance_showable(two, 4, 2, Rule(0.4, 0.8, uncounted=1))[0] == pytest.approx(5 / 6)
    assert chance_showable(two, 4, 4, RULE)[0] == 0


def test_chances_of_several_surveys_are_averaged() -> None:
    first, n = np.array([[1], [2]]), np.array([2])
    assert chance_flagged(first, n, 4, 2, ANYBODY)[0] == pytest.approx((5 / 6 + 1 / 6) / 2)


@pytest.mark.parametrize("staff", [10, 20, 35])
def test_where_everybody_answers_more_than_the_cut_is_flagged_and_nothing_else(staff: int) -> None:
    # 40 % of 10 is 4: from 5 on; of 20 from 9 on; of 35 from 15 on.
    assert first_flagged(np.array([staff]), staff, FLAT_PRIOR, RULE)[0, 0] == int(0.4 * staff) + 1


def test_against_scipy() -> None:
    # scipy.stats.hypergeom(22, 13, 14): 7 to 12 of 14 who answer, of 22 staff of whom 13 are reluctant.
    found = chance_flagged(np.array([[7]]), np.array([14]), 22, 13, RULE)[0]
    law = hypergeom(22, 13, 14)
    assert found == pytest.approx(law.cdf(12) - law.cdf(6), abs=1e-12)
    assert found == pytest.approx(0.9476499, abs=1e-6)


@pytest.mark.parametrize(("staff", "n"), [(22, 14), (60, 25), (200, 40)])
def test_the_first_flagged_count_is_that_of_the_beta_binomial_law(staff: int, n: int) -> None:
    # With a flat prior X ~ BetaBinomial(N - n, S + 1, n - S + 1).
    count = np.arange(n + 1)
    needed = np.floor(0.4 * staff + 1e-9) - count
    chance = betabinom.sf(needed, staff - n, count + 1, n - count + 1)
    first = first_flagged(np.array([n]), staff, FLAT_PRIOR, RULE)[0, 0]
    assert chance[first] > 0.8 - OF_BINS and chance[first - 1] <= 0.8 + OF_BINS


@pytest.mark.parametrize("step", [1, 3, 6])
def test_it_is_the_first_that_the_findings_would_flag(step: int) -> None:
    priors = priors_beside(np.array([12, 30, 48]), 0.3, 0.1, 3, np.random.default_rng(2))
    n, staff = np.array([11, 17]), 30
    first = first_flagged(n, staff, priors, RULE, step)
    for draw, prior in enumerate(priors):
        for at, answers in enumerate(n):
            low = np.arange(0, answers + 1, step)
            high = np.minimum(low + step - 1, answers)
            size, family = np.full(len(low), answers), np.full(len(low), FLAT)
            known = posterior(low, high, size, family, dict.fromkeys(range(len(low)), prior), apart=0.0)
            flagged = exceedance(known, np.full(len(low), float(staff)), cut=0.4) > 0.8
            assert first[draw, at] == low[flagged.argmax()]


def test_more_reluctant_staff_is_never_flagged_less_often() -> None:
    n = np.array([10, 14, 20])
    first = first_flagged(n, 40, FLAT_PRIOR, ANYBODY)
    chances = np.array([chance_flagged(first, n, 40, count, ANYBODY) for count in range(41)])
    assert (np.diff(chances, axis=0) >= -1e-12).all()
    assert (chances[0] == 0).all() and (chances[40] == 1).all()


def test_steps_are_averaged() -> None:
    n = np.array([14])
    of_steps = chance_flagged_in_steps(n, 22, [13, 7], FLAT_PRIOR, RULE, {1: 0.75, 6: 0.25})
    alone = [chance_flagged_in_steps(n, 22, [13, 7], FLAT_PRIOR, RULE, {step: 1.0}) for step in (1, 6)]
    assert of_steps == pytest.approx(0.75 * alone[0] + 0.25 * alone[1])


@pytest.mark.parametrize(("staff", "share"), [(22, 0.6), (60, 0.55), (300, 0.5)])
def test_from_the_answers_needed_on_the_promise_holds(staff: int, share: float) -> None:
    count = marked(share, staff)
    needed = answers_needed(staff, count, 10, FLAT_PRIOR, RULE, 0.8, {1: 1.0})
    assert needed is not None
    every = np.arange(10, staff + 1)
    chance = chance_flagged(first_flagged(every, staff, FLAT_PRIOR, RULE), every, staff, count, RULE)
    assert chance[every == needed][0] >= 0.8
    assert needed == 10 or chance[every == needed - 1][0] < 0.8
    # Chances of whole persons rise in teeth: numbers far above that were not tried may lie a little below.
    assert (chance[every >= needed] >= 0.78).all()


def test_no_number_of_answers_finds_what_is_not_there() -> None:
    assert answers_needed(20, 8, 10, FLAT_PRIOR, RULE, 0.8, {1: 1.0}) is None  # 40 % is not more than 40 %
    assert answers_needed(9, 9, 10, FLAT_PRIOR, RULE, 0.8, {1: 1.0}) is None  # never shown


@pytest.mark.parametrize("staff", [12, 30, 2000])
def test_planned_answers_are_binomial(staff: int) -> None:
    answers = planned_answers(staff, 0.6)
    assert answers.weight.sum() == pytest.approx(1)
    assert (answers.n * answers.weight).sum() == pytest.approx(0.6 * staff, rel=0.01)
    spread = np.sqrt(((answers.n - 0.6 * staff) ** 2 * answers.weight).sum())
    assert spread == pytest.approx(binom.std(staff, 0.6), rel=0.05)
    assert planned_answers(staff, 1.0).n.tolist() == [staff]


def test_a_prior_beside_nobody_is_that_of_a_group_alone_in_its_family() -> None:
    alone = priors_beside(np.array([], dtype=np.int64), 0.3, 0.1, 1, np.random.default_rng(1))[0]
    expected = posterior([0], [0], [0], [0]).weights[0]
    assert alone == pytest.approx(expected)


def test_persons_of_a_share_are_rounded_half_up() -> None:
    assert [marked(0.55, staff) for staff in (10, 20, 9, 1)] == [6, 11, 5, 1]
