"""Common odds ratio: visible arithmetic, R, invariants, and strata that say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.stats.mantel_haenszel import mantel_haenszel

REFERENCE = 1e-6  # R prints ten digits

# R's UCBAdmissions: admitted men, women; rejected men, women, in departments A to F
UCB = [
    [[512, 89], [313, 19]], [[353, 17], [207, 8]], [[120, 202], [205, 391]],
    [[138, 131], [279, 244]], [[53, 94], [138, 299]], [[22, 24], [351, 317]],
]  # fmt: skip
# array(c(12,5,8,15, 4,9,6,21, 0,0,7,5, 3,2,4,9), c(2,2,4)): in the third table the first column is empty
SMALL = [[[12, 8], [5, 15]], [[4, 6], [9, 21]], [[0, 7], [0, 5]], [[3, 4], [2, 9]]]


def test_one_table_is_its_own_odds_ratio() -> None:
    # 20 × 40 / (10 × 30); Woolf: var = 1/20 + 1/10 + 1/30 + 1/40
    found = mantel_haenszel([[[20, 10], [30, 40]]])
    assert found.odds_ratio == pytest.approx(800 / 300)
    half = 1.959964 * np.sqrt(1 / 20 + 1 / 10 + 1 / 30 + 1 / 40)
    assert [found.low, found.high] == pytest.approx(list(800 / 300 * np.exp([-half, half])), rel=1e-6)
    # 20 people against 30 × 50 / 100 = 15; variance 30 × 70 × 50 × 50 / (100² × 99)
    assert found.chi2 == pytest.approx(5**2 / (30 * 70 * 50 * 50 / (100**2 * 99)))
    assert found.chi2_corrected == pytest.approx(4.5**2 / (30 * 70 * 50 * 50 / (100**2 * 99)))


def test_admissions_of_berkeley_are_those_of_r() -> None:
    # R 4.2.2: mantelhaen.test(UCBAdmissions, correct = FALSE) and correct = TRUE
    found = mantel_haenszel(UCB)
    assert found.strata == 6
    assert [found.odds_ratio, found.low, found.high] == pytest.approx(
        [0.904696828259, 0.771907361759, 1.060329764437], abs=REFERENCE
    )
    assert [found.chi2, found.p] == pytest.approx([1.524606660443, 0.216923697056], abs=REFERENCE)
    assert [found.chi2_corrected, found.p_corrected] == pytest.approx([1.426946228587, 0.232263462817], abs=REFERENCE)


def test_a_small_table_is_that_of_r_and_an_empty_margin_says_nothing() -> None:
    # R 4.2.2: mantelhaen.test(a, correct = FALSE), the same without the third table; correct = TRUE
    found = mantel_haenszel(SMALL)
    assert found == mantel_haenszel([SMALL[0], SMALL[1], SMALL[3]]) and found.strata == 3
    assert [found.odds_ratio, found.low, found.high] == pytest.approx(
        [2.898608349901, 1.195169801832, 7.029905167647], abs=REFERENCE
    )
    assert [found.chi2, found.p] == pytest.approx([5.516596041090, 0.018836877963], abs=REFERENCE)
    assert [found.chi2_corrected, found.p_corrected] == pytest.approx([4.5258135170032, 0.0333871985944], abs=REFERENCE)


def test_other_names_turn_the_ratio_round() -> None:
    found, turned = mantel_haenszel(SMALL), mantel_haenszel(np.flip(SMALL, axis=1))
    assert [turned.odds_ratio, turned.low, turned.high] == pytest.approx([1 / found.odds_ratio, 1 / found.high, 1 / found.low])
    assert turned.p == pytest.approx(found.p)
    assert mantel_haenszel(np.swapaxes(SMALL, 1, 2)).odds_ratio == pytest.approx(found.odds_ratio)
    assert mantel_haenszel(SMALL[::-1]).odds_ratio == pytest.approx(found.odds_ratio)


def test_strata_that_differ_do_not_make_a_ratio() -> None:
    # Nothing inside either stratum; together 45 × 45 / (15 × 15) = 9.
    strata = [[[40, 10], [40, 10]], [[10, 40], [10, 40]]]
    assert mantel_haenszel(strata).odds_ratio == pytest.approx(1) and mantel_haenszel(strata).chi2 == pytest.approx(0)
    assert mantel_haenszel([[[45, 15], [15, 45]]]).odds_ratio == pytest.approx(9)


@pytest.mark.parametrize(
    "tables", [np.zeros((0, 2, 2)), [[[0, 0], [0, 0]]], [[[1, 0], [0, 0]]], [[[5, 0], [7, 0]], [[0, 0], [3, 4]]]]
)
def test_nothing_is_said_without_strata(tables) -> None:
    found = mantel_haenszel(tables)
    assert found.strata == 0 and np.isnan([found.odds_ratio, found.low, found.high, found.chi2, found.p, found.p_corrected]).all()


@pytest.mark.parametrize(("table", "ratio"), [([[5, 0], [2, 6]], np.inf), ([[0, 5], [6, 2]], 0.0)])
def test_one_side_that_never_occurs_has_no_limits(table: list[list[int]], ratio: float) -> None:
    found = mantel_haenszel([table])
    assert found.odds_ratio == ratio and np.isnan([found.low, found.high]).all() and 0 < found.p < 0.05
