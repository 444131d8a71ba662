"""Additive person + item model: visible arithmetic, least squares with dummies (statsmodels), invariants, and its purpose."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.additive import (
    connected_items,
    expected_answers,
    item_effects,
    person_scores,
    required_answers,
    scale_scores,
)

NAN = np.nan
# Two routes through the same linear algebra.
MACHINE = 1e-9


def incomplete(seed: int, n: int = 40, k: int = 5, missing: float = 0.35) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.normal(50, 15, (n, 1)) + rng.normal(0, 10, (1, k)) + rng.normal(0, 12, (n, k))
    return np.where(rng.random((n, k)) < missing, NAN, x)


def test_what_one_person_skips_is_judged_by_how_others_answer_it() -> None:
    # Item 2 is 20 points harder than item 1 for both people who answered both; so is what the third person skipped.
    answers = [[60, 40], [80, 60], [70, NAN]]
    found = scale_scores(answers)
    assert found.effects.tolist() == pytest.approx([10, -10])
    assert found.scores.tolist() == pytest.approx([(60 + 40) / 2, (80 + 60) / 2, (70 + (70 - 20)) / 2])
    assert expected_answers(answers)[2, 1] == pytest.approx(70 - 20)
    assert scale_scores(answers, method="half").scores.tolist() == pytest.approx([50, 70, 70])


def test_least_squares_averages_what_disagrees() -> None:
    # Differences item 1 - item 2 are 10 and 30; their mean 20 is the effect, ±10.
    assert item_effects([[50, 40], [70, 40], [NAN, 90]]).tolist() == pytest.approx([10, -10])


@pytest.mark.parametrize("seed", range(3))
def test_effects_are_those_of_least_squares_with_a_dummy_for_every_person_and_item(seed: int) -> None:
    from statsmodels.regression.linear_model import OLS

    x = incomplete(seed)
    x = x[~np.isnan(x).all(axis=1)]
    n, k = x.shape
    persons, items = np.nonzero(~np.isnan(x))
    design = np.zeros((len(persons), n + k))
    design[np.arange(len(persons)), persons] = 1
    design[np.arange(len(persons)), n + items] = 1
    # statsmodels OLS(y, person dummies + item dummies without the last).fit()
    fit = OLS(x[persons, items], design[:, :-1]).fit()
    of_items = np.append(fit.params[n:], 0.0)
    expected = fit.params[:n, None] + of_items
    assert np.abs(item_effects(x) - (of_items - of_items.mean())).max() < MACHINE
    assert np.abs(person_scores(x, item_effects(x)) - expected.mean(axis=1)).max() < MACHINE
    blank = np.isnan(x)
    assert np.abs(expected_answers(x)[blank] - expected[blank]).max() < MACHINE


def test_complete_answers_give_the_plain_mean() -> None:
    x = incomplete(1, missing=0)
    assert np.allclose(scale_scores(x).scores, x.mean(axis=1), atol=MACHINE)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(-50, 50), factor=st.floats(0.1, 5))
def test_adding_a_constant_shifts_and_a_unit_scales(seed: int, shift: float, factor: float) -> None:
    x = incomplete(seed, n=15)
    base, moved = scale_scores(x), scale_scores(factor * x + shift)
    assert np.allclose(moved.scores, factor * base.scores + shift, equal_nan=True)
    assert np.allclose(moved.effects, factor * base.effects)


def test_order_of_persons_and_items_means_nothing() -> None:
    x = incomplete(4)
    rng = np.random.default_rng(0)
    rows, columns = rng.permutation(len(x)), rng.permutation(x.shape[1])
    base, mixed = scale_scores(x), scale_scores(x[rows][:, columns])
    assert np.allclose(mixed.scores, base.scores[rows], equal_nan=True)
    assert np.allclose(mixed.effects, base.effects[columns])


def test_adding_to_one_item_moves_everybody_alike() -> None:
    x = incomplete(5)
    harder = x + np.array([0, 0, 0, 0, -25])
    moved = scale_scores(harder).scores - scale_scores(x).scores
    # The mean over all five items is 25 / 5 lower, also for those who skipped the item.
    assert np.allclose(moved[~np.isnan(moved)], -5)


def test_sets_of_items_without_joint_answers_stand_each_for_itself() -> None:
    x = [[60, 40, NAN, NAN, NAN], [80, 60, NAN, NAN, NAN], [NAN, NAN, 10, 40, NAN], [NAN, NAN, NAN, NAN, 90]]
    assert connected_items(x).tolist() == [0, 0, 1, 1, 2]
    found = scale_scores(x, ~np.isnan(np.array(x)))
    assert found.effects.tolist() == pytest.approx([10, -10, -15, 15, 0])
    assert found.scores.tolist() == pytest.approx([50, 70, 25, 90])
    filled = expected_answers(x)
    assert np.isnan(filled[0, 2:]).all() and np.isnan(filled[3, :4]).all()


def test_items_connected_through_a_third_are_one_set() -> None:
    x = [[50, 40, NAN, NAN], [NAN, 60, 50, NAN], [NAN, NAN, 70, 60]]
    assert connected_items(x).tolist() == [0, 0, 0, 0]
    # Each step is 10 harder: 15, 5, -5, -15.
    assert item_effects(x).tolist() == pytest.approx([15, 5, -5, -15])


@pytest.mark.parametrize(
    ("method", "needed"),
    [
        ("additive", [1, 1, 1, 2, 2, 3]),
        ("half", [1, 1, 1, 2, 2, 3]),
        ("eighty", [1, 1, 2, 3, 4, 4]),
        ("complete", [1, 1, 2, 3, 4, 5]),
    ],
)
def test_how_many_answers_make_a_score(method, needed: list[int]) -> None:
    assert required_answers(range(6), method).tolist() == needed


@pytest.mark.parametrize(("method", "scored"), [("half", [1, 1, 1, 0]), ("eighty", [1, 1, 0, 0]), ("complete", [1, 0, 0, 0])])
def test_too_few_answers_make_no_score(method, scored: list[int]) -> None:
    answers = np.array([[10.0, 20, 30, 40, 50]] * 4)
    answers[1, 4] = answers[2, 3:] = answers[3, 2:] = NAN
    assert (~np.isnan(scale_scores(answers, method=method).scores)).tolist() == [bool(s) for s in scored]


def test_items_that_a_person_had_not_to_answer_count_neither_way() -> None:
    answers = [[60.0, 40, 100], [80, 60, NAN], [70, NAN, NAN]]
    asked = [[True, True, False], [True, True, True], [True, False, False]]
    found = scale_scores(answers, asked)
    assert found.scores[[0, 2]].tolist() == pytest.approx([50, 60])
    assert connected_items(np.where(asked, answers, NAN)).tolist() == [0, 0, 1]


def test_nobody_and_no_answer() -> None:
    assert scale_scores(np.empty((0, 3))).effects.tolist() == [0, 0, 0]
    assert np.isnan(scale_scores(np.full((4, 3), NAN)).scores).all()


def test_wrong_calls_say_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="additive, half, eighty, complete"):
        scale_scores([[1.0]], method="median")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="shape"):
        scale_scores([[1.0, 2.0]], [[True]])


def test_inputs_stay_as_they_are() -> None:
    answers, asked = incomplete(2), np.ones((40, 5), dtype=bool)
    asked[3] = False
    before = answers.copy()
    scale_scores(answers, asked)
    expected_answers(answers)
    assert np.array_equal(answers, before, equal_nan=True)


def test_harder_items_skipped_tilt_the_plain_mean_and_not_the_model() -> None:
    # METHODS D: 6 items, 800 people, 5-point answers; items missing 30 % overall, the harder the more often. Bias of the plain
    # half rule +.215, of the model .000, error per person 15 to 31 % smaller.
    rng = np.random.default_rng(11)
    bias, error = np.zeros(2), np.zeros(2)
    runs = 20
    for _ in range(runs):
        latent = rng.normal(3.2, 0.8, (800, 1)) + np.linspace(0.9, -0.9, 6) + rng.normal(0, 0.8, (800, 6))
        x = np.clip(np.round(latent), 1, 5)
        truth = x.mean(axis=1)
        gone = rng.random(x.shape) < np.linspace(0.02, 0.58, 6)
        kept = np.where(gone, NAN, x)
        for which, method in enumerate(("half", "additive")):
            off = scale_scores(kept, method=method).scores - truth
            bias[which] += np.nanmean(off) / runs
            error[which] += np.sqrt(np.nanmean(off**2)) / runs
    assert bias[0] > 0.15
    assert abs(bias[1]) < 0.03
    assert error[1] < 0.85 * error[0]


def test_frozen_effects_stay_and_a_new_item_is_estimated_given_them() -> None:
    # Everybody answers the first item 10 above the second; the third is 4 below the second.
    level = np.arange(20.0)[:, None]
    x = level + np.array([10.0, 0.0, -4.0])
    found = scale_scores(x, frozen=[5.0, -5.0, np.nan])
    assert found.effects == pytest.approx([5, -5, -9])
    # With its own effects the score is the plain mean; with frozen ones that of the first wave's items.
    assert found.scores == pytest.approx(level[:, 0] + 5)
    assert scale_scores(x).scores == pytest.approx(x.mean(axis=1))


def test_a_dropped_item_does_not_move_scores_under_frozen_effects() -> None:
    rng = np.random.default_rng(4)
    first = rng.normal(50, 10, (400, 1)) + np.array([15.0, 0.0, -15.0]) + rng.normal(0, 5, (400, 3))
    effects = scale_scores(first).effects
    later = first[:, 1:]  # the easiest item is asked no more
    assert scale_scores(later, frozen=effects[1:]).scores.mean() == pytest.approx(first.mean(), abs=0.5)
    assert later.mean() < first.mean() - 7


def test_frozen_effects_of_items_without_joint_answers() -> None:
    x = np.array([[1.0, np.nan, np.nan], [2.0, np.nan, np.nan], [np.nan, 5.0, np.nan]])
    assert item_effects(x, [3.0, np.nan, np.nan]).tolist() == [3, 0, 0]
    assert item_effects(x, [3.0, 1.0, 2.0]).tolist() == [3, 1, 2]


def test_prorated_counts_scored_people_with_a_blank() -> None:
    x = [[1, 2, 3], [1, 2, np.nan], [1, np.nan, np.nan], [np.nan] * 3]
    assert scale_scores(x).prorated == 1
    assert scale_scores(x, np.array([[True] * 3] * 2 + [[True, False, False]] + [[True] * 3])).prorated == 1
    assert scale_scores(x, method="complete").prorated == 0
