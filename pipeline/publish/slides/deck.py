"""``briefing.pptx``: how ready, who is not yet convinced and how sure, why, what helps, where training goes, what next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.publish.content.model import ChartBlock, Content, ListBlock, Paragraph, Said, Section, SlideKind, TableBlock
from pipeline.publish.slides import look, measure
from pipeline.publish.slides.choose import shown_columns
from pipeline.publish.slides.frame import Begun, content_of, footer, new_deck, new_slide
from pipeline.publish.slides.look import Box
from pipeline.publish.slides.notes import notes_text
from pipeline.publish.slides.pen import label
from pipeline.publish.slides.points import draw_points, height_of
from pipeline.publish.slides.table import draw_table
from pipeline.publish.wording import GOES_TOGETHER
from pipeline.publish.wording.slides import IDS_MEAN, NOTHING_HERE, NOTHING_MORE, footer_text
from pipeline.release.attack.files import SLIDES

if TYPE_CHECKING:
    from pptx.slide import Slide

FILE: Final = SLIDES
KINDS: Final[tuple[SlideKind, ...]] = ("ready", "convinced", "why", "helps", "training", "next")
_SIZES: Final = (15, 14, 13, 12, 11, 10)
_LARGE: Final = (20, 18, 16, 15, 14, 13, 12, 11, 10)
_SIDE: Final = 3.55
"""Width of sentences beside a table."""
_GAP: Final = 0.2
_AIR: Final = 0.08
_MOST_BELOW: Final = 1.7
_BESIDE_A_CHART: Final = 0.6
"""Sentences below a table, or below a chart, take no more room than this, where rows want it."""
_HOW_SURE: Final = "sure"
_ROWS: Final = 13
"""More rows than this are no picture any more."""
_FEW_ROWS: Final = 6
_WIDE: Final = 5
"""Tables of so many columns have no room for sentences beside them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a slide shows: a table, its chart where it has one, and how many rows at most."""

    table: TableBlock
    chart: ChartBlock | None
    most: int


def briefing(content: Content) -> bytes:
    """The six slides; a question that the content does not answer gets a slide that says so."""
    deck = new_deck(f"{content.title}, {content.wave}")
    sections = {section.slide: section for section in content.sections if section.slide}
    how = tuple(_how(content))
    for kind in KINDS:
        section = sections.get(kind) or Section(kind, "", Said(NOTHING_HERE), slide=kind)
        title = section.finding.text or NOTHING_HERE
        begun = new_slide(deck, section.title, title, content.notices)
        _body(begun, section, content if kind == "ready" else None)
        footer(begun.slide, footer_text(content.title, content.wave, content.instrument), _small(section))
        notes = begun.slide.notes_slide.notes_text_frame
        assert notes is not None
        notes.text = notes_text(section, how)
    return content_of(deck)


def write_briefing(content: Content, folder: Path) -> None:
    """``briefing.pptx`` in the folder of a wave."""
    (folder / FILE).write_bytes(briefing(content))


def _how(content: Content) -> Iterator[Said]:
    """How the figures came about: what the section on how sure all is says of it."""
    for section in content.sections:
        if section.name == _HOW_SURE:
            for block in section.blocks:
                if isinstance(block, Paragraph) and block.style == "how":
                    yield from block.sentences


def _small(section: Section) -> str:
    return f"{section.finding.id}  {IDS_MEAN}" if section.finding.id else IDS_MEAN


def _body(begun: Begun, section: Section, content: Content | None) -> None:
    """Sentences beside, below or instead of the figure. content : where the headlines stand on this slide too."""
    figure, points = _figure(section), _points(section, content)
    steps = next((block for block in section.blocks if isinstance(block, ListBlock) and block.numbered), None)
    if figure is None:
        said = [item.said for item in steps.items] if steps else points or [Said(NOTHING_MORE[section.slide or "next"])]
        draw_points(begun.slide, begun.body, said, _LARGE, numbered=steps is not None)
    elif content is not None or (figure.chart is None and len(figure.table.columns) < _WIDE):
        _beside(begun, figure, points)
    else:
        _above(begun, figure, points)


def _beside(begun: Begun, figure: Figure, points: list[Said]) -> None:
    slide, body = begun.slide, begun.body
    left = Box(body.left, body.top, body.width - _SIDE - _GAP, body.height)
    _draw(slide, left, figure)
    draw_points(slide, Box(left.left + left.width + _GAP, body.top, _SIDE, body.height), points, _SIZES)


def _above(begun: Begun, figure: Figure, points: list[Said]) -> None:
    slide, body = begun.slide, begun.body
    most = _BESIDE_A_CHART if figure.chart and len(figure.table.rows) > _FEW_ROWS else _MOST_BELOW
    room = min(most, height_of(points, 13, body.width)) if points else 0.0
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


def _figure(section: Section) -> Figure | None:
    """The first chart with its table; else the first table, of the section or of its parts."""
    tables = {block.name: block for block in section.blocks if isinstance(block, TableBlock) and not block.matrix}
    for block in section.blocks:
        if isinstance(block, ChartBlock) and block.table_name in tables and len(block.table):
            return Figure(tables[block.table_name], block, _ROWS)
    table = next((one for one in tables.values() if one.rows), None)
    if table is not None:
        return Figure(table, None, table.slide_rows)
    return next((found for part in section.sections if (found := _figure(part)) and found.chart is None), None)


def _points(section: Section, content: Content | None) -> list[Said]:
    """Sentences of a slide: the first headline on the first, those of the section, and the answers of its parts."""
    found = list(content.headlines[:1]) if content else []
    for block in section.blocks:
        if isinstance(block, Paragraph) and block.style in ("lead", "plain"):
            found += block.sentences
        elif isinstance(block, ListBlock) and not block.numbered and block.heading:
            found += [block.items[-1].said]
    answers = [part.finding for part in section.sections if part.finding.text] if content is None else []
    warning = [Said(GOES_TOGETHER)] if any(said.id for said in answers) else []
    return [*found, *answers, *warning]
