"""The door: detection, choices by hand, and plain tables."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import ExportError, UsageError
from pipeline.ingest.read import READERS, detect, read_export

PLAIN = "Submitted,Email Address,Name,Role,What helps? [Video],What helps? [Phone]\n"


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_a_plain_table(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", PLAIN + "3/14/2026 10:00:00,a@b.org,Ann,Nurse,Yes,No\n3/15/2026 10:00:00,,,,,\n")
    export = read_export(path)
    assert (export.platform, export.variant) == ("plain", "delimited text")
    assert [column.meta for column in export.columns] == ["recorded", "identifier", "identifier", None, None, None]
    assert export.status.tolist() == ["complete", "blank"]
    assert export.recorded.tolist() == [pd.Timestamp("2026-03-14 10:00"), pd.Timestamp("2026-03-15 10:00")]
    assert export.zone == "zone unknown"


def test_nothing_in_a_cell_is_guessed(tmp_path: Path) -> None:
    row = ["NA", "N/A", "None", "null", "-99", "007", "1,234", "TRUE", "1e5", " x ", "#N/A"]
    quoted = ",".join(f'"{cell}"' for cell in row)
    export = read_export(save(tmp_path / "x.csv", ",".join(f"q{i}" for i in range(len(row))) + f"\n{quoted}\n"))
    assert export.cells.iloc[0].tolist() == row
    assert (export.cells.dtypes == "str").all()
    assert export.cells.index.tolist() == [0]


def test_blank_rows_and_columns_at_the_end_are_left_out_and_said(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", "a,b,,\n1,2,,\n,,,\n3,4,,\n" + ",,,\n" * 100)
    export = read_export(path)
    assert export.cells.shape == (3, 2)
    assert export.status.tolist() == ["complete", "blank", "complete"]
    assert export.provenance.notes == ("100 blank rows at the end left out", "2 blank columns at the end left out")


def test_headers_are_readable_and_kept_as_they_were(tmp_path: Path) -> None:
    export = read_export(save(tmp_path / "x.csv", '"<b>My</b>\xa0 role &amp;\n unit ",b\nx,y\n'))
    assert export.columns[0].name == "<b>My</b>\xa0 role &amp;\n unit "
    assert export.columns[0].text == "My role & unit"


def test_provenance_says_how_the_file_was_read(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", 'é;b\n1;"two\nlines"\n', "cp1252")
    provenance = read_export(path).provenance
    assert (provenance.encoding, provenance.delimiter, provenance.header_rows, provenance.lines) == ("cp1252", ";", 1, 3)
    assert (provenance.path, provenance.bytes, len(provenance.sha256)) == (path, 18, 64)
    assert "cp1252" in provenance.notes[0]


def test_everything_can_be_given_by_hand(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", "Ê^b\nAnswer^here\n1^2\n", "mac-roman")
    export = read_export(path, platform="Plain", encoding="macroman", delimiter="^", header_rows=2)
    assert export.columns[0].name == "Ê"
    assert export.columns[0].text == "Ê - Answer"
    assert export.cells.to_numpy().tolist() == [["1", "2"]]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"platform": "surveyape"}, "qualtrics, .*plain"),
        ({"encoding": "utf-9"}, "cp1252"),
        ({"delimiter": ";;"}, "semicolon"),
        ({"header_rows": 7}, "allowed: 1, 2, 3"),
        ({"header_rows": 0}, "allowed: 1, 2, 3"),
    ],
)
def test_a_choice_that_is_not_allowed_lists_those_that_are(tmp_path: Path, given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_export(save(tmp_path / "x.csv", "a,b\n1,2\n"), **given)  # type: ignore[arg-type]


def test_a_platform_given_by_hand_must_fit_unless_the_header_is_given_too(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", "a,b\nA,B\n1,2\n")
    with pytest.raises(ExportError, match="does not look like an export of qualtrics"):
        read_export(path, platform="qualtrics")
    export = read_export(path, platform="qualtrics", header_rows=2)
    assert (export.platform, len(export.cells)) == ("qualtrics", 1)
    assert "neither Finished nor Progress: every row is taken as finished" in export.provenance.notes


@pytest.mark.parametrize("text", ["a,b\n", "a,b\n,\n,\n"], ids=["header only", "blank answers only"])
def test_no_answers(tmp_path: Path, text: str) -> None:
    with pytest.raises(ExportError, match="header but no answers"):
        read_export(save(tmp_path / "x.csv", text))


def test_only_blank_cells(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no text at all"):
        read_export(save(tmp_path / "x.csv", ",\n,\n"))


def test_signs_of_another_platform_are_said(tmp_path: Path) -> None:
    export = read_export(save(tmp_path / "x.csv", "id,What helps?,,Status\n,Video,Phone,\n1,x,,Partial\n"))
    assert any("1 columns have no header" in note for note in export.provenance.notes)
    assert any("'Status' may tell unfinished" in note for note in export.provenance.notes)


def test_the_plain_reader_takes_everything_and_stands_last() -> None:
    assert READERS[-1].platform == "plain"
    assert len({reader.platform for reader in READERS}) == len(READERS)


def test_detect_agrees_with_read(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", "a|b\n1|2\n", "utf-16")
    found, read = detect(path), read_export(path).provenance
    assert (found.encoding, found.delimiter, found.header_rows) == (read.encoding, read.delimiter, read.header_rows)


def test_reading_loads_no_heavy_library(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", "a,b\n1,2\n")
    code = (
        "import sys; from pipeline.ingest.read import read_export; "
        f"read_export({str(path)!r}); "
        "print([m for m in ('pingouin', 'plotly', 'streamlit', 'matplotlib', 'scipy', 'python_calamine') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "text",
    [
        "id,date,score,ready\n1,2026-01-02,3,yes\n2,2026-01-03,4,no\n",
        "id,date,score,ready\n1,2026-01-02,3,no\n2,2026-01-03,4,no\n",
        "Email,Email/phone,role\nx,y,z\na,b,c\n",
        "Timestamp,role\nmorning,RN\n",
        "status,role\nComplete,RN\n",
        "#,role\n1,RN\n",
        "record_id,role\n1,RN\n",
        "ID,Start,End,Mail,Who\n1,a,b,c,d\n",
    ],
)
def test_tables_that_only_resemble_a_platforms_are_plain(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text)
    assert read_export(path).platform == "plain"
