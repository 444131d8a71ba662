"""The overview: six questions with their answers, the tour, and what it says where little can be shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.glossary import LEADERS, TRAINERS
from dashboards.sections.six_answers import finding
from pipeline.publish.bundle import open_wave, publish
from pipeline.publish.words import say
from tests.dashboards.test_pages import opened, words

QUESTIONS = ("ready", "who", "why", "do", "training", "changed")


def plain_words(app: AppTest) -> str:
    return words(app).replace("\\", "")


def test_six_questions_are_answered_in_order_each_with_its_figures(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("overview", sample_outputs, monkeypatch)
    text = plain_words(app)
    places = [text.index(say(f"overview.question_{name}")) for name in QUESTIONS]
    assert places == sorted(places) and places[-1] < text.index(say("overview.not_validated"))
    overall = open_wave(sample_outputs, "2026-11").findings.reluctance.query("grouping == 'overall'").iloc[0]
    assert f"{100 * overall['share_low']:.0f} to {100 * overall['share_high']:.0f} %" in text and f"n = {overall['n']}" in text
    assert text.count("chance that it is over 40 %") == 3 and say("overview.first_wave") in text


def test_the_tour_goes_step_by_step_and_ends_for_this_visit(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("overview", sample_outputs, monkeypatch)
    assert say("tour.leader_1") in words(app)
    app.button(key="tour_next").click().run()
    assert say("tour.leader_2") in words(app) and say("tour.leader_1") not in words(app)
    app.button(key="tour_close").click().run()
    assert say("tour.leader_2") not in words(app)
    app.button(key="tour_again").click().run()
    assert say("tour.leader_1") in words(app) and not app.exception


def test_many_flagged_groups_are_three_names_and_a_number(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, "2026-11")
    calm = bundle.findings.reluctance
    flags = calm.assign(label="priority")
    many = replace(bundle, path=Path("many"), findings=replace(bundle.findings, reluctance=flags))  # kept by path
    named = int(flags["grouping"].isin(["role", "department", "role_rollup", "department_rollup", "role_group"]).sum())
    assert finding(many).endswith(say("overview.many", groups=f"x and {named - 3} more groups").partition("x")[2])
    watched = replace(bundle.findings, reluctance=calm.assign(label="watch"))
    possible = replace(bundle, path=Path("possible"), findings=watched)
    assert finding(possible) == say("overview.many_possible", n=named)


def test_where_only_all_staff_can_be_shown_the_page_says_why_and_what_to_do(
    sample_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_wave(sample_outputs, "2026-11")
    tables = {name: _overall(frame) for name, frame in bundle.findings.by_name().items()}
    findings = replace(bundle.findings, **{name.removeprefix("findings/"): frame for name, frame in tables.items()})
    released = bundle.release
    parts = {name: _overall(getattr(released, name)) for name in ("groups", "scales", "willingness", "quadrants", "topics")}
    publish(tmp_path, replace(released, **parts), findings, bundle.instrument, bundle.manifest, pdf=False)
    app = opened("overview", tmp_path, monkeypatch)
    text = plain_words(app)
    assert not app.exception and not app.error
    assert say("state.only_all_staff", k=10) in text and "A smaller limit than 10 is not the answer" in text


def _overall(frame):
    return frame[frame["grouping"] == "overall"] if "grouping" in frame else frame


def test_a_wave_that_is_not_there_is_said_to_be_missing(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.query_params", {"wave": "2025-01"}, raising=False)
    app = opened("overview", sample_outputs, monkeypatch)
    assert "2025" in app.warning[0].value and "2026" in app.warning[0].value


def test_trainers_read_the_words_of_their_pages_only() -> None:
    assert not set(LEADERS) & set(TRAINERS)
    assert "not_yet_convinced" not in TRAINERS and {"seats", "gap", "firm"} <= set(TRAINERS)
