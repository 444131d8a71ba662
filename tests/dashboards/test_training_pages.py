"""The page of training and the seat planner: what a reader chooses is what is shown, and what is downloaded."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.made_tables import MADE
from pipeline.publish.bundle import open_wave, publish
from pipeline.publish.chart_tables import all_topics, department_topics, plan_topics, role_topics
from pipeline.publish.lists import list_roles
from pipeline.publish.plan import Limits, plan_files, plan_of, plan_sentences
from pipeline.publish.wording import EXPECTED_MEANS, STATUS, order_sentence, silent_words, where_sentence
from pipeline.tables import GROUPS
from tests.dashboards.test_pages import opened, words

WAVE = "2026-11"


def made_files() -> dict[str, bytes]:
    return {table.file_name: table.content for table in MADE._tables.values() if table.file_name.startswith("plan.")}


def field(app: AppTest, key: str):
    return next(part for part in (*app.number_input, *app.toggle, *app.selectbox) if part.key == key)


def topics_of(app: AppTest) -> pd.DataFrame:
    """The table behind the chart."""
    return next(frame.value for frame in app.dataframe if "topic_status" in frame.value)


def test_what_is_assumed_of_the_silent_changes_the_seats_on_the_page(
    sample_outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    app = opened("training", sample_outputs, monkeypatch)
    choices, role = silent_words(bundle.instrument.thresholds), "onc_med"
    app = field(app, "role").select(role).run()
    for assumed in choices:
        app = field(app, "silent").select(assumed).run()
        assert not app.exception
        assert topics_of(app)["seats"].tolist() == role_topics(bundle, role, assumed)["seats"].tolist()
    seats = {name: role_topics(bundle, role, name)["seats"].sum() for name in choices}
    assert seats["said"] < seats["seats"] < seats["more"]


def test_topics_that_too_few_rated_are_marked_and_explained(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    app = opened("training", sample_outputs, monkeypatch)
    app = field(app, "role").select("genetic").run()
    shown = role_topics(bundle, "genetic")
    assert (shown["status"] == "expected").any() and EXPECTED_MEANS in words(app)
    said = set(topics_of(app)["topic_status"])
    assert said <= set(STATUS.values()) and STATUS["expected"] in said


def test_all_roles_come_first_with_the_topics_of_all_staff_and_what_each_role_needs_first(
    sample_outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    app = opened("training", sample_outputs, monkeypatch)
    assert not app.exception and where_sentence(bundle).text in words(app).replace("\\", "")
    assert topics_of(app)["seats"].tolist() == all_topics(bundle)["seats"].tolist()
    roles = next(frame.value for frame in app.dataframe if "role" in frame.value)
    labels = bundle.instrument.labels()["role"]
    assert list(dict.fromkeys(roles["role"])) == [labels[role] for role in list_roles(bundle)]
    firm = role_topics(bundle, "rn_onc").query("status == 'firm'")["topic"].tolist()
    assert roles.loc[roles["role"] == labels["rn_onc"], "topic"].tolist() == firm


def test_the_address_names_a_role_by_its_id_and_one_without_a_list_is_told(
    sample_outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    app = opened("training", sample_outputs, monkeypatch)
    app = field(app, "role").select("rn_onc").run()
    assert app.query_params["role"] == "rn_onc"
    app = field(app, "role").select("all_roles").run()
    assert "role" not in app.query_params
    app.query_params["role"] = "Oncology nurse"  # as older links have it
    app.run()
    assert field(app, "role").value == "rn_onc" and not app.warning
    app.query_params["role"] = "astronaut"
    app.run()
    assert "'astronaut'" in app.warning[0].value and where_sentence(bundle).text in words(app).replace("\\", "")


def test_other_measures_are_compared_in_words(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    needs = bundle.findings.training_needs
    said = {role: order_sentence(bundle, role) for role in ("onc_med", "rn_onc", "front_desk")}
    for role, sentence in said.items():
        own = needs[(needs["grouping"] == "role") & (needs["role"] == role)]
        differs = bool((own["top_borich"] != own["top_gap"]).any() or (own["top_ranked"] != own["top_gap"]).any())
        assert sentence is not None and ("order differently" in sentence.text) == differs
        assert sentence.n is not None and sentence.n >= bundle.instrument.thresholds.k
    app = opened("training", sample_outputs, monkeypatch)
    app = field(app, "role").select("rn_onc").run()
    assert said["rn_onc"].text in words(app).replace("\\", "")


def test_departments_have_their_topics(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    table = department_topics(bundle)
    app = opened("training", sample_outputs, monkeypatch)
    box = field(app, "department")
    assert box.options == table["group"].unique().tolist()
    own = table[table["group"] == box.options[2]]
    app = box.select(own["group_key"].iloc[0]).run()
    assert app.dataframe[-1].value["seats"].tolist() == own["seats"].tolist()
    assert app.query_params["department"] == own["group_key"].iloc[0]


def test_the_planner_shows_and_offers_what_the_command_would_write(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    app = opened("seat_planner", sample_outputs, monkeypatch)
    app = field(app, "plan_hours").set_value(25.0).run()
    app = field(app, "plan_size").set_value(10).run()
    app = field(app, "plan_waiting").set_value(True).run()
    assert not app.exception
    plan = plan_of(bundle, Limits(hours=25, class_size=10, waiting=True))
    assert plan_sentences(bundle, plan).headline in words(app).replace("\\", "")
    files = plan_files(bundle, plan, None)
    offered = made_files()
    assert offered["plan.csv"] == files["plan.csv"] and offered["plan.xlsx"] == files["plan.xlsx"]
    frame = pd.read_csv(io.BytesIO(offered["plan.csv"]), encoding="utf-8-sig")
    assert frame["seats"].sum() == plan.plan.seats.sum() == plan_topics(bundle, plan)["seats"].sum()


def test_limits_that_clash_are_named_on_the_page(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("seat_planner", sample_outputs, monkeypatch)
    app = field(app, "plan_hours").set_value(2.0).run()
    app = field(app, "plan_role_floor").set_value(20).run()
    assert not app.exception and not app.error
    said = words(app)
    assert "No plan can keep these limits together" in said and "2 hours of teaching" in said and "would do" in said
    assert not app.dataframe or all("class" not in frame.value for frame in app.dataframe)


def test_senseless_limits_are_told_on_the_page(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("seat_planner", sample_outputs, monkeypatch)
    app = field(app, "plan_smallest").set_value(50).run()
    assert not app.exception and "larger than a full one" in " ".join(str(error.value) for error in app.error)


@pytest.mark.parametrize("page", ["training", "seat_planner"])
def test_without_a_roster_there_are_shares_and_no_plan(
    page: str, sample_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.findings.findings import find

    bundle = open_wave(sample_outputs, WAVE)
    groups = GROUPS.check(bundle.release.groups.assign(staff=pd.NA, response_rate=float("nan")))
    release = replace(bundle.release, roster=None, groups=groups)
    publish(tmp_path, release, find(release, bundle.instrument), bundle.instrument, bundle.manifest, pdf=False)
    app = opened(page, tmp_path, monkeypatch)
    assert not app.exception and not app.error
    if page == "seat_planner":
        assert "no roster" in words(app)
    else:
        assert topics_of(app)["in_need"].notna().all() and "seats" not in topics_of(app)
