"""Where a relation goes in a database, and whether the table that is there already is of that shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.errors import Problem
from pipeline.publish.database.relations import Relation
from pipeline.tables import Kind

_ALSO: Final[Mapping[Kind, tuple[Kind, ...]]] = {"flag": ("count",)}
"""Kinds that a column may be read as, beside its own: some databases keep flags as numbers."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where tables go: a schema, or none for the database's own default; what their names begin with."""

    schema: str | None = None
    prefix: str = ""

    def name(self, relation: Relation) -> str:
        """Name of its table."""
        return f"{self.prefix}{relation.name}"

    def shown(self, relation: Relation) -> str:
        """The name as people write it."""
        return f"{self.schema}.{self.name(relation)}" if self.schema else self.name(relation)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it is in a database: kind of each column ("" where it is none of ours), columns of its primary key."""

    columns: Mapping[str, Kind | str]
    key: frozenset[str]
    required: frozenset[str] = frozenset()
    """Columns that must have a value and give none by themselves."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between a table and its relation: columns to add, and what no added column would mend."""

    missing: tuple[str, ...]
    problems: tuple[Problem, ...]


def difference(relation: Relation, there: Shape, place: Place) -> Difference:
    """Compare. Columns that nobody knows any more may stay, as long as they ask for nothing."""
    missing = tuple(name for name in relation.fields if name not in there.columns)
    found: list[str] = []
    if there.key != frozenset(relation.key):
        found.append(f"its primary key is {_listed(sorted(there.key))}, not {_listed(relation.key)}")
    for name, field in relation.fields.items():
        kind = there.columns.get(name, field.kind)
        if kind != field.kind and kind not in _ALSO.get(field.kind, ()):
            found.append(f"column '{name}' is {_kind_words(kind)}, not {_kind_words(field.kind)}")
    if unknown := sorted(there.required - set(relation.fields)):
        found.append(f"column {_listed(unknown)} must have a value, and the wave has none for it")
    fix = "give another --schema or --prefix, or have the table moved away by whoever made it"
    problems = (Problem("the table there has another shape: " + "; ".join(found), place.shown(relation), fix=fix),)
    return Difference(missing, problems if found else ())


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "missing"


def _kind_words(kind: str) -> str:
    return {"text": "text", "count": "a whole number", "number": "a number", "flag": "a flag"}.get(kind, "of another type")
