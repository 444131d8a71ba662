"""A transaction through ADBC, which takes whole columns at once: PostgreSQL and SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Dialect

from pipeline.publish.database.alchemy import PATIENCE
from pipeline.publish.database.shape import Shape
from pipeline.publish.database.statements import kind_of

if TYPE_CHECKING:
    from pipeline.publish.database.session import Executed

_DIALECTS: Final = {"postgresql": postgresql.dialect, "sqlite": sqlite.dialect}
_ARROW: Final = {"text": pa.string(), "count": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
_KINDS: Final = {
    **{"text": "text", "character varying": "text", "bigint": "count", "integer": "count"},
    **{"double precision": "number", "double": "number", "boolean": "flag"},
}
"""Our kinds by the names of types in both databases."""
_COLUMNS: Final = {
    "postgresql": """
        SELECT a.attname::text, format_type(a.atttypid, NULL), a.attnotnull AND NOT a.atthasdef AND a.attidentity = '',
          EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
          JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = :name AND n.nspname = coalesce(:schema, current_schema()) AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum""",
    "sqlite": """SELECT name, lower(type), "notnull" AND dflt_value IS NULL, pk FROM pragma_table_info(:name)""",
}
"""Of every column of a table: name, type, whether it asks for a value, whether it is in the key."""


@dataclass(frozen=True, slots=True)
class AdbcSession:
    """A transaction that is open (see ``Session``)."""

    connection: Any
    dialect: Dialect

    def run(self, statement: Executed) -> None:
        self._rows(statement)

    def has_schema(self, schema: str) -> bool:
        return bool(self._rows(text("SELECT 1 FROM pg_namespace WHERE nspname = :name").bindparams(name=schema)))

    def shape(self, name: str, schema: str | None) -> Shape | None:
        looked = text(_COLUMNS[self.dialect.name]).bindparams(name=name)
        if ":schema" in _COLUMNS[self.dialect.name]:
            looked = looked.bindparams(schema=schema)
        columns = self._rows(looked)
        if not columns:
            return None
        key = frozenset(column for column, _, _, in_key in columns if in_key)
        required = frozenset(column for column, _, asks, in_key in columns if asks and not in_key)
        return Shape({column: _KINDS.get(kind, "") for column, kind, _, _ in columns}, key, required)

    def insert(self, table: Table, rows: pd.DataFrame) -> None:
        if rows.empty:
            return
        kinds = [(column.name, _ARROW[kind_of(column.type)]) for column in table.columns]
        arrow = pa.Table.from_pandas(rows, schema=pa.schema(kinds), preserve_index=False)
        with self.connection.cursor() as cursor:
            cursor.adbc_ingest(table.name, arrow, mode="append", db_schema_name=table.schema)

    def _rows(self, statement: Executed) -> list[tuple[Any, ...]]:
        """What a statement gives back; values stand in it, since the drivers take parameters each in their own way."""
        sql = str(statement.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True}))
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def opened(url: URL) -> Iterator[AdbcSession]:
    """One transaction: kept when it ends well."""
    with closing(_connected(url)) as connection:
        try:
            yield AdbcSession(connection, _DIALECTS[url.drivername](paramstyle="named"))
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def _connected(url: URL) -> Any:
    if url.drivername == "sqlite":
        from adbc_driver_sqlite import dbapi as sqlite_driver

        return sqlite_driver.connect(url.database)
    from adbc_driver_postgresql import dbapi as postgresql_driver

    patient = url if "connect_timeout" in url.query else url.update_query_dict({"connect_timeout": str(PATIENCE)})
    return postgresql_driver.connect(patient.render_as_string(hide_password=False))
