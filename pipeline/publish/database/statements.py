"""A relation in SQL, for every database that SQLAlchemy can speak to: its table, and what makes or mends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Double, Float, Integer, MetaData, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable, ExecutableDDLElement, SetColumnComment, SetTableComment
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import REAL, TypeEngine

from pipeline.publish.database.relations import Relation
from pipeline.publish.database.shape import Place
from pipeline.tables import Kind

_BOUNDED: Final = ("mysql", "mariadb", "mssql", "oracle")
"""Databases that want to know how long a text of a key may be."""
_LONGEST_KEY: Final = 100


def sql_table(relation: Relation, place: Place, metadata: MetaData) -> Table:
    """Its table, meanings as comments. Only the key must have a value, so that columns can be added later."""
    columns = [
        Column(
            name,
            _sql_type(field.kind, in_key=name in relation.key),
            primary_key=name in relation.key,
            autoincrement=False,
            comment=field.meaning,
        )
        for name, field in relation.fields.items()
    ]
    return Table(place.name(relation), metadata, *columns, schema=place.schema, comment=f"One row per wave and {relation.grain}.")


def _sql_type(kind: Kind, *, in_key: bool) -> TypeEngine[Any]:
    """Counts are whole numbers of 8 bytes, numbers double precision, flags boolean, texts of any length."""
    if kind == "text" and in_key:
        return Text().with_variant(String(_LONGEST_KEY), *_BOUNDED)
    kinds: Mapping[Kind, TypeEngine[Any]] = {"text": Text(), "count": BigInteger(), "number": Double(), "flag": Boolean()}
    return kinds[kind]


def kind_of(found: TypeEngine[Any]) -> Kind | str:
    """Our kind of a column's type; "" where it is none of ours, or keeps fewer digits than we have."""
    kinds: tuple[tuple[type, Kind | str], ...] = (
        (REAL, ""), (Boolean, "flag"), (Integer, "count"), (Float, "number"), (String, "text"),
    )  # fmt: skip
    return next((kind for of_type, kind in kinds if isinstance(found, of_type)), "")


class AddColumn(ExecutableDDLElement):
    """``ALTER TABLE … ADD …``: a column that the table does not have yet."""

    def __init__(self, column: Column[Any]) -> None:
        self.column = column


@compiles(AddColumn)
def _add_column(element: AddColumn, compiler: DDLCompiler, **options: Any) -> str:
    table = compiler.preparer.format_table(element.column.table)
    return f"ALTER TABLE {table} ADD {compiler.get_column_specification(element.column)}"


def making(table: Table, dialect: Dialect) -> Iterator[ExecutableDDLElement]:
    """What makes a table, with its comments where the database has them."""
    yield CreateTable(table)
    if _comments_apart(dialect):
        yield SetTableComment(table)
    yield from _column_comments(list(table.columns), dialect)


def growing(table: Table, missing: Sequence[str], dialect: Dialect) -> Iterator[ExecutableDDLElement]:
    """What adds columns to a table that is there."""
    columns = [table.columns[name] for name in missing]
    yield from (AddColumn(column) for column in columns)
    yield from _column_comments(columns, dialect)


def _column_comments(columns: Sequence[Column[Any]], dialect: Dialect) -> Iterator[ExecutableDDLElement]:
    if _comments_apart(dialect):
        yield from (SetColumnComment(column) for column in columns)


def _comments_apart(dialect: Dialect) -> bool:
    """Whether comments are statements of their own; elsewhere they are part of the table, or there are none."""
    return dialect.supports_comments and not dialect.inline_comments
