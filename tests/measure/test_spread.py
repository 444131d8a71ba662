"""Pooled within-group squares: visible arithmetic, analysis of variance (pingouin), and never a single group's own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.measure.spread import spread
from pipeline.tables.tally import Tally

TEN_THOUSANDTHS = 1e-5  # scores are taken in ten-thousandths of a point


@pytest.fixture
def tally(scores_of, tally_of_scores, instrument) -> Callable[..., Tally]:
    """One scale, and the topic ``T1``, from roles, departments and values."""
    everybody = instrument.model_copy(update={"topics": instrument.topics[:1] * 2})

    def make(role: list[str], department: list[str], x: list[float], importance=None, confidence=None) -> Tally:
        return tally_of_scores(scores_of({"worry": x}, role, department, None, importance, confidence), everybody)

    return make


def figures(frame: pd.DataFrame, grouping: str, measure: str = "worry") -> list[float]:
    row = frame.set_index(["grouping", "measure"]).loc[(grouping, measure)]
    return [float(row["within_ss"]), int(row["df"])]


def test_squares_are_pooled_within_each_grouping(tally) -> None:
    # a: 10 20 | b: 40 60 -> role 50 + 200; u: 10 40 | v: 20 60 -> department 450 + 800; cells of one person have none.
    found = tally(["a", "a", "b", "b"], ["u", "v", "u", "v"], [10, 20, 40, 60])
    found = spread(found, k=2)
    assert figures(found, "role") == [5**2 * 2 + 10**2 * 2, 2]
    assert figures(found, "department") == [15**2 * 2 + 20**2 * 2, 2]


def test_pooled_squares_are_those_of_analysis_of_variance(tally) -> None:
    import pingouin

    rng = np.random.default_rng(1)
    role, x = rng.choice(list("abcd"), 200), rng.normal(50, 20, 200).clip(0, 100)
    found = figures(spread(tally(list(role), ["u"] * 200, list(x))), "role")
    # pingouin.anova(data, dv="x", between="role", detailed=True): SS and DF of "Within"
    table = pingouin.anova(pd.DataFrame({"x": x, "role": role}), dv="x", between="role", detailed=True).set_index("Source")
    assert found == pytest.approx([table.loc["Within", "SS"], table.loc["Within", "DF"]], rel=TEN_THOUSANDTHS)


def test_moving_a_whole_group_changes_nothing_and_a_unit_squares(tally) -> None:
    rng = np.random.default_rng(2)
    role, x = np.repeat(["a", "b", "c"], 20), rng.normal(20, 5, 60).clip(0, 35)
    base = figures(spread(tally(list(role), ["u"] * 60, list(x))), "role")
    moved = figures(spread(tally(list(role), ["u"] * 60, list(2 * x + 30 * (role == "b")))), "role")
    assert moved == pytest.approx([4 * base[0], base[1]], rel=TEN_THOUSANDTHS)


def test_gaps_are_importance_minus_confidence_of_complete_pairs(tally) -> None:
    nan = float("nan")
    found = tally(list("aaabbb"), ["u"] * 6, [50] * 6, [5, 3, 5, 4, 4, nan], [1, 3, 5, 4, 2, nan])
    # a: 4 0 0, mean 4/3; b: 0 2, mean 1.
    expected = (4 - 4 / 3) ** 2 + 2 * (4 / 3) ** 2 + 2
    assert figures(spread(found, k=2), "role", "gap:T1") == pytest.approx([expected, 3])


def test_confidence_is_of_the_people_whose_gap_is_counted(tally) -> None:
    nan = float("nan")
    found = tally(list("aaabbb"), ["u"] * 6, [50] * 6, [5, 3, 5, 4, 4, nan], [1, 3, 5, 4, 2, 3])
    found = spread(found, k=2)
    # a: 1 3 5; b: 4 2, the last without an importance.
    assert figures(found, "role", "confidence:T1") == pytest.approx([8 + 2, 3])
    assert figures(found, "role", "gap:T1")[1] == 3


@pytest.mark.parametrize(
    "roles",
    [["a"] * 12, ["a"] * 10 + ["b", "c"], ["a"] * 9 + ["b"] * 3],
    ids=["one group", "others of one person", "others fewer than k"],
)
def test_a_single_groups_own_spread_is_never_told(tally, roles: list[str]) -> None:
    x = [10.0, 20, 30, 40, 50, 60, 70, 80, 90, 0, 15, 25]
    found = spread(tally(roles, ["u"] * 12, x), k=5)
    # Around the mean of everybody instead.
    assert figures(found, "role") == pytest.approx([float(np.var(x) * 12), 11])
    ratings = [1.0, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2]
    rated = spread(tally(roles, ["u"] * 12, x, [5.0] * 12, ratings), k=5)
    assert figures(rated, "role", "confidence:T1") == pytest.approx([float(np.var(ratings) * 12), 11])


def test_a_measure_that_fewer_than_k_have_is_not_told(tally) -> None:
    nan = float("nan")
    found = spread(tally(["a"] * 6 + ["b"] * 6, ["u"] * 12, [10.0, 20, 30] + [nan] * 9), k=5)
    assert "worry" not in set(found["measure"])


def test_groups_not_stated_are_groups_and_missing_scores_are_left_out(tally) -> None:
    nan = float("nan")
    roles = ["not_stated"] * 3 + ["a"] * 4
    found = figures(spread(tally(roles, ["u"] * 7, [10, 30, nan, 50, 50, 50, 70]), k=2), "role")
    assert found == pytest.approx([200 + 300, 1 + 3])
