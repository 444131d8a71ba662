"""Several exports of one wave."""

from pathlib import Path

import pytest

from pipeline.errors import ExportError, UsageError
from pipeline.ingest.several import read_exports


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_take_the_order_of_the_first_file(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "role,q1,q2,text\nNurse,1,2,x\nNurse,3,4,y\n")
    two = write(tmp_path / "b.csv", "text,q1,role,q2\nz,5,Physician,6\n")
    first, second = read_exports([one, two])
    assert [column.name for column in second.columns] == [column.name for column in first.columns]
    assert [column.position for column in second.columns] == [0, 1, 2, 3]
    assert [column.kind for column in second.columns] == [column.kind for column in first.columns]
    assert [texts.tolist() for texts in second.texts] == [["Physician"], ["5"], ["6"], ["z"]]
    assert (second.provenance.path.name, len(second.lines)) == ("b.csv", 1)


def test_other_columns_are_named_with_their_file(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "role,q1,q2\nNurse,1,2\n")
    two = write(tmp_path / "b.csv", "role,q1,q3\nNurse,1,2\n")
    with pytest.raises(ExportError) as caught:
        list(read_exports([one, two]))
    missing, further = caught.value.problems
    assert (missing.where, missing.what) == ("b.csv", "column 'q2' of a.csv missing here")
    assert (further.where, further.what) == ("b.csv", "column 'q3' not in a.csv")


def test_the_same_answers_do_not_count_twice(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "role,q1\nNurse,1\n")
    two = write(tmp_path / "b.csv", "role,q1\nNurse,1\n")
    with pytest.raises(ExportError, match=r"the same file as a\.csv"):
        list(read_exports([one, two]))


def test_another_platform_and_no_file(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "role,q1\nNurse,1\n")
    head = "StartDate,EndDate,Finished,Progress,role\n2026-01-01 10:00:00,2026-01-01 10:00:00,True,100,Nurse\n"
    with pytest.raises(ExportError, match=r"export of qualtrics, but a\.csv is one of plain"):
        list(read_exports([one, write(tmp_path / "b.csv", head)]))
    with pytest.raises(UsageError, match="no export"):
        list(read_exports([]))
