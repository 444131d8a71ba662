"""What stands behind a number that a reader points at: the way back from a cell of a table to row, rule, release and file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.pages import may_see
from dashboards.wave import bundles_beside, place, shown_bundle
from dashboards.way_back import way_back

EXPLAINS = "how_sure"
"""Who sees this page may ask what stands behind a number; the way back tells of everything."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which published row each row of a table on the page is of.

    table : ``findings/reluctance``. keys : of its rows, as ``publish.reference.row_keys`` writes them, in the order of the table.
    names : column on the page -> published column, where these are not called the same; ``findings/estimates#mean`` where it is
    of another table with the same keys. of_row : column on the page -> published columns row by row, where these differ.
    """

    table: str
    keys: Sequence[str]
    names: tuple[tuple[str, str], ...] = ()
    of_row: tuple[tuple[str, Sequence[tuple[str, ...]]], ...] = ()

    def asked(self, at: int, column: str) -> tuple[str, tuple[str, ...]]:
        """Table and published columns of one cell; no column for a cell of words."""
        if column in dict(self.of_row):
            return self.table, tuple(dict(self.of_row)[column][at])
        other, _, name = dict(self.names).get(column, column).rpartition("#")
        return other or self.table, (name,) if name else ()


def may_explain() -> bool:
    """Whether this visitor may ask."""
    return may_see(place().visitor.role, EXPLAINS)


def explain_cell(rows: Rows, at: int, column: str) -> None:
    """What stands behind the number in row ``at`` of a table, in words."""
    from pipeline.publish.reference import number_id, row_id
    from pipeline.publish.trace.found import TABLES, Found
    from pipeline.publish.trace.story import story

    bundle, key = shown_bundle(), str(rows.keys[at])
    table, columns = rows.asked(at, column)
    asked = columns if all(name in TABLES[table].fields for part in columns for name in part.split("/")) else ()
    name = f"{table}#{key}"
    own = number_id(bundle.wave, name, *asked) if asked else row_id(bundle.wave, name)
    way_back(story(Found(own, bundle, table, key, asked), [bundle, *bundles_beside(table)]))
