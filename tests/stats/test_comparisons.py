"""Mann-Whitney and adjusted p values: a published hospital-staff table, R, visible arithmetic, invariants."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.comparisons import adjust, mann_whitney
from pipeline.stats.intervals import wilson

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
NAN = np.nan
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
