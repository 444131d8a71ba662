"""The fast path gives what the careful path gives, or leaves the file to it."""

import csv
import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import ExportError
from pipeline.ingest import fast, table
from pipeline.ingest.decode import find_encoding
from pipeline.ingest.fast import read_fast
from pipeline.ingest.gathered import Numbers
from pipeline.ingest.grid import Grid
from pipeline.ingest.parts import parts
from pipeline.ingest.records import read_text
from pipeline.ingest.rooms import Rooms
from pipeline.ingest.source import open_source
from pipeline.ingest.table import read_quickly, read_table

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
    assert [column.seen() for column in quick.columns] == [column.seen() for column in careful.columns]
    assert quick.lines.tolist() == careful.lines.tolist()
    assert (quick.last_line, quick.delimiter, quick.notes) == (careful.last_line, careful.delimiter, careful.notes)
    assert quick.source == careful.source


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(text='a,b\n"x\r\ny",z\n', step=4)
@example(text='a,b\n"x""",z', step=4)
@example(text='a,b\n"",\n"",""\n', step=4)
@example(text="a,b\r\n1,2\r\n", step=4)
@example(text="a,b\n1,2\n\n", step=4)
@example(text='a,b\n1,"2"3\n', step=4)
@example(text="\n,,", step=1000)
@given(text=BYTES, step=st.integers(1, 50))
def test_any_text_is_read_alike_or_refused_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, step: int) -> None:
    monkeypatch.setattr(fast, "FIRST", step)
    monkeypatch.setattr(fast, "STEP", step)
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


def test_texts_that_the_beginning_does_not_show_get_codes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "FIRST", 256)
    monkeypatch.setattr(fast, "STEP", 256)
    path = tmp_path / "x.csv"
    rows = [f"{n},{'yes' if n % 3 else ''},{'' if n < 200 else f'text {n}'}" for n in range(600)]
    path.write_text("id,answer,late\n" + "\n".join(rows), encoding="utf-8")
    cut = read_fast(path, "utf-8", ",")
    assert cut is not None
    assert [len(column.distinct) for column in cut.columns] == [601, 3, 402]
    assert [column.codes.dtype.itemsize for column in cut.columns] == [2, 1, 2]
    assert_equal(*both(path))


def test_other_alphabets_of_one_byte_take_the_fast_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "FIRST", 8)
    monkeypatch.setattr(fast, "STEP", 8)
    path = tmp_path / "x.csv"
    path.write_bytes('id,name\n1,Zoë\n2,"é, ""ü"""\n'.encode("cp1252"))
    cut = read_fast(path, "cp1252", ",")
    assert cut is not None and cut.columns[1].tolist() == ["name", "Zoë", 'é, "ü"']
    assert read_fast(path, "utf-8", ",") is None
    assert_equal(*both(path))
    path.write_bytes(b"id,name\n1,\x81\n")
    assert read_fast(path, "cp1252", ",") is None


@pytest.mark.parametrize("ending", ["", "\n", "1,2,3\n", "é"])
def test_a_large_file_is_read_in_one_pass_or_says_what_the_careful_path_says(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "FAST_FROM", 1 << 18)
    path = tmp_path / "x.csv"
    text = "id,answer\n" + "".join(f"{n},Agree\n" for n in range(40_000)) + ending
    path.write_bytes(text.encode("cp1252" if ending == "é" else "utf-8"))
    found: list[Grid | str] = []
    for way in (
        lambda: read_table(open_source(path, hash_text=False)),
        lambda: read_text(open_source(path), find_encoding(path)),
    ):
        try:
            found.append(way())
        except ExportError as error:
            found.append(str(error))
    assert_equal(*found)


@pytest.mark.parametrize(("first", "step"), [(16, 64), (1, 1), (64, 16), (1000, 1)])
def test_parts_hold_whole_records_and_all_bytes(tmp_path: Path, first: int, step: int) -> None:
    path, digest = tmp_path / "x.csv", hashlib.sha256()
    path.write_text("".join(f'{n},"line\n{n}"\n' for n in range(200)))
    with path.open("rb", buffering=0) as handle:
        held = list(parts(handle, "utf-8", first, step, Rooms(1), digest))
    assert len(held) > 20 and b"".join(part.data.tobytes() for part in held) == path.read_bytes()
    assert all(part.size == part.span and set(part.signs.heights.tolist()) == {2} for part in held)
    assert digest.hexdigest() == hashlib.sha256(path.read_bytes()).hexdigest()


@given(st.lists(st.lists(st.sampled_from([0, 1, 255, 256, 65_535, 65_536]), max_size=6), max_size=6), st.integers(0, 9))
def test_numbers_grow_in_length_and_width(pieces: list[list[int]], rows: int) -> None:
    numbers = Numbers(rows)
    for piece in pieces:
        numbers.add(np.array(piece, dtype=np.uint32))
    whole = [number for piece in pieces for number in piece]
    assert numbers.values.tolist() == whole
    assert numbers.values.dtype == np.min_scalar_type(max(whole, default=0)) or max(whole) == 65_536
