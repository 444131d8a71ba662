"""The seat plan as people get it: what is said is what is in the tables, the files hold the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.trained import read_trained
from pipeline.errors import SetupError, UsageError
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.plan import (
    CLASSES,
    DEPARTMENTS,
    LIMIT_COLUMNS,
    PLAN_FILES,
    SEATS,
    Clash,
    Limits,
    SeatPlan,
    Weekly,
    asked_problems,
    clash_problems,
    clash_sentences,
    class_table,
    department_table,
    for_every_class,
    limit_table,
    plan_files,
    plan_of,
    plan_sentences,
    plan_tables,
    plan_text,
    save_plan,
    save_problems,
    seat_table,
)

WAVE = "2026-11"
MONDAY = date(2027, 1, 11)


@pytest.fixture(scope="module", params=["sample_outputs", "small_center_outputs"])
def bundle(request: pytest.FixtureRequest) -> Bundle:
    """The shipped sample, and the small center with its rolled-up roles."""
    return open_wave(request.getfixturevalue(request.param), WAVE)


@pytest.fixture(scope="module")
def sample(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def planned(bundle: Bundle, **limits) -> SeatPlan:
    found = plan_of(bundle, Limits(**{"hours": 10, **limits}))
    assert isinstance(found, SeatPlan)
    return found


@pytest.mark.parametrize("limits", [{}, {"role_share": 0.02, "waiting": True}, {"lengths": {"T01": 2.5}, "assumption": "more"}])
def test_all_tables_tell_the_same_seats(bundle: Bundle, limits: dict) -> None:
    plan = planned(bundle, **limits)
    seats, classes, departments = seat_table(bundle, plan), class_table(bundle, plan), department_table(bundle, plan)
    given = int(plan.plan.seats.sum())
    assert given == seats["seats"].sum() == classes["seats"].sum() == departments["seats"].sum() > 0
    assert (
        classes.groupby("topic")["seats"].sum().to_dict() == seats[seats["seats"] > 0].groupby("topic")["seats"].sum().to_dict()
    )
    assert departments.groupby("role")["seats"].sum().to_dict() == (
        seats[seats["role"].isin(departments["role"])].groupby("role")["seats"].sum().to_dict()
    )
    assert (seats["seats"] + seats["left"] == seats["wanted"]).all() and (seats["left"] >= 0).all()
    assert seats["need_met"].sum() == pytest.approx(plan.plan.met, abs=0.05 * len(seats))
    assert classes["need_met"].sum() == pytest.approx(plan.plan.met, abs=0.05 * len(classes))
    assert tuple(seats.columns) == tuple(SEATS) and tuple(classes.columns) == tuple(CLASSES)
    assert tuple(departments.columns) == tuple(DEPARTMENTS) and tuple(limit_table(bundle, plan).columns) == tuple(LIMIT_COLUMNS)


def test_seats_wanted_are_those_of_the_lists_and_none_is_lost(bundle: Bundle) -> None:
    plan = planned(bundle)
    lists = bundle.findings.role_seats.query("seats > 0 and gap > 0").set_index(["role", "topic"])
    seats = seat_table(bundle, plan).set_index(["role", "topic"])
    assert seats["wanted"].to_dict() == lists["seats"].to_dict()
    waits = seats[seats["fix_first"] != ""]
    assert set(waits.index.get_level_values("role")) == {role for role in plan.waiting if role in set(lists.index.levels[0])}
    assert not waits["seats"].any()


def test_classes_that_meet_most_need_per_hour_come_first_and_are_numbered_in_this_order(bundle: Bundle) -> None:
    classes = class_table(bundle, planned(bundle, lengths={"T01": 3.0}))
    worth = classes["need_met"] / classes["hours"]
    assert (worth.diff().dropna() <= 0.1).all()
    for _, own in classes.groupby("topic"):
        assert own["number"].tolist() == list(range(1, len(own) + 1)) and set(own["of"]) == {len(own)}
    assert classes["class"].is_unique
    named = classes["roles"].str.findall(r" (\d+)(?:;|$)").map(lambda found: sum(map(int, found)))
    assert named.tolist() == classes["seats"].tolist()


def test_the_headline_says_what_the_tables_hold(sample: Bundle) -> None:
    plan = planned(sample, hours=40)
    said = plan_sentences(sample, plan)
    classes, seats = class_table(sample, plan), seat_table(sample, plan)
    in_plan = seats[seats["fix_first"] == ""]
    met, need = plan.plan.met, (in_plan["wanted"] * in_plan["gap"]).sum()
    assert need == pytest.approx(plan.wanted.need, abs=0.005 * in_plan["wanted"].sum())
    of = f"{met:,.0f} of {plan.wanted.need:,.0f} points of the gap, roles that wait not counted"
    assert said.headline == (
        f"{classes['hours'].sum():.0f} hours: {len(classes)} classes, {seats['seats'].sum()} seats. They meet "
        f"{100 * met / plan.wanted.need:.0f} % of the need for training ({of})."
    )
    assert said.draft and "this is proved" in said.proof
    assert f"the plan meets {met / plan.top.met:.1f} times as much" in said.compared
    first = limit_table(sample, plan).iloc[0]
    assert f"{100 * first['more_share']:.1f} % more of the need" in said.why[0]
    assert f"{int(in_plan['wanted'].sum() - in_plan['seats'].sum()):,} are left" in said.left[0]
    waiting = " ".join(said.waiting)
    for role, cause in plan.waiting.items():
        assert sample.instrument.labels()["role"][role] in waiting and f"{cause.label} first ({cause.owner})" in waiting


def test_no_sentence_claims_that_a_class_closes_the_gap(bundle: Bundle) -> None:
    text = " ".join(plan_sentences(bundle, planned(bundle)).lines)
    assert "not that a class closes it" in text
    assert "closes" not in text.replace("not that a class closes it", "") and "improve" not in text


def test_all_need_met_says_so_and_nothing_else_of_limits(bundle: Bundle) -> None:
    plan = planned(bundle, hours=5000, per_person=1000, smallest=1)
    said = plan_sentences(bundle, plan)
    assert said.why == ("All need is met.",) and said.proof == "" and said.left == () and "100 % of the need" in said.headline
    assert not limit_table(bundle, plan)["more_need"].any()


def test_hours_that_fill_no_class_are_said(bundle: Bundle) -> None:
    plan = planned(bundle, hours=0.25)
    said = plan_sentences(bundle, plan)
    assert said.headline == "No class can be held within these limits." and "would fill no class" in said.compared
    assert "hour" in said.why[0] and class_table(bundle, plan).empty
    files = plan_files(bundle, plan, Weekly(MONDAY))
    assert "plan.ics" not in files and "No class" in plan_text(bundle, plan)


def test_what_is_assumed_of_the_silent_and_the_limits_are_said(sample: Bundle) -> None:
    wanted = planned(sample).wanted.topics
    limits = {
        "lengths": {**dict.fromkeys(wanted, 1.5), "T06": 3.0},
        "classes": 5,
        "role_most": {"rn_onc": 50},
        "assumption": "said",
    }
    said = plan_sentences(sample, planned(sample, **limits, role_share=0.01, department_floor={"infusion_center": 2}))
    assert "nobody who did not answer is counted" in said.assumes
    for part in (
        "at most 5 classes",
        "Oncology nurse 50",
        "1 % of the staff of each",
        "Infusion center 2",
        "3 hours for a class of",
    ):
        assert part in said.kept
    assert said.kept.endswith("1.5 hours for every other class.")


def test_limits_that_clash_are_named_with_their_values_and_what_would_do(sample: Bundle) -> None:
    limits = Limits(hours=2, role_share=0.1, smallest=6)
    clash = plan_of(sample, limits)
    assert isinstance(clash, Clash)
    said = clash_sentences(sample, clash, limits)
    assert "2 hours of teaching" in said.limits and any("seats for" in one for one in said.limits)
    assert isinstance(plan_of(sample, replace(limits, hours=clash.hours)), SeatPlan)
    assert any(f"{clash.hours:g} hours would do" in one for one in said.advice)
    problems = clash_problems(sample, clash, limits)
    assert [problem.what for problem in problems] == list(said.limits) and "would do" in problems[-1].fix


def test_a_limit_of_a_role_that_waits_says_why_it_is_not_planned_for(sample: Bundle) -> None:
    waiting = next(iter(planned(sample).waiting))
    limits = Limits(hours=10, role_floor={waiting: 3, "nobody": 1})
    told = "\n".join(map(str, asked_problems(sample, limits)))
    assert f"'{waiting}' is not planned for" in told and "--waiting" in told and "there is no role 'nobody'" in told
    with pytest.raises(UsageError, match="nobody"):
        plan_of(sample, limits)
    assert not asked_problems(sample, Limits(hours=10, role_floor={waiting: 3}, waiting=True))


def test_without_a_roster_there_is_no_plan(sample: Bundle) -> None:
    blind = replace(sample, release=replace(sample.release, roster=None))
    assert asked_problems(blind, Limits(hours=10)) == []
    with pytest.raises(SetupError, match="no roster"):
        plan_of(blind, for_every_class(blind, Limits(hours=10), 2.0))


def test_one_length_for_every_class_leaves_topics_their_own(sample: Bundle) -> None:
    limits = for_every_class(sample, Limits(hours=10, lengths={"T06": 3.0}), 1.5)
    assert limits.lengths["T06"] == 3.0 and {*limits.lengths.values()} == {1.5, 3.0}
    assert not asked_problems(sample, limits)


def test_files_are_the_same_bytes_again_and_hold_the_tables(bundle: Bundle) -> None:
    plan, weekly = planned(bundle), Weekly(MONDAY)
    files = plan_files(bundle, plan, weekly)
    assert files == plan_files(bundle, planned(bundle), weekly) and set(files) == {*PLAN_FILES}
    for name, frame in plan_tables(bundle, plan, weekly).items():
        assert files[name].startswith(b"\xef\xbb\xbf")
        read = pd.read_csv(io.BytesIO(files[name]), encoding="utf-8-sig")
        assert list(read.columns) == list(frame.columns) and len(read) == len(frame)
        for column in frame.select_dtypes("number"):
            assert read[column].tolist() == pytest.approx(frame[column].tolist())


def test_a_plan_can_be_given_back_as_what_was_held(sample: Bundle, tmp_path: Path) -> None:
    plan = planned(sample)
    (tmp_path / "plan.csv").write_bytes(plan_files(sample, plan)["plan.csv"])
    held = read_trained(tmp_path / "plan.csv", sample.instrument).set_index(["role", "topic"])["seats"]
    seats = seat_table(sample, plan).query("seats > 0").set_index(["role", "topic"])["seats"]
    assert held.to_dict() == seats.to_dict()


def test_a_plan_is_saved_whole_and_replaces_the_one_before(sample: Bundle, tmp_path: Path) -> None:
    folder = tmp_path / "plans" / WAVE
    first, second = plan_files(sample, planned(sample), Weekly(MONDAY)), plan_files(sample, planned(sample))
    for files in (first, second):
        assert not save_problems(folder, tmp_path / "outputs")
        save_plan(files, folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    assert [path.name for path in folder.parent.iterdir()] == [WAVE]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda folder: folder / "outputs" / "new", "published waves stay as they are"),
        (lambda folder: folder / "elsewhere" / WAVE / "plan", "published waves stay as they are"),
        (lambda folder: folder / "mine", "other files (thesis.docx)"),
        (lambda folder: folder / "mine" / "thesis.docx", "is a file"),
        (lambda folder: Path("."), "a folder of its own"),
    ],
    ids=["outputs", "a wave", "foreign files", "a file", "here"],
)
def test_a_plan_never_takes_the_place_of_other_files(make: Callable[[Path], Path], told: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_bytes(b"years of work")
    (tmp_path / "elsewhere" / WAVE).mkdir(parents=True)
    (tmp_path / "elsewhere" / WAVE / "manifest.json").write_text("{}")
    assert told in str(save_problems(make(tmp_path), tmp_path / "outputs")[0])


def test_what_a_spreadsheet_left_in_the_folder_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_bytes(b"")
    (tmp_path / ".~lock.plan.xlsx#").write_bytes(b"")
    assert not save_problems(tmp_path, tmp_path / "outputs")
