"""Training lists: one for every role, right in a spreadsheet, harmless in a spreadsheet."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pipeline.findings.plan_limits import SEATS_OF_CLASS, SMALLEST_CLASS
from pipeline.findings.seats import ASSUMPTIONS
from pipeline.publish.bundle import WORKBOOK, Bundle, open_wave
from pipeline.publish.cells import safe_text
from pipeline.publish.lists import COLUMNS, csv_bytes, list_roles, target_list, target_lists, write_lists
from pipeline.publish.sessions import DEPARTMENT_MEANINGS, NO_SESSIONS, SUMMED, department_needs, session_table
from pipeline.publish.sheets import sheet_name
from pipeline.publish.wording import training_sentence

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
        assert (frame["rollup"] != "").all() and frame["method"].str.startswith("too few answers of this role").all()
        together = frame["rollup"] != "All staff"
        assert (frame.loc[together, "method"].str.contains("figures of .+; seats: their seats, shared out by staff")).all()
        assert (frame.loc[~together, "method"].str.contains("gap as role and topic let expect")).all()
        assert (frame.loc[~together, "status"] == "candidate").all()
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


def test_what_must_be_mended_first_is_said_with_its_owner_and_no_course_is_suggested(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    causes = {cause.id: cause for cause in bundle.instrument.causes}
    reluctance = bundle.findings.reluctance.query("grouping == 'role'").set_index("role")["causes"]
    waits = {}
    for role in set(list_roles(bundle)) & set(reluctance.index):
        first = causes.get(reluctance[role].split(";")[0])
        waits[role] = bool(first and first.kind == "fix_first")
        frame = target_list(bundle, role)
        assert set(frame["fix_first"]) == {f"{first.label} first ({first.owner})" if waits[role] else ""}
        assert not frame["suggested_format"].any() if waits[role] else frame["suggested_format"].all()
        said = training_sentence(bundle, role, frame).text
        assert ("a course alone will not help" in said) == waits[role] and not (waits[role] and "Train first" in said)
    assert {*waits.values()} == {True, False}


def without_roster(bundle: Bundle) -> Bundle:
    """The wave as it would be without a roster: shares, no seats."""
    blank = dict.fromkeys((f"{name}{end}" for name in ASSUMPTIONS for end in ("_low", "", "_high")), pd.NA) | {"staff": pd.NA}
    findings = replace(
        bundle.findings,
        training_needs=bundle.findings.training_needs.assign(**blank),
        role_seats=bundle.findings.role_seats.assign(**blank),
    )
    return replace(bundle, release=replace(bundle.release, roster=None), findings=findings)


def test_without_a_roster_every_role_that_answered_has_a_list_with_shares_not_seats(sample_outputs: Path, tmp_path: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    blind = without_roster(bundle)
    assert list_roles(blind) == list_roles(bundle)
    frame = target_list(blind, "rn_onc")
    shown = bundle.release.cells.query("role == 'rn_onc' and state == 'published'")["department"]
    labels = bundle.instrument.labels()["department"]
    assert frame["seats"].isna().all() and frame["method"].str.contains(r"no roster: \d+ % in need").all()
    assert {name for cell in frame["departments"] for name in cell.split("; ")} <= {labels[d] for d in shown}
    assert session_table(blind) is None
    write_lists(blind, target_lists(blind), tmp_path)
    assert not (tmp_path / "sessions.csv").exists()
    book = CalamineWorkbook.from_path(str(tmp_path / WORKBOOK))
    assert book.get_sheet_by_name("Sessions").to_python() == [[NO_SESSIONS]]
    head, *rows = book.get_sheet_by_name("By department").to_python()
    assert rows and all(row[head.index("seats")] == "" and row[head.index("share")] != "" for row in rows)


@pytest.mark.parametrize("center", ["sample_outputs", "small_center_outputs"])
def test_no_seat_of_the_lists_is_lost_in_the_sessions(center: str, request: pytest.FixtureRequest) -> None:
    bundle = open_wave(request.getfixturevalue(center), WAVE)
    written = bundle.path / "training_targets" / "sessions.csv"
    sessions = session_table(bundle)
    assert sessions is not None and written.read_bytes() == csv_bytes(sessions)
    lists = pd.concat(target_lists(bundle).values())
    by_topic = sessions.set_index("topic")
    assert by_topic["seats"].to_dict() == lists.groupby("topic")["seats"].sum().to_dict()
    waiting = lists[lists["fix_first"] != ""].groupby("topic")["seats"].sum().reindex(by_topic.index).fillna(0)
    assert by_topic["seats_waiting"].tolist() == waiting.tolist()
    assert (sessions["seats"] == sessions[["seats_in_classes", "seats_waiting", "seats_over"]].sum(axis=1)).all()
    assert (sessions["seats_in_classes"] <= sessions["classes"] * SEATS_OF_CLASS).all()
    assert (sessions["seats_in_classes"] >= sessions["classes"] * SMALLEST_CLASS).all()
    assert (sessions["seats_over"] < SMALLEST_CLASS).all()
    assert (sessions["hours"] == sessions["classes"] * sessions["class_hours"]).all()
    named = sessions["roles"].str.findall(r" ([\d,]+)(?:;|$)").map(lambda found: sum(int(n.replace(",", "")) for n in found))
    assert named.tolist() == sessions["seats_in_classes"].tolist()


def test_departments_carry_the_needs_of_the_findings(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    found = department_needs(bundle)
    needs = bundle.findings.training_needs.query("grouping == 'department'").set_index(["department", "topic"])
    one = found.set_index(["department", "topic"])
    assert tuple(found.columns) == tuple(DEPARTMENT_MEANINGS) and len(found) == len(needs)
    assert one["seats"].to_dict() == needs["seats"].to_dict() and one["n"].to_dict() == needs["n"].to_dict()


def test_sheet_names_are_legal_short_and_unique() -> None:
    used: set[str] = {"about"}
    labels = ["Nurse / navigator [RN]: day?*", "'quoted'", "x" * 40, "X" * 40, "About", "::", ""]
    names = [sheet_name(label, used) for label in labels]
    assert len({name.casefold() for name in names}) == len(names) and "about" not in {name.casefold() for name in names}
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_the_workbook_holds_the_same_figures_as_the_files(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    folder = sample_outputs / WAVE / "training_targets"
    book = CalamineWorkbook.from_path(str(folder / WORKBOOK))
    roles = list_roles(bundle)
    assert book.sheet_names[:3] == ["About", "Sessions", "By department"] and len(book.sheet_names) == len(roles) + 3
    for name, role in zip(book.sheet_names[3:], roles, strict=True):
        rows = book.get_sheet_by_name(name).to_python()
        frame = target_list(bundle, role)
        assert [str(cell).replace(" ", "_") for cell in rows[0]] == list(COLUMNS)
        assert [row[2] for row in rows[1:]] == frame["topic"].tolist()
        assert [int(row[8]) for row in rows[1:]] == frame["seats"].astype(int).tolist()
    head, *rows, total = book.get_sheet_by_name("Sessions").to_python()
    sessions = pd.read_csv(folder / "sessions.csv", encoding="utf-8-sig", keep_default_na=False)
    assert [str(cell).replace(" ", "_") for cell in head] == list(sessions.columns)
    assert [row[:3] for row in rows] == sessions.iloc[:, :3].to_numpy().tolist()
    assert {name: total[list(sessions.columns).index(name)] for name in SUMMED} == sessions[list(SUMMED)].sum().to_dict()


def test_the_workbook_is_the_same_bytes_again(sample_outputs: Path, tmp_path: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    write_lists(bundle, target_lists(bundle), tmp_path)
    written = {path.name: path.read_bytes() for path in (bundle.path / "training_targets").iterdir()}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == written
