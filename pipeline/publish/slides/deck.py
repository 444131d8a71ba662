"""``briefing.pptx``: how ready, who is not yet convinced and how sure, why, what helps, where training goes, what next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.publish.content.model import Content, Paragraph, Said, Section, SlideKind
from pipeline.publish.slides.body import draw_body
from pipeline.publish.slides.frame import content_of, footer, new_deck, new_slide
from pipeline.publish.slides.notes import notes_text
from pipeline.publish.wording.slides import IDS_MEAN, NOTHING_HERE, footer_text
from pipeline.release.attack.files import SLIDES

FILE: Final = SLIDES
KINDS: Final[tuple[SlideKind, ...]] = ("ready", "convinced", "why", "helps", "training", "next")
_HOW_SURE: Final = "sure"
_SINCE: Final = ("change", "done")
"""Sections that compare with an earlier wave; what they found stands on the last slide."""


def briefing(content: Content) -> bytes:
    """The six slides; a question that the content does not answer gets a slide that says so."""
    deck = new_deck(f"{content.title}, {content.wave}")
    sections = {section.slide: section for section in content.sections if section.slide}
    how, since = tuple(_how(content)), tuple(_since(content))
    for kind in KINDS:
        section = sections.get(kind) or Section(kind, "", Said(NOTHING_HERE), slide=kind)
        begun = new_slide(deck, section.title, section.finding.text or NOTHING_HERE, content.notices)
        draw_body(begun, section, content.headlines[:1] if kind == "ready" else (), since if kind == "next" else ())
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


def _since(content: Content) -> Iterator[Said]:
    """What changed since the earlier wave, and what was done; nothing where there is none."""
    for section in content.sections:
        said = section.finding
        if section.name in _SINCE and said.id:
            yield Said(f"{section.title}: {said.text}", said.id, said.n, lead=len(section.title) + 1)


def _small(section: Section) -> str:
    return f"{section.finding.id}  {IDS_MEAN}" if section.finding.id else IDS_MEAN
