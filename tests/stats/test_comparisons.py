"""Comparisons and adjusted p values: a published hospital-staff table, R, pingouin, visible arithmetic, invariants."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.comparisons import (
    Omnibus,
    adjust,
    brackets,
    games_howell,
    hedges_g,
    mann_whitney,
    omnibus,
    partial_eta_squared,
)
from pipeline.stats.intervals import wilson

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
NAN = np.nan
REFERENCE_DIGITS = 1e-6  # R prints twelve
# R's InsectSprays (count by spray) and PlantGrowth (weight by group)
SPRAYS = [
    [10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14, 13], [11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13],
    [0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4], [3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4],
    [3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4], [11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13],
]  # fmt: skip
PLANTS = [
    [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
    [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
    [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26],
]
needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")


def known(part: str) -> dict:
    return json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))[part]


def staff(dose: int) -> pd.DataFrame:
    """Days of sick leave of those who had the dose, by profession."""
    frame = pd.read_csv(REFERENCE / "data" / "hcw_wuerzburg" / "inab_data.csv", sep=";", na_values=["NA"], keep_default_na=False)
    frame = frame[frame[f"dose{dose}"].notna()]
    return frame[["profession", f"audosis{dose}"]].set_axis(["profession", "days"], axis=1).dropna()


def significant(x: np.ndarray, digits: int = 3) -> np.ndarray:
    return np.array([float(f"{value:.{digits - 1}e}") for value in x])


@needs_reference
@pytest.mark.parametrize("dose", [1, 2, 3])
def test_the_published_hospital_staff_table(dose: int) -> None:
    # github.com/AlexGa/Inability-to-work, README: R 4, rstatix::wilcox_test, p.adjust.method = "BY" within dose
    table, days = known("hcw_wuerzburg"), staff(dose)
    printed = [row for row in table["published_mwu"]["rows"] if row[0] == f"dose {dose}"]
    assert len(printed) == 6
    of = {name: part["days"].to_numpy(dtype=float) for name, part in days.groupby("profession")}
    found = [mann_whitney(of[row[1]], of[row[2]]) for row in printed]
    p = np.array([one.p for one in found])
    assert [one.u for one in found] == [float(row[7]) for row in printed]
    # Means and standard deviations to their seven digits.
    for row in printed:
        for name, mean, sd in ((row[1], row[3], row[4]), (row[2], row[5], row[6])):
            assert (f"{of[name].mean():.7f}", f"{of[name].std(ddof=1):.7f}") == (mean, sd)
    # The page prints three decimals (below .001 up to seven), and adjusts p values that have three digits.
    for value, shown in zip([*p, *adjust(significant(p), "by")], [row[i] for i in (8, 9) for row in printed], strict=True):
        assert round(value, 3 if value >= 0.001 else 7) == pytest.approx(float(shown), abs=1e-12 if value >= 0.001 else 5e-7)
    # And without rounding, R 4.2.2: p.adjust(p, "BY")
    computed = table["computed_mwu_BY_within_dose"][f"dose{dose}"]
    assert p == pytest.approx([row["p"] for row in computed], abs=1e-6)
    assert adjust(p, "by") == pytest.approx([row["p_BY"] for row in computed], abs=1e-6)


@needs_reference
def test_the_published_overview_of_sick_leave() -> None:
    for dose, profession, healthy, sick, percentage, n in known("hcw_wuerzburg")["published_overview"]["rows"]:
        days = staff(int(dose[-1]))
        away = days.loc[days["profession"] == profession, "days"] > 0
        assert [str(int((~away).sum())), str(int(away.sum())), str(len(away))] == [healthy, sick, n]
        assert 100 * away.mean() == pytest.approx(float(percentage), abs=1e-6)
        expected = known("hcw_wuerzburg")["computed_sick_leave"][f"dose{dose[-1]}"][profession]["wilson95"]
        limits = wilson(away.sum(), len(away))
        assert [limits.low, limits.high] == pytest.approx(expected, abs=1e-6)


@needs_reference
@pytest.mark.parametrize("method", ["holm", "bh", "by"])
def test_adjusted_p_values_of_the_reference_program(method: str) -> None:
    # R 4.2.2: p.adjust(p, method)
    toy = known("multiplicity_toy")
    assert adjust(toy["p"], method) == pytest.approx(toy[method], abs=1e-6)


def test_mann_whitney_is_visible_arithmetic() -> None:
    # 3 beats 1 and 2; 2 beats 1 and ties with 2: 3.5 of 4 pairs.
    found = mann_whitney([3, 2], [1, 2])
    assert (found.u, found.common_language, found.rank_biserial) == (3.5, 0.875, 0.75)
    other = mann_whitney([1, 2], [3, 2, NAN])
    assert other.u == 0.5 and other.p == pytest.approx(found.p) and other.rank_biserial == -0.75


@pytest.mark.parametrize(("a", "b"), [([], [1.0]), ([NAN], [1.0]), ([2.0, 2.0], [2.0])])
def test_no_figure_where_nothing_can_be_compared(a: list[float], b: list[float]) -> None:
    assert np.isnan(mann_whitney(a, b).p)


def test_missing_tests_do_not_count() -> None:
    assert adjust([0.01, NAN, 0.04], "holm").tolist() == pytest.approx([0.02, NAN, 0.04], nan_ok=True)
    assert adjust([], "bh").tolist() == [] and np.isnan(adjust([NAN], "by")).all()
    assert adjust([0.02], "by").tolist() == [0.02]


def stacked(groups: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate(groups).astype(float), np.repeat(np.arange(len(groups)), [len(g) for g in groups])


def summary(groups: list[list[float]]) -> tuple[list[int], list[float], list[float]]:
    return [len(g) for g in groups], [float(np.mean(g)) for g in groups], [float(np.var(g, ddof=1)) for g in groups]


def both_of(groups: list[list[float]]) -> Omnibus:
    """Both tests from what they need of the groups."""
    values = np.unique(np.concatenate([*groups, []]))
    n, mean, variance = [len(g) for g in groups], [np.mean(g) for g in groups], [np.var(g) * len(g) for g in groups]
    counts = [[np.sum(np.array(g) == value) for value in values] for g in groups]
    return omnibus(n, mean, np.array(variance) / np.maximum(np.array(n) - 1, 1), counts)


def test_omnibus_tests_are_those_of_r() -> None:
    # R 4.2.2: oneway.test(count ~ spray, InsectSprays), kruskal.test; the same of weight ~ group, PlantGrowth
    found = both_of(SPRAYS)
    assert [found.f, found.df1, found.df2] == pytest.approx([36.0654438936, 5, 30.0425605088], abs=REFERENCE_DIGITS)
    assert [found.h, found.welch_p, found.kruskal_p] == pytest.approx(
        [54.6913446224, 7.99937945567e-12, 1.51084443942e-10], abs=REFERENCE_DIGITS
    )
    found = both_of(PLANTS)
    assert [found.f, found.df2, found.welch_p] == pytest.approx([5.1809724081, 17.1284186166, 0.0173928215], abs=REFERENCE_DIGITS)
    assert [found.h, found.kruskal_p] == pytest.approx([7.9882287494, 0.0184237557], abs=REFERENCE_DIGITS)


@pytest.mark.parametrize("groups", [SPRAYS, PLANTS, [PLANTS[0], SPRAYS[2], SPRAYS[3]]])
def test_omnibus_tests_are_those_of_pingouin_and_scipy(groups: list[list[float]]) -> None:
    import pingouin
    from scipy.stats import kruskal

    x, group = stacked(groups)
    data, found = pd.DataFrame({"x": x, "g": group}), both_of(groups)
    welch = pingouin.welch_anova(data, dv="x", between="g").iloc[0]
    assert [found.f, found.df1, found.df2] == pytest.approx([welch["F"], welch["ddof1"], welch["ddof2"]])
    assert found.welch_p == pytest.approx(welch["p_unc"])
    ranks = kruskal(*groups)
    assert [found.h, found.kruskal_p] == pytest.approx([ranks.statistic, ranks.pvalue])


@pytest.mark.parametrize(("method", "theirs"), [("bh", "fdr_bh"), ("by", "fdr_by"), ("holm", "holm")])
def test_adjusted_p_values_are_those_of_pingouin(method: str, theirs: str) -> None:
    import pingouin

    rng = np.random.default_rng(4)
    for m in (1, 2, 5, 40):
        p = np.round(rng.beta(0.4, 2, m), 3)  # with ties
        assert adjust(p, method) == pytest.approx(pingouin.multicomp(p, method=theirs)[1], abs=1e-12)


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        (SPRAYS[:2], "few_groups"),
        ([], "few_groups"),
        ([*SPRAYS[:3], [4]], "few_people"),
        ([*SPRAYS[:3], [4, 4, 4]], "no_spread"),
        ([[4, 4]] * 3, "no_spread"),
    ],
)
def test_an_omnibus_without_a_result_says_why(groups: list[list[float]], status: str) -> None:
    found = both_of(groups)
    assert found.status == status and np.isnan([found.f, found.welch_p, found.h, found.kruskal_p]).all()


def test_games_howell_is_that_of_r() -> None:
    # R 4.2.2: t, df by hand from tapply(y, g, mean / var / length); ptukey(sqrt(2) * t, k, df, lower.tail = FALSE)
    found = games_howell(*summary(PLANTS))
    assert found.difference == pytest.approx([0.371, -0.494, -0.865], abs=REFERENCE_DIGITS)
    assert np.abs(found.t) == pytest.approx([1.19126038185, 2.13402045312, 3.01009854212], abs=REFERENCE_DIGITS)
    assert found.df == pytest.approx([16.5235850569, 16.7857642826, 14.1035691228], abs=REFERENCE_DIGITS)
    assert found.p == pytest.approx([0.474554922194, 0.112889176854, 0.0237034547392], abs=REFERENCE_DIGITS)
    of_sprays = [
        *(0.997248234145, 6.59219631e-06, 0.000125590069, 3.20873978e-05, 0.924747595815, 6.65286811e-07, 1.26300367e-05),
        *(3.67542902e-06, 0.988786813256, 0.0556677695101, 0.446612087801, 3.42093782e-05, 0.600595253486, 0.000291414611),
        0.000110432750492,
    ]
    assert games_howell(*summary(SPRAYS)).p == pytest.approx(of_sprays, abs=REFERENCE_DIGITS)


def test_games_howell_is_that_of_pingouin() -> None:
    import pingouin

    x, group = stacked(SPRAYS)
    known = pingouin.pairwise_gameshowell(pd.DataFrame({"x": x, "g": group}), dv="x", between="g")
    found = games_howell(*summary(SPRAYS))
    for ours, theirs in ((found.first, "A"), (found.second, "B"), (found.t, "T"), (found.df, "df"), (found.p, "pval")):
        assert ours.astype(float) == pytest.approx(known[theirs].to_numpy(dtype=float), abs=REFERENCE_DIGITS)


def test_two_groups_without_spread_have_no_p() -> None:
    found = games_howell([5, 5, 5], [1.0, 2.0, 3.0], [0.0, 0.0, 1.0])
    assert np.isnan(found.p).tolist() == [True, False, False]


def test_effects_are_visible_arithmetic_and_those_of_pingouin() -> None:
    # SD 5, df 10: 10 / 5 × (1 - 3 / 39)
    assert hedges_g([10.0, -10.0], 25.0, 10).tolist() == pytest.approx([2 * 36 / 39, -2 * 36 / 39])
    assert np.isnan(hedges_g([1.0], 0.0, 10)).all() and np.isnan(hedges_g([1.0], np.nan, 10)).all()
    # Means 0 and 10 of two people each: B = 100; (4 - 2) × 50 within.
    assert partial_eta_squared([2, 2], [0, 10], 50.0) == pytest.approx(0.5)
    import pingouin

    x, group = stacked(SPRAYS)
    known = pingouin.welch_anova(pd.DataFrame({"x": x, "g": group}), dv="x", between="g")["np2"].iloc[0]
    n, means, variances = summary(SPRAYS)
    assert partial_eta_squared(n, means, float(np.mean(variances))) == pytest.approx(known, abs=REFERENCE_DIGITS)


def test_a_bracket_begins_at_its_limit() -> None:
    assert brackets([0.0, 0.000999, 0.001, 0.009, 0.01, 0.049, 0.05, 1.0, NAN]).tolist() == [
        *("<.001", "<.001", "<.01", "<.01", "<.05", "<.05", "not", "not", "not"),
    ]
