"""The data dictionary of a wave: every published table with its grain and columns, from the declarations themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.publish.actions_file import FILE as ACTIONS
from pipeline.publish.actions_file import MEANINGS as ACTION_MEANINGS
from pipeline.publish.lists import MEANINGS
from pipeline.publish.sentences import FILE as SENTENCES
from pipeline.publish.sentences import MEANINGS as SENTENCE_MEANINGS
from pipeline.publish.sessions import FILE as SESSIONS
from pipeline.publish.sessions import MEANINGS as SESSION_MEANINGS
from pipeline.tables import FINDING_TABLES, RELEASE_TABLES, Field, Table


def data_dictionary() -> str:
    """Markdown, one section per table."""
    head = [
        "# Data dictionary",
        "",
        "Parquet files of this folder. Tables hold ids; labels and wording are in `instrument.json`. Scores are 0-100 and",
        "higher is better; ratings 1-5; shares and probabilities 0-1. A missing count lies between its `_low` and `_high`.",
        "",
    ]
    tables = [line for table in (*RELEASE_TABLES, *FINDING_TABLES) for line in _section(table)]
    return "\n".join([*head, *tables, *_ROSTER, *_lists(), *_sentences(), *_actions()]) + "\n"


_ROSTER: Final = [
    "## release/roster",
    "",
    "One row per role × department of the roster; only where a roster was given. Staff counts, no survey answers.",
    "",
    "| column | type | meaning |",
    "|---|---|---|",
    "| role | text | role id |",
    "| department | text | department id |",
    "| staff | count | staff on the roster |",
    "",
]


def _lists() -> list[str]:
    """The columns of the training lists and sessions, which are text files and no tables of the flow."""
    lists = "One file per role, one row per topic that concerns it, largest gap first. Rounded."
    sessions = "One row per topic: the classes that would seat everybody in need. Only where a roster was given."
    return [
        *_text_file("training_targets", lists, MEANINGS),
        "",
        *_text_file(f"training_targets/{SESSIONS}", sessions, SESSION_MEANINGS),
    ]


def _sentences() -> list[str]:
    """The columns of the file of sentences."""
    return ["", *_text_file(SENTENCES, "One row per sentence of the report and the pages.", SENTENCE_MEANINGS)]


def _actions() -> list[str]:
    """The columns of the list that people edit a copy of."""
    grain = "One row per suggested step, then one per role and topic. To be edited in a copy and given back at the next wave."
    return ["", *_text_file(ACTIONS, grain, ACTION_MEANINGS)]


def _text_file(name: str, grain: str, columns: Mapping[str, str]) -> list[str]:
    rows = [f"| {column} | {meaning} |" for column, meaning in columns.items()]
    return [f"## {name}", "", grain, "", "| column | meaning |", "|---|---|", *rows]


def _meaning(field: Field) -> str:
    unsaid = field.nullable and "missing" not in field.meaning
    return field.meaning + ("; may be missing" if unsaid else "")


def _section(table: Table) -> list[str]:
    rows = [f"| {name} | {field.kind} | {_meaning(field)} |" for name, field in table.fields.items()]
    return [f"## {table.name}", "", f"One row per {table.grain}.", "", "| column | type | meaning |", "|---|---|---|", *rows, ""]
