"""Polychoric correlations and ordinal alpha: psych, a known latent correlation, tetrachoric arithmetic, invariants."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.polychoric import ordinal_alpha, polychoric

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
NAN = np.nan
PRINTED = 1e-3
needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")


@needs_reference
def test_ordinal_alpha_of_the_reference_program() -> None:
    # R psych 2.2.9: alpha(polychoric(x)$rho)
    assert ordinal_alpha(np.loadtxt(REFERENCE / "stats" / "reliability_items.csv", delimiter=",")).alpha == pytest.approx(
        0.8308, abs=PRINTED
    )
    known = json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))["bfi"]["scales"]["agree"]
    x = pd.read_csv(REFERENCE / "data" / "bfi" / "bfi.csv")[known["items"]].astype(float)
    x = x.assign(A1=7 - x["A1"])
    assert ordinal_alpha(x).alpha == pytest.approx(known["ordinal_alpha_polychoric"], abs=PRINTED)


def test_halves_are_sheppards_arithmetic() -> None:
    # Both cut at the median: P(both above) = 1/4 + arcsin(rho) / 2 pi. With .35, rho = sin(2 pi × .1) = .5878.
    x = np.repeat([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [350, 350, 150, 150], axis=0)
    assert polychoric(x)[0, 1] == pytest.approx(np.sin(2 * np.pi * 0.1), abs=1e-6)


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.4, 0.95])
def test_the_correlation_behind_the_answers_is_found(rho: float) -> None:
    rng = np.random.default_rng(2)
    behind = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], 20_000)
    answers = np.digitize(behind, [-1.2, -0.3, 0.5, 1.4]).astype(float)
    assert polychoric(answers)[0, 1] == pytest.approx(rho, abs=0.02)


def test_coding_and_order_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    x = np.clip(np.round(rng.normal(3, 1, (300, 1)) + rng.normal(0, 0.8, (300, 4))), 1, 5)
    x[::11, 1] = NAN
    base = polychoric(x)
    assert polychoric(25 * x[::-1] - 25) == pytest.approx(base, abs=1e-8)
    turned = polychoric(x * [1, -1, 1, 1])
    assert turned[0, 1] == pytest.approx(-base[0, 1], abs=1e-6)
    assert np.array_equal(base, base.T)


@pytest.mark.parametrize(
    "x",
    [np.empty((0, 3)), np.full((80, 3), 4.0), np.full((80, 3), NAN), np.arange(49 * 3.0).reshape(49, 3) % 4, np.ones((80, 1))],
    ids=["nobody", "all alike", "blank", "49 people", "one item"],
)
def test_no_figure_is_said_and_never_raised(x: np.ndarray) -> None:
    found = ordinal_alpha(x)
    assert found.status == "no_figure" and np.isnan(found.alpha)


def test_patterns_stand_for_the_people_who_gave_them() -> None:
    rng = np.random.default_rng(8)
    patterns = np.clip(np.rint(rng.normal(size=(70, 1)) + rng.normal(size=(70, 3))), -2, 2)
    people = rng.integers(1, 5, 70)
    expected = ordinal_alpha(np.repeat(patterns, people, axis=0)).alpha
    assert ordinal_alpha(patterns, people).alpha == pytest.approx(expected, abs=1e-9)
