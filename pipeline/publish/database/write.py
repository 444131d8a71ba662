"""Write a wave into a database: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import MetaData, Table, delete, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.schema import CreateSchema

from pipeline.errors import DatabaseError, Problem
from pipeline.publish.database.relations import WAVE, Relation, relations
from pipeline.publish.database.session import Session
from pipeline.publish.database.shape import Difference, Place, difference
from pipeline.publish.database.statements import growing, making, sql_table

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle
    from pipeline.publish.database.address import Address

_WAIT: Final = 60
"""Seconds to wait for another one who writes or locks the same tables."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one wave came to: tables, rows in all of them, columns that were added to tables that were there."""

    wave: str
    tables: int
    rows: int
    added: tuple[str, ...]


def write_wave(bundle: Bundle, to: Address, place: Place) -> Written:
    """Put a wave's tables in the place of what the database has of this wave. Other waves stay as they are.

    raises : DatabaseError; then nothing was changed.
    """
    given = relations(bundle)
    with _told(to), _opened(to) as session:
        return write(session, given, bundle.wave, place)


def write(session: Session, given: Sequence[Relation], wave: str, place: Place) -> Written:
    """The same in a transaction that is open. Tables are made and mended first: not every database can take that back."""
    if place.schema and session.dialect.name == "sqlite":
        raise DatabaseError(Problem("SQLite has no schemas", "--schema", fix="--prefix telehealth_"))
    _lock(session, place)
    added = _prepared(session, given, place)
    tables = _tables(given, place)
    for table in tables:
        session.run(delete(table).where(table.columns[WAVE] == wave))
    for table, relation in zip(tables, given, strict=True):
        session.insert(table, relation.rows)
    return Written(wave, len(tables), sum(len(relation.rows) for relation in given), added)


def _tables(given: Sequence[Relation], place: Place) -> list[Table]:
    metadata = MetaData()
    return [sql_table(relation, place, metadata) for relation in given]


def _lock(session: Session, place: Place) -> None:
    """One writer at a time; PostgreSQL needs to be asked for it, since tables that are not there yet cannot be locked."""
    if session.dialect.name == "postgresql":
        name = f"telehealth-readiness\n{place.schema}\n{place.prefix}".encode()
        key = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
        session.run(text(f"SET LOCAL lock_timeout = '{_WAIT}s'"))
        session.run(text(f"SELECT 1 FROM pg_advisory_xact_lock({key})"))


def _prepared(session: Session, given: Sequence[Relation], place: Place) -> tuple[str, ...]:
    """Schema and tables as they have to be, once all were looked at; returns the columns that were added."""
    new = place.schema is not None and not session.has_schema(place.schema)
    there = {} if new else _there(session, given, place)
    if problems := [problem for one in there.values() for problem in one.problems]:
        raise DatabaseError(problems)
    if new:
        session.run(CreateSchema(str(place.schema)))
    for table, relation in zip(_tables(given, place), given, strict=True):
        missing = there[relation.name].missing if relation.name in there else ()
        steps = growing(table, missing, session.dialect) if relation.name in there else making(table, session.dialect)
        for step in steps:
            session.run(step)
    return tuple(f"{place.shown(one)}.{name}" for one in given if one.name in there for name in there[one.name].missing)


def _there(session: Session, given: Sequence[Relation], place: Place) -> dict[str, Difference]:
    """Name of each relation whose table is there -> what it lacks."""
    shapes = {relation.name: session.shape(place.name(relation), place.schema) for relation in given}
    return {one.name: difference(one, shape, place) for one in given if (shape := shapes[one.name]) is not None}


def _opened(to: Address) -> AbstractContextManager[Session]:
    if to.adbc:
        from pipeline.publish.database.adbc import opened as through_adbc

        return through_adbc(to.url)
    from pipeline.publish.database.alchemy import opened

    return opened(to.url)


@contextmanager
def _told(to: Address) -> Iterator[None]:
    """What a database or its library says against it, as one sentence without the password."""
    try:
        yield
    except NoSuchModuleError:
        raise _problem(to, f"SQLAlchemy knows no '{to.url.drivername}'", "install what brings this dialect") from None
    except ModuleNotFoundError as error:
        raise _problem(to, f"the driver '{error.name}' is not installed", f"pip install {error.name}") from None
    except DBAPIError as error:
        raise _problem(to, str(error.orig), _FIX) from None
    except SQLAlchemyError as error:
        raise _problem(to, str(error), _FIX) from None
    except Exception as error:
        if not type(error).__module__.startswith("adbc_driver_manager"):
            raise
        raise _problem(to, str(error), _FIX) from None


_FIX: Final = "look at host, database, user, password and rights; docs/database.md"


def _problem(to: Address, said: str, fix: str) -> DatabaseError:
    """The first line that says something. Later lines of a database may hold values."""
    first = next((line.strip() for line in to.hidden(said).splitlines() if line.strip()), "it gives no reason")
    return DatabaseError(Problem(first, str(to), fix=fix))
