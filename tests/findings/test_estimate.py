"""Estimated means per group and scale."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.findings.estimate import estimates, shares_enough
from pipeline.tables import group_key


@pytest.fixture(scope="module")
def found(release, instrument):
    frame = estimates(release, instrument)
    return frame.set_index([group_key(frame), "scale"])


def test_every_published_group_and_scale_has_one_estimate(release, found) -> None:
    assert len(found) == len(release.scales)
    assert (found["low"] <= found["mean"]).all() and (found["mean"] <= found["high"]).all()


def test_overall_is_the_raw_mean_with_the_finite_population_interval(release, found) -> None:
    row = found.loc["overall", "skills"]
    scale = release.scales[(release.scales["grouping"] == "overall") & (release.scales["scale"] == "skills")].iloc[0]
    assert row["mean"] == row["raw_mean"] == pytest.approx(scale["total"] / 180)
    spread = release.organisation.spread.set_index(["grouping", "measure"]).loc[("role", "skills")]
    roles = release.scales[(release.scales["grouping"] == "role") & (release.scales["scale"] == "skills")]
    between = (roles["n"] * (roles["total"] / roles["n"] - row["mean"]) ** 2).sum() / 180
    variance = spread["within_ss"] / spread["df"] + between
    # 274 on the roster, 180 answered: s² / n × (1 - n / N)
    half = 1.6448536 * np.sqrt(variance / 180 * (1 - 180 / 274))
    assert row["high"] - row["mean"] == pytest.approx(half, rel=1e-4)


def test_estimates_lie_between_raw_and_the_others_and_small_groups_move_more(found) -> None:
    shift = (found["mean"] - found["raw_mean"]).abs()
    by_axis = found["grouping"].ne("overall")
    assert shift[~by_axis].max() < 1e-9
    assert 0 < shift[by_axis].mean() < 2
    cells = shift[found["grouping"] == "role_department"].mean()
    assert cells > shift[found["grouping"] == "role"].mean()


def test_probability_high_follows_the_mean(found) -> None:
    south, north = found.loc[("department:south", "willingness")], found.loc[("department:north", "willingness")]
    assert south["probability_high"] < 0.01 and north["probability_high"] > 0.99


def test_without_a_roster_intervals_are_wider(make_release, instrument, found) -> None:
    bare = estimates(make_release({("south", "concerns"): 30}, with_roster=False), instrument)
    bare = bare.set_index([group_key(bare), "scale"])
    key = ("department:east", "skills")
    assert bare.loc[key, "high"] - bare.loc[key, "low"] > found.loc[key, "high"] - found.loc[key, "low"]


@pytest.mark.parametrize(
    ("role", "scale", "enough"),
    [
        ("nurse", "skills", True),  # all 3 items
        ("clerk", "skills", False),  # 1 of 3: the two others concern patients
        ("clerk", "workflow", True),
        ("clerk", "readiness", True),  # 4 of 6 items of its two scales
    ],
)
def test_a_role_must_share_three_items_and_half_of_a_scale(instrument, role: str, scale: str, enough: bool) -> None:
    assert shares_enough(instrument, role, scale) is enough


def test_comparable_marks_roles_and_their_cells_only(found) -> None:
    skills = found.xs("skills", level="scale")["comparable"]
    assert not skills["role:clerk"] and not skills["role_department:clerk:north"]
    assert skills["role:nurse"] and skills["department:north"] and skills["overall"]


def test_missing_spread_is_replaced_by_a_wide_one(release, instrument) -> None:
    bare = replace(release, organisation=replace(release.organisation, spread=release.organisation.spread.iloc[:0]))
    wide, usual = estimates(bare, instrument), estimates(release, instrument)
    widths = [(frame["high"] - frame["low"])[frame["grouping"] == "overall"] for frame in (wide, usual)]
    assert (widths[0] > widths[1]).all()
