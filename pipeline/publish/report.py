"""``report.html``: one self-contained page drawn from the content of a wave; printable, without scripts."""

from __future__ import annotations

import re
import textwrap
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from pipeline.publish import figures
from pipeline.publish.content.model import (
    Block,
    ChartBlock,
    Content,
    ListBlock,
    Number,
    Row,
    Said,
    Section,
    TableBlock,
)

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MATRIX_COLUMNS: Final = 12
"""So many departments stand beside each other on a printed page; more go into another table below."""
_IDS_SHOWN: Final = 2
_FOOT: Final = 80
"""So many letters of the title stand at the foot of a printed page."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A section as the template takes it: blocks with their kind, tables no wider than a page, charts as pictures."""

    name: str
    title: str
    finding: Said
    blocks: list[tuple[str, Any]]
    sections: list[_Drawn]


def report_html(told: Content, style: str = "") -> str:
    """The page as text; everything that comes from files is escaped. style : further rules of the style sheet."""
    page = _template().render(told=told, sections=[_section(part) for part in told.sections], css=Markup(_css(told) + style))
    return _unbroken(page)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("report.html.j2")


def _css(told: Content) -> str:
    """The style sheet, with what stands at the foot of every printed page."""
    title = textwrap.shorten(told.title, _FOOT, placeholder=" …")
    foot = re.sub(r'[\\"<>\n]', " ", f"{title}, wave {told.wave}{', draft' if told.notices else ''}")
    return (_TEMPLATES / "report.css").read_text(encoding="utf-8").replace("TITLE", foot)


def _section(part: Section) -> _Drawn:
    blocks = [drawn for block in part.blocks for drawn in _block(block)]
    return _Drawn(part.name, part.title, part.finding, blocks, [_section(inner) for inner in part.sections])


def _block(block: Block) -> list[tuple[str, Any]]:
    if isinstance(block, TableBlock):
        return [("table", _table(part)) for part in _page_wide(block)]
    if isinstance(block, ChartBlock):
        names = ("title", "caption", "table_name")
        pictures = [Markup(picture) for picture in figures.draw(block)]
        return [("chart", {name: getattr(block, name) for name in names} | {"pictures": pictures})]
    return [("points" if isinstance(block, ListBlock) else "paragraph", block)]


def _page_wide(block: TableBlock) -> list[TableBlock]:
    """A table in two directions in parts that fit a page; any other as it is."""
    width = len(block.columns) - 1
    if not block.matrix or width <= _MATRIX_COLUMNS:
        return [block]
    starts = range(1, width + 1, _MATRIX_COLUMNS)
    return [_part(block, start, f" ({at} of {len(starts)})") for at, start in enumerate(starts, start=1)]


def _part(block: TableBlock, start: int, which: str) -> TableBlock:
    kept = slice(start, start + _MATRIX_COLUMNS)
    rows = tuple(replace(row, cells=(row.cells[0], *row.cells[kept])) for row in block.rows)
    name = block.name if start == 1 else f"{block.name}_{start}"
    columns = (block.columns[0], *block.columns[kept])
    return replace(block, name=name, caption=block.caption + which, columns=columns, rows=rows)


def _table(block: TableBlock) -> dict[str, Any]:
    """Where all rows are of one row of a published table, its id stands once, beside the caption."""
    rows = [_row(row, block) for row in block.rows]
    shown = {one for row in rows for one in row["ids"]}
    alone = shown.pop() if len(shown) == 1 and len(rows) > 1 else ""
    names = ("name", "caption", "columns", "matrix")
    drawn = [row | {"ids": []} for row in rows] if alone else rows
    return {name: getattr(block, name) for name in names} | {"rows": drawn, "id": alone}


def _row(row: Row, block: TableBlock) -> dict[str, Any]:
    """Ids stand small under the first cell: its own, and those of further rows that numbers are of; in a matrix in each cell."""
    head, *cells = row.cells
    ids = [] if block.matrix else [_row_of(cell) for cell in row.cells]
    shown = [one for one in dict.fromkeys(ids) if one]
    drawn = [
        asdict(cell)
        | {
            "numeric": isinstance(cell, Number) and (column.numeric or block.matrix),
            "shown_id": _row_of(cell) if block.matrix else "",
        }
        for cell, column in zip(cells, block.columns[1:], strict=True)
    ]
    return {"head": head, "ids": shown[:_IDS_SHOWN], "cells": drawn}


def _row_of(cell: Said | Number) -> str:
    return cell.id.partition(".")[0]


def _unbroken(page: str) -> str:
    """Keep a number and its unit on one line."""
    return page.replace(" %", "\N{NO-BREAK SPACE}%").replace("n = ", "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
