"""What is asked of a database connection: one transaction, whatever library makes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from pipeline.publish.database.shape import Shape

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.engine import Dialect
    from sqlalchemy.schema import ExecutableDDLElement
    from sqlalchemy.sql import Delete, TextClause

    Executed = ExecutableDDLElement | Delete | TextClause


class Session(Protocol):
    """One open transaction. What was run is kept when it ends well, and nothing of it otherwise."""

    @property
    def dialect(self) -> Dialect:
        """How this database writes SQL."""

    def run(self, statement: Executed) -> None:
        """Run one statement without parameters."""

    def has_schema(self, schema: str) -> bool:
        """Whether a schema of this name is there."""

    def shape(self, name: str, schema: str | None) -> Shape | None:
        """The table of this name as it is; None where there is none."""

    def insert(self, table: Table, rows: pd.DataFrame) -> None:
        """Add rows; columns are found by their names."""


def cells(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as plain Python values; what is missing is None."""
    columns = [rows[name].astype(object).where(rows[name].notna(), None).tolist() for name in rows]
    return (dict(zip(rows.columns, values, strict=True)) for values in zip(*columns, strict=True))
