"""What stands below the title of a slide: a table with its chart, sentences beside or below it, or steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.publish.content.model import ChartBlock, ListBlock, Paragraph, Said, Section, TableBlock
from pipeline.publish.slides import look, measure
from pipeline.publish.slides.choose import shown_columns
from pipeline.publish.slides.frame import Begun
from pipeline.publish.slides.look import Box
from pipeline.publish.slides.pen import label
from pipeline.publish.slides.points import draw_points, height_of
from pipeline.publish.slides.table import draw_table
from pipeline.publish.wording import GOES_TOGETHER
from pipeline.publish.wording.slides import NOTHING_MORE

if TYPE_CHECKING:
    from pptx.slide import Slide

_SIZES: Final = (15, 14, 13, 12, 11, 10)
_LARGE: Final = (20, 18, 16, 15, 14, 13, 12, 11, 10)
_USUAL: Final = 13
_SIDE: Final = 3.55
"""Width of sentences beside a table."""
_GAP: Final = 0.2
_AIR: Final = 0.08
_MOST_BELOW: Final = 1.7
_BESIDE_A_CHART: Final = 0.6
"""Sentences below a table, or below a chart, take no more room than this, where rows want it."""
_FEW_ROWS: Final = 6
_ROWS: Final = 13
"""More rows than this are no picture any more."""
_WIDE: Final = 5
"""Tables of so many columns have no room for sentences beside them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a slide shows: a table, its chart where it has one, and how many rows at most."""

    table: TableBlock
    chart: ChartBlock | None
    most: int


def draw_body(begun: Begun, section: Section, first: Sequence[Said] = (), last: Sequence[Said] = ()) -> None:
    """Sentences beside, below or instead of the figure.

    first : sentences before those of the section; then there is room beside the figure. last : after its steps.
    """
    figure, points = figure_of(section), [*first, *_points(section, answers=not first)]
    steps = next((block for block in section.blocks if isinstance(block, ListBlock) and block.numbered), None)
    if figure is None:
        said = [item.said for item in steps.items] if steps else points or [Said(NOTHING_MORE[section.slide or "next"])]
        _steps(begun, said, steps is not None, last)
    elif first or (figure.chart is None and len(figure.table.columns) < _WIDE):
        _beside(begun, figure, points)
    else:
        _above(begun, figure, points)


def _steps(begun: Begun, said: Sequence[Said], numbered: bool, last: Sequence[Said]) -> None:
    """Large sentences, and smaller ones at the bottom."""
    body = begun.body
    room = min(height_of(last, _USUAL, body.width) + _AIR, body.height / 2) if last else 0.0
    draw_points(begun.slide, Box(body.left, body.top, body.width, body.height - room - _GAP), said, _LARGE, numbered)
    draw_points(begun.slide, Box(body.left, body.bottom - room, body.width, room), last, _SIZES[2:])


def _beside(begun: Begun, figure: Figure, points: Sequence[Said]) -> None:
    slide, body = begun.slide, begun.body
    left = Box(body.left, body.top, body.width - _SIDE - _GAP, body.height)
    _draw(slide, left, figure)
    draw_points(slide, Box(left.left + left.width + _GAP, body.top, _SIDE, body.height), points, _SIZES)


def _above(begun: Begun, figure: Figure, points: Sequence[Said]) -> None:
    slide, body = begun.slide, begun.body
    most = _BESIDE_A_CHART if figure.chart and len(figure.table.rows) > _FEW_ROWS else _MOST_BELOW
    room = min(most, height_of(points, _USUAL, body.width)) if points else 0.0
    bottom = _draw(slide, Box(body.left, body.top, body.width, body.height - room - (_GAP if points else 0)), figure)
    top = bottom + _GAP / 2
    draw_points(slide, Box(body.left, top, body.width, body.bottom - top), points, _SIZES[1:])


def _draw(slide: Slide, box: Box, figure: Figure) -> float:
    """The figure with how to read it; gives where it ends."""
    chart = figure.chart
    columns = shown_columns(figure.table, box.width, chart is not None)
    caption = measure.height(chart.caption, look.SMALLEST, box.width) + _AIR if chart and chart.caption else 0.0
    inside = Box(box.left, box.top, box.width, box.height - caption)
    drawn = draw_table(slide, inside, figure.table, columns, chart, figure.most)
    if chart is None or not caption:
        return drawn.bottom
    place = Box(box.left, drawn.bottom + _AIR / 2, box.width, caption)
    label(slide, place, chart.caption, look.SMALLEST, name="How to read it")
    return drawn.bottom + caption


def figure_of(section: Section) -> Figure | None:
    """The first chart with its table; else the first table, of the section or of its parts."""
    tables = {block.name: block for block in section.blocks if isinstance(block, TableBlock) and not block.matrix}
    for block in section.blocks:
        if isinstance(block, ChartBlock) and block.table_name in tables and len(block.table):
            return Figure(tables[block.table_name], block, _ROWS)
    table = next((one for one in tables.values() if one.rows), None)
    if table is not None:
        return Figure(table, None, table.slide_rows)
    return next((found for part in section.sections if (found := figure_of(part)) and found.chart is None), None)


def _points(section: Section, answers: bool) -> list[Said]:
    """Sentences of a slide: those of the section and, where they are wanted, the answers of its parts."""
    found: list[Said] = []
    for block in section.blocks:
        if isinstance(block, Paragraph) and block.style in ("lead", "plain"):
            found += block.sentences
        elif isinstance(block, ListBlock) and not block.numbered and block.heading:
            found += [block.items[-1].said]
    said = [part.finding for part in section.sections if part.finding.text] if answers else []
    return [*found, *said, *([Said(GOES_TOGETHER)] if any(one.id for one in said) else [])]
