"""What a database gets of a wave: every published table, with what it takes to read them there. No database is needed here.

Each is named as its file, with ``_`` for ``/``: ``findings/reluctance`` is ``findings_reluctance``. All begin with ``wave``;
tables of groups have ``group_key`` next, one text per group, so that they can be joined.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.reference import row_id, row_keys
from pipeline.publish.wording import group_labels
from pipeline.tables import FINDING_TABLES, GROUP, RELEASE_TABLES, Field, Table, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle
    from pipeline.publish.manifest import Manifest

WAVE: Final = "wave"
GROUP_KEY: Final = "group_key"
ROW_KEY: Final = "row_key"
ROW_ID: Final = "row_id"
_WAVE: Final = {WAVE: Field("text", "the wave, year and month")}
_GROUP_KEY: Final = {GROUP_KEY: Field("text", "the group in one text, as role:nurse; the same in every table of groups")}
_ROW_KEY: Final = {ROW_KEY: Field("text", "the key in one text, parts joined by ':', '-' where one is missing, none at the end")}
_ROW_ID: Final = {ROW_ID: Field("text", "id of the row, as reports print it; `explain` says where it comes from")}

ROSTER: Final = Table(
    "release/roster",
    "role × department of the roster; no rows without a roster",
    ("role", "department"),
    {
        "role": Field("text", "role id"),
        "department": Field("text", "department id"),
        "staff": Field("count", "staff on the roster", low=0),
    },
)
WAVES: Final = Table(
    "waves",
    "published wave",
    (),
    {
        "state": Field("text", "whether it may still change", values=("draft", "closed")),
        "created_at": Field("text", "when it was analyzed: ISO time, UTC"),
        "closed_at": Field("text", "when it was closed: ISO time, UTC", nullable=True),
        "closing": Field("count", "number of its line in the ledger of closed waves", nullable=True, low=0),
        "contract": Field("count", "version of the published tables", low=1),
        "program": Field("text", "version of the program that analyzed it"),
        "instrument": Field("text", "id of the instrument"),
        "instrument_version": Field("text", "its version"),
        "instrument_sha256": Field("text", "its hash"),
        "input_sha256": Field("text", "hash of the export that was read"),
        "rows_read": Field("count", "rows of the export", low=0),
        "rows_kept": Field("count", "rows kept", low=0),
        "rows_set_aside": Field("count", "rows set aside", low=0),
        "rows_scored": Field("count", "rows with scores", low=0),
        "roster": Field("flag", "whether there was a roster"),
        "thresholds": Field("text", "limits of the instrument, as JSON"),
        "notes": Field("text", "what a reader should know, one sentence a line"),
    },
)
LABELS: Final = Table(
    "labels",
    "id that the tables hold",
    ("kind", "id"),
    {
        "kind": Field(
            "text", "what it is an id of; for group_key 'group', for option of barriers 'barrier', of formats 'format'"
        ),
        "id": Field("text", "the id"),
        "label": Field("text", "what people call it"),
    },
)
DICTIONARY: Final = Table(
    "data_dictionary",
    "column of a table",
    ("table_name", "column_name"),
    {
        "table_name": Field("text", "table, without prefix"),
        "column_name": Field("text", "column"),
        "place": Field("count", "its place in the table, from 1", low=1),
        "kind": Field("text", "text, count (whole number), number or flag", values=("text", "count", "number", "flag")),
        "in_key": Field("flag", "part of the primary key"),
        "meaning": Field("text", "what it holds, with unit"),
        "grain": Field("text", "what one row of the table is"),
    },
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One table of a database, with its rows of one wave.

    Attributes
    ----------
    name : as in the database, without prefix. grain : what one row is. key : columns of the primary key, never missing.
    fields : columns in order. rows : one column per field, typed as the field says; missing values are NA.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    rows: pd.DataFrame


def relations(bundle: Bundle) -> tuple[Relation, ...]:
    """Everything a database gets of a wave: ``waves`` first, then tables by name, labels and the data dictionary."""
    wave, frames = bundle.wave, {**bundle.release.by_name(), **bundle.findings.by_name()}
    roster = bundle.release.roster if bundle.release.roster is not None else ROSTER.empty()
    published = [with_ids(table, frames[table.name], wave) for table in (*RELEASE_TABLES, *FINDING_TABLES)]
    known = [
        relation(WAVES, _wave_facts(bundle.manifest), wave),
        *published,
        relation(ROSTER, ROSTER.check(roster), wave),
        relation(LABELS, _labels(bundle), wave),
    ]
    return (*known, relation(DICTIONARY, _dictionary([*known, relation(DICTIONARY, DICTIONARY.empty(), wave)]), wave))


def relation(table: Table, frame: pd.DataFrame, wave: str) -> Relation:
    """A declared table with ``wave`` before its columns and a key without missing values. Columns not declared stay out.

    Where columns of the key may be missing, one text stands for them: ``group_key`` for the four of a group, else ``row_key``.
    """
    one_text, key = _key(table)
    fields = {**_WAVE, **one_text, **table.fields}
    rows = frame[list(table.fields)]
    if GROUP_KEY in one_text:
        rows = rows.assign(**{GROUP_KEY: group_key(rows)})
    if ROW_KEY in one_text:
        rows = rows.assign(**{ROW_KEY: row_keys(table, rows)})
    rows = rows.assign(**{WAVE: pd.Series(wave, index=rows.index, dtype="str")})
    return Relation(table.name.replace("/", "_"), table.grain, (WAVE, *key), fields, rows[list(fields)])


def with_ids(table: Table, frame: pd.DataFrame, wave: str) -> Relation:
    """The same, with the id of every row before its own columns."""
    made = relation(table, frame, wave)
    ids = [row_id(wave, f"{table.name}#{key}") for key in row_keys(table, frame)]
    first = {name: field for name, field in made.fields.items() if name not in table.fields}
    fields = {**first, **_ROW_ID, **table.fields}
    rows = made.rows.assign(**{ROW_ID: pd.Series(ids, index=made.rows.index, dtype="str")})
    return replace(made, fields=fields, rows=rows[list(fields)])


def _key(table: Table) -> tuple[Mapping[str, Field], tuple[str, ...]]:
    """The text column that a table needs for its key, if any, and its key without the wave."""
    if table.key[: len(GROUP)] == GROUP:
        return _GROUP_KEY, (GROUP_KEY, *table.key[len(GROUP) :])
    if any(table.fields[name].nullable for name in table.key):
        return _ROW_KEY, (ROW_KEY,)
    return {}, table.key


def _wave_facts(manifest: Manifest) -> pd.DataFrame:
    closed, rows = manifest.closed, manifest.rows
    facts: dict[str, Any] = {
        "state": manifest.state,
        "created_at": manifest.created_at,
        "closed_at": closed.at if closed else None,
        "closing": closed.number if closed else None,
        "contract": manifest.contract,
        "program": manifest.versions["telehealth-readiness"],
        "instrument": manifest.instrument["id"],
        "instrument_version": str(manifest.instrument["version"]),
        "instrument_sha256": manifest.instrument["sha256"],
        "input_sha256": manifest.input["sha256"],
        "rows_read": rows["read"],
        "rows_kept": rows["kept"],
        "rows_set_aside": sum(rows["set_aside"].values()),
        "rows_scored": rows["scored"],
        "roster": manifest.roster,
        "thresholds": json.dumps(dict(manifest.thresholds), ensure_ascii=False),
        "notes": "\n".join(manifest.notes),
    }
    return WAVES.check(pd.DataFrame([facts]))


def _labels(bundle: Bundle) -> pd.DataFrame:
    """Of every id of the instrument, and of every published group."""
    groups = bundle.release.groups
    of_groups = zip(group_key(groups), group_labels(groups, bundle.instrument), strict=True)
    rows = [(kind, name, label) for kind, labels in bundle.instrument.labels().items() for name, label in labels.items()]
    rows += [("group", key, label) for key, label in of_groups]
    return LABELS.check(pd.DataFrame(rows, columns=list(LABELS.fields)))


def _dictionary(known: list[Relation]) -> pd.DataFrame:
    rows = [
        (one.name, column, place, field.kind, column in one.key, field.meaning, one.grain)
        for one in known
        for place, (column, field) in enumerate(one.fields.items(), start=1)
    ]
    return DICTIONARY.check(pd.DataFrame(rows, columns=list(DICTIONARY.fields)))
