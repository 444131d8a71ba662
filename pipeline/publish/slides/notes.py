"""Notes of a slide: the finding in full, how we know, every sentence with its id, and the evidence of what helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.publish.content.model import ChartBlock, ListBlock, Paragraph, Said, Section
from pipeline.publish.wording.slides import DETAILS, HOW_WE_KNOW


def notes_text(section: Section, how: Iterable[Said]) -> str:
    """Lines of text. how : what is true of all slides."""
    lines = [*_said(section.finding), "", HOW_WE_KNOW, *_how(section), *(said.text for said in how)]
    details = list(_details(section))
    return "\n".join([*lines, *(["", DETAILS, *details] if details else [])])


def _how(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, ChartBlock):
            yield block.caption
        elif isinstance(block, Paragraph) and block.style in ("how", "note"):
            yield from (said.text for said in block.sentences)


def _details(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Paragraph) and block.style in ("lead", "plain"):
            yield from (line for said in block.sentences for line in _said(said))
        elif isinstance(block, ListBlock):
            yield from [block.heading] if block.heading else []
            yield from (line for item in block.items for said in (item.said, *item.more) for line in _said(said))
    for part in section.sections:
        yield from _said(part.finding)
        yield from _details(part)


def _said(said: Said) -> Iterator[str]:
    if said.text:
        yield f"{said.text} [{said.id}]" if said.id else said.text
    if said.note:
        yield f"   {said.note}"
