"""What is low in a group and worse than elsewhere."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.barriers import CHOSEN_SHARE
from pipeline.findings.causes import LEAST_STRENGTH, causes
from pipeline.findings.estimate import estimates
from pipeline.findings.evidence import LOW_MEAN, narrow_causes
from pipeline.tables import group_key


def bounded(table: pd.DataFrame, rows: pd.Series, low: int, high: int) -> pd.DataFrame:
    """The table with the count ``chosen`` of some rows hidden in an interval."""
    hidden = table.copy()
    hidden.loc[rows, ["chosen_low", "chosen_high"]] = (low, high)
    hidden.loc[rows, "chosen"] = pd.NA
    return hidden


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
    assert row["n"] == row["n_chosen"] == south["n"]


def test_every_barrier_of_a_cause_counts_by_itself(make_release, instrument) -> None:
    # Two barriers of one cause: the strength is the mean of both differences, not that of the share who tick any of them.
    as_one = instrument.barriers[2].model_copy(update={"cause": "workflow"})
    both = instrument.model_copy(update={"barriers": (*instrument.barriers[:2], as_one, *instrument.barriers[3:])})
    release = make_release({("south", "concerns"): 30})
    hidden = bounded(release.causes, release.causes["cause"] == "workflow", 0, 0)
    release = replace(
        release, causes=hidden.assign(chosen_high=hidden["chosen_high"].where(hidden["chosen"].notna(), hidden["n"]))
    )
    alone, together = causes_of(release, instrument), causes_of(release, both)
    key = "department:south"

    def ticks(found: pd.DataFrame, cause: str) -> float:
        # Strength is the mean of answers and ticks; the answers of a cause are in both instruments the same.
        scores, spread = found.loc[(key, cause)], release.organisation.spread.set_index(["grouping", "measure"])
        sd = np.sqrt(spread.loc[("department", cause), "within_ss"] / spread.loc[("department", cause), "df"])
        return 2 * scores["strength"] - (scores["score_elsewhere"] - scores["score"]) / sd

    expected = (ticks(alone, "workflow") + ticks(alone, "concerns")) / 2
    assert ticks(together, "workflow") == pytest.approx(expected)


def test_a_hidden_count_of_a_cause_is_narrowed_by_its_barriers(release, instrument, found) -> None:
    hidden = bounded(release.causes, (release.causes["cause"] == "concerns") & (release.causes["grouping"] != "overall"), 0, 0)
    hidden["chosen_high"] = hidden["chosen_high"].where(hidden["chosen"].notna(), hidden["n"])
    narrowed = narrow_causes(replace(release, causes=hidden), instrument)
    # One barrier, so its exact count is the cause's.
    pd.testing.assert_series_equal(narrowed["chosen_low"], release.causes["chosen_low"])
    pd.testing.assert_series_equal(narrowed["chosen_high"], release.causes["chosen_high"])
    again = causes_of(replace(release, causes=hidden), instrument)
    pd.testing.assert_frame_equal(again, found)


def test_narrowing_by_visible_arithmetic(release, instrument) -> None:
    # 12 tick one barrier of a cause and 8 to 10 the other: at least 12 and at most 22 tick any; the cause itself says 15 to 40.
    two = instrument.model_copy(
        update={"barriers": tuple(b.model_copy(update={"cause": "concerns"}) if b.id == "B2" else b for b in instrument.barriers)}
    )
    south = {t: group_key(getattr(release, t)) == "department:south" for t in ("barriers", "causes")}
    barriers = bounded(release.barriers, south["barriers"] & (release.barriers["option"] == "B3"), 12, 12)
    barriers = bounded(barriers, south["barriers"] & (barriers["option"] == "B2"), 8, 10)
    causes_table = bounded(release.causes, south["causes"] & (release.causes["cause"] == "concerns"), 15, 40)
    narrowed = narrow_causes(replace(release, barriers=barriers, causes=causes_table), two)
    row = narrowed[(group_key(narrowed) == "department:south") & (narrowed["cause"] == "concerns")].iloc[0]
    assert (row["chosen_low"], row["chosen_high"]) == (15, 22)


def test_where_everybody_is_an_interval_the_groups_stand_for_everybody(release, instrument, found) -> None:
    overall = {t: getattr(release, t)["grouping"] == "overall" for t in ("barriers", "causes")}
    hidden = {t: bounded(getattr(release, t), rows, 0, 170) for t, rows in overall.items()}
    again = causes_of(replace(release, **hidden), instrument)
    # The departments are everybody here, and all their counts are exact.
    margins = found["grouping"] == "department"
    columns = ["strength", "chosen", "chosen_elsewhere", "certainty"]
    pd.testing.assert_frame_equal(again.loc[margins, columns], found.loc[margins, columns])


def test_certainty_is_a_chance_among_the_causes_of_a_group(found) -> None:
    for _, group in found.groupby(level=0):
        assert group["certainty"].sum() == pytest.approx(1)
    assert found.loc[("department:south", "concerns"), "certainty"] > 0.9


def test_the_order_of_the_rows_does_not_matter(release, instrument, found) -> None:
    turned = {name: getattr(release, name).sample(frac=1, random_state=3) for name in ("groups", "scales", "barriers", "causes")}
    again = causes_of(replace(release, **{name: table.reset_index(drop=True) for name, table in turned.items()}), instrument)
    pd.testing.assert_frame_equal(again.sort_index(), found.sort_index(), rtol=1e-9)


def test_shown_needs_low_in_itself(found) -> None:
    shown = found[found["shown"]]
    assert len(shown) > 0
    assert (shown["strength"] >= LEAST_STRENGTH).all()
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


def test_a_scale_that_a_role_hardly_shares_is_no_evidence(release, instrument, found) -> None:
    # The clerk is asked one of three skills items: confidence, though a part of willingness, is all that is left for the cause.
    scores = estimates(release, instrument).set_index(["role", "scale"])["mean"]
    assert found.loc[("role:clerk", "skills"), "score"] == scores.loc[("clerk", "confidence")].iloc[0]
    assert found.loc[("role:nurse", "skills"), "score"] == scores.loc[("nurse", "skills")].iloc[0]
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
    # Confidence is part of willingness. Where all of willingness is equally low, a cause that has only confidence gains nothing.
    alone = tuple(c.model_copy(update={"scales": ("confidence",)}) if c.id == "skills" else c for c in instrument.causes)
    lower = {("south", scale): 25.0 for scale in ("usefulness", "intention", "confidence")}
    row = causes_of(make_release(lower), instrument.model_copy(update={"causes": alone})).loc[("department:south", "skills")]
    assert row["score"] < row["score_elsewhere"] - 15
    assert abs(row["strength"]) < 0.4


def test_what_is_to_be_explained_explains_nothing_where_a_cause_has_another_construct(make_release, instrument) -> None:
    # Confidence is low, the skills are not: the group is reluctant, and not for want of skills.
    calm, reluctant = (
        causes_of(make_release(lower), instrument).loc[("department:south", "skills")]
        for lower in ({}, {("south", "confidence"): 30.0})
    )
    assert reluctant["score"] == pytest.approx(calm["score"])
