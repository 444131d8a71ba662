"""The data dictionary of a wave: every published table with its grain and columns, from the declarations themselves."""

from __future__ import annotations

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
    return "\n".join([*head, *(line for table in (*RELEASE_TABLES, *FINDING_TABLES) for line in _section(table))]) + "\n"


def _meaning(field: Field) -> str:
    unsaid = field.nullable and "missing" not in field.meaning
    return field.meaning + ("; may be missing" if unsaid else "")


def _section(table: Table) -> list[str]:
    rows = [f"| {name} | {field.kind} | {_meaning(field)} |" for name, field in table.fields.items()]
    return [f"## {table.name}", "", f"One row per {table.grain}.", "", "| column | type | meaning |", "|---|---|---|", *rows, ""]
