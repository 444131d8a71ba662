"""What the workbook of tables and the slides say, read back: figures of too few people, groups that are not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pipeline.release.attack.stands_on import stands_on
from pipeline.release.office import Sheet, deck, sheets
from pipeline.tables import GROUP

_COUNTS: Final = ("n", "n before")
"""Columns that say how many people a row stands on; elsewhere only where a text says so."""
_BETWEEN: Final = "\0"
_OF_STUDIES: Final = "evidence"
"""A column whose n are of studies, not of ours."""


def workbook_violations(path: Path, k: int, groups: set[str]) -> Iterator[str]:
    """Sheets of the workbook of tables with rows of fewer than k people, or of groups that are not shown."""
    for sheet in sheets(path):
        name = f"{path.name}, sheet {sheet.name}"
        if small := _few(sheet.rows, k):
            yield f"{name}: {small} figure(s) stand on fewer than {k} people"
        if hidden := sorted(_keys(sheet) - groups):
            yield f"{name} speaks of groups that are not published: {', '.join(hidden[:5])}"


def slides_violations(path: Path, k: int) -> Iterator[str]:
    """Slides whose words, notes, tables or charts stand on fewer than k people."""
    said = deck(path)
    small = sum(n < k for text in said.texts for n in stands_on(text))
    small += sum(_few(rows, k) for rows in said.tables)
    small += sum(_few(sheet.rows, k) for sheet in said.workbooks)
    if small:
        yield f"{path.name}: {small} figure(s) stand on fewer than {k} people"


def _few(rows: Sequence[Sequence[object]], k: int) -> int:
    """How many figures of a table stand on fewer than k people: in its columns of counts, and in its words."""
    if not rows:
        return 0
    head = [str(cell).strip() for cell in rows[0]]
    counts = [at for at, name in enumerate(head) if name in _COUNTS]
    plain = [at for at, name in enumerate(head) if name != _OF_STUDIES]
    small, texts = 0, list[str]()
    for row in rows:
        small += sum(n is not None and n < k for n in (_number(row[at]) for at in counts if at < len(row)))
        texts += [cell for cell in (row[at] for at in plain if at < len(row)) if isinstance(cell, str)]
    # All texts at once; nothing is read across what stands between them.
    return small + sum(n < k for n in stands_on(_BETWEEN.join(texts)))


def _number(cell: object) -> float | None:
    if isinstance(cell, (int, float)):
        return float(cell)
    digits = str(cell).replace(",", "").strip()
    return float(digits) if digits.isdigit() else None


def _keys(sheet: Sheet) -> set[str]:
    """The groups that a sheet has rows of; empty where it is of no groups."""
    if not sheet.rows or not set(GROUP) <= set(map(str, sheet.rows[0])):
        return set()
    at = [list(map(str, sheet.rows[0])).index(name) for name in GROUP]
    return {":".join(str(row[place]) for place in at if row[place] not in ("", None)) for row in sheet.rows[1:]}
