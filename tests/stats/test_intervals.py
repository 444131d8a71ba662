"""Wilson's interval with and without finite population: R, published rates, coverage counted out, invariants."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import hypergeom

from pipeline.stats.intervals import silent_what_if, wilson

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
NAN = np.nan


@pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")
def test_intervals_of_the_reference_program() -> None:
    # R 4.2.2: prop.test(x, n, correct = FALSE)$conf.int; and response rates of Neeman et al. 2021
    reference = json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))
    rates = reference["published_tables"]["neeman2021_response"]["computed"].values()
    for case in [*reference["wilson_examples"], *rates]:
        found = wilson(case["x"], case["n"])
        assert [float(found.low), float(found.high)] == pytest.approx(case["wilson95"], abs=1e-6)


def test_an_interval_one_can_check() -> None:
    # 5 of 10, z = 1.959964: centre .5, half = sqrt(z²/10 × (.25 + z²/40)) / (1 + z²/10)
    z2 = 1.9599639845400545**2 / 10
    half = np.sqrt(z2 * (0.25 + z2 / 4)) / (1 + z2)
    found = wilson(5, 10)
    assert [float(found.low), float(found.high)] == pytest.approx([0.5 - half, 0.5 + half])


def test_the_whole_staff_has_no_margin_and_an_endless_one_the_plain_interval() -> None:
    everybody = wilson([12, 0], [40, 40], 40)
    assert everybody.low.tolist() == everybody.high.tolist() == [0.3, 0]
    plain, endless = wilson(12, 40), wilson(12, 40, 1e12)
    assert float(endless.low) == pytest.approx(float(plain.low))
    # METHODS E: 25 of 40 answered, width .21 instead of .33 (36 % less).
    small, wide = wilson(12.5, 25, 40), wilson(12.5, 25)
    widths = [float(part.high - part.low) for part in (small, wide)]
    assert widths == pytest.approx([0.24, 0.37], abs=0.02) and widths[0] < 0.68 * widths[1]


@pytest.mark.parametrize(("count", "n", "staff"), [(0, 0, 10), (3, 5, 4), (0, 0, NAN)])
def test_no_interval_without_answers_or_with_more_than_staff(count: int, n: int, staff: float) -> None:
    found = wilson(count, n, staff)
    assert np.isnan(found.low) and np.isnan(found.high)


@pytest.mark.parametrize(("n", "staff"), [(20, 60), (25, 40), (60, 100), (80, 400)])
def test_coverage_in_a_finite_staff_counted_out(n: int, staff: int) -> None:
    # Every possible number of reluctant staff from 10 to 90 %, every sample, by the hypergeometric distribution.
    coverage = []
    for reluctant in range(staff // 10, staff * 9 // 10 + 1):
        seen = np.arange(max(0, n - (staff - reluctant)), min(n, reluctant) + 1)
        limits = wilson(seen, n, staff)
        inside = (limits.low <= reluctant / staff + 1e-12) & (reluctant / staff <= limits.high + 1e-12)
        coverage.append(hypergeom(staff, reluctant, n).pmf(seen)[inside].sum())
    assert np.mean(coverage) == pytest.approx(0.955, abs=0.015) and min(coverage) > 0.90


def test_what_if_the_silent_are_more_reluctant() -> None:
    # 10 of 40 answered reluctant; the 60 silent at 35 %: (10 + 21) / 100.
    assert silent_what_if([10], [40], [100], 0.1).tolist() == pytest.approx([0.31])
    assert silent_what_if([10], [40], [40], 0.1).tolist() == [0.25]
    assert silent_what_if([39], [40], [50], 0.1).tolist() == pytest.approx([49 / 50])  # nobody is more than certain
    assert np.isnan(silent_what_if([0, 1], [0, 5], [10, NAN], 0.1)).all()
