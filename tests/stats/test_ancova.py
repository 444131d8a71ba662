"""Analysis of covariance with blocks: arithmetic one can see, metafor's values, invariants."""

import numpy as np
import pytest

from pipeline.stats.ancova import Adjusted, adjusted_difference

OUTCOME = np.array([3.42, 2.95, 3.18, 3.71, 2.60, 3.05, 3.33, 2.88, 3.90, 3.12, 2.75, 3.47])
VARIANCE = np.array([0.020, 0.031, 0.025, 0.040, 0.028, 0.022, 0.060, 0.055, 0.048, 0.052, 0.015, 0.018])
BEFORE = np.array([3.10, 2.80, 3.15, 3.30, 2.20, 3.00, 3.05, 2.90, 3.45, 3.20, 2.10, 3.30])
START = np.array([3.05, 2.85, 3.12, 3.20, 2.40, 2.98, 3.04, 2.92, 3.25, 3.10, 2.25, 3.20])
TRAINED = np.array([0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0], dtype=bool)
ROLE = np.array(list("aaaabbbbcccc"))
COVARIATES = np.column_stack([START, BEFORE])


def found(**other) -> Adjusted:
    given = {"outcome": OUTCOME, "variance": VARIANCE, "treated": TRAINED, "covariates": COVARIATES, "block": ROLE} | other
    result = adjusted_difference(**given)
    assert result is not None
    return result


def test_one_block_without_covariates_is_a_difference_of_means() -> None:
    # Equal variances: means 3 and 1, residuals ±1 each, so 4 squares of residuals on 4 - 2 df: s² = 2, SE = √(2 (1/2 + 1/2)).
    result = adjusted_difference([2.0, 4.0, 0.0, 2.0], np.ones(4), [1, 1, 0, 0], np.empty((4, 0)), ["a"] * 4)
    assert result is not None and (result.difference, result.df) == (pytest.approx(2.0), 2)
    # Q = 4 on 2 df; trace P = 4 - 2: tau² = (4 - 2) / 2 = 1. With weights of 1/2 the SE is the same.
    assert (result.tau2, result.se) == (pytest.approx(1.0), pytest.approx(np.sqrt(2)))
    # t with 2 df, .95: 2.919986
    assert result.high - result.difference == pytest.approx(2.919986 * np.sqrt(2), abs=1e-5)


@pytest.mark.parametrize(
    ("variance", "expected"),
    [
        (VARIANCE, [0.0751799670446, 0.1638223283286, -0.2431563508716, 0.3935162849608, 0.0005401897218]),
        (VARIANCE / 20, [0.10776758570, 0.17517518213, -0.23262937386, 0.44816454525, 0.03224354606]),
    ],
)
def test_agrees_with_metafor(variance, expected: list[float]) -> None:
    """metafor 3.8-1: rma(yi, vi, mods = ~ role + start + before + trained, method = "DL", test = "knha", level = 90)."""
    result = found(variance=variance)
    assert [result.difference, result.se, result.low, result.high, result.tau2] == pytest.approx(expected, abs=1e-8)
    assert result.df == 6


def test_what_happens_to_a_whole_role_or_goes_with_the_start_is_no_difference() -> None:
    base = found()
    moved = found(outcome=OUTCOME + np.where(ROLE == "b", 0.7, 0.0) + 0.3 * START - 0.2 * BEFORE)
    assert (moved.difference, moved.se) == (pytest.approx(base.difference), pytest.approx(base.se))


def test_what_is_added_to_the_treated_is_found_and_units_scale() -> None:
    base = found()
    assert found(outcome=OUTCOME + 0.5 * TRAINED).difference == pytest.approx(base.difference + 0.5)
    scaled = found(outcome=25 * OUTCOME, variance=625 * VARIANCE)
    assert [scaled.low, scaled.high] == pytest.approx([25 * base.low, 25 * base.high])


def test_the_order_of_the_units_and_a_covariate_said_twice_change_nothing() -> None:
    order = np.random.default_rng(1).permutation(len(OUTCOME))
    turned = adjusted_difference(OUTCOME[order], VARIANCE[order], TRAINED[order], COVARIATES[order], ROLE[order])
    twice = found(covariates=np.column_stack([START, BEFORE, 2 * START - 1]))
    for other in (turned, twice):
        assert other is not None and [other.low, other.high] == pytest.approx([found().low, found().high])


@pytest.mark.parametrize(
    "treated",
    [ROLE == "a", np.zeros(12, dtype=bool), START > 3.1],
    ids=["whole roles", "nobody", "what a covariate tells"],
)
def test_what_cannot_be_told_apart_has_no_figure(treated) -> None:
    covariates = np.column_stack([START, START > 3.1])
    assert adjusted_difference(OUTCOME, VARIANCE, treated, covariates, ROLE) is None


def test_no_degree_of_freedom_no_figure() -> None:
    assert adjusted_difference([1.0, 2.0], [1.0, 1.0], [1, 0], np.empty((2, 0)), ["a", "a"]) is None
