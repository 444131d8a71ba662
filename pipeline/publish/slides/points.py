"""Sentences of slides: in full where they fit, the rest in the notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pipeline.publish.content.model import Said
from pipeline.publish.slides import look, measure
from pipeline.publish.slides.look import Box
from pipeline.publish.slides.pen import paragraphs, run, text_box
from pipeline.publish.wording.slides import IN_NOTES

if TYPE_CHECKING:
    from pptx.slide import Slide

_GAP: Final = 0.55
"""Room after a sentence, in lines."""
_ROOM_FOR_ID: Final = "   0000-0000"


def draw_points(slide: Slide, box: Box, points: Sequence[Said], sizes: Sequence[float], numbered: bool = False) -> None:
    """Sentences one below the other, as large as fits; those that fit at no size are left to the notes, and it is said."""
    if not points:
        return
    size, shown = _fitting(points, sizes, box, numbered)
    shape = text_box(slide, box, "Sentences")
    texts = paragraphs(shape.text_frame, len(shown) + (len(shown) < len(points)))
    for at, (paragraph, said) in enumerate(zip(texts, shown, strict=False), start=1):
        paragraph.space_after = _points(size * _GAP)
        run(paragraph, f"{at}. " if numbered else "", size, bold=True, color=look.DARK)
        run(paragraph, said.text[: said.lead], size, bold=True)
        run(paragraph, said.text[said.lead :], size)
        run(paragraph, f" {said.note}" if numbered and said.note else "", size, color=look.QUIET)
        run(paragraph, f"  {said.id}" if said.id else "", look.SMALL_PRINT, color=look.QUIET)
    if len(shown) < len(points):
        run(texts[-1], IN_NOTES, look.SMALLEST, color=look.QUIET)


def height_of(points: Sequence[Said], size: float, width: float, numbered: bool = False) -> float:
    """Room that sentences take, in inches."""
    gap = size * _GAP / 72
    return sum(measure.height(_line(said, numbered), size, width, bold=bool(said.lead)) + gap for said in points)


def _line(said: Said, numbered: bool) -> str:
    return f"{'0. ' if numbered else ''}{said.text}{' ' + said.note if numbered else ''}{_ROOM_FOR_ID if said.id else ''}"


def _fitting(points: Sequence[Said], sizes: Sequence[float], box: Box, numbered: bool) -> tuple[float, Sequence[Said]]:
    for size in sizes:
        if height_of(points, size, box.width, numbered) <= box.height:
            return size, points
    room = box.height - look.SMALLEST * measure.LINE / 72
    for count in range(len(points) - 1, 0, -1):
        if height_of(points[:count], sizes[-1], box.width, numbered) <= room:
            return sizes[-1], points[:count]
    return sizes[-1], ()


def _points(size: float) -> int:
    from pptx.util import Pt

    return int(Pt(size))
