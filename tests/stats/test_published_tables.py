"""Scale means as printed in published papers, made again from the printed item means by our scoring."""

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.stats.additive import scale_scores

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
pytestmark = pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")


def tables() -> dict:
    return json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))["published_tables"]


def answers(means: list[float], people: int) -> np.ndarray:
    """Complete answers whose item means are exactly those given."""
    x = np.random.default_rng(1).normal(3, 1, (people, len(means)))
    return x - x.mean(axis=0) + means


@pytest.mark.parametrize("subscale", ["core", "engagement", "structural"])
def test_practitioner_readiness_2019(subscale: str) -> None:
    # Hofer & Haluza, BMC Med Inform Decis Mak 2019;19, table 2, n = 151
    printed = tables()["prat_bmc2019"][subscale]
    assert f"{scale_scores(answers(printed['items'], 151)).scores.mean():.2f}" == f"{printed['published']:.2f}"


def test_practitioner_readiness_2020() -> None:
    # Haluza, Saustingl & Halavina, Medicina 2020;56:698, table 3, n = 55, 17 items; the paper prints the total as 3.00 (0.64)
    printed = tables()["prat_medicina2020"]
    mean = scale_scores(answers(printed["item_means"], 55)).scores.mean()
    # Printed item means carry half a hundredth of rounding each, so the total is known to half a hundredth.
    assert mean == pytest.approx(printed["published_total_mean"], abs=0.0101)
    assert f"{mean:.3f}" == f"{printed['mean_of_item_means']:.3f}"


def test_sum_scores_and_ours_tell_the_same() -> None:
    # Tian et al. 2022: 17 items, sum 17 to 85, mean 61.23 = 65.0 on 0-100
    printed = tables()["trat_tian2022"]
    on_hundred = (printed["mean"] - 17) / (85 - 17) * 100
    x = answers([1 + on_hundred / 25] * 17, 200)
    assert f"{scale_scores(x).scores.mean() * 17:.2f}" == f"{printed['mean']:.2f}"
