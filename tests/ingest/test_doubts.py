"""Warnings about names and answers."""

from pathlib import Path

import pytest

from pipeline.ingest.describe import describe
from pipeline.ingest.read import read_export


def warned(path: Path, head: str, *answers: str) -> str:
    path.write_text(f"role,{head}\n" + "".join(f'x,"{answer}"\n' for answer in answers * 6), encoding="utf-8")
    return "\n".join(describe(read_export(path))["warnings"])


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("Agree", "agree.", "Disagree"), "one answer in 2 spellings: 'Agree', 'agree.'"),
        (("4 Agree", "4. Disagree", "2"), "may hold two scales: 4 stands for 'agree', 'disagree'"),
        (("Always 5", "Never (5)", "2"), "may hold two scales: 5"),
        (
            ("Video (live, a), Phone", "Phone, Print", "Print, Video (live, a)", "Print", "Video (live, a)", "Phone"),
            "the comma that joins them",
        ),
    ],
)
def test_answers_that_contradict_each_other(tmp_path: Path, answers: tuple[str, ...], said: str) -> None:
    assert said in warned(tmp_path / "x.csv", "How?", *answers)


@pytest.mark.parametrize(
    "answers", [("Agree", "Disagree"), ("1 Never", "2", "5 Always"), ("Never 1", "2", "Always 5"), ("1", "2")]
)
def test_ordinary_answers_raise_no_doubt(tmp_path: Path, answers: tuple[str, ...]) -> None:
    assert "How?" not in warned(tmp_path / "x.csv", "How?", *answers)
