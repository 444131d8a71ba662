"""The fast path gives what the careful path gives, or leaves the file to it."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import ExportError
from pipeline.ingest import fast
from pipeline.ingest.decode import find_encoding
from pipeline.ingest.fast import read_fast
from pipeline.ingest.grid import Grid
from pipeline.ingest.records import read_text
from pipeline.ingest.source import open_source
from pipeline.ingest.table import read_quickly

ROOT = Path(__file__).parents[2]
EXPORTS = ROOT.parent / "shared" / "exports"
#: Whatever may decide how a table is cut, more often than chance would have it.
BYTES = st.text(st.sampled_from('ab,;"\r\n\t \x00é'), max_size=40)


def both(path: Path, delimiter: str | None = None, encoding: str | None = None) -> list[Grid | str]:
    """The file by the fast and by the careful path: its grid, or what is wrong with it."""
    found: list[Grid | str] = []
    for way in (True, False):
        try:
            source = open_source(path)
            known = find_encoding(path, encoding)
            quick = read_quickly(source, known, delimiter) if way else None
            found.append(quick or read_text(source, known, delimiter))
        except ExportError as error:
            found.append(str(error))
    return found


def assert_equal(quick: Grid | str, careful: Grid | str) -> None:
    if isinstance(careful, str) or isinstance(quick, str):
        assert quick == careful
        return
    assert [column.tolist() for column in quick.columns] == [column.tolist() for column in careful.columns]
    assert quick.lines.tolist() == careful.lines.tolist()
    assert (quick.last_line, quick.delimiter, quick.notes) == (careful.last_line, careful.delimiter, careful.notes)
    assert quick.source == careful.source


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example('a,b\n"x\r\ny",z\n')
@example('a,b\n"x""",z')
@example('a,b\n"",\n"",""\n')
@example("a,b\r\n1,2\r\n")
@example("a,b\n1,2\n\n")
@example('a,b\n1,"2"3\n')
@given(text=BYTES)
def test_any_text_is_read_alike_or_refused_alike(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(("h,é\n" + text).encode())
    assert_equal(*both(path, ","))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_every_proper_table_takes_the_fast_path(tmp_path: Path, rows: list[list[str]], delimiter: str, end: str) -> None:
    path, text = tmp_path / "x.csv", io.StringIO(newline="")
    rows = [[cell.replace("\r", "").replace("\x00", "").encode("utf-8", "ignore").decode() for cell in row] for row in rows]
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([["id", "b", "c"], *rows])
    path.write_bytes(text.getvalue().encode())
    cut = read_fast(path, "utf-8", delimiter)
    assert cut is not None
    assert [column.tolist() for column in cut.columns] == [list(column) for column in zip(["id", "b", "c"], *rows, strict=True)]
    assert_equal(*both(path, delimiter))


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64])
def test_pieces_may_be_cut_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(fast, "FIRST", piece)
    monkeypatch.setattr(fast, "STEP", piece)
    path = tmp_path / "x.csv"
    path.write_bytes('\ufeffid,"te""xt",c\r\n1,"a\r\nb, ""c""",é\r\n2,,"\n\n"\r\n3,x,""\r\n4,y,z'.encode())
    quick, careful = both(path)
    assert_equal(quick, careful)
    assert isinstance(quick, Grid) and quick.lines.tolist() == [1, 2, 4, 7, 8]
    assert read_fast(path, "utf-8-sig", ",") is not None


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2,3\n", b"a,b\n1\n",
     b'a,b\n"1,2\n', b'a,b\n1,"2"3\n', b'a,b\n1,2"3"\n', b"a,b\n1,\x00\n", b"a,b\r1,2\r", b"a,b\n\n1,2\n",
     b"a\n1\n", b"sep=,\na,b\n1,2\n", b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n", b"a,b\n1," + b"x" * 120_000 + b"\n", b"\n"],
)  # fmt: skip
def test_anything_odd_is_left_to_the_careful_path(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert read_fast(path, "utf-8", ",") is None
    assert_equal(*both(path, ","))


def test_other_alphabets_are_left_to_the_careful_path(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("a,b\n1,2\n".encode("utf-16"))
    assert read_fast(path, "utf-16", ",") is None


@pytest.mark.parametrize("path", sorted((ROOT / "sample_data").rglob("*.csv")), ids=lambda path: path.name)
def test_the_shipped_files_are_read_alike(path: Path) -> None:
    quick, careful = both(path)
    assert_equal(quick, careful)
    assert isinstance(quick, Grid) and np.all(np.diff(quick.lines) > 0)


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the folder of real exports is not beside the project")
@pytest.mark.parametrize("path", sorted(EXPORTS.rglob("*.csv")), ids=lambda path: path.name)
def test_real_files_are_read_alike(path: Path) -> None:
    assert_equal(*both(path))


def test_batches_may_be_cut_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "FIRST", 256)
    monkeypatch.setattr(fast, "STEP", 256)
    path = tmp_path / "x.csv"
    path.write_text("id,text\n" + "".join(f'{n},"line {n % 7}\n""two"" é"\n' for n in range(300)), encoding="utf-8")
    cut = read_fast(path, "utf-8", ",")
    assert cut is not None and len(cut.lines) == 301 and len(cut.columns[1].distinct) == 8
    assert_equal(*both(path))
