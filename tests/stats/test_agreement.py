"""ICC(1), ICC(2) and r_wg(j): visible arithmetic, pingouin, statsmodels, and invariants."""

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.agreement import intraclass, uniform_variance, within_group_agreement

NAN = np.nan


def groups(sizes: list[int], between: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    code = np.repeat(np.arange(len(sizes)), sizes)
    return rng.normal(0, between, len(sizes))[code] + rng.normal(0, 1, len(code)), code


def of_people(values: np.ndarray, code: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    n, total = np.bincount(code), np.bincount(code, weights=values)
    squares = ((values - (total / n)[code]) ** 2).sum()
    return n, total, squares / (len(values) - len(n))


def test_icc_is_visible_arithmetic() -> None:
    # Groups 1, 3 and 5, 7: means 2 and 6, within squares 2 + 2 on 2 df, between squares 2 × (4 + 4) on 1 df.
    found = intraclass([2, 2], [4, 12], within=2)
    assert found.icc1 == pytest.approx((16 - 2) / (16 + 2))
    assert found.icc2 == pytest.approx((16 - 2) / 16)


def test_icc_of_equal_groups_is_pingouins() -> None:
    # pingouin 0.7 intraclass_corr, ICC(1,1) and ICC(1,k): groups as targets, persons as raters
    import pingouin

    values, code = groups([12] * 8, between=0.6)
    frame = pd.DataFrame({"unit": code, "person": np.tile(np.arange(12), 8), "y": values})
    table = pingouin.intraclass_corr(frame, "unit", "person", "y").set_index("Type")["ICC"]
    found = intraclass(*of_people(values, code))
    assert [found.icc1, found.icc2] == pytest.approx([table["ICC(1,1)"], table["ICC(1,k)"]], abs=1e-8)


def test_icc_of_unequal_groups_recovers_the_share_between_them() -> None:
    found = [intraclass(*of_people(*groups([5, 9, 14, 30, 42, 60] * 5, between=0.5, seed=s))).icc1 for s in range(60)]
    assert np.mean(found) == pytest.approx(0.25 / 1.25, abs=0.015)


@pytest.mark.parametrize(("n", "total"), [([], []), ([10], [5]), ([3, 4], [0, 0])])
def test_no_coefficient_without_groups_or_variation(n: list[int], total: list[float]) -> None:
    found = intraclass(n, total, within=0)
    assert np.isnan(found.icc1) and np.isnan(found.icc2)


def agreement_of(answers, group, null, fewest: int) -> np.ndarray:
    """r_wg(j) from the sums of each group."""
    x, code = np.asarray(answers, dtype=float), np.asarray(group)
    there = ~np.isnan(x)
    inside = np.equal.outer(np.arange(code.max() + 1), code).astype(float)
    filled = np.where(there, x, 0)
    return within_group_agreement(inside @ there, inside @ filled, inside @ filled**2, null, fewest)


def test_rwg_is_visible_arithmetic() -> None:
    # Two items, answers 3, 4, 5 on 1-5: variance 1 each against 2: mean ratio .5, r = 2 × .5 / (2 × .5 + .5) = 2 / 3.
    answers = [[3, 4], [4, 5], [5, 3]]
    assert agreement_of(answers, [0, 0, 0], [2, 2], 3).tolist() == pytest.approx([2 / 3])
    assert uniform_variance([1, 2, 3, 4, 5]) == 2
    # All alike is 1, more apart than by lot is 0, too few is no figure.
    assert agreement_of([[4], [4], [1], [5], [2]], [0, 0, 1, 1, 2], [2], 2).tolist()[:2] == [1, 0]
    assert np.isnan(agreement_of([[4], [4], [1], [5], [2]], [0, 0, 1, 1, 2], [2], 2)[2])


def test_unit_and_order_do_not_matter_and_blanks_are_left_out() -> None:
    rng = np.random.default_rng(2)
    x, code = rng.integers(2, 6, (90, 4)).astype(float), rng.integers(0, 3, 90)
    x[rng.random(x.shape) < 0.1] = NAN
    base = agreement_of(x, code, [2.0] * 4, 5)
    order = rng.permutation(90)
    assert agreement_of(x[order] * 25 - 25, code[order], [1250.0] * 4, 5) == pytest.approx(base)
    assert ((base >= 0) & (base <= 1)).all()
