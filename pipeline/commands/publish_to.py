"""The `publish` command: released tables into the hospital's own database."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import Problem, SetupError, UsageError

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

NAME: Final = "publish"
HELP: Final = "write the released tables of closed waves into a database"
EXAMPLES: Final = """examples:
  {command} publish --to postgresql://analyst@db.hospital.example/warehouse --schema telehealth
  {command} publish 2026-11 --to sqlite:///results.db
  {command} publish 2026-11 --to adbc+postgresql://analyst@db.hospital.example/warehouse --schema telehealth --draft
The password: PGPASSWORD or .pgpass for PostgreSQL, TELEHEALTH_DATABASE_PASSWORD for any other."""
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_PREFIX: Final = re.compile(r"([a-z_][a-z0-9_]{0,19})?")
_CLOSED: Final = "closed"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which waves, where to."""
    parser.add_argument("wave", nargs="?", help="year and month, as 2026-11 (default: every closed wave)")
    parser.add_argument("--to", required=True, metavar="ADDRESS", help="address of the database (docs/database.md)")
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    parser.add_argument("--schema", help="schema of the tables, made where it is missing (default: the database's own)")
    parser.add_argument("--prefix", default="", help="what names of tables begin with, as telehealth_ (default: nothing)")
    parser.add_argument("--draft", action="store_true", help="also waves that are not closed and may still change")


def run(options: argparse.Namespace) -> int:
    """Write wave after wave and say so; returns the exit code."""
    _check_names(options)
    _check_libraries()
    from pipeline.publish.database.address import PASSWORD, address
    from pipeline.publish.database.shape import Place
    from pipeline.publish.database.write import write_wave

    to, place = address(options.to, os.environ.get(PASSWORD)), Place(options.schema, options.prefix)
    for bundle in _chosen(options):
        written = write_wave(bundle, to, place)
        print(f"Wave {written.wave} ({bundle.manifest.state}): {written.tables} tables, {written.rows:,} rows, in {to}")
        if written.added:
            print(f"  new columns: {', '.join(written.added)}")
    print("From here on the database's own access rules apply: who may read these tables is decided there.")
    return 0


def _check_names(options: argparse.Namespace) -> None:
    problems = []
    if options.schema is not None and not _NAME.fullmatch(options.schema):
        problems.append(Problem("it is no name of a schema", "--schema", "small letters, digits and _, as telehealth"))
    if not _PREFIX.fullmatch(options.prefix):
        problems.append(
            Problem("tables cannot begin with it", "--prefix", "at most 20 small letters, digits and _, as telehealth_")
        )
    if problems:
        raise UsageError(problems)


def _check_libraries() -> None:
    try:
        import sqlalchemy  # noqa: F401
    except ModuleNotFoundError:
        what = "the libraries that speak to databases are not installed"
        raise UsageError(Problem(what, fix='pip install "telehealth-readiness[database]"')) from None


def _chosen(options: argparse.Namespace) -> list[Bundle]:
    """The wave that is named, else every closed one (with ``--draft``: every one), oldest first."""
    from pipeline.publish.bundle import open_wave, waves

    names = [options.wave] if options.wave else sorted(waves(options.out))
    found = [open_wave(options.out, name) for name in names]
    chosen = [bundle for bundle in found if options.draft or bundle.manifest.state == _CLOSED]
    if not found:
        raise SetupError(Problem("there is no wave to publish", str(options.out), fix="run `make analyze` first"))
    if not chosen:
        drafts = f"wave {names[0]} is a draft" if len(names) == 1 else f"waves {', '.join(names)} are drafts"
        raise UsageError(Problem(f"{drafts}: figures may still change", fix=f"close {names[-1]} first, or give --draft"))
    return chosen
