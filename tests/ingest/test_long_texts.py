"""A column kept as text, or left in its file, answers everything as a column of codes does."""

import csv
import io
import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ExportError
from pipeline.ingest import cells, coding, fast
from pipeline.ingest.dates import read_dates
from pipeline.ingest.far_texts import FarTexts, pieces_of
from pipeline.ingest.fast import read_fast
from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.moment_texts import Moments, MomentTexts
from pipeline.ingest.texts import Texts

TEXT = st.sampled_from(["", " ", "a", "A", "b ", "  b", "Agree", "é", "\u00a0", "\x1f", "x\ny", "R_1", "R_1 "])
COLUMN = st.lists(TEXT, min_size=1, max_size=12)
DATES = st.sampled_from(
    ["2026-11-02 07:30:00", "2026-11-02T07:30:00", "2026-02-29 00:00:00", "2024-02-29 23:59:59", "2026-13-01 00:00:00",
     "2026-11-02 24:00:00", "0000-01-01 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "2026-11-02 07:30:00 ", "",
     "２０２６-11-02 07:3", "2026/11/02 07:30:00", "3/4/2026 7:30", "no date", "2026-11-02_07:30:00", "2026-11-02 07:30:6é"]
)  # fmt: skip


def long(values: list[str], cut: int) -> LongTexts:
    """The column in two pieces."""
    return LongTexts.joined([pa.array(part, type=pa.large_string()) for part in (values[:cut], values[cut:])])


def moments(values: list[str], cut: int) -> MomentTexts:
    """The column of moments in two pieces."""
    return MomentTexts.joined([Moments.of(pa.array(part, type=pa.large_string())) for part in (values[:cut], values[cut:])])


def assert_alike(column: Texts, plain: Texts, mask: np.ndarray) -> None:
    assert len(column) == len(plain)
    assert column.tolist() == plain.tolist() == column.series().tolist()
    assert column.seen() == plain.seen() and column.counts() == plain.counts()
    assert [column.first_seen(n) for n in (1, 2, 9)] == [plain.first_seen(n) for n in (1, 2, 9)]
    assert column.filled.tolist() == plain.filled.tolist()
    assert column.given.tolist() == plain.given.tolist()
    assert column.isin({"a", "", "é"}).tolist() == plain.isin({"a", "", "é"}).tolist()
    assert column.where(str.isupper).tolist() == plain.where(str.isupper).tolist()
    assert column.repeated(mask).tolist() == plain.repeated(mask).tolist()
    assert column.mapped(str.lower).tolist() == plain.mapped(str.lower).tolist()
    assert column.blanked(mask).tolist() == plain.blanked(mask).tolist()
    assert [column.row(n) for n in range(len(plain))] == plain.tolist()
    assert [column.distinct[code] for code in column.codes] == plain.tolist()


@settings(deadline=None)
@given(COLUMN, st.data())
def test_kept_text_answers_as_codes_do(values: list[str], data: st.DataObject) -> None:
    column, plain = long(values, data.draw(st.integers(0, len(values)))), Texts.of(values)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))), dtype=bool)
    assert_alike(column, plain, mask)
    assert pickle.loads(pickle.dumps(column)).tolist() == values
    start = data.draw(st.integers(0, len(values)))
    order = np.array(data.draw(st.lists(st.integers(0, len(values) - 1), max_size=8)), dtype=np.int64)
    for chosen in (mask, slice(start, None), slice(None, start), slice(None, None, 2), order):
        assert column.rows(chosen).tolist() == plain.rows(chosen).tolist()


@settings(deadline=None)
@given(COLUMN, st.data())
def test_what_a_later_row_repeats(values: list[str], data: st.DataObject) -> None:
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))), dtype=bool)
    bare = [value.strip() for value in values]
    later = [
        bool(among[n] and bare[n] and any(among[m] and bare[m] == bare[n] for m in range(n + 1, len(bare))))
        for n in range(len(bare))
    ]
    assert Texts.of(values).repeated(among).tolist() == later


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=COLUMN, data=st.data(), step=st.integers(1, 30), whole=st.integers(0, 40))
def test_text_left_in_the_file_answers_as_codes_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: list[str], data: st.DataObject, step: int, whole: int
) -> None:
    path, text = tmp_path / "x.csv", io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([["id", "b"], *([str(n), value] for n, value in enumerate(values))])
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    for module, name, value in (
        (coding, "_MANY", 0), (coding, "_SHARE", 0), (coding, "_HELD", -1), (cells, "_BEGINNING", whole),
        (fast, "FIRST", 8), (fast, "STEP", step),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    cut = read_fast(path, "utf-8-sig", ",")
    assert cut is not None
    column, plain = cut.columns[1], Texts.of(["b", *values])
    assert isinstance(column, FarTexts) or not any(values)
    assert column.tolist() == plain.tolist()
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(plain), max_size=len(plain))), dtype=bool)
    assert_alike(column, plain, mask)
    assert_alike(column.rows(slice(1, None)), plain.rows(slice(1, None)), mask[1:])
    assert pickle.loads(pickle.dumps(column)).tolist() == plain.tolist()
    assert column.rows(mask).rows(slice(0, 2)).tolist() == plain.rows(mask).rows(slice(0, 2)).tolist()
    several = [column.rows(mask), plain, cut.columns[0], column]
    found: list[set[str]] = [set() for _ in several]
    for number, piece in pieces_of(several):
        found[number].update(piece.to_pylist())
    assert found == [set(one.tolist()) for one in several]


def test_a_file_that_was_changed_since_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((coding, "_MANY"), (coding, "_SHARE"), (cells, "_BEGINNING")):
        monkeypatch.setattr(module, name, 0)
    monkeypatch.setattr(coding, "_HELD", -1)
    path = tmp_path / "x.csv"
    path.write_text("id,text\n1,a\n2,b\n")
    cut = read_fast(path, "utf-8", ",")
    assert cut is not None and cut.columns[1].tolist() == ["text", "a", "b"]
    path.write_text("id,text\n1,a\n2,bc\n")
    with pytest.raises(ExportError, match="changed or removed"):
        cut.columns[1].tolist()
    path.unlink()
    with pytest.raises(ExportError, match="changed or removed"):
        cut.columns[1].seen()


@settings(deadline=None)
@given(st.lists(st.lists(DATES, min_size=3, max_size=3), min_size=1, max_size=8), st.data())
def test_moments_are_read_alike_row_by_row_and_text_by_text(rows: list[list[str]], data: st.DataObject) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    cut = data.draw(st.integers(0, len(rows)))
    careful = read_dates([Texts.of(c) for c in columns])
    for kept in (long, moments):
        quick = read_dates([kept(c, cut) for c in columns])
        assert (quick.zones, quick.notes) == (careful.zones, careful.notes)
        for one, other in zip(quick.columns, careful.columns, strict=True):
            np.testing.assert_array_equal(one, other)


@settings(deadline=None)
@given(st.lists(DATES, min_size=1, max_size=10), st.data())
def test_moments_are_written_again_as_they_stood(values: list[str], data: st.DataObject) -> None:
    column, plain = moments(values, data.draw(st.integers(0, len(values)))), Texts.of(values)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))), dtype=bool)
    assert_alike(column, plain, mask)
    assert pickle.loads(pickle.dumps(column)).tolist() == values
    order = np.array(data.draw(st.lists(st.integers(0, len(values) - 1), max_size=8)), dtype=np.int64)
    for chosen in (mask, slice(1, None), slice(None, None, 2), order):
        assert column.rows(chosen).tolist() == plain.rows(chosen).tolist()
