"""DerSimonian-Laird: arithmetic one can see, metafor's values, invariants."""

import numpy as np
import pytest

from pipeline.stats.random_effects import random_effects

# metafor 3.8-1: escalc(measure="RR", ai=tpos, bi=tneg, ci=cpos, di=cneg, data=dat.bcg); rma(yi, vi, method="DL"); blup().
BCG_MEAN = [
    -0.889311, -1.585389, -1.348073, -1.441551, -0.217547, -0.786116, -1.620898, 0.011952, -0.469418, -1.371345, -0.339359,
    0.445913, -0.017314,
]  # fmt: skip
BCG_VARIANCE = [
    0.325585, 0.194581, 0.415368, 0.020010, 0.051210, 0.006906, 0.223017, 0.003962, 0.056434, 0.073025, 0.012412, 0.532506,
    0.071405,
]  # fmt: skip
BCG_BLUP = [
    -0.799391, -1.248574, -0.984429, -1.397277, -0.288190, -0.784541, -1.240612, 0.002754, -0.507232, -1.245636, -0.353842,
    -0.288364, -0.148191,
]  # fmt: skip


def test_two_equal_variances_by_hand() -> None:
    # Q = 2·(1)²/1 = 2, df 1, C = 2 - 2/2 = 1: tau² = (2 - 1)/1 = 1; each is pulled half way to the mean 0.
    found = random_effects([-1.0, 1.0], [1.0, 1.0])
    assert (found.tau2, found.mean) == (pytest.approx(1.0), pytest.approx(0.0))
    assert found.predicted == pytest.approx([-0.5, 0.5])


def test_agrees_with_metafor() -> None:
    found = random_effects(BCG_MEAN, BCG_VARIANCE)
    assert found.tau2 == pytest.approx(0.3087602629, abs=1e-4)
    assert found.mean == pytest.approx(-0.7141172221, abs=1e-4)
    assert found.predicted == pytest.approx(BCG_BLUP, abs=1e-4)


def test_agrees_with_metafor_on_groups_of_staff() -> None:
    """rma(yi, vi, method = "DL") and blup() of ten groups of an invented survey."""
    mean = [
        3.211711712,
        2.806010929,
        3.483333333,
        3.164492754,
        3.017006803,
        3.0625,
        3.093660969,
        3.572043011,
        3.269230769,
        3.330065359,
    ]
    variance = [
        0.021073653665, 0.012782380092, 0.019493129640, 0.003390109503, 0.015912758890, 0.010829516467, 0.001666079456,
        0.002515242534, 0.059978860432, 0.015288729130,
    ]  # fmt: skip
    blup = [3.2082975, 2.8802646, 3.4089709, 3.1665215, 3.0579714, 3.0850423, 3.0967732, 3.5557287, 3.2327819, 3.3016178]
    found = random_effects(mean, variance)
    assert found.tau2 == pytest.approx(0.054937006, abs=1e-4)
    assert found.mean == pytest.approx(3.199397, abs=1e-4)
    assert found.predicted == pytest.approx(blup, abs=1e-4)


def test_moving_and_scaling_moves_and_scales() -> None:
    base = random_effects(BCG_MEAN, BCG_VARIANCE)
    moved = random_effects(3 * np.array(BCG_MEAN) + 7, 9 * np.array(BCG_VARIANCE))
    assert moved.tau2 == pytest.approx(9 * base.tau2)
    assert moved.predicted == pytest.approx(3 * base.predicted + 7)


def test_groups_that_differ_by_no_more_than_chance_are_all_at_the_mean() -> None:
    found = random_effects([50.0, 50.1, 49.9], [1.0, 1.0, 1.0])
    assert found.tau2 == 0
    assert found.predicted == pytest.approx([50.0, 50.0, 50.0])


def test_one_group_has_no_spread() -> None:
    assert np.isnan(random_effects([50.0], [1.0]).tau2)
