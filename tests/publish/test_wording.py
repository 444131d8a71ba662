"""Sentences say what the findings say, with their n, and never more than may be said."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.publish.bundle import open_wave
from pipeline.publish.numbers import chance, odds, percent, raw_share, short_chance
from pipeline.publish.wording import (
    RULE,
    columns_sentence,
    first_steps,
    group_label,
    headlines,
    records,
    reluctance_sentence,
    rule,
    tipping_text,
)

WAVE = "2026-11"
NAN = float("nan")


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"raw_share": 0.254, "raw_low": 0.254, "raw_high": 0.254}, "25 %"),
        ({"raw_share": NAN, "raw_low": 0.0, "raw_high": 0.09}, "at most 9 %"),
        ({"raw_share": NAN, "raw_low": 0.91, "raw_high": 1.0}, "at least 91 %"),
        ({"raw_share": NAN, "raw_low": 0.4, "raw_high": 0.5}, "40 to 50 %"),
    ],
)
def test_raw_shares_say_no_more_than_may_be_shown(row: dict, text: str) -> None:
    assert raw_share(row) == text


@pytest.mark.parametrize(("p", "text"), [(0.0, "under 1 %"), (1.0, "over 99 %"), (0.87, "87 %")])
def test_a_chance_in_a_table_is_never_certain(p: float, text: str) -> None:
    assert short_chance(p) == text


def test_the_rule_is_said_with_the_limits_of_the_instrument(sample_outputs: Path) -> None:
    limits = open_wave(sample_outputs, WAVE).instrument.thresholds
    assert "at least a 4-in-5 chance that more than 40 % of its staff are" in RULE
    assert rule(limits) == RULE
    other = limits.model_copy(update={"group_share": 0.25, "priority": 0.9})
    assert "at least a 9-in-10 chance that more than 25 % of its staff are" in rule(other)
    assert odds(0.75) == "3-in-4"


@pytest.mark.parametrize(("p", "text"), [(0.999, "more than 99 in 100"), (0.001, "less than 1 in 100"), (0.87, "87 in 100")])
def test_chances_are_said_in_words(p: float, text: str) -> None:
    assert chance(p) == text


def test_a_missing_figure_is_a_dash() -> None:
    assert percent(NAN) == "–" and not math.isnan(0)


def test_headlines_name_their_n_and_meet_the_findings(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    texts = [str(sentence) for sentence in headlines(bundle)]
    groups = bundle.release.groups.set_index("grouping").loc["overall"]
    assert f"{int(groups['n']):,} of {int(groups['staff']):,} staff answered" in texts[0]
    mean = bundle.findings.estimates.query("grouping == 'overall' and scale == 'readiness'")["mean"].iloc[0]
    assert f"Readiness is {mean:.0f} of 100" in texts[1] and "808 answers" in texts[1]
    flagged = bundle.findings.reluctance.query("label == 'priority' and grouping in ('role', 'department')")
    assert all(group_label(row, bundle.instrument) in texts[-1] for row in records(flagged))


def test_every_flagged_group_has_a_step_with_an_owner_and_no_person_is_named(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    steps = first_steps(bundle)
    assert 1 <= len(steps) <= 3 and all("owner:" in step.text or step.text.startswith("Train first") for step in steps)
    everything = " ".join(str(s) for s in (*headlines(bundle), *steps)).lower()
    assert "resistant" not in everything and "laggard" not in everything


def test_the_sentence_about_a_group_has_estimate_chance_n_and_staff(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    row = records(bundle.findings.reluctance.query("role == 'front_desk' and grouping == 'role'"))[0]
    text = reluctance_sentence(row, bundle.instrument).text
    assert percent(row["share"]) in text and f"{row['n']} answers of {row['staff']} staff" in text
    assert "points" in tipping_text(row)


def test_what_stands_beside_the_label_is_said_and_overwrites_nothing(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    row = records(bundle.findings.reluctance.query("role == 'front_desk' and grouping == 'role'"))[0]
    plain = reluctance_sentence(row, bundle.instrument).text
    beside = reluctance_sentence({**row, "blocked": True, "causes": "equipment", "in_person": True}, bundle.instrument).text
    assert beside.startswith(plain)
    assert "before any course: equipment" in beside and "has to be done in person" in beside


def test_a_blocked_group_is_a_step_where_nobody_is_flagged(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    calm = bundle.findings.reluctance.assign(label="none")
    steps = first_steps(replace(bundle, findings=replace(bundle.findings, reluctance=calm)))
    blocked = calm[calm["blocked"] & calm["grouping"].isin(["role", "department"])]
    largest = records(blocked.sort_values("n", ascending=False))[0]
    assert steps[0].text.startswith(group_label(largest, bundle.instrument)) and steps[0].n == largest["n"]
    assert steps[-1].text.startswith("Train first")


def test_columns_of_the_export_in_a_sentence() -> None:
    columns = {"read": 9, "bound": 5, "sensitive_dropped": ["IPAddress", "Your e-mail"]}
    assert columns_sentence({"columns": columns}) == (
        "Of 9 columns, 5 carry something of the questionnaire. "
        "Dropped because they could point at a person: IPAddress, Your e-mail."
    )
    assert columns_sentence({"columns": columns | {"sensitive_dropped": []}}).endswith("the questionnaire.")
    assert columns_sentence({}) == ""
