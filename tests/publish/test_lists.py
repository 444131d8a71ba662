"""Training lists: one for every role, right in a spreadsheet, harmless in a spreadsheet."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pipeline.publish.bundle import WORKBOOK, open_wave
from pipeline.publish.cells import safe_text
from pipeline.publish.lists import COLUMNS, csv_bytes, list_roles, target_list
from pipeline.publish.sheets import sheet_name

WAVE = "2026-11"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_would_calculate_is_neutralized(text: str) -> None:
    assert str(safe_text(text)).startswith("'")
    read = pd.read_csv(io.BytesIO(csv_bytes(pd.DataFrame({"a": [text]}))), encoding="utf-8-sig")
    assert read["a"].iloc[0] == f"'{text}"


@pytest.mark.parametrize("value", [-1.5, 3, "plain", ""])
def test_numbers_and_plain_text_stay(value: object) -> None:
    assert safe_text(value) == value


def test_lists_have_the_columns_of_the_contract_and_only_topics_of_the_role(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    concerned = {
        role: {t.id for t in bundle.instrument.topics if bundle.instrument.topic_concerns(t, role)} for role in list_roles(bundle)
    }
    for role in list_roles(bundle):
        raw = (sample_outputs / WAVE / "training_targets" / f"{role}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
        frame = pd.read_csv(io.BytesIO(raw), encoding="utf-8-sig", keep_default_na=False)
        assert tuple(frame.columns) == COLUMNS
        assert len(frame) and set(frame["topic"]) <= concerned[role]
        assert frame["gap"].is_monotonic_decreasing
        assert (frame["seats_low"] <= frame["seats"]).all() and (frame["seats"] <= frame["seats_high"]).all()


def test_a_role_too_small_to_show_carries_its_roll_up_and_says_so(small_center_outputs: Path) -> None:
    bundle = open_wave(small_center_outputs, WAVE)
    shown = set(bundle.release.groups.loc[bundle.release.groups["grouping"] == "role", "role"])
    small = [role for role in list_roles(bundle) if role not in shown]
    assert small
    for role in small:
        frame = target_list(bundle, role)
        assert (frame["rollup"] != "").all() and frame["method"].str.startswith("too few answers of this role alone").all()
        staff = bundle.release.roster.loc[bundle.release.roster["role"] == role, "staff"].sum()
        assert (frame["seats_high"] <= staff).all()


def test_departments_are_those_where_the_role_has_staff(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    labels = bundle.instrument.labels()["department"]
    roster = bundle.release.roster
    for role in list_roles(bundle):
        there = {labels[d] for d in roster.loc[(roster["role"] == role) & (roster["staff"] > 0), "department"]}
        named = [name for cell in target_list(bundle, role)["departments"] for name in cell.split("; ") if name]
        assert named and set(named) <= there
        assert all(len(cell.split("; ")) <= 3 for cell in target_list(bundle, role)["departments"])


def test_what_must_be_mended_first_is_said_with_its_owner(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    causes = {cause.id: cause for cause in bundle.instrument.causes}
    reluctance = bundle.findings.reluctance.query("grouping == 'role'").set_index("role")["causes"]
    for role in set(list_roles(bundle)) & set(reluctance.index):
        first = causes.get(reluctance[role].split(";")[0])
        expected = f"{first.label} first ({first.owner})" if first and first.kind == "fix_first" else ""
        assert set(target_list(bundle, role)["fix_first"]) == {expected}


def test_without_a_roster_every_role_that_answered_has_a_list_with_shares_not_seats(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    needs = bundle.findings.training_needs.assign(**dict.fromkeys(("seats_low", "seats", "seats_high", "staff"), pd.NA))
    blind = replace(bundle, release=replace(bundle.release, roster=None), findings=replace(bundle.findings, training_needs=needs))
    assert list_roles(blind) == list_roles(bundle)
    frame = target_list(blind, "rn_onc")
    shown = bundle.release.cells.query("role == 'rn_onc' and state == 'published'")["department"]
    labels = bundle.instrument.labels()["department"]
    assert frame["seats"].isna().all()
    assert {name for cell in frame["departments"] for name in cell.split("; ")} <= {labels[d] for d in shown}


def test_sheet_names_are_legal_short_and_unique() -> None:
    used: set[str] = {"about"}
    labels = ["Nurse / navigator [RN]: day?*", "'quoted'", "x" * 40, "X" * 40, "About", "::", ""]
    names = [sheet_name(label, used) for label in labels]
    assert len({name.casefold() for name in names}) == len(names) and "about" not in {name.casefold() for name in names}
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_the_workbook_holds_the_same_figures_as_the_files(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    book = CalamineWorkbook.from_path(str(sample_outputs / WAVE / "training_targets" / WORKBOOK))
    roles = list_roles(bundle)
    assert len(book.sheet_names) == len(roles) + 1 and book.sheet_names[0] == "About"
    for name, role in zip(book.sheet_names[1:], roles, strict=True):
        rows = book.get_sheet_by_name(name).to_python()
        frame = target_list(bundle, role)
        assert [str(cell).replace(" ", "_") for cell in rows[0]] == list(COLUMNS)
        assert [row[2] for row in rows[1:]] == frame["topic"].tolist()
        assert [int(row[8]) for row in rows[1:]] == frame["seats"].astype(int).tolist()
