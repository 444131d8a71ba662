"""A page for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from pipeline.fielding.page import Cell, Page, Table

_WIDTH: Final = 110
_NAME: Final = 44
_GAP: Final = "  "


def page_text(page: Page) -> str:
    """Several lines: what the page says in short, its tables, what it rests on."""
    lines = [page.title, page.meta, ""]
    for lead in page.leads:
        lines += _wrapped(lead)
    for table in page.tables:
        lines += ["", *_table(table)]
    lines += ["", page.rests_title]
    for line in page.rests:
        lines += _wrapped(line, "- ")
    return "\n".join(lines)


def _table(table: Table) -> Iterator[str]:
    """Columns with a short heading side by side; what has none stands below its row."""
    shown = [at for at, head in enumerate(table.short) if head and at]
    widths = [max(len(table.short[at]), *(len(_cell(row[at])) for row in table.rows)) for at in shown]
    yield _line(table.caption, [table.short[at].rjust(width) for at, width in zip(shown, widths, strict=True)])
    for row in table.rows:
        cells = [
            _cell(row[at]).rjust(width) if row[at].numeric else _cell(row[at]).ljust(width)
            for at, width in zip(shown, widths, strict=True)
        ]
        yield _line(row[0].text, cells).rstrip()
        for at, cell in enumerate(row[1:], start=1):
            if not table.short[at] and cell.bar is None and cell.text:
                yield from textwrap.wrap(cell.text, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _cell(cell: Cell) -> str:
    return f"{cell.text} ({cell.note})" if cell.note else cell.text


def _line(name: str, cells: list[str]) -> str:
    return textwrap.shorten(name, _NAME, placeholder=" …").ljust(_NAME) + _GAP + _GAP.join(cells)


def _wrapped(text: str, bullet: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=bullet, subsequent_indent="  ", break_long_words=False)
