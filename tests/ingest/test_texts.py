"""A column of text as codes: every operation equals the one on plain lists."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.texts import Texts, encode, frame

COLUMN = st.lists(st.sampled_from(["", " ", "a", "A", "b ", "Agree", "é"]), max_size=12)


@given(COLUMN)
def test_a_column_gives_back_its_texts(values: list[str]) -> None:
    column = Texts.of(values)
    assert column.tolist() == values == column.series().tolist()
    assert len(column) == len(values)
    assert len(set(column.distinct)) == len(column.distinct)
    assert [column.row(i) for i in range(len(values))] == values


@given(COLUMN, st.data())
def test_masks_rows_and_counts(values: list[str], data: st.DataObject) -> None:
    column = Texts.of(values)
    assert column.filled.tolist() == [bool(value.strip()) for value in values]
    assert column.isin({"a", ""}).tolist() == [value in ("a", "") for value in values]
    assert column.counts() == {value: values.count(value) for value in values}
    assert column.seen() == list(dict.fromkeys(values))
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))), dtype=bool)
    kept = column.rows(chosen)
    assert kept.tolist() == [value for value, keep in zip(values, chosen, strict=True) if keep]
    assert set(kept.seen()) == set(kept.tolist())
    assert column.blanked(chosen).tolist() == ["" if out else value for value, out in zip(values, chosen, strict=True)]


@given(COLUMN)
def test_changing_texts_merges_those_that_become_equal(values: list[str]) -> None:
    changed = Texts.of(values).mapped(lambda text: text.strip().lower())
    assert changed.tolist() == [value.strip().lower() for value in values]
    assert len(set(changed.distinct)) == len(changed.distinct)


@given(COLUMN, COLUMN)
def test_codes_in_pieces_are_the_codes_of_the_whole(first: list[str], second: list[str]) -> None:
    index: dict[str, int] = {}
    pieces = np.concatenate([encode(first, index), encode(second, index)])
    assert Texts(pieces, tuple(index)).tolist() == first + second


def test_a_table_of_columns() -> None:
    table = frame([Texts.of(["x", ""]), Texts.of(["1", "1"])])
    assert table.to_numpy().tolist() == [["x", "1"], ["", "1"]]
    assert (table.dtypes == "str").all()
