"""The page of what was done: with a list, without one, without any step; the list is for leadership alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboards import charts
from dashboards.access_file import load_access
from dashboards.files import _found, actions_address
from dashboards.gate import Gate
from dashboards.serve import OUTPUTS
from dashboards.visitor import Refusal, Visitor
from pipeline.findings.before import Before, Followed
from pipeline.findings.follow_through import follow_through
from pipeline.publish.actions_file import FILE, step_ids
from pipeline.publish.bundle import Bundle, open_wave, publish
from pipeline.publish.chart_tables import step_table, taken_up_table
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import NO_LIST, NOT_PROOF, follow_through_sentences, followed_groups
from pipeline.publish.wording.follow_through import FIRST_WAVE
from pipeline.tables import ACTIONS, GROUP
from tests.dashboards.test_pages import opened, words

WAVE = "2026-11"
OPEN = ("open", "not_started", None, False)
STATES = [("yes", "done", None, False), ("yes", "in_progress", "2026-10", True), ("no", "not_started", None, False)]


@pytest.fixture()
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def with_list(bundle: Bundle) -> Bundle:
    """The wave as if the list of one before had come back: every second step decided."""
    steps = bundle.findings.actions[[*GROUP, "cause", "step", "owner"]].assign(earlier="2026-08")
    states = [STATES[place // 2 % len(STATES)] if place % 2 else OPEN for place in range(len(steps))]
    table = pd.DataFrame(states, columns=["accepted", "status", "due", "overdue"])
    steps = pd.concat([steps, table], axis=1).assign(owner_named=True, as_suggested=False)
    before = Before("2026-08", bundle.release, bundle.instrument, followed=Followed(steps, own=2))
    found = follow_through(bundle.release, before)
    findings = replace(bundle.findings, follow_through=found.steps, follow_through_overall=found.overall)
    return replace(bundle, findings=findings)


def published(bundle: Bundle, folder: Path) -> Path:
    publish(folder, bundle.release, bundle.findings, bundle.instrument, bundle.manifest, pdf=False)
    return folder


def test_without_a_list_the_page_says_what_to_do_and_shows_the_steps(
    bundle: Bundle, sample_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("actions", sample_outputs, monkeypatch)
    assert not app.exception and not app.error and not app.warning
    assert FIRST_WAVE in words(app) and "exports/actions.csv" in words(app)
    [table] = [frame.value for frame in app.dataframe]
    later = replace(bundle, manifest=replace(bundle.manifest, earlier={"wave": "2026-08", "release": ""}))
    assert NO_LIST in words(opened("actions", published(later, tmp_path), monkeypatch))
    assert set(table["id"]) == set(step_ids(bundle)) and table["evidence"].str.len().min() > 10


def test_with_a_list_it_shows_what_became_of_the_steps_and_warns(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = with_list(bundle)
    app = opened("actions", published(followed, tmp_path), monkeypatch)
    assert not app.exception and not app.error
    assert [warning.value for warning in app.warning] == [NOT_PROOF] and NO_LIST not in words(app)
    said = words(app).replace("\\", "").replace("**", "")
    assert follow_through_sentences(followed)[0].text in said
    assert followed_groups(followed)[0].text in said
    counts, steps, _ = (frame.value for frame in app.dataframe)
    overall = followed.findings.follow_through_overall.iloc[0]
    assert counts["steps"].sum() == overall["suggested"] and counts["steps"].iloc[0] == overall["done"]
    assert len(steps) == len(followed.findings.follow_through)
    assert steps["accepted"].iloc[0] == "Taken up" and steps["accepted"].iloc[-1] == "Open"


def test_a_group_and_an_owner_can_be_asked_for_and_stand_in_the_address(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = with_list(bundle)
    steps = step_table(followed)
    key, owner = steps["group_key"].iloc[0], steps["owner"].iloc[0]
    app = opened("actions", published(followed, tmp_path), monkeypatch)
    app = app.selectbox(key="steps_of").select(key).run()
    shown = app.dataframe[-1].value
    assert app.query_params["steps_of"] == key
    assert shown["id"].tolist() == steps.loc[steps["group_key"] == key, "id"].tolist()
    assert app.dataframe[0].value["steps"].sum() == followed.findings.follow_through_overall.iloc[0]["suggested"]
    app = app.selectbox(key="steps_of").select("all").run()
    app = app.selectbox(key="owner").select(owner).run()
    assert app.dataframe[-1].value["id"].tolist() == steps.loc[steps["owner"] == owner, "id"].tolist()
    assert "steps_of" not in app.query_params


def test_counts_are_those_of_all_steps_and_rows_name_their_finding(bundle: Bundle) -> None:
    followed = with_list(bundle)
    table = taken_up_table(followed)
    assert table["steps"].sum() == table["n"].iloc[0] == followed.findings.follow_through_overall["suggested"].iloc[0]
    assert taken_up_table(bundle).empty
    assert set(step_table(bundle)["key"]) == set(row_keys(ACTIONS, bundle.findings.actions))
    figure = charts.taken_up(table)
    assert sum(sum(int(x) for x in trace.x) for trace in figure.data) == table["steps"].sum()


def test_without_any_step_it_says_so(bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(bundle, findings=replace(bundle.findings, actions=ACTIONS.empty()))
    app = opened("actions", published(bare, tmp_path), monkeypatch)
    assert not app.exception and not app.error and "no step is suggested" in words(app)
    assert not app.dataframe


def test_where_nothing_was_decided_it_says_so(bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    followed = with_list(bundle)
    steps = followed.findings.follow_through.assign(accepted="open", status="not_started", overdue=False)
    open_only = replace(followed, findings=replace(followed.findings, follow_through=steps))
    app = opened("actions", published(open_only, tmp_path), monkeypatch)
    assert not app.exception and "No step of a group that is shown now was taken up or declined" in words(app)


@pytest.mark.parametrize(("role", "given"), [("leadership", True), ("trainer", False), ("boss", False)])
def test_the_list_is_for_leadership(
    role: str,
    given: bool,
    sample_outputs: Path,
    access_file: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = tmp_path / "outputs" / WAVE
    closed.mkdir(parents=True)
    (closed / FILE).write_bytes((sample_outputs / WAVE / FILE).read_bytes())
    manifest = json.loads((sample_outputs / WAVE / "manifest.json").read_text(encoding="utf-8"))
    (closed / "manifest.json").write_text(json.dumps(manifest | {"state": "closed"}), encoding="utf-8")
    monkeypatch.setenv(OUTPUTS, str(closed.parent))
    found = _found(Gate(load_access(access_file())), Visitor("somebody@hospital.example", role, "key"), {"wave": WAVE})
    if given:
        assert found == (FILE, (closed / FILE).read_bytes())
    else:
        assert isinstance(found, Refusal) and found.status == 403
    assert actions_address("/base", WAVE) == f"/base/files/{WAVE}/actions.csv"
