"""Alpha, Feldt's interval and item statistics: against R psych, visible arithmetic, and invariants."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.item_statistics import fisher_upper
from pipeline.stats.reliability import (
    Reliability,
    alpha_of,
    feldt_interval,
    pattern_moments,
    scale_reliabilities,
    scale_reliability,
)

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
NAN = np.nan
# Same formula in R and here; the reference is printed with 15 digits.
CROSS_LANGUAGE = 1e-8
# METHODS quotes four decimals.
PRINTED = 5e-5

needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")


def parallel_items(n: int = 200, k: int = 4, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 1, (n, 1)) + rng.normal(0, 1, (n, k))


@needs_reference
def test_alpha_and_feldt_interval_of_the_reference_program() -> None:
    # R: psych::alpha(x)$total$raw_alpha; Feldt interval from qf()
    found = scale_reliability(np.loadtxt(REFERENCE / "stats" / "reliability_items.csv", delimiter=","))
    assert [found.alpha, found.low, found.high] == pytest.approx([0.8014, 0.7696, 0.8301], abs=PRINTED)


@needs_reference
@pytest.mark.parametrize("scale", ["agree", "conscientious", "extraversion", "neuroticism", "openness"])
def test_pairwise_figures_of_the_reference_program(scale: str) -> None:
    known = json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))["bfi"]["scales"][scale]
    items, figures = known["items"], known["reliability"]
    x = pd.read_csv(REFERENCE / "data" / "bfi" / "bfi.csv")[items].astype(float)
    x = x.assign(**{item: 7 - x[item] for item in np.atleast_1d(known["reverse"])})
    # R: psych::alpha(x, keys) uses pairwise covariances
    alpha = scale_reliability(x)
    assert alpha.alpha == pytest.approx(figures["alpha_raw_psych_pairwise"], abs=CROSS_LANGUAGE)
    found = scale_reliability(x).items
    of_items = [figures["item"][item] for item in items]
    assert found.n.tolist() == [item["n"] for item in of_items]
    assert found.item_rest == pytest.approx([item["r_drop_psych"] for item in of_items], abs=CROSS_LANGUAGE)
    assert found.alpha_if_dropped == pytest.approx([item["alpha_if_dropped_raw_psych"] for item in of_items], abs=CROSS_LANGUAGE)
    # Complete cases: the same function on rows without a blank.
    complete = scale_reliability(x.dropna())
    assert complete.alpha == pytest.approx(figures["alpha_listwise"], abs=CROSS_LANGUAGE)
    limits = figures["alpha_feldt95_listwise"]
    assert [complete.low, complete.high] == pytest.approx([limits["lower"], limits["upper"]], abs=CROSS_LANGUAGE)


def test_the_interval_is_pingouins_before_it_rounds() -> None:
    import pingouin

    x = parallel_items()
    alpha, limits = pingouin.cronbach_alpha(pd.DataFrame(x))
    found = scale_reliability(x)
    assert found.alpha == pytest.approx(alpha, abs=1e-12)
    assert [round(found.low, 3), round(found.high, 3)] == limits.tolist()


def test_alpha_of_two_items_is_visible_arithmetic() -> None:
    # 60 people; item 1 is 0 or 2 in turn, item 2 the same but wrong for every sixth person.
    one = np.tile([0.0, 2.0], 30)
    two = np.where(np.arange(60) % 6 == 0, 2.0, one)
    found = scale_reliability(np.column_stack([one, two]))
    total = (one + two).var(ddof=1)
    assert found.alpha == pytest.approx(2 * (1 - (one.var(ddof=1) + two.var(ddof=1)) / total))
    statistics = found.items
    assert statistics.item_rest == pytest.approx([np.corrcoef(one, two)[0, 1]] * 2)
    assert np.isnan(statistics.alpha_if_dropped).all()  # one item has no alpha


def test_complete_answers_give_the_plain_item_rest_correlation_and_alpha_without_the_item() -> None:
    x = parallel_items()
    found = scale_reliability(x).items
    for j in range(4):
        rest = np.delete(x, j, axis=1)
        assert found.item_rest[j] == pytest.approx(np.corrcoef(x[:, j], rest.sum(axis=1))[0, 1])
        assert found.alpha_if_dropped[j] == pytest.approx(scale_reliability(rest).alpha)


def test_shift_unit_and_order_change_nothing() -> None:
    x = parallel_items()
    x[::7, 2] = NAN
    base = scale_reliability(x)
    moved = scale_reliability(25 * x[::-1][:, [2, 0, 3, 1]] + 50)
    assert [moved.alpha, moved.low, moved.high] == pytest.approx([base.alpha, base.low, base.high])
    assert base.low < base.alpha < base.high


def test_the_interval_narrows_with_people_and_counts_the_smallest_pair() -> None:
    few, many = feldt_interval(0.8, 60, 5), feldt_interval(0.8, 600, 5)
    assert few.low < many.low < 0.8 < many.high < few.high
    x = parallel_items()
    x[80:, 0] = NAN
    found = scale_reliability(x)
    assert (found.persons, found.joint) == (200, 80)
    limits = feldt_interval(found.alpha, 80, 4)
    assert (found.low, found.high) == (limits.low, limits.high)


def test_items_that_too_few_answered_or_that_say_nothing_are_left_out() -> None:
    x = parallel_items(k=6)
    x[40:, 1] = NAN  # 40 answers
    x[:, 3] = 75  # everybody alike
    x[1:, 5] = NAN  # one answer
    found = scale_reliability(x)
    assert found.used.tolist() == [True, False, True, False, True, False]
    assert found.alpha == pytest.approx(scale_reliability(x[:, [0, 2, 4]]).alpha)
    statistics = scale_reliability(x).items
    assert statistics.n.tolist() == [200, 40, 200, 200, 200, 1]
    assert np.isnan(statistics.item_rest).tolist() == [False, True, False, True, False, True]


def rows(n: int, *items: float) -> np.ndarray:
    return np.tile(np.array(items, dtype=float), (n, 1))


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (np.empty((0, 3)), "few_answers"),
        (np.full((80, 3), NAN), "few_answers"),
        (parallel_items(n=49), "few_answers"),
        (parallel_items(k=1), "few_items"),
        (rows(80, 50, 50, 50), "few_items"),
        (np.where(np.arange(80)[:, None] < [40, 80, 0], parallel_items(80, 3), NAN), "few_answers"),
        (np.column_stack([np.arange(80.0), -np.arange(80.0)]), "no_variance"),
    ],
    ids=["nobody", "blank", "49 people", "one item", "all alike", "no pair of 50", "opposite items"],
)
def test_no_figure_is_said_with_its_reason_and_never_raised(answers: np.ndarray, reason: str) -> None:
    found = scale_reliability(answers)
    assert (found.status, found.reason) == ("no_figure", reason)
    assert np.isnan([found.alpha, found.low, found.high]).all()


def test_exactly_fifty_people_are_enough() -> None:
    assert scale_reliability(parallel_items(n=50)).status == "ok"


def test_answers_that_agree_fully() -> None:
    x = np.repeat(np.arange(60.0)[:, None], 3, axis=1)
    found = scale_reliability(x)
    assert (found.alpha, found.low, found.high) == pytest.approx((1, 1, 1))
    assert scale_reliability(x).items.item_rest_high == pytest.approx([1, 1, 1])


def test_fisher_limit_is_the_textbook_value() -> None:
    # r = .5, n = 103: z = .5493 + 1.96 / 10 = .7453, back: .6323
    assert fisher_upper(0.5, 103) == pytest.approx(0.6323, abs=PRINTED)
    assert fisher_upper([-1, 1], [103, 103]).tolist() == [-1, 1]


@pytest.mark.parametrize("n", [60, 200])
def test_a_forgotten_reversal_shows_as_a_limit_below_zero(n: int) -> None:
    # METHODS D: found in 100 % of cases from n = 60 on; never a false alarm.
    alarms = []
    for seed in range(20):
        x = parallel_items(n=n, k=6, seed=seed)
        x[:, 2] = -x[:, 2]
        alarms.append(scale_reliability(x).items.item_rest_high < 0)
    assert np.mean(alarms, axis=0).tolist() == [0, 0, 1, 0, 0, 0]


def test_the_result_is_frozen() -> None:
    found = scale_reliability(parallel_items())
    assert isinstance(found, Reliability)
    with pytest.raises(AttributeError):
        found.alpha = 1.0  # type: ignore[misc]


@needs_reference
def test_omega_of_the_reference_program() -> None:
    # R: lavaan cfa, one factor, ML on the covariance matrix; sum of loadings squared over that and the residual variances
    found = scale_reliability(np.loadtxt(REFERENCE / "stats" / "reliability_items.csv", delimiter=","))
    assert found.omega == pytest.approx(0.8025, abs=1e-3)
    assert not found.omega_improper


def test_two_items_have_spearman_browns_figure_and_no_omega() -> None:
    # r = .5 by construction: 2 × .5 / 1.5 = 2 / 3
    one = np.tile([-1.0, -1.0, 1.0, 1.0], 20)
    two = (one + np.tile([-1.0, 1.0, -1.0, 1.0], 20) * np.sqrt(3)) * 7
    found = scale_reliability(np.column_stack([one, two]))
    assert found.spearman_brown == pytest.approx(2 / 3)
    assert np.isnan(found.omega)
    assert np.isnan(scale_reliability(parallel_items()).spearman_brown)


def test_items_have_figures_below_fifty_people_and_the_scale_has_none() -> None:
    x = parallel_items(n=30)
    found = scale_reliability(x)
    assert found.reason == "few_answers"
    rest = x[:, 1:].sum(axis=1)
    assert found.items.item_rest[0] == pytest.approx(np.corrcoef(x[:, 0], rest)[0, 1])
    assert np.isnan(scale_reliability(parallel_items(n=9)).items.item_rest).all()


def test_two_of_six_forgotten_reversals_show_both() -> None:
    x = parallel_items(n=200, k=6, seed=3)
    x[:, [1, 4]] *= -1
    items = scale_reliability(x).items
    assert (items.aligned_high < 0).tolist() == [False, True, False, False, True, False]
    # Without a reversal both limits are the same.
    straight = scale_reliability(parallel_items(n=200, k=6, seed=3)).items
    assert straight.aligned_high == pytest.approx(straight.item_rest_high)


def test_alpha_of_pairwise_covariances_is_that_of_pingouin() -> None:
    import pingouin

    x = parallel_items(n=300, k=5)
    x[::9, 2] = NAN
    expected = pingouin.cronbach_alpha(pd.DataFrame(x), nan_policy="pairwise")[0]
    assert scale_reliability(x).alpha == pytest.approx(expected, abs=1e-12)
    assert np.isnan(alpha_of([[1.0]])) and np.isnan(alpha_of(np.zeros((3, 3))))


def test_alpha_is_never_above_one() -> None:
    # Covariances of different people: 1.2 would be the correlation.
    assert alpha_of([[1.0, 1.2], [1.2, 1.0]]) == 1.0


def test_patterns_stand_for_the_people_who_gave_them() -> None:
    rng = np.random.default_rng(5)
    patterns = np.clip(np.rint(parallel_items(60, seed=5)), -2, 2)
    patterns[rng.random(patterns.shape) < 0.1] = NAN
    people = rng.integers(1, 6, 60)
    by_pattern, by_person = scale_reliability(patterns, people), scale_reliability(np.repeat(patterns, people, axis=0))
    assert (by_pattern.persons, by_pattern.joint) == (by_person.persons, by_person.joint)
    assert by_pattern.items.n.tolist() == by_person.items.n.tolist()
    for name in ("alpha", "low", "high", "omega"):
        assert getattr(by_pattern, name) == pytest.approx(getattr(by_person, name), abs=1e-8)
    assert by_pattern.items.item_rest == pytest.approx(by_person.items.item_rest)


def test_many_scales_at_once_are_each_on_its_own() -> None:
    scales = [parallel_items(n=80, k=k, seed=k) for k in (2, 3, 4, 4, 6)] + [parallel_items(n=20)]
    together = scale_reliabilities([pattern_moments(x) for x in scales])
    for found, x in zip(together, scales, strict=True):
        alone = scale_reliability(x)
        assert (found.status, found.reason) == (alone.status, alone.reason)
        assert [found.alpha, found.omega] == pytest.approx([alone.alpha, alone.omega], nan_ok=True, abs=1e-8)
