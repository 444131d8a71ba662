"""SPSS, Stata, Parquet and OpenDocument files."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from pipeline.errors import ExportError
from pipeline.ingest.read import read_export

TABLE = pd.DataFrame(
    {
        "SK1": [1.0, 2.0, -99.0, None],
        "role": ["RN ", "MD", "", "RN"],
        "weight": [1.5, 2.0, 3.0, 1e300],
        "recorded": pd.to_datetime(["2026-03-01 09:09:05", None, "2026-03-02 00:00:00", "2026-03-03 00:00:00"]),
    }
)
LABELS = {"SK1": {1.0: "Strongly agree", 2.0: "Agree", -99.0: "No answer"}}


def test_spss(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    wording = {"SK1": "I can start", "role": "Your role?"}
    pyreadstat.write_sav(TABLE, path, column_labels=wording, variable_value_labels=LABELS, missing_ranges={"SK1": [-99]})
    export = read_export(path)
    assert (export.platform, export.variant, export.provenance.header_rows) == ("spss", "labelled", 0)
    assert export.texts[0].tolist() == ["1", "2", "", ""]
    assert export.texts[1].tolist() == ["RN", "MD", "", "RN"]
    assert export.texts[2].tolist()[:3] == ["1.5", "2", "3"]
    assert export.answers(export.questions[0]) == {"Agree": 1, "Strongly agree": 1}
    assert [question.text for question in export.questions][:2] == ["I can start", "Your role?"]
    assert "1 values that the file declares missing are read as blank" in export.provenance.notes
    assert export.lines.tolist() == [1, 2, 3, 4]


def test_an_spss_file_of_qualtrics_tells_unfinished_answers(tmp_path: Path) -> None:
    table = pd.DataFrame({"StartDate": ["x"] * 3, "EndDate": ["2026-03-01 09:00:00"] * 3, "Status": [0.0, 1.0, 0.0],
                          "Finished": [1.0, 1.0, 0.0], "ResponseId": ["R_1", "R_2", "R_3"], "IPAddress": ["192.0.2.1"] * 3,
                          "Q1": [11.0, 12.0, 12.0]})  # fmt: skip
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(table, path, variable_value_labels={"Q1": {11.0: "Agree", 12.0: "Disagree"}})
    export = read_export(path)
    assert export.status.tolist() == ["complete", "preview", "partial"]
    assert [column.name for column in export.asked] == ["Q1"]
    assert "IPAddress" in [export.columns[p].name for p in export.positions("identifier")]


def test_stata(tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(
        TABLE, path, variable_value_labels={"SK1": {1: "Strongly agree", 2: "Agree"}}, column_labels=["I can start", "", "", ""]
    )
    export = read_export(path)
    assert (export.platform, export.variant) == ("stata", "labelled")
    assert export.worded(0).tolist()[:2] == ["Strongly agree", "Agree"]
    assert str(export.recorded[0]) == "2026-03-01 09:09:05"


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".parquet"])
def test_damaged_files_are_refused_in_one_sentence(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    if suffix == ".parquet":
        TABLE.to_parquet(path)
    else:
        (pyreadstat.write_sav if suffix == ".sav" else pyreadstat.write_dta)(TABLE, path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ExportError, match="damaged or cut off"):
        read_export(path)


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    TABLE.assign(SK1=pd.Series([1, 2, None, 3], dtype="Int64")).to_parquet(path)
    export = read_export(path)
    assert (export.platform, export.variant, export.provenance.encoding) == ("plain", "parquet", "parquet")
    assert export.texts[0].tolist() == ["1", "2", "", "3"]
    assert export.texts[3].tolist()[:2] == ["2026-03-01 09:09:05", ""]


def test_parquet_with_lists_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"role": ["RN"], "helps": [["a", "b"]]}), path)
    with pytest.raises(ExportError, match="holds lists or tables: helps"):
        read_export(path)


def test_one_long_text_a_thousand_times_is_one_text(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"q": pa.array(["x" * 100_000] * 3_000)}), path, compression="zstd")
    export = read_export(path)
    assert export.texts[0].counts() == {"x" * 100_000: 3_000}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (pa.table({"q": pa.array([b"\xff\xfe"], pa.binary())}), "bytes and not text: q"),
        (pa.table({"q": pa.nulls(2_000_001)}), "declares 2,000,001 rows"),
        (pa.table({}), "no columns"),
    ],
)
def test_parquet_files_that_hold_no_answers(tmp_path: Path, table: pa.Table, said: str) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(table, path)
    with pytest.raises(ExportError, match=said):
        read_export(path)


def test_a_parquet_file_in_several_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.ingest import parquet

    monkeypatch.setattr(parquet, "_BATCH", 2)
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": ["x", None, "y", "x", "z"], "b": [1, 2, None, 2, 1], "c": pa.nulls(5)}), path)
    export = read_export(path)
    assert [texts.tolist() for texts in export.texts[:2]] == [["x", "", "y", "x", "z"], ["1", "2", "", "2", "1"]]
