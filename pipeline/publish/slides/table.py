"""Tables of slides: rows that fit, a chart beside them where there is one, and how many rows the report has besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.content.model import ChartBlock, Number, Row, Said, TableBlock
from pipeline.publish.slides import look, measure
from pipeline.publish.slides.chart_parts import Place
from pipeline.publish.slides.look import Box
from pipeline.publish.slides.pen import DRAWING, described, emu, label, paint, run_xml
from pipeline.publish.slides.plots import plot
from pipeline.publish.wording.slides import more_rows_text

if TYPE_CHECKING:
    from pptx.slide import Slide

_SIZES: Final = (13, 12, 11, 10)
_PAD: Final = 0.07
"""Room between text and the sides of its cell, in inches."""
_AIR: Final = 0.05
"""Room above and below the text of a row together."""
_STRIP: Final = 0.3
"""Below the rows of a chart: its numbers or its legend."""
_MORE: Final = 0.26
_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_LEFT: Final = 0.03
"""Share of the chart beside its rows on either side, so that numbers of the axis are not cut."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a slide. at : its place in the table of the content; -1 for the chart, -2 for ids. width : in inches."""

    at: int
    width: float


@dataclass(frozen=True, slots=True)
class Laid:
    """How a table is laid out: size of its letters, rows that are shown, heights of its head and of each row, in inches."""

    size: float
    rows: tuple[Row, ...]
    head: float
    heights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: the rows that are shown, and where it ends, in inches from the top of the slide."""

    rows: tuple[Row, ...]
    bottom: float


CHART: Final = -1
IDS: Final = -2
Piece = tuple[str, float, bool, str]
"""A line of a cell: text, size, whether bold, colour."""


def lay_out(table: TableBlock, columns: Sequence[Shown], heading: str, high: float, most: int, even: bool) -> Laid:
    """The largest letters at which the wanted rows fit; where none do, as many rows as fit. even : all rows of one height."""
    wanted = min(most, len(table.rows))
    whole = [size for size in _SIZES if not _broken(table, columns, heading, size)]
    laid = [_laid(table, columns, heading, size, high, wanted, even) for size in whole or _SIZES[-1:]]
    return next((one for one in laid if len(one.rows) == wanted), laid[-1])


def _broken(table: TableBlock, columns: Sequence[Shown], heading: str, size: float) -> bool:
    """Whether a word of a heading is wider than its column."""
    words = ((word, column.width) for column in columns for word in _heading(table, column, heading).split())
    return any(measure.width(word, size, bold=True) > room - 2 * _PAD for word, room in words)


def _laid(table: TableBlock, columns: Sequence[Shown], heading: str, size: float, high: float, wanted: int, even: bool) -> Laid:
    heads = max(measure.height(_heading(table, column, heading), size, column.width - 2 * _PAD, bold=True) for column in columns)
    head = heads + 2 * _AIR
    needed = [_row_height(row, columns, size) for row in table.rows[:wanted]]
    for count in range(wanted, 0, -1):
        heights = [max(needed[:count])] * count if even else needed[:count]
        if head + sum(heights) <= high:
            return Laid(size, table.rows[:count], head, tuple(heights))
    return Laid(size, (), head, ())


def _row_height(row: Row, columns: Sequence[Shown], size: float) -> float:
    noted = not any(column.at == CHART for column in columns)
    texts = [(_said(row.cells[column.at], noted), column.width) for column in columns if column.at >= 0]
    words = max(measure.height(text, size, room - 2 * _PAD, bold=bool(row.mark)) for text, room in texts)
    ids = len(row_ids(row, columns)) if any(column.at == IDS for column in columns) else 0
    return max(words, ids * look.SMALL_PRINT * measure.LINE / 72) + _AIR


def _said(cell: Said | Number, noted: bool) -> str:
    """Words of a cell. noted : with what is said smaller; beside a chart there is no room for it."""
    return f"{cell.text}\n{cell.note}" if noted and cell.note and not cell.mark else cell.text


def _heading(table: TableBlock, column: Shown, heading: str) -> str:
    return {CHART: heading, IDS: "id"}.get(column.at) or table.columns[column.at].label


def draw_table(slide: Slide, box: Box, table: TableBlock, columns: Sequence[Shown], chart: ChartBlock | None, most: int) -> Drawn:
    """The table with its chart in a box."""
    strip = _STRIP if chart is not None else 0.0
    laid = lay_out(table, columns, chart.title if chart else "", box.height - max(strip, _MORE), most, even=chart is not None)
    if not laid.rows:
        return Drawn((), box.top)
    _draw(slide, box, table, columns, laid, chart.title if chart else "")
    if chart is not None:
        _draw_chart(slide, box, columns, laid, chart)
    more = len(table.rows) - len(laid.rows)
    if more:
        under = box.top + laid.head + sum(laid.heights) + 0.04
        label(slide, Box(box.left, under, _beside_chart(columns), _MORE), more_rows_text(more), look.SMALLEST, name="More rows")
    return Drawn(laid.rows, box.top + laid.head + sum(laid.heights) + (max(strip, _MORE) if more or strip else 0.0))


def _beside_chart(columns: Sequence[Shown]) -> float:
    """Width of the columns up to the chart, or of all."""
    places = [at for at, column in enumerate(columns) if column.at == CHART]
    return sum(column.width for column in columns[: places[0] if places else len(columns)])


def _draw(slide: Slide, box: Box, table: TableBlock, columns: Sequence[Shown], laid: Laid, heading: str) -> None:
    high = laid.head + sum(laid.heights)
    wide = sum(column.width for column in columns)
    frame = slide.shapes.add_table(1, len(columns), emu(box.left), emu(box.top), emu(wide), emu(high))
    described(frame, table.name, table.caption)
    grid: Any = frame.table
    grid._tbl.tblPr.find("{*}tableStyleId").text = _NO_STYLE
    grid.horz_banding = False
    for at, column in enumerate(columns):
        grid.columns[at].width = emu(column.width)
    grid._tbl.remove(grid._tbl.tr_lst[0])
    grid._tbl.extend(_rows(table, columns, laid, heading))


def _rows(table: TableBlock, columns: Sequence[Shown], laid: Laid, heading: str) -> list[Any]:
    """The head and all rows as elements of the file, written at once."""
    from pptx.oxml import parse_xml

    right = [column.at >= 0 and table.columns[column.at].numeric for column in columns]
    heads = [[(_heading(table, column, heading), laid.size, True, look.INK)] for column in columns]
    lines = [_row_xml(laid.head, heads, right, look.SOFT)]
    for row, height in zip(laid.rows, laid.heights, strict=True):
        lines.append(_row_xml(height, [_pieces(row, columns, column, laid.size) for column in columns], right, ""))
    return list(parse_xml(f"<a:tbl {DRAWING}>{''.join(lines)}</a:tbl>"))


def _row_xml(height: float, cells: Sequence[Sequence[Piece]], right: Sequence[bool], color: str) -> str:
    return f'<a:tr h="{emu(height)}">{"".join(_cell(*one, color) for one in zip(cells, right, strict=True))}</a:tr>'


def _pieces(row: Row, columns: Sequence[Shown], column: Shown, size: float) -> list[Piece]:
    """Lines of a cell."""
    if column.at == CHART:
        return []
    if column.at == IDS:
        return [(one, look.SMALL_PRINT, False, look.QUIET) for one in row_ids(row, columns)]
    cell, marked = row.cells[column.at], row.mark == "priority"
    said = [(cell.text, size, marked and not isinstance(cell, Number), look.INK)]
    if _said(cell, not any(one.at == CHART for one in columns)) != cell.text:
        said.append((cell.note, size, False, look.QUIET))
    return said


def row_ids(row: Row, columns: Sequence[Shown]) -> tuple[str, ...]:
    """Ids of the rows that the shown cells of a row say; a number is named by its row and its column."""
    cells = (row.cells[column.at] for column in columns if column.at >= 0)
    return tuple(dict.fromkeys(cell.id.split(".")[0] for cell in cells if cell.id))


def _cell(pieces: Sequence[Piece], right: bool, color: str) -> str:
    """A cell with its lines; an empty one has small letters too, so that it does not make its row higher. color : "" for none."""
    side = "r" if right else "l"
    lines = [
        f'<a:p><a:pPr algn="{side}"/>{run_xml(text, size, bold=bold, color=ink)}</a:p>' for text, size, bold, ink in pieces
    ] or [f'<a:p><a:pPr><a:defRPr sz="{100 * look.SMALL_PRINT}"/></a:pPr></a:p>']
    sides, ends = emu(_PAD), emu(_AIR / 2)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{''.join(lines)}</a:txBody>"
        f'<a:tcPr marL="{sides}" marR="{sides}" marT="{ends}" marB="{ends}" anchor="ctr">'
        f'<a:lnB w="6350">{paint(look.LINE)}</a:lnB>{paint(color) if color else "<a:noFill/>"}</a:tcPr></a:tc>'
    )


def _draw_chart(slide: Slide, box: Box, columns: Sequence[Shown], laid: Laid, chart: ChartBlock) -> None:
    from pptx.enum.chart import XL_CHART_TYPE

    at = next(place for place, column in enumerate(columns) if column.at == CHART)
    left = box.left + sum(column.width for column in columns[:at])
    high = sum(laid.heights)
    place = Place(_LEFT, 1 - 2 * _LEFT, high / (high + _STRIP))
    drawn = plot(chart, len(laid.rows), place)
    if drawn is None:
        return
    x, y, width, height = (emu(side) for side in (left, box.top + laid.head, columns[at].width, high + _STRIP))
    data: Any = drawn  # the library asks for nothing but the chart and its workbook
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, x, y, width, height, data)
    described(frame, f"Chart: {chart.title}", chart.alt)
