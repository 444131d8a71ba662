"""Relative weights: visible arithmetic, R and pingouin, invariants, and what has no result."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.relative_weights import (
    bootstrap_blocks,
    bootstrap_weights,
    correlations_of,
    correlations_of_sums,
    johnson,
    relative_weights,
)

REFERENCE = 1e-6  # R prints ten digits
LMG = 0.01  # Johnson's weights approximate LMG; for two predictors both are the same
SUPPRESSED = 0.05  # with one predictor that suppresses another (qsec beside hp, r = -.71) they part company

# R's attitude: rating, complaints, privileges, learning, raises, critical, advance (30 departments)
ATTITUDE = np.array(
    [
        [43, 51, 30, 39, 61, 92, 45], [63, 64, 51, 54, 63, 73, 47], [71, 70, 68, 69, 76, 86, 48], [61, 63, 45, 47, 54, 84, 35],
        [81, 78, 56, 66, 71, 83, 47], [43, 55, 49, 44, 54, 49, 34], [58, 67, 42, 56, 66, 68, 35], [71, 75, 50, 55, 70, 66, 41],
        [72, 82, 72, 67, 71, 83, 31], [67, 61, 45, 47, 62, 80, 41], [64, 53, 53, 58, 58, 67, 34], [67, 60, 47, 39, 59, 74, 41],
        [69, 62, 57, 42, 55, 63, 25], [68, 83, 83, 45, 59, 77, 35], [77, 77, 54, 72, 79, 77, 46], [81, 90, 50, 72, 60, 54, 36],
        [74, 85, 64, 69, 79, 79, 63], [65, 60, 65, 75, 55, 80, 60], [65, 70, 46, 57, 75, 85, 46], [50, 58, 68, 54, 64, 78, 52],
        [50, 40, 33, 34, 43, 64, 33], [64, 61, 52, 62, 66, 80, 41], [53, 66, 52, 50, 63, 80, 37], [40, 37, 42, 58, 50, 57, 49],
        [63, 54, 42, 48, 66, 75, 33], [66, 77, 66, 63, 88, 76, 72], [78, 75, 58, 74, 80, 78, 49], [48, 57, 44, 45, 51, 83, 38],
        [85, 85, 71, 71, 77, 74, 55], [82, 82, 39, 59, 64, 78, 39],
    ]
)  # fmt: skip
# R's mtcars: mpg, wt, hp, qsec
MTCARS = np.array(
    [
        [21, 2.62, 110, 16.46], [21, 2.875, 110, 17.02], [22.8, 2.32, 93, 18.61], [21.4, 3.215, 110, 19.44],
        [18.7, 3.44, 175, 17.02], [18.1, 3.46, 105, 20.22], [14.3, 3.57, 245, 15.84], [24.4, 3.19, 62, 20],
        [22.8, 3.15, 95, 22.9], [19.2, 3.44, 123, 18.3], [17.8, 3.44, 123, 18.9], [16.4, 4.07, 180, 17.4],
        [17.3, 3.73, 180, 17.6], [15.2, 3.78, 180, 18], [10.4, 5.25, 205, 17.98], [10.4, 5.424, 215, 17.82],
        [14.7, 5.345, 230, 17.42], [32.4, 2.2, 66, 19.47], [30.4, 1.615, 52, 18.52], [33.9, 1.835, 65, 19.9],
        [21.5, 2.465, 97, 20.01], [15.5, 3.52, 150, 16.87], [15.2, 3.435, 150, 17.3], [13.3, 3.84, 245, 15.41],
        [19.2, 3.845, 175, 17.05], [27.3, 1.935, 66, 18.9], [26, 2.14, 91, 16.7], [30.4, 1.513, 113, 16.9],
        [15.8, 3.17, 264, 14.5], [19.7, 2.77, 175, 15.5], [15, 3.57, 335, 14.6], [21.4, 2.78, 109, 18.6],
    ]
)  # fmt: skip


def of(data: np.ndarray):
    """Weights of the columns after the first, which is the outcome."""
    r = correlations_of(data)
    return relative_weights(r[1:, 1:], r[1:, 0])


def test_weights_of_uncorrelated_predictors_are_their_squared_correlations() -> None:
    found = relative_weights(np.eye(2), [0.6, -0.3])
    assert found.weights == pytest.approx([0.36, 0.09]) and found.r_squared == pytest.approx(0.45) and found.status == "ok"


def test_predictors_that_are_alike_share_what_they_explain() -> None:
    # R² = 2 r² / (1 + ρ) = 2 × .25 / 1.6, half to each.
    found = relative_weights([[1, 0.6], [0.6, 1]], [0.5, 0.5])
    assert found.weights == pytest.approx([0.15625, 0.15625])


def test_attitude_is_that_of_r() -> None:
    # R 4.2.2: X <- attitude[,-1]; e <- eigen(cor(X)); L <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
    #          L^2 %*% solve(L, cor(X, attitude$rating))^2;  summary(lm(rating ~ ., attitude))$r.squared
    expected = [0.362760199658, 0.056002278779, 0.163610910751, 0.121780399688, 0.008255466496, 0.020192737159]
    found = of(ATTITUDE)
    assert found.weights == pytest.approx(expected, abs=REFERENCE)
    assert found.r_squared == pytest.approx(0.7326019925, abs=REFERENCE)


def test_mtcars_is_that_of_r() -> None:
    # R 4.2.2, as above with mtcars[, c("wt", "hp", "qsec")] and c("wt", "hp") on mpg
    assert of(MTCARS).weights == pytest.approx([0.49894172747, 0.25237135636, 0.08345467787], abs=REFERENCE)
    assert of(MTCARS[:, :3]).weights == pytest.approx([0.4885904521, 0.3381949998], abs=REFERENCE)


@pytest.mark.parametrize(
    ("data", "within"), [(ATTITUDE, LMG), (MTCARS, SUPPRESSED), (MTCARS[:, :3], REFERENCE), (MTCARS[:, [0, 1, 3]], REFERENCE)]
)
def test_weights_are_near_the_decomposition_of_pingouin(data: np.ndarray, within: float) -> None:
    import pingouin

    names = [f"x{i}" for i in range(1, data.shape[1])]
    frame = pd.DataFrame(data[:, 1:], columns=names)
    lmg = pingouin.linear_regression(frame, data[:, 0], relimp=True).set_index("names")
    found = of(data)
    assert found.weights == pytest.approx(lmg.loc[names, "relimp"].to_numpy(), abs=within)
    assert found.r_squared == pytest.approx(float(lmg["r2"].iloc[0]), abs=REFERENCE)


def test_weights_follow_their_predictors_and_no_unit() -> None:
    order = [0, 3, 1, 2, 6, 5, 4]
    found = of(ATTITUDE)
    assert of(ATTITUDE[:, order]).weights == pytest.approx(found.weights[np.array(order[1:]) - 1])
    assert of(ATTITUDE * [1, -2, 3, 4, 5, 6, 0.1] + 1e4).weights == pytest.approx(found.weights, abs=1e-9)


def test_nothing_is_shared_out_between_predictors_that_carry_the_same() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 4))
    assert of(np.column_stack([x, x[:, 1] + x[:, 2]])).status == "collinear"
    assert of(np.column_stack([x, x[:, 1] + 1e-5 * rng.normal(size=400)])).status == "collinear"
    close = of(np.column_stack([x, x[:, 1] + 0.05 * rng.normal(size=400)]))
    assert close.status == "ok" and (close.weights >= 0).all()


@pytest.mark.parametrize("column", [0, 2])
def test_what_does_not_vary_has_no_result(column: int) -> None:
    data = np.random.default_rng(1).normal(size=(400, 4))
    data[:, column] = 0.1
    found = of(data)
    assert found.status == "constant" and np.isnan(found.weights).all() and np.isnan(found.r_squared)


def test_many_sets_at_once_are_each_on_its_own() -> None:
    r = correlations_of(ATTITUDE)
    one = johnson(r[1:, 1:], r[1:, 0])
    both = johnson(np.stack([r[1:, 1:], np.full((6, 6), np.nan), np.ones((6, 6))]), np.stack([r[1:, 0]] * 3))
    assert both[0] == pytest.approx(one) and np.isnan(both[1:]).all()


def sample(n: int, seed: int = 1) -> np.ndarray:
    """Three predictors that correlate .5 and the outcome .8 × the first + noise, in the last column."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3)) + rng.normal(size=(n, 1))
    return np.column_stack([x, 0.8 * x[:, 0] + rng.normal(size=n)])


def test_draws_vary_as_other_samples_do() -> None:
    data = sample(600)
    drawn = bootstrap_weights(data)
    r = correlations_of(data)
    assert drawn.shape == (500, 3)
    assert drawn.mean(axis=0) == pytest.approx(johnson(r[:-1, :-1], r[:-1, -1]), abs=0.01)
    others = np.array([correlations_of(sample(600, seed)) for seed in range(2, 302)])
    spread = johnson(others[:, :-1, :-1], others[:, :-1, -1]).std(axis=0)
    # 300 samples and 500 draws know a standard deviation to about 5 %; one sample's own differs by as much again.
    assert drawn.std(axis=0) == pytest.approx(spread, rel=0.25)


def in_blocks(data: np.ndarray, blocks: int = 1_000, seed: int = 9) -> np.ndarray:
    """Count, sums and products of blocks by lot."""
    block = np.random.default_rng(seed).integers(0, blocks, len(data))
    z = np.column_stack([np.ones(len(data)), data])
    found = np.zeros((blocks, z.shape[1], z.shape[1]))
    np.add.at(found, block, z[:, :, None] * z[:, None, :])
    return found


def over_draws(weights: np.ndarray) -> np.ndarray:
    """Limits of the shares, and how often each predictor is among the two largest."""
    shares = weights / weights.sum(axis=1, keepdims=True)
    top = np.argsort(np.argsort(-shares, axis=1), axis=1) < 2
    return np.vstack([np.quantile(shares, (0.025, 0.975), axis=0), top.mean(axis=0)])


def test_blocks_vary_as_people_do() -> None:
    # Of the same 6,000 people, over six samples: limits and chances of the top two from blocks of six and from rows.
    data = [sample(6_000, seed) for seed in range(6)]
    of_rows = np.mean([over_draws(bootstrap_weights(one)) for one in data], axis=0)
    of_blocks = np.mean([over_draws(bootstrap_blocks(in_blocks(one))) for one in data], axis=0)
    assert of_blocks[:2] == pytest.approx(of_rows[:2], abs=0.004)  # the limits lie .05 apart
    assert of_blocks[2] == pytest.approx(of_rows[2], abs=0.06)


def test_sums_of_blocks_give_the_correlations_of_their_people() -> None:
    data = sample(6_000) * 7 + 50
    assert correlations_of_sums(in_blocks(data).sum(axis=0)) == pytest.approx(np.corrcoef(data.T))


def test_the_order_of_people_changes_nothing() -> None:
    n = 400
    data = np.round(sample(n) * 2)
    assert bootstrap_weights(data) == pytest.approx(bootstrap_weights(data[np.random.default_rng(2).permutation(n)]), abs=1e-9)


def test_draws_of_what_hardly_varies_have_no_result() -> None:
    data = sample(400)
    data[:, 1] = np.arange(400) == 7  # in 37 % of the draws nobody is this one
    missing = np.isnan(bootstrap_weights(data)).any(axis=1).mean()
    assert missing == pytest.approx(np.exp(-1), abs=0.08)
