"""Sample sizes of a roster: who is never shown by itself, what is needed, and what the page and the table say of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.fielding.assumed import Assumed, assumed_problems
from pipeline.fielding.coarse import Coarse
from pipeline.fielding.drawn import kept
from pipeline.fielding.page import page_html
from pipeline.fielding.plan import SampleSize, margin
from pipeline.fielding.plan_page import plan_csv, plan_page
from pipeline.fielding.text import page_text
from pipeline.instrument.model import Instrument


def test_every_role_and_department_of_the_roster_has_a_row(small_plan: SampleSize, small_roster: pd.DataFrame) -> None:
    for axis in ("role", "department"):
        staff = {group.id: group.staff for group in small_plan.of(axis)}
        assert staff == {name: int(n) for name, n in small_roster.groupby(axis)["staff"].sum().items()}
    assert small_plan.staff == 80


def test_fewer_staff_than_k_are_never_shown_by_themselves(small_plan: SampleSize) -> None:
    few = [group for group in small_plan.groups if group.staff < 10]
    assert len(few) == 8
    assert all(group.to_show is None and group.to_flag is None and group.shown == group.flagged == 0 for group in few)
    assert all(group.id in group.together and len(group.together) > 1 for group in few)


def test_what_is_needed_and_the_chances_agree(small_plan: SampleSize) -> None:
    for group in small_plan.groups:
        assert 0 <= group.falsely <= group.flagged <= group.shown <= 1
        if group.to_show is not None:
            assert group.to_show == 10
            assert group.to_flag is None or 10 <= group.to_flag <= group.staff


def test_the_same_roster_gives_the_same_plan(small_plan: SampleSize, small_roster: pd.DataFrame, short_form: Instrument) -> None:
    one = kept(small_roster, short_form, Assumed(), np.random.default_rng(2026))
    assert one == kept(small_roster, short_form, Assumed(), np.random.default_rng(2026))
    assert margin(small_roster, "role", short_form) == {group.id: group.staff for group in small_plan.of("role")}


def test_a_companion_of_small_groups_is_seldom_shown_by_itself(small_plan: SampleSize) -> None:
    # The two smallest departments can only be shown together.
    access = next(group for group in small_plan.groups if group.id == "patient_access")
    assert access.staff >= 10 and access.shown < 0.1
    assert "palliative_and_supportive_care" in access.together


def test_the_page_says_its_promise_and_whom_it_never_shows(small_plan: SampleSize) -> None:
    page = plan_page(small_plan)
    told = page_text(page)
    assert "in at least 80 of 100 cases if 55 % of its staff are not convinced" in " ".join(told.split())
    assert "8 groups have fewer than 10 staff" in told and "Goes together with:" in told
    html = page_html(page)
    assert "<script" not in html and "http" not in html.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert all(page.rests) and len(page.tables) == 2


def test_the_table_says_the_same(small_plan: SampleSize) -> None:
    rows = list(csv.DictReader(io.StringIO(plan_csv(small_plan).decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [group.id for group in small_plan.groups]
    for row, group in zip(rows, small_plan.groups, strict=True):
        assert row["needed_to_be_flagged"] == ("" if group.to_flag is None else str(group.to_flag))
        assert float(row["chance_shown"]) == pytest.approx(group.shown, abs=0.005)


def test_labels_are_escaped(small_plan: SampleSize) -> None:
    role = small_plan.instrument.roles[0]
    hostile = small_plan.instrument.model_copy(
        update={
            "title": "<b>title</b>",
            "roles": (role.model_copy(update={"label": "<script>x</script>"}), *small_plan.instrument.roles[1:]),
        }
    )
    html = page_html(plan_page(replace(small_plan, instrument=hostile)))
    assert "<script>" not in html and "<b>title" not in html


def test_steps_are_those_of_groups_of_about_as_many_answers() -> None:
    seen = Coarse(np.array([10, 11, 12, 12, 200, 210]), np.array([5, 5, 6, 2, 100, 105]), np.array([3, 3, 1, 12, 1, 1]))
    small, large = seen.steps(11, 0.5), seen.steps(200, 0.5)
    # One of few reluctant people tells little of groups of half.
    assert small[3] == pytest.approx(2 / 3, abs=0.05) and small.get(12, 0) < 0.1 and large == {1: 1.0}
    assert Coarse(*(np.array([], dtype=np.int64) for _ in range(3))).steps(20, 0.5) == {1: 1.0}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"response": 0.01}, "--response"),
        ({"share": 0.4}, "--share"),
        ({"calm": 0.41}, "--calm"),
        ({"others": 0.95}, "--others"),
        ({"surely": 1.0}, "--surely"),
    ],
)
def test_what_cannot_be_assumed(wrong: dict[str, float], where: str, short_form: Instrument) -> None:
    assert [problem.where for problem in assumed_problems(Assumed(**wrong), short_form.thresholds)] == [where]
