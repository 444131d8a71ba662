"""The tables behind the charts say what the findings say, in words, and keep hidden what is hidden."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.publish import chart_tables
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.wording import ROUGHLY
from pipeline.tables import ONE_AXIS

WAVE = "2026-11"


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def without(bundle: Bundle) -> Bundle:
    """The wave as of an instrument without barriers and causes, and of fewer than 300 answers."""
    findings, organisation = bundle.findings, bundle.release.organisation
    names = ("quadrants", "causes", "actions", "expected_cells")
    bare = {name: getattr(findings, name).head(0) for name in names}
    tables = ("drivers", "associations", "comparisons", "pairs")
    few = replace(organisation, **{name: getattr(organisation, name).head(0) for name in tables})
    return replace(bundle, findings=replace(findings, **bare), release=replace(bundle.release, organisation=few))


def test_every_group_but_overall_is_in_the_table_once_surest_first(bundle: Bundle) -> None:
    table = chart_tables.reluctance_table(bundle)
    assert len(table) == len(bundle.findings.reluctance) - 1 and table["key"].is_unique and table["group"].is_unique
    assert table["probability"].round(2).is_monotonic_decreasing
    assert set(table["kind"]) == {"Role", "Department", "Role in department"}


def test_a_cell_has_figures_only_where_it_is_published(bundle: Bundle) -> None:
    table = chart_tables.heat_map(bundle)
    assert len(table) == len(bundle.release.cells)
    shown = table["state"] == "published"
    figures = table[["n", "share", "share_low", "share_high", "probability", "label", "finding"]].notna()
    assert figures[shown].all(axis=None) and not figures[~shown].any(axis=None)
    assert (table.loc[shown, "n"] >= bundle.instrument.thresholds.k).all()
    words = table.groupby("state")["state_label"].unique().map(list).to_dict()
    assert words["too_few"] == ["Too few answers"] and words["none_on_roster"] == ["Nobody there"]


def test_the_map_has_both_means_of_every_role_and_department(bundle: Bundle) -> None:
    table = chart_tables.readiness_willingness(bundle).set_index("key")
    estimates = bundle.findings.estimates.query("grouping == 'role' and role == 'rn_onc'").set_index("scale")["mean"]
    row = table.loc["role:rn_onc"]
    assert (row["readiness"], row["willingness"]) == (estimates["readiness"], estimates["willingness"])
    assert set(table["kind"]) == {"Role", "Department"} and table["label"].notna().all()


@pytest.mark.parametrize("key", ["overall", "role:rn_onc", "department:radiation_oncology"])
def test_bars_add_up_and_say_no_more_than_the_release(bundle: Bundle, key: str) -> None:
    table = chart_tables.scale_bars(bundle, key)
    assert np.allclose(table[["favourable", "neutral", "unfavourable"]].sum(axis=1), 1)
    assert table["scale"].tolist()[:2] == ["Readiness", "Willingness"]
    exact = table[~table["bounded"].astype(bool)]
    assert exact["favourable_text"].tolist() == [f"{100 * share:.0f} %" for share in exact["favourable"]]


def test_a_bounded_share_is_said_as_a_bound(bundle: Bundle) -> None:
    scales = bundle.release.scales
    first = scales["grouping"].eq("overall") & scales["scale"].eq("skills")
    hidden = scales.assign(
        unfavourable=scales["unfavourable"].mask(first),
        unfavourable_low=scales["unfavourable_low"].mask(first, 0),
        unfavourable_high=scales["unfavourable_high"].mask(first, 41),
        bounded=scales["bounded"].mask(first, True),
    )
    table = chart_tables.scale_bars(replace(bundle, release=replace(bundle.release, scales=hidden))).set_index("scale")
    assert table.loc["Skills", "unfavourable_text"] == "at most 5 %"
    assert table.loc["Equipment", "unfavourable_text"].endswith(" %")


def test_causes_come_with_the_figures_that_led_there(bundle: Bundle) -> None:
    key = "department:hematology_transplant"
    table = chart_tables.cause_table(bundle, key)
    named = bundle.findings.reluctance.query("department == 'hematology_transplant' and grouping == 'department'")["causes"].iloc[
        0
    ]
    causes = {cause.id: cause for cause in bundle.instrument.causes}
    assert table["cause"].tolist() == [causes[cause].label for cause in named.split(";")]
    assert (table["chosen"] > table["chosen_elsewhere"]).any() and table["action"].str.len().gt(0).all()
    calm = bundle.findings.reluctance.query("causes == '' and grouping == 'role'")["role"].iloc[0]
    assert chart_tables.cause_table(bundle, f"role:{calm}").empty


def test_what_depends_on_the_cut_is_said_in_words_and_no_group_has_a_rank(bundle: Bundle) -> None:
    table = chart_tables.reluctance_table(bundle)
    depends = table["depends_on_cut"].astype(bool)
    assert depends.any() and (table.loc[depends, "stricter"] != table.loc[depends, "finding"]).all()
    assert (table.loc[~depends, "stricter"] == "").all()
    assert not [name for name in table.columns if "rank" in name] and table["among_lowest"].dropna().between(0, 1).all()


def test_four_answers_of_a_group_add_up_and_say_where_they_come_from(bundle: Bundle) -> None:
    table = chart_tables.quadrant_bars(bundle)
    shown = bundle.findings.reluctance["grouping"].isin(ONE_AXIS)
    assert len(table) == int(shown.sum()) and (table["n"] >= bundle.instrument.thresholds.k).all()
    assert np.allclose(table[list(chart_tables.FOUR)].sum(axis=1), 1)
    for quadrant in chart_tables.FOUR:
        assert (table[f"{quadrant}_low"] <= table[quadrant]).all() and (table[quadrant] <= table[f"{quadrant}_high"]).all()
    assert {"counts", "margins"} == set(table["basis"])
    assert (table["name"].str.startswith(f"{ROUGHLY} ") == (table["basis"] == "margins")).all()
    groups = chart_tables.reluctance_table(bundle)
    assert table["key"].tolist() == [key for key in groups["key"] if key in set(table["key"])]  # the surest finding first
    undecided = bundle.findings.reluctance.query("quadrant == 'undecided' and grouping == 'role'")["role"].iloc[0]
    assert table.set_index("key").loc[f"role:{undecided}", "stands"] == "In between"


def test_all_causes_of_a_group_have_their_figures_and_n(bundle: Bundle) -> None:
    key = "department:hematology_transplant"
    table = chart_tables.cause_figures(bundle, key)
    named = chart_tables.cause_table(bundle, key)
    assert len(table) == len(bundle.findings.causes.query("department == 'hematology_transplant' and grouping == 'department'"))
    assert set(named["cause"]) <= set(table.loc[table["shown"].astype(bool), "cause"]) and len(named) <= 2
    assert table["strength"].is_monotonic_decreasing and (table["n"] >= bundle.instrument.thresholds.k).all()
    assert table.loc[table["chosen"].notna(), "n_chosen"].ge(bundle.instrument.thresholds.k).all()
    assert named["source"].str.len().gt(0).all()


def test_figures_of_the_organisation_are_in_words_with_n(bundle: Bundle) -> None:
    drivers = chart_tables.driver_table(bundle)
    assert drivers["share"].is_monotonic_decreasing and (drivers["n"] >= 300).all()
    assert set(drivers["scale"]) <= set(bundle.instrument.labels()["scale"].values())
    barriers = chart_tables.association_table(bundle)
    assert barriers["odds_ratio"].is_monotonic_decreasing and (barriers["low"] <= barriers["high"]).all()
    omnibus, pairs = chart_tables.omnibus_table(bundle), chart_tables.pair_table(bundle)
    assert set(omnibus["grouping"]) == {"Roles", "Departments"} and (omnibus["n"] > 0).all()
    k = bundle.instrument.thresholds.k
    assert (pairs["first_n"] >= k).all() and (pairs["second_n"] >= k).all() and (pairs["first"] != pairs["second"]).all()
    roles = set(bundle.instrument.labels()["role"].values())
    assert set(pairs.loc[pairs["grouping"] == "Roles", "first"]) <= roles


def test_expectations_are_for_hidden_cells_only(bundle: Bundle) -> None:
    table = chart_tables.expected_cells(bundle)
    states = chart_tables.heat_map(bundle).set_index(["role", "department"])["state"]
    assert len(table) and {states[role, place] for role, place in zip(table["role"], table["department"], strict=True)} == {
        "too_few"
    }
    assert "n" not in table.columns and (table["share_low"] <= table["share"]).all()


def test_a_wave_without_these_findings_has_empty_tables(bundle: Bundle) -> None:
    bare = without(bundle)
    assert chart_tables.quadrant_bars(bare).empty and chart_tables.driver_table(bare).empty
    assert chart_tables.association_table(bare).empty and chart_tables.omnibus_table(bare).empty
    assert chart_tables.pair_table(bare).empty and chart_tables.expected_cells(bare).empty
    assert chart_tables.cause_figures(bare, "role:rn_onc").empty and chart_tables.cause_table(bare, "role:rn_onc").empty


def test_a_roll_up_says_what_it_stands_for(small_center_outputs: Path) -> None:
    small = open_wave(small_center_outputs, WAVE)
    table = chart_tables.reluctance_table(small).set_index("key")
    labels = small.instrument.labels()
    rows = small.release.groups.query("grouping == 'department_rollup'")
    expected = ", ".join(labels["department"][member] for member in rows["members"].iloc[0].split(";"))
    assert table.loc[f"department_rollup:{rows['rollup'].iloc[0]}", "members"] == expected
    assert table.loc["department:medical_oncology", "members"] == ""


def test_topics_of_a_small_role_are_those_of_its_roll_up(small_center_outputs: Path) -> None:
    small = open_wave(small_center_outputs, WAVE)
    table = chart_tables.role_topics(small, "app")
    assert len(table) and table["gap"].is_monotonic_decreasing and (table["n"] >= small.instrument.thresholds.k).all()


def test_making_tables_changes_no_table(bundle: Bundle) -> None:
    before = {name: frame.copy() for name, frame in (bundle.release.by_name() | bundle.findings.by_name()).items()}
    for make in (
        chart_tables.reluctance_table,
        chart_tables.readiness_willingness,
        chart_tables.heat_map,
        chart_tables.scale_bars,
        chart_tables.barrier_table,
        chart_tables.response_table,
        chart_tables.quadrant_bars,
        chart_tables.driver_table,
        chart_tables.pair_table,
        chart_tables.expected_cells,
    ):
        assert len(make(bundle))
    for name, frame in (bundle.release.by_name() | bundle.findings.by_name()).items():
        pd.testing.assert_frame_equal(frame, before[name])
