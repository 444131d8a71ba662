"""What is low in a group and worse than elsewhere."""

import numpy as np
import pytest

from pipeline.findings.barriers import CHOSEN_SHARE
from pipeline.findings.causes import LOW_MEAN, causes
from pipeline.findings.estimate import estimates
from pipeline.tables import group_key


def causes_of(release, instrument):
    frame = causes(release, instrument, estimates(release, instrument))
    return frame.set_index([group_key(frame), "cause"])


@pytest.fixture(scope="module")
def found(release, instrument):
    return causes_of(release, instrument)


def test_only_real_causes_and_never_overall(found) -> None:
    assert set(found.index.get_level_values("cause")) == {"skills", "workflow", "concerns"}
    assert "overall" not in set(found["grouping"])


def test_rank_is_the_order_of_strength(found) -> None:
    for _, group in found.groupby(level=0):
        by_rank = group.sort_values("rank")
        assert by_rank["rank"].tolist() == list(range(1, len(group) + 1))
        assert (np.diff(by_rank["strength"]) <= 0).all()


def test_strength_by_visible_arithmetic(release, instrument, found) -> None:
    row = found.loc[("department:south", "concerns")]
    scales = release.scales[release.scales["scale"] == "concerns"].set_index(
        group_key(release.scales[release.scales["scale"] == "concerns"])
    )
    everybody, south = scales.loc["overall"], scales.loc["department:south"]
    elsewhere = (everybody["total"] - south["total"]) / (everybody["n"] - south["n"])
    assert row["score_elsewhere"] == pytest.approx(elsewhere)
    spread = release.organisation.spread.set_index(["grouping", "measure"]).loc[("department", "concerns")]
    answers = (elsewhere - row["score"]) / np.sqrt(spread["within_ss"] / spread["df"])
    ticked = release.causes[release.causes["cause"] == "concerns"]
    share = ticked.set_index(group_key(ticked)).loc["overall", "chosen"] / 180
    ticks = (row["chosen"] - row["chosen_elsewhere"]) / np.sqrt(share * (1 - share))
    assert row["strength"] == pytest.approx((answers + ticks) / 2)


def test_shown_needs_low_in_itself(found) -> None:
    shown = found[found["shown"]]
    assert len(shown) > 0
    assert (shown["strength"] > 0).all()
    quiet = found[(found["score"] > 65) & (found["chosen"].fillna(0) < CHOSEN_SHARE)]
    assert len(quiet) > 0
    assert not quiet["shown"].any()


def test_a_group_like_everybody_else_has_no_cause(make_release, instrument) -> None:
    # Everybody is equally low: low in itself, but nowhere worse than elsewhere by much.
    lower = {(department, "concerns"): 30 for department in ("north", "south", "east")}
    found = causes_of(make_release(lower), instrument)
    margins = found[found["grouping"] == "department"].xs("concerns", level="cause")
    assert (margins["score"] < LOW_MEAN).all()
    assert margins["strength"].abs().max() < 0.35


def test_cells_use_answers_only(found) -> None:
    cells = found[found["grouping"] == "role_department"]
    assert cells["chosen"].isna().all() and cells["score"].notna().any()


def test_a_scale_that_a_role_hardly_shares_is_no_evidence(found) -> None:
    # The clerk is asked one of three skills items: confidence alone speaks for the cause.
    row, confidence = found.loc[("role:clerk", "skills")], found.loc[("role:nurse", "skills")]
    assert row["score"] > 0 and confidence["score"] > 0
    assert found.loc[("role:clerk", "workflow"), "score"] > 0


@pytest.mark.parametrize(("group", "cause"), [("south", "concerns"), ("east", "workflow"), ("nurse", "skills")])
def test_the_planted_cause_comes_first(make_release, instrument, group: str, cause: str) -> None:
    scales = {"concerns": ["concerns"], "workflow": ["workflow"], "skills": ["skills", "confidence"]}[cause]
    key = f"{'role' if group == 'nurse' else 'department'}:{group}"
    first = []
    for seed in range(3):
        lower = {(group, scale): 20.0 for scale in scales} | {(group, "usefulness"): 10.0, (group, "intention"): 12.0}
        found = causes_of(make_release(lower, seed=seed), instrument)
        first.append(found.loc[key].sort_values("rank").index[0])
    assert first.count(cause) == 3


def test_constructs_of_willingness_count_only_where_they_stand_out(make_release, instrument) -> None:
    # Confidence is part of willingness. Where all of willingness is equally low, the cause that holds confidence gains nothing.
    lower = {("south", scale): 25.0 for scale in ("usefulness", "intention", "confidence")}
    found = causes_of(make_release(lower), instrument)
    row = found.loc[("department:south", "skills")]
    assert row["score"] < row["score_elsewhere"] - 15
    assert abs(row["strength"]) < 0.4
