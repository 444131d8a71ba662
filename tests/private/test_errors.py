"""What is printed, for success, mistakes and bugs alike, never holds an answer beside a person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pipeline.measure.measure
from pipeline.cli import DEBUG, main
from tests.private.rows import WAVE, people, write

COMMENT = "Nobody asked the night shift before"
LINE = re.compile(r"\b(?:line|lines|row|rows) \d")


def run(rows, folder: Path, *more: str) -> int:
    export = write(rows, folder / "answers.csv")
    given = ["--instrument", "tele_oncology_short", "--wave", WAVE, "--out", str(folder / "outputs"), *more]
    return main(["analyze", str(export), *given])


def answers(n: int = 60, **cells: str):
    return [row | {"comment_help": COMMENT} | cells for row in people(n)]


def test_success_prints_no_code_and_no_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answers()
    assert run(rows, tmp_path) == 0
    said = "".join(capsys.readouterr())
    assert COMMENT not in said and not [row["respondent"] for row in rows if row["respondent"] in said]


@pytest.mark.parametrize("field", ["SK1", "T01_importance"])
def test_an_unknown_answer_is_told_without_its_lines(field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answers()
    field = field if field in rows[0] else next(name for name in rows[0] if name.endswith("_importance"))
    rows[7] |= {field: "Only when Dr. Ames is there"}
    assert run(rows, tmp_path) == 5
    said = capsys.readouterr().err
    assert "1 answer(s) 'Only when Dr. Ames is there'" in said and f"column '{field}'" in said
    assert not LINE.search(said) and rows[7]["respondent"] not in said and COMMENT not in said


def test_names_that_match_nothing_are_told_without_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answers()
    for row in rows[:9]:
        row["role"] = "Chief of nuclear medicine"
    assert run(rows, tmp_path) == 5
    said = capsys.readouterr().err
    assert "Chief of nuclear medicine" in said and not LINE.search(said)
    assert not [row["respondent"] for row in rows if row["respondent"] in said]


def test_a_file_of_the_wrong_shape_is_told_by_lines_without_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = write(answers(), tmp_path / "answers.csv")
    lines = export.read_text(encoding="utf-8").splitlines()
    lines[5] += ",one,too,many"
    export.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["analyze", str(export), "--out", str(tmp_path / "outputs")]) == 3
    said = capsys.readouterr().err
    assert "line 6" in said and COMMENT not in said and "code-1-" not in said


def test_a_bug_is_told_by_its_place_and_not_by_its_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **named: object) -> None:
        raise ValueError(f"could not convert string to float: '{COMMENT}' of code-1-0004")

    monkeypatch.setattr(pipeline.measure.measure, "rules", broken)
    assert run(answers(), tmp_path) == 1
    said = "".join(capsys.readouterr())
    assert "a bug of ours (ValueError)" in said and "in measure" in said and "Traceback" not in said
    assert COMMENT not in said and "code-1" not in said
    assert not (tmp_path / "outputs").exists()
    monkeypatch.setenv(DEBUG, "1")
    with pytest.raises(ValueError, match="night shift"):
        run(answers(), tmp_path)


def test_what_people_wrote_stops_the_publishing_and_is_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A careless change of ours puts a comment into the report: nothing is published."""
    import pipeline.publish.writers

    real = pipeline.publish.writers.report_html
    monkeypatch.setattr(pipeline.publish.writers, "report_html", lambda *given: real(*given) + f"<p>{COMMENT.upper()}</p>")
    assert run(answers(), tmp_path) == 6
    said = capsys.readouterr().err
    assert "report.html holds 1 text(s) of column 'comment_help' as somebody wrote them" in said
    assert "night shift" not in said.casefold() and not (tmp_path / "outputs").joinpath(WAVE).exists()
