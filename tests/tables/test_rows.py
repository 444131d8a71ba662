"""Rows of tables as dictionaries: the values that pandas would give, keys as ``group_key`` has them, no row lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tables import GROUP, by_column, by_group, group_key, records, row_key
from pipeline.tables.declare import Field, Table, TableError

WORDS = st.text("aü:;", max_size=2)
COLUMNS = {
    "str": st.one_of(st.none(), WORDS),
    "Int64": st.one_of(st.none(), st.integers(-9, 9)),
    "float64": st.one_of(st.none(), st.floats(-2, 2)),
    "boolean": st.one_of(st.none(), st.booleans()),
    "int64": st.integers(-9, 9),
    "object": st.one_of(WORDS, st.tuples(WORDS), st.integers(0, 3).map(np.int64)),
}
FRAMES = st.integers(0, 4).flatmap(
    lambda n: st.fixed_dictionaries({kind: st.lists(one, min_size=n, max_size=n) for kind, one in COLUMNS.items()})
)


def told(value: Any) -> str:
    """A value with its type; what is missing is not equal to itself."""
    return f"{type(value).__name__} {value!r}"


@given(FRAMES)
def test_rows_are_what_pandas_gives(columns: dict[str, list[Any]]) -> None:
    frame = pd.DataFrame({kind: pd.Series(values, dtype=kind) for kind, values in columns.items()})
    rows = [{name: told(value) for name, value in row.items()} for row in records(frame)]
    assert rows == [{name: told(value) for name, value in row.items()} for row in frame.to_dict("records")]


def groups() -> pd.DataFrame:
    rows = [
        ("overall", None, None, None, 1),
        ("role", "nurse", None, None, 2),
        ("role_department", "nurse", "clinic", None, 3),
        ("department_rollup", None, None, "others", 4),
        ("role", "nurse", None, None, 5),
    ]
    return pd.DataFrame(rows, columns=[*GROUP, "n"]).astype({name: "str" for name in GROUP})


def test_a_row_has_the_key_of_its_group() -> None:
    frame = groups()
    assert [row_key(row) for row in records(frame)] == list(group_key(frame))
    assert row_key(records(frame)[2]) == "role_department:nurse:clinic"


def test_rows_are_sorted_out_by_group_and_by_column_in_their_order() -> None:
    frame = groups()
    found = by_group(frame)
    assert [row["n"] for row in found["role:nurse"]] == [2, 5] and "role:doctor" not in found
    assert sum(map(len, found.values())) == len(frame)
    assert {value: [row["n"] for row in rows] for value, rows in by_column(frame, "grouping").items()}["role"] == [2, 5]


TABLE = Table(
    "made_up",
    "thing",
    ("id",),
    {
        "id": Field("text", "which", values=("a", "b", "c")),
        "n": Field("count", "how many", nullable=True, low=0),
        "share": Field("number", "part", low=0, high=1),
    },
)


def test_a_table_as_declared_stays_as_it_is_and_any_other_gets_its_types() -> None:
    typed = TABLE.check(pd.DataFrame({"share": [0.5, 1], "n": [3, None], "id": ["a", "b"]}))
    assert list(typed.dtypes.astype(str)) == ["str", "Int64", "float64"]
    pd.testing.assert_frame_equal(TABLE.check(typed), typed)


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("id", ["a", "d"], "['d'] not among"),
        ("id", ["a", "a"], "1 row(s) repeat the key"),
        ("id", ["a", None], "1 missing value(s)"),
        ("n", [-1, None], "-1 is below 0"),
        ("share", [0.0, 1.5], "1.5 is above 1"),
        ("share", [0.0, None], "1 missing value(s)"),
    ],
)
def test_what_breaks_a_declaration_is_told(column: str, values: list[Any], said: str) -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "n": [3, None], "share": [0.0, 1.0]}).assign(**{column: values})
    with pytest.raises(TableError) as caught:
        TABLE.check(frame)
    assert said in str(caught.value)


def test_a_column_without_any_value_has_no_range() -> None:
    assert TABLE.check(pd.DataFrame({"id": ["a"], "n": [None], "share": [1.0]}))["n"].isna().all()
