"""A transaction through SQLAlchemy, with any database that it has a dialect and a driver for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, inspect
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.exc import NoSuchTableError

from pipeline.publish.database.session import cells
from pipeline.publish.database.shape import Shape
from pipeline.publish.database.statements import kind_of

if TYPE_CHECKING:
    from pipeline.publish.database.session import Executed

PATIENCE: Final = 10
"""Seconds to wait for a host that does not answer."""
_KNOW_TIMEOUT: Final = ("psycopg", "psycopg2")


@dataclass(frozen=True, slots=True)
class AlchemySession:
    """A transaction that is open (see ``Session``)."""

    connection: Connection

    @property
    def dialect(self) -> Dialect:
        return self.connection.dialect

    def run(self, statement: Executed) -> None:
        self.connection.execute(statement)

    def has_schema(self, schema: str) -> bool:
        return inspect(self.connection).has_schema(schema)

    def shape(self, name: str, schema: str | None) -> Shape | None:
        looking = inspect(self.connection)
        try:
            columns = looking.get_columns(name, schema)
        except NoSuchTableError:
            return None
        key = frozenset(looking.get_pk_constraint(name, schema)["constrained_columns"])
        required = {str(column["name"]) for column in columns if not column["nullable"] and column["default"] is None}
        return Shape({str(column["name"]): kind_of(column["type"]) for column in columns}, key, frozenset(required - key))

    def insert(self, table: Table, rows: pd.DataFrame) -> None:
        if len(rows):
            self.connection.execute(insert(table), list(cells(rows)))


@contextmanager
def opened(url: URL) -> Iterator[AlchemySession]:
    """One transaction."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            yield AlchemySession(connection)
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    knows = url.get_driver_name() in _KNOW_TIMEOUT and "connect_timeout" not in url.query
    options: dict[str, Any] = {"connect_args": {"connect_timeout": PATIENCE}} if knows else {}
    engine = create_engine(url, hide_parameters=True, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin_at_once)
    return engine


def _leave_transactions_to_us(connection: Any, record: object) -> None:
    """Python's SQLite would begin a transaction at the first insert only, and make tables outside of it."""
    connection.isolation_level = None


def _begin_at_once(connection: Connection) -> None:
    """Take the lock first, so that two who write wait for each other."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
