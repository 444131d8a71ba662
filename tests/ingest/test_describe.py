"""The summary of an export: complete, serializable, and silent about persons."""

import json
from pathlib import Path

import pytest

from pipeline.ingest.describe import describe
from pipeline.ingest.read import read_export

KEYS = {
    "platform",
    "variant",
    "encoding",
    "delimiter",
    "header_rows",
    "respondents",
    "complete",
    "partial",
    "repeats",
    "zone",
    "test",
    "spam",
    "blank",
    "questions",
    "warnings",
}


def described(path: Path, text: str) -> dict:
    path.write_text(text, encoding="utf-8")
    return describe(read_export(path))


def test_keys_and_counts(tmp_path: Path) -> None:
    summary = described(
        tmp_path / "x.csv", "submitted,role\n2026-01-02,Nurse\n2026-01-02,Nurse\n2026-01-02,\n2026-01-02,MD\n2026-01-02,MD\n"
    )
    assert set(summary) == KEYS
    assert json.loads(json.dumps(summary)) == summary
    assert (summary["respondents"], summary["complete"], summary["blank"]) == (5, 4, 1)
    assert summary["questions"] == [
        {
            "id": "role",
            "name": "role",
            "text": "role",
            "kind": "single",
            "columns": ["role"],
            "positions": [1],
            "answers": {"MD": 2, "Nurse": 2},
        }
    ]


def test_statuses_add_up(tmp_path: Path) -> None:
    summary = described(tmp_path / "x.csv", "submitted,a\n1/1/2026,x\n1/1/2026,\n1/1/2026,y\n")
    assert summary["respondents"] == sum(summary[key] for key in ("complete", "partial", "test", "spam", "blank")) == 3


def test_a_matrix_is_one_question_of_several_columns(tmp_path: Path) -> None:
    body = "Agree,Agree,x\nAgree,No,y\n,No,z\nNo,No,z\n" * 3
    (matrix, other) = described(tmp_path / "x.csv", "I can [start],I can [stop],role\n" + body)["questions"]
    assert (matrix["name"], matrix["text"], matrix["kind"]) == ("I can", "I can", "matrix")
    assert matrix["columns"] == ["I can [start]", "I can [stop]"]
    assert matrix["answers"] == {"No": 12, "Agree": 9}
    assert other["columns"] == ["role"]


@pytest.mark.parametrize(
    ("cells", "answers"),
    [
        (["a;b;", "a;", "b;c;", "a;b;c;", "c;"], {"a": 9, "b": 9, "c": 9}),
        (["1,3", "2", "1,2,3"], {"1": 6, "2": 6, "3": 6}),
    ],
)
def test_joined_choices_are_counted_one_by_one(tmp_path: Path, cells: list[str], answers: dict[str, int]) -> None:
    text = "formats\n" + "".join(f'"{cell}"\n' for cell in cells * 3)
    assert described(tmp_path / "x.csv", text)["questions"][0]["answers"] == answers


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Your first name", ["Ann", "Bob"]),
        ("contact", ["Ann", "Bob"]),
        ("Your e-mail?", ["x", "y"]),
        ("phone_2", ["x", "y"]),
        ("q", ["ann@site.org", "bob@site.org"]),
        ("q", ["555 123 4567", "555 123 4568"]),
        ("q", ["10.0.0.1", "10.0.0.2"]),
        ("q", [f"department {i}" for i in range(13)]),
        ("q", ["1001", "1002"]),
    ],
)
def test_values_that_could_point_at_a_person_are_never_listed(tmp_path: Path, header: str, values: list[str]) -> None:
    summary = described(tmp_path / "x.csv", f"{header},b\n" + "".join(f"{value},1\n" for value in values * 6))
    assert [question["answers"] for question in summary["questions"] if question["name"] == header] in ([None], [])
    assert not any(value in json.dumps(summary) for value in values if value not in ("x", "y"))


def test_free_text_is_never_listed(tmp_path: Path) -> None:
    summary = described(tmp_path / "x.csv", "why,b\n" + "".join(f"words nobody else wrote {i},1\n" for i in range(9)))
    assert summary["questions"][0]["kind"] == "text"
    assert "nobody" not in json.dumps(summary)


def test_warnings_name_repeated_headers_and_hidden_addresses(tmp_path: Path) -> None:
    summary = described(tmp_path / "x.csv", "Timestamp,a,a,anything else?\n2026-01-02,x,y,write to me: ann@site.org\n")
    assert any("occur more than once: a" in warning for warning in summary["warnings"])
    assert any("column 4" in warning and "e-mail" in warning for warning in summary["warnings"])
    assert "ann@" not in json.dumps(summary)
