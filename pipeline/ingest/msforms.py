"""Microsoft Forms answers: ID, start, completion, e-mail and name, then one column per question, as XLSX or re-saved CSV.

The first headers are in the language of whoever downloaded the file, so they are told by what the columns hold. A matrix is
headed by its statements only; repeated headers get a number; several choices are joined with ``;`` and end in one. Only
submitted answers are in the file. Source: three real workbooks (English and Chinese headers) and a re-saved CSV; quiz columns
are known from programs that read them. Times are in the downloader's zone, which the file does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.dates import is_date
from pipeline.ingest.export import Column, Export, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.names import bare, is_consent
from pipeline.ingest.reader import Reader
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import plain

_ENGLISH = ("id", "starttime", "completiontime", "email", "name")
_LEADING: tuple[Meta, ...] = ("response_id", "start", "end", "identifier", "identifier")
_MODIFIED = (
    "lastmodifiedtime",
    "上次修改时间",
    "zeitderletztenänderung",
    "heuredeladernièremodification",
    "horadelaúltimamodificación",
)
_QUIZ = ("totalpoints", "quizfeedback", "gradepostedtime")
_OF_QUESTION = ("points - ", "feedback - ")
_WHOLE = re.compile(r"\d{1,9}(?:\.0)?")
#: What stands for the e-mail of an anonymous answer: one word, the same in every row.
_WORD = re.compile(r"[^\s@]{1,40}")


def find_header(grid: Grid) -> int | None:
    """One row, the first five columns those of the product: by their English names, else by what they hold."""
    names = [bare(name) for name in grid.head(0)[:5]]
    if len(names) < 5 or not grid.head(1):
        return None
    if tuple(names) == _ENGLISH:
        return 1
    rows = [grid.head(row)[:5] for row in range(1, min(len(grid.lines), 20))]
    return 1 if not grid.delimiter and all(map(_leads, rows)) and len({row[0] for row in rows}) == len(rows) else None


def _leads(row: Sequence[str]) -> bool:
    """Whether five cells are a number, two moments in order, and an address or one word."""
    number, start, end, email, _ = (cell.strip() for cell in row)
    times = is_date(start) and is_date(end) and start <= end
    return bool(_WHOLE.fullmatch(number)) and times and ("@" in email or bool(_WORD.fullmatch(email)))


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; every row was submitted."""
    cells, names = grid.answers(header_rows), grid.head(0)
    columns = [
        Column(position, name, plain(name), None, _meta(position, name, cells), "text", joint=";")
        for position, name in enumerate(names)
    ]
    asked = [column for column in columns if column.meta is None]
    consent = frozenset(column.position for column in asked if is_consent(column.text))
    variant = "csv saved again" if grid.delimiter else "workbook"
    return assemble(
        grid,
        Found("msforms", variant, header_rows, columns, cells, notes=_notes(asked),
              empty=consent if len(consent) < len(asked) else frozenset()),
    )  # fmt: skip


def _meta(position: int, name: str, cells: Sequence[Texts]) -> Meta | None:
    """What a column of the platform holds; its language may be any, so the sixth is told by its dates too."""
    if position < len(_LEADING):
        return _LEADING[position]
    if position == len(_LEADING) and (bare(name) in _MODIFIED or _all_dates(cells[position])):
        return "platform"
    return "platform" if bare(name) in _QUIZ or plain(name).casefold().startswith(_OF_QUESTION) else None


def _all_dates(column: Texts) -> bool:
    """A last-modified time has the time of day, which an answer with a date has not."""
    given = [cell for cell in column.seen()[:50] if cell.strip()]
    return bool(given) and all(is_date(cell) and ":" in cell for cell in given)


def _notes(asked: Sequence[Column]) -> list[str]:
    """Headers that differ by the number the product appends to repeated texts."""
    texts = {column.text for column in asked}
    repeated = [text for text in texts if text[-1:].isdigit() and text.rstrip("0123456789").rstrip() in texts]
    if not repeated:
        return []
    return [f"{len(repeated)} headers repeat another one with a number behind it: a matrix is told by its statements only"]


READER = Reader("msforms", (1,), find_header, build)
