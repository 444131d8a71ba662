"""A published mean on 0 to 100: arithmetic one can see, R's intervals, papers' figures; another unit changes nothing."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stats.published_mean import published_mean

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "expected.json"
shared = pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")
# R's values are read from 15 digits; the quantile of t agrees to about 1e-12.
EXACT = 1e-9


def test_a_mean_of_four_on_one_to_five_is_three_quarters_of_the_way() -> None:
    assert published_mean(4, None, 30, 1, 5).mean == 75
    assert published_mean(3, None, 30, 0, 4).mean == 75
    assert published_mean(51, None, 30, 17, 85).mean == 50


def test_the_band_is_of_the_mean_and_not_of_people() -> None:
    # R: qt(.975, 9) = 2.262157; sd 1 of 4 is 25 of 100; 2.262157 * 25 / sqrt(10) = 17.883923
    found = published_mean(3, 1, 10, 1, 5)
    assert (found.low, found.high) == pytest.approx((50 - 17.883923, 50 + 17.883923), abs=1e-5)
    many = published_mean(3, 1, 1000, 1, 5)
    assert many.high - many.low < 3.2  # people still lie 25 apart


def test_without_a_spread_there_is_no_band() -> None:
    found = published_mean(4, None, 500, 1, 5)
    assert math.isnan(found.low) and math.isnan(found.high)


def test_the_band_ends_where_the_scale_ends() -> None:
    assert published_mean(4.9, 0.5, 3, 1, 5).high == 100 and published_mean(1.1, 0.5, 3, 1, 5).low == 0


@pytest.mark.parametrize(("n", "low", "high"), [(1, 1, 5), (30, 5, 5), (30, 5, 1)])
def test_one_person_or_no_range_is_no_mean(n: int, low: float, high: float) -> None:
    with pytest.raises(ValueError, match="two people and a range"):
        published_mean(3, 1, n, low, high)


def scores(values: Any) -> list[dict[str, Any]]:
    """Every summary in the reference that has R's interval of its mean."""
    if not isinstance(values, dict):
        return []
    own = [values] if {"n", "mean", "sd", "ci95_t"} <= set(values) else []
    return own + [one for part in values.values() for one in scores(part)]


@shared
def test_the_band_is_the_interval_that_r_gives() -> None:
    # R 4.2.2: t.test(score)$conf.int
    found = scores(json.loads(REFERENCE.read_text(encoding="utf-8")))
    assert len(found) > 10
    for one in found:
        ours = published_mean(one["mean"], one["sd"], one["n"], one["min"] - 100, one["max"] + 100)
        unit = 100 / (one["max"] - one["min"] + 200)
        theirs = [(limit - one["min"] + 100) * unit for limit in one["ci95_t"]]
        assert (ours.low, ours.high) == pytest.approx(theirs, abs=EXACT)


@shared
def test_figures_of_papers_lie_where_their_own_scale_has_them() -> None:
    printed = json.loads(REFERENCE.read_text(encoding="utf-8"))["published_tables"]
    structural = printed["prat_bmc2019"]["structural"]
    found = published_mean(structural["published"], structural["published_sd"], 151, 1, 5)
    assert found.mean == pytest.approx((2.94 - 1) / 4 * 100) and found.high - found.low == pytest.approx(5.39, abs=0.01)
    nurses = published_mean(printed["trat_tian2022"]["mean"], printed["trat_tian2022"]["sd"], 3386, 17, 85)
    as_item = published_mean(printed["trat_tian2022"]["mean"] / 17, printed["trat_tian2022"]["sd"] / 17, 3386, 1, 5)
    assert (nurses.mean, nurses.low, nurses.high) == pytest.approx((as_item.mean, as_item.low, as_item.high), abs=EXACT)


@given(
    mean=st.floats(1, 5),
    sd=st.floats(0.01, 2),
    n=st.integers(2, 5000),
    factor=st.floats(0.01, 100),
    shift=st.floats(-1000, 1000),
)
def test_another_unit_or_zero_leaves_the_picture(mean: float, sd: float, n: int, factor: float, shift: float) -> None:
    one = published_mean(mean, sd, n, 1, 5)
    other = published_mean(factor * mean + shift, factor * sd, n, factor + shift, 5 * factor + shift)
    assert (one.mean, one.low, one.high) == pytest.approx((other.mean, other.low, other.high), abs=1e-6)
    assert 0 <= one.low <= one.mean <= one.high <= 100
