"""Several exports of one wave."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.ingest.read import read_export
from pipeline.ingest.several import differences, exports_of


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def told(one: Path, two: Path) -> list[tuple[str, str]]:
    """What makes the second file another survey than the first."""
    first, second = read_export(one), read_export(two)
    found = differences(second.columns, second.platform, two.name, first.columns, first.platform, one.name)
    return [(problem.where, problem.what) for problem in found]


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "role,q1,q2,text\nNurse,1,2,x\nNurse,3,4,y\n")
    assert told(one, write(tmp_path / "b.csv", "text,q1,role,q2\nz,5,Physician,6\n")) == []


def test_other_columns_are_named_with_their_file(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "role,q1,q2\nNurse,1,2\n")
    two = write(tmp_path / "b.csv", "role,q1,q3\nNurse,1,2\n")
    assert told(one, two) == [("b.csv", "column 'q2' of a.csv missing here"), ("b.csv", "column 'q3' not in a.csv")]


def test_another_platform_is_named(tmp_path: Path) -> None:
    head = "StartDate,EndDate,Finished,Progress,role\n2026-01-01 10:00:00,2026-01-01 10:00:00,True,100,Nurse\n"
    one, two = write(tmp_path / "a.csv", "role,q1\nNurse,1\n"), write(tmp_path / "b.csv", head)
    assert told(one, two) == [("b.csv", "this is an export of qualtrics, but a.csv is one of plain")]


def test_a_pattern_is_its_files_by_name(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "a.txt"):
        write(tmp_path / name, "")
    assert [path.name for path in exports_of([tmp_path / "*.csv"])] == ["a.csv", "b.csv"]
    assert [path.name for path in exports_of([tmp_path / "a.txt", tmp_path / "*.csv"])] == ["a.txt", "a.csv", "b.csv"]


def test_a_name_with_the_signs_of_a_pattern_is_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "answers [1].csv", "")
    assert exports_of([path]) == (path,)


def test_nothing_and_twice_are_told_together(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "")
    with pytest.raises(UsageError) as caught:
        exports_of([path, tmp_path / "no*.csv", tmp_path / "*.csv"])
    assert [problem.what for problem in caught.value.problems] == ["no file matches this pattern", "this file is given twice"]
