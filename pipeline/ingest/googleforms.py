"""Google Forms answers as Sheets saves them: ``Timestamp``, perhaps an e-mail address, then one column per question.

A grid has a column per row, headed ``Question [Row]``; several choices are joined with ``, ``, which options may hold
themselves. There are no unfinished answers. Source: real files of 2020-2025 as CSV and XLSX. Timestamps are in the time zone
of the sheet, which the file does not tell; headers of other languages are known from the product, not from files.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.bracketed import parted
from pipeline.ingest.dates import is_date
from pipeline.ingest.export import Column, Export, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.names import bare, is_consent
from pipeline.ingest.reader import Reader
from pipeline.instrument.words import plain

_TIMESTAMP = (
    "Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Marca de tiempo", "Carimbo de data/hora",
    "Informazioni cronologiche",
    "Tijdstempel", "Tidsstempel", "Tidstämpel", "Aikaleima", "Sygnatura czasowa", "Časová značka", "Zaman damgası",
    "Отметка времени", "Позначка часу", "タイムスタンプ", "时间戳记", "時間戳記", "타임스탬프",
)  # fmt: skip
_META: dict[str, Meta] = dict.fromkeys(("emailaddress", "username", "email", "emailadresse", "adressemail"), "identifier")
_META["score"] = "platform"


def find_header(grid: Grid) -> int | None:
    """One row, the first column headed as the product heads it and filled with dates."""
    names, first = grid.head(0), grid.head(1)
    if not first or plain(names[0]) not in _TIMESTAMP:
        return None
    return 1 if not first[0].strip() or is_date(first[0]) else None


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; every row was submitted."""
    cells, names = grid.answers(header_rows), grid.head(0)
    texts = [plain(name) for name in names]
    rows = parted(texts)
    stems = Counter(each[0] for each in rows if each)
    columns = []
    for position, (name, text, each) in enumerate(zip(names, texts, rows, strict=True)):
        meta: Meta | None = "recorded" if position == 0 else _META.get(bare(name)) if position < 3 else None
        if each and stems[each[0]] > 1:
            stem, row = each
            columns.append(Column(position, name, f"{stem} - {row}", None, meta, "text", question=stem, part=row))
        else:
            columns.append(Column(position, name, text, None, meta, "text"))
    consent = frozenset(c.position for c in columns if c.meta is None and is_consent(c.text))
    asked = sum(c.meta is None for c in columns)
    variant = "csv export" if grid.delimiter else "workbook"
    return assemble(
        grid,
        Found("googleforms", variant, header_rows, columns, cells, empty=consent if len(consent) < asked else frozenset()),
    )


READER = Reader("googleforms", (1,), find_header, build)
