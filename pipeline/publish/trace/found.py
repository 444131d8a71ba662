"""Which row of which wave an id is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.errors import Problem, UsageError
from pipeline.publish.reference import row_id, row_keys
from pipeline.publish.sentences import FILE as SENTENCES_FILE
from pipeline.tables import FINDING_TABLES, GROUP, RELEASE_TABLES, Table, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

TABLES: Final = {table.name: table for table in (*RELEASE_TABLES, *FINDING_TABLES)}
MANIFEST: Final = "manifest"
SECTIONS: Final = ("rows", "notes", "thresholds", "input", "instrument", "versions")
"""Parts of the manifest that reports name numbers of."""
LISTS: Final = "training_targets/"
_SENTENCE: Final = re.compile(r"S[0-9]{3,5}")
_MISREAD: Final = str.maketrans("ILO", "110")
"""Letters that ids do not have, and the digits they are taken for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an id is of.

    Attributes
    ----------
    id : as it was asked for, in its usual form. bundle : its wave. name : table (``findings/reluctance``), training list, or the
    manifest. key : of the row, or of the group whose rows are meant, or part of the manifest; "" for the whole table. columns :
    named in the id, ``favourable/n`` where one is divided by another. sentence, rule : its text and the id of its rule, where a
    sentence was asked for.
    """

    id: str
    bundle: Bundle
    name: str
    key: str = ""
    columns: tuple[str, ...] = ()
    sentence: str = ""
    rule: str = ""

    @property
    def rows(self) -> pd.DataFrame:
        """The rows that are meant, columns as published; empty for parts of the manifest."""
        if self.name in TABLES:
            table, frame = TABLES[self.name], tables_of(self.bundle)[self.name]
            return _chosen(frame, row_keys(table, frame), self.key)
        if self.name.startswith(LISTS):
            frame = pd.read_csv(self.bundle.path / self.name, encoding="utf-8-sig")
            return _chosen(frame, frame["topic"].astype("str"), self.key)
        return pd.DataFrame()


def _chosen(frame: pd.DataFrame, keys: pd.Series, key: str) -> pd.DataFrame:
    """The row of a key; where none has it, the rows of the group that it names; all rows where it names nothing."""
    if not key:
        return frame
    own = frame[keys == key]
    return own if len(own) else frame[keys.str.startswith(f"{key}:")]


def find_id(asked: str, bundles: Sequence[Bundle]) -> Found:
    """What ``asked`` is of: a row (``K7Q2-9FXM``), a number (``K7Q2-9FXM.share``) or a sentence (``S012``).

    bundles : the waves to look in, newest first. A sentence is looked for in the first, since every wave counts its own.
    raises : UsageError where no wave knows it, with the ids that are near.
    """
    text = asked.strip()
    if _SENTENCE.fullmatch(text.upper()):
        return _sentence(text.upper(), bundles[0])
    row, _, columns = text.partition(".")
    row = row.upper().translate(_MISREAD)
    known: list[str] = []
    for bundle in bundles:
        there = ids(bundle)
        if row in there:
            name, key = there[row]
            return _checked(Found(row, bundle, name, key), columns)
        known += there
    near = get_close_matches(row, known, n=3, cutoff=0.75)
    where = f"waves {', '.join(bundle.wave for bundle in bundles)}" if len(bundles) > 1 else f"wave {bundles[0].wave}"
    is_it = f"is it {' or '.join(near)}? Else " if near else ""
    fix = f"{is_it}copy the id from the report, or look for the sentence in {SENTENCES_FILE}"
    raise UsageError(Problem(f"no row has the id '{asked}'", where, fix=fix))


def ids(bundle: Bundle) -> dict[str, tuple[str, str]]:
    """Every id of a wave -> the table and key that it is of."""
    return {row_id(bundle.wave, f"{name}#{key}" if key else name): (name, key) for name, key in names(bundle)}


def names(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """Every name that can have an id: (table, key), whole tables and groups of rows too."""
    yield from ((f"{MANIFEST}", section) for section in SECTIONS)
    for name, frame in tables_of(bundle).items():
        yield name, ""
        keys = row_keys(TABLES[name], frame)
        whole = _groups(TABLES[name], frame) if len(frame) else []
        yield from ((name, key) for key in dict.fromkeys([*keys, *whole]))
    for path in sorted((bundle.path / LISTS).glob("*.csv")):
        yield f"{LISTS}{path.name}", ""
        topics = pd.read_csv(path, encoding="utf-8-sig")["topic"]
        yield from ((f"{LISTS}{path.name}", str(topic)) for topic in topics)


def _groups(table: Table, frame: pd.DataFrame) -> list[str]:
    """Groups that have several rows: a sentence may say all of them together."""
    return group_key(frame).unique().tolist() if set(GROUP) <= set(table.fields) and table.key != GROUP else []


def tables_of(bundle: Bundle) -> dict[str, pd.DataFrame]:
    """Every published table by its name."""
    return bundle.release.by_name() | bundle.findings.by_name()


def _sentence(number: str, bundle: Bundle) -> Found:
    frame = pd.read_csv(bundle.path / SENTENCES_FILE, encoding="utf-8-sig", dtype="str", keep_default_na=False)
    rows = frame[frame["id"] == number]
    if rows.empty:
        allowed = f"{frame['id'].iloc[0]} to {frame['id'].iloc[-1]}"
        raise UsageError(Problem(f"wave {bundle.wave} has no sentence '{number}'", allowed=allowed, fix="give the wave: --wave"))
    name, _, key = str(rows["finding"].iloc[0]).partition("#")
    return Found(number, bundle, name, key, sentence=str(rows["text"].iloc[0]), rule=str(rows["rule"].iloc[0]))


def _checked(found: Found, columns: str) -> Found:
    """With the columns that the id names; raises UsageError where the row has no such column."""
    if not columns:
        return found
    wanted, there = tuple(columns.split("+")), _columns(found)
    if unknown := [name for part in wanted for name in part.split("/") if name not in there]:
        near = get_close_matches(unknown[0], there, n=3, cutoff=0.5) or there
        what = f"the row {found.id} has no column '{unknown[0]}'"
        raise UsageError(Problem(what, found.name, f"{', '.join(near)}"))
    return Found(f"{found.id}.{columns}", found.bundle, found.name, found.key, wanted)


def _columns(found: Found) -> list[str]:
    if found.name == MANIFEST:
        part = getattr(found.bundle.manifest, found.key)
        return list(part) if isinstance(part, dict) else []
    return list(found.rows.columns)
