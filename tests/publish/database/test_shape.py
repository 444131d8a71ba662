"""What is there is compared with what is to be written, before anything is."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import MetaData
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.types import BIGINT, BOOLEAN, DATE, DOUBLE_PRECISION, INTEGER, NUMERIC, REAL, TEXT, VARCHAR

from pipeline.publish.database.relations import relation
from pipeline.publish.database.shape import Place, Shape, difference
from pipeline.publish.database.statements import growing, kind_of, making, sql_table
from pipeline.tables import Field, Table

TABLE = Table(
    "findings/made_up",
    "group",
    ("thing",),
    {
        "thing": Field("text", "id, at least 50 % of it"),
        "n": Field("count", "people: those who answered"),
        "share": Field("number", "share", nullable=True),
        "shown": Field("flag", "whether it's shown"),
    },
)
FRAME = pd.DataFrame({"thing": ["a"], "n": [1], "share": [0.5], "shown": [True]})
RELATION = relation(TABLE, TABLE.check(FRAME), "2026-11")
COLUMNS = {"wave": "text", "thing": "text", "n": "count", "share": "number", "shown": "flag"}
KEY = frozenset({"wave", "thing"})


def test_the_same_shape_needs_nothing() -> None:
    found = difference(RELATION, Shape(COLUMNS, KEY), Place())
    assert found.missing == () and found.problems == ()


def test_columns_nobody_knows_may_stay_and_flags_may_be_numbers() -> None:
    found = difference(RELATION, Shape({**COLUMNS, "old": "number", "shown": "count"}, KEY), Place())
    assert found.missing == () and found.problems == ()


def test_columns_that_are_new_are_added() -> None:
    there = {name: kind for name, kind in COLUMNS.items() if name != "share"}
    assert difference(RELATION, Shape(there, KEY), Place()).missing == ("share",)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (Shape({**COLUMNS, "n": "text"}, KEY), "column 'n' is text, not a whole number"),
        (Shape({**COLUMNS, "share": ""}, KEY), "column 'share' is of another type, not a number"),
        (Shape(COLUMNS, frozenset()), "its primary key is missing, not 'wave', 'thing'"),
        (Shape({"id": "count"}, frozenset({"id"})), "its primary key is 'id'"),
        (Shape(COLUMNS, KEY, frozenset({"of_others"})), "column 'of_others' must have a value"),
    ],
)
def test_another_shape_is_said_with_what_differs(there: Shape, told: str) -> None:
    [problem] = difference(RELATION, there, Place("telehealth", "a_")).problems
    assert told in problem.what and problem.where == "telehealth.a_findings_made_up"


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (BIGINT(), "count"), (INTEGER(), "count"), (DOUBLE_PRECISION(), "number"), (BOOLEAN(), "flag"), (TEXT(), "text"),
        (VARCHAR(9), "text"), (REAL(), ""), (NUMERIC(10, 2), ""), (DATE(), ""),
    ],
)  # fmt: skip
def test_types_that_would_lose_something_are_none_of_ours(found: object, kind: str) -> None:
    assert kind_of(found) == kind


@pytest.mark.parametrize("dialect", [postgresql, sqlite, mysql, mssql, oracle], ids=lambda d: d.__name__.rpartition(".")[2])
def test_every_database_gets_sql_of_its_own(dialect) -> None:
    made = sql_table(RELATION, Place("telehealth", "a_"), MetaData())
    of = dialect.dialect()
    statements = [str(step.compile(dialect=of)).replace('"', "") for step in (*making(made, of), *growing(made, ["share"], of))]
    assert statements[0].split()[:3] == ["CREATE", "TABLE", "telehealth.a_findings_made_up"]
    assert "PRIMARY KEY (wave, thing)" in statements[0]
    begins = "ALTER TABLE telehealth.a_findings_made_up ADD share "
    [added] = [statement for statement in statements if statement.startswith(begins)]
    assert "DOUBLE" in added or "FLOAT" in added
    if dialect in (mysql, mssql, oracle):
        assert "(100" in statements[0]  # a text of a key has a length there
