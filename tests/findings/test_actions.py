"""What helps with the causes that are named with a group."""

import pandas as pd
import pytest

from pipeline.findings.actions import actions
from pipeline.findings.causes import causes
from pipeline.findings.estimate import estimates
from pipeline.findings.findings import find
from pipeline.tables import ACTIONS, group_key

FIGURES = ["certainty", "strength", "n", "score", "score_elsewhere", "n_chosen", "chosen", "chosen_elsewhere"]


@pytest.fixture(scope="module")
def release(make_release):
    """East cannot work that way yet, and then lacks skills; south has concerns."""
    lower = {("east", "workflow"): 40, ("east", "skills"): 30, ("east", "usefulness"): 25, ("east", "intention"): 30}
    return make_release(lower | {("south", "concerns"): 30, ("south", "usefulness"): 25, ("south", "intention"): 30})


@pytest.fixture(scope="module")
def found(release, instrument):
    return find(release, instrument)


def test_one_row_per_named_cause_in_their_order(found) -> None:
    named = found.reluctance.set_index(group_key(found.reluctance))["causes"]
    rows = found.actions.sort_values("rank").groupby(group_key(found.actions))["cause"].agg(";".join)
    assert rows.to_dict() == named[named != ""].to_dict()
    assert found.actions.groupby(group_key(found.actions)).size().max() == 2


def test_the_figures_are_those_of_the_causes(found) -> None:
    beside = found.actions.merge(found.causes, on=["grouping", "role", "department", "rollup", "cause"], suffixes=("", "_there"))
    assert len(beside) == len(found.actions)
    for figure in FIGURES:
        pd.testing.assert_series_equal(beside[figure], beside[f"{figure}_there"], check_names=False)


def test_words_are_those_of_the_instrument(found, instrument) -> None:
    known = {cause.id: cause for cause in instrument.causes}
    for row in found.actions.itertuples():
        cause = known[row.cause]
        assert (row.step, row.owner, row.grade, row.source) == (cause.action, cause.owner, cause.grade, cause.source)


def test_a_blocked_group_never_gets_a_course_first(found, instrument) -> None:
    blocked = set(group_key(found.reluctance)[found.reluctance["blocked"]])
    assert "department:east" in blocked
    of_blocked = found.actions[group_key(found.actions).isin(blocked)]
    blocking = {cause.id for cause in instrument.causes if cause.blocks}
    assert set(of_blocked.loc[of_blocked["rank"] == 1, "cause"]) <= blocking
    assert (of_blocked.loc[of_blocked["rank"] == 1, "kind"] == "fix_first").all()
    courses = of_blocked["kind"] == "learning"
    assert courses.any() and of_blocked.loc[courses, "waits"].all()
    assert not found.actions.loc[~group_key(found.actions).isin(blocked), "waits"].any()


def test_the_order_of_the_rows_does_not_matter(found, instrument) -> None:
    pd.testing.assert_frame_equal(actions(found.causes.iloc[::-1], instrument), found.actions)


def test_an_instrument_without_actions_gives_an_empty_table(release, instrument) -> None:
    silent = tuple(cause.model_copy(update={"action": ""}) for cause in instrument.causes)
    bare = instrument.model_copy(update={"causes": silent})
    shown = causes(release, bare, estimates(release, bare))
    assert shown["shown"].any()
    for frame, instrument_of in ((shown, bare), (shown.iloc[:0], instrument)):
        pd.testing.assert_frame_equal(actions(frame, instrument_of), ACTIONS.empty())
