"""One factor and omega: lavaan, psych, statsmodels, a matrix made from known loadings, invariants."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.one_factor import LEAST_UNIQUE, one_factor

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
NAN = np.nan
PRINTED = 1e-3
needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")


@needs_reference
def test_omega_of_the_reference_programs() -> None:
    covariance = np.cov(np.loadtxt(REFERENCE / "stats" / "reliability_items.csv", delimiter=","), rowvar=False)
    # R lavaan: cfa(std.lv = TRUE), ML; sum(loadings)^2 / (sum(loadings)^2 + sum(residual variances))
    assert one_factor(covariance).omega == pytest.approx(0.8025, abs=PRINTED)
    # R psych 2.2.9: fa(r, fm = "minres")
    assert one_factor(covariance, "minres").omega == pytest.approx(0.8108, abs=PRINTED)


@needs_reference
@pytest.mark.parametrize("scale", ["agree", "conscientious", "extraversion", "neuroticism", "openness"])
def test_minres_loadings_of_the_reference_program(scale: str) -> None:
    # R psych 2.2.9: fa(cor(complete cases), nfactors = 1, fm = "minres")
    known = json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))["bfi"]["scales"][scale]
    items = known["items"]
    x = pd.read_csv(REFERENCE / "data" / "bfi" / "bfi.csv")[items].astype(float).dropna()
    x = x.assign(**{item: 7 - x[item] for item in np.atleast_1d(known["reverse"])})
    found = one_factor(x.cov(), "minres")
    expected = known["reliability"]
    assert found.omega == pytest.approx(expected["omega_total_1factor_minres_corr"], abs=PRINTED)
    assert found.loadings == pytest.approx(list(expected["loadings_1factor_minres"].values()), abs=PRINTED)


def made(loadings: list[float], spread: list[float]) -> np.ndarray:
    """The covariances that standardised loadings and standard deviations imply."""
    r = np.outer(loadings, loadings)
    np.fill_diagonal(r, 1)
    return r * np.outer(spread, spread)


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_a_matrix_of_one_factor_gives_its_loadings_back(method: str) -> None:
    loadings, spread = [0.8, 0.7, 0.6, 0.5], [10.0, 20.0, 30.0, 5.0]
    found = one_factor(made(loadings, spread), method)
    unit = np.array(spread) if method == "ml" else 1
    assert found.loadings == pytest.approx(np.array(loadings) * unit, rel=1e-4)
    assert not found.improper


def test_equal_loadings_make_omega_alpha() -> None:
    # Parallel items: omega = alpha = k r / (1 + (k - 1) r) = 4 × .36 / (1 + 3 × .36)
    assert one_factor(made([0.6] * 4, [25.0] * 4)).omega == pytest.approx(1.44 / 2.08, abs=1e-6)


def test_maximum_likelihood_is_that_of_statsmodels() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(0, 1, (500, 1)) * [1.0, 0.8, 0.6, 1.2, 0.5] + rng.normal(0, 1, (500, 5))
    r = np.corrcoef(x, rowvar=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.multivariate.factor import Factor

        other = Factor(corr=r, n_factor=1, method="ml", nobs=500).fit()
    assert one_factor(r).loadings == pytest.approx(np.abs(other.loadings[:, 0]), abs=1e-5)


def test_unit_and_sign_do_not_matter() -> None:
    base = one_factor(made([0.8, 0.7, 0.6, 0.5], [1.0] * 4))
    turned = one_factor(made([0.8, -0.7, 0.6, 0.5], [1.0] * 4))
    assert np.sign(turned.loadings).tolist() == [1, -1, 1, 1]
    assert np.abs(turned.loadings) == pytest.approx(base.loadings, abs=1e-6)
    assert one_factor(made([0.8, 0.7, 0.6, 0.5], [7.0] * 4)).omega == pytest.approx(base.omega, abs=1e-9)


def test_improper_and_impossible_matrices_are_said() -> None:
    # An item that is the factor itself.
    assert one_factor(made([1.0, 0.6, 0.5, 0.4], [1.0] * 4)).improper
    # Pairwise correlations that no one set of people can have.
    odd = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    assert one_factor(odd).status == "ok" and (one_factor(odd).uniqueness >= LEAST_UNIQUE * 0.999).all()


@pytest.mark.parametrize(
    "covariance", [[[1.0]], np.zeros((3, 3)), [[1, NAN, 0.2], [NAN, 1, 0.2], [0.2, 0.2, 1]], np.empty((0, 0))]
)
def test_no_figure_is_said_and_never_raised(covariance: np.ndarray) -> None:
    found = one_factor(covariance)
    assert found.status == "no_figure" and np.isnan(found.omega)


def test_two_items_share_what_they_have_in_common() -> None:
    assert one_factor([[4.0, 1.0], [1.0, 1.0]], "minres").loadings == pytest.approx([np.sqrt(0.5)] * 2)
    assert one_factor([[1.0, -0.5], [-0.5, 1.0]]).improper


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_the_minimum_is_that_of_a_general_minimiser(method) -> None:
    """scipy's L-BFGS-B on the same surface, its gradient by differences, finds nothing lower."""
    from scipy.optimize import minimize

    rng = np.random.default_rng(12)
    for k, n in ((3, 60), (6, 200), (11, 90)):
        loadings = rng.uniform(-0.2, 0.9, k)
        x = rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, k)) * np.sqrt(1 - loadings**2)
        r = np.corrcoef(x.T)

        def surface(unique, r=r):
            if method == "ml":
                rest = np.linalg.eigvalsh(r / np.sqrt(np.outer(unique, unique)))[:-1]
                return (rest - np.log(rest) - 1).sum()
            return (np.linalg.eigvalsh(r - np.diag(unique))[:-1] ** 2).sum() / 2

        start = np.clip(0.5 / np.diag(np.linalg.inv(r)), 0.01, 0.999)
        theirs = minimize(surface, start, method="L-BFGS-B", bounds=[(0.005, 1.0)] * k).fun
        assert surface(one_factor(r, method).uniqueness) <= theirs + 1e-9
