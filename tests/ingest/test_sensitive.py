"""Columns that could point at a person."""

import json
from pathlib import Path

import pytest

from pipeline.ingest.describe import describe
from pipeline.ingest.read import read_export
from pipeline.ingest.sensitive import sensitive_columns


def reasons(path: Path, header: str, *values: str) -> dict[str, str]:
    path.write_text(f'"{header}",b\n' + "".join(f'"{value}",Agree\n' for value in values), encoding="utf-8")
    return {one.column.name: one.reason for one in sensitive_columns(read_export(path))}


@pytest.mark.parametrize(
    ("header", "values", "reason"),
    [
        ("IP Address", ("x",), "platform"),
        ("q1", ("192.0.2.1", "192.0.2.17"), "IP addresses"),
        ("q1", ("2001:db8:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:2"), "IP addresses"),
        ("q1", ("39.7392", "-104.9903"), "coordinates"),
        ("q1", ("39.73921 -104.99031 0 0", "39.73922 -104.99032 0 0"), "coordinates"),
        ("Anything else?", ("no", "mail me: a.b@example.org", "fine"), "e-mail addresses"),
        ("came from", ("https://example.org/s?uid=YW5u", ""), "web addresses with a token"),
        ("q1", ("+1 (303) 555-0101", "303-555-0102"), "phone numbers"),
        ("q1", ("R_1abcdefghijklm", "R_2abcdefghijklm"), "response ids"),
        ("Payroll number", ("17", "18"), "header"),
        ("What is your first name?", ("x", "y"), "header"),
        ("May we write to you? Leave your e-mail", ("x", "y"), "header"),
        ("contact", ("x", "y"), "header"),
        ("Date of birth", ("1980-01-02", "1981-01-02"), "header"),
    ],
)
def test_what_identifies_people_is_found(tmp_path: Path, header: str, values: tuple[str, ...], reason: str) -> None:
    assert reasons(tmp_path / "x.csv", header, *values) == {header: reason}


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("role", ("Nurse", "Physician")),
        ("date of the visit", ("2026-11-03", "2026-11-04")),
        ("Visits", ("12", "250", "3")),
        ("score", ("1.5", "2.25")),
        ("codes", ("1,3,4", "2,5")),
        ("How well do staff name side effects?", ("Well", "Badly")),
        ("I have a quiet, private place for remote contact with patients.", ("Agree", "Disagree")),
        ("I can ask about distress by video or phone.", ("Agree", "Disagree")),
    ],
)
def test_ordinary_answers_are_not(tmp_path: Path, header: str, values: tuple[str, ...]) -> None:
    assert reasons(tmp_path / "x.csv", header, *values) == {}


def test_names_of_such_columns_are_told_and_never_their_values(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("q1,q2\n" + "".join(f"192.0.2.{n},Agree\n" for n in range(1, 9)), encoding="utf-8")
    summary = describe(read_export(path))
    assert any("column 1 'q1' holds what looks like IP addresses" in warning for warning in summary["warnings"])
    assert "192.0" not in json.dumps(summary)
