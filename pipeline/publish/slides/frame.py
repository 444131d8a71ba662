"""What every slide has: the question, the finding as its title, notices, footer and number; and the file with fixed bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipeline.publish.sheets import FIXED_DATE
from pipeline.publish.slides import look, measure
from pipeline.publish.slides.look import Box
from pipeline.publish.slides.pen import DRAWING, aligned, emu, label, place, plain, rgb, run, text_box

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

_AFTER_TITLE: Final = 0.18
_TITLE_SIZES: Final = (26, 24, 22, 20, 18, 16)
_LAYOUT: Final = "Title Only"
_NOT_OURS: Final = ("/thumbnail", "/printerSettings")
_FIRST_TIME: Final = (1980, 1, 1, 0, 0, 0)
_WARM, _BROWN = "B45F06", "7A3F00"
_NUMBER_ID: Final = "{5C1A9B52-3F0E-4B7A-9D54-0B6F5C2E7A11}"


def new_deck(title: str) -> Presentation:
    """An empty wide presentation with one layout, our font and no clock."""
    import pptx

    deck = pptx.Presentation()
    wider = emu(look.WIDTH) / int(deck.slide_width or 1)
    deck.slide_width, deck.slide_height = emu(look.WIDTH), emu(look.HEIGHT)
    for layout in list(deck.slide_layouts):
        if layout.name != _LAYOUT:
            deck.slide_layouts.remove(layout)
    pages: tuple[Any, ...] = (deck.slide_master, deck.slide_layouts[0])
    for shape in (shape for page in pages for shape in page.placeholders):
        shape.left, shape.width = round(shape.left * wider), round(shape.width * wider)
    _our_font(deck)
    _nothing_else(deck.part.package)
    _nothing_else(deck.part)
    properties = deck.core_properties
    properties.title, properties.author, properties.comments, properties.last_modified_by = title, "", "", ""
    properties.revision = 1
    properties.created = properties.modified = FIXED_DATE
    return deck


def _our_font(deck: Presentation) -> None:
    """The theme's fonts are ours, so that text that is added later looks alike."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme: Any = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'<a:latin typeface="Calibri"/>', f'<a:latin typeface="{look.FONT}"/>'.encode())


@dataclass(frozen=True, slots=True)
class Begun:
    """A slide with its title, and the place that is left for its body."""

    slide: Slide
    body: Box


def _nothing_else(part: Any) -> None:
    """Leave out what the library's own example brings: its picture in small, and how its printer was set."""
    for name, relation in list(part._rels.items()):
        if relation.reltype.endswith(_NOT_OURS):
            part._rels.pop(name)


def new_slide(deck: Presentation, question: str, title: str, notices: Sequence[str]) -> Begun:
    """A slide with its question in small and the answer as its title, as large as fits."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    shape = slide.shapes.title
    assert shape is not None
    plain(shape)
    room, high = look.TITLE.width, look.TITLE.height
    size = measure.largest(title, _TITLE_SIZES, room, high, bold=True)
    said = title if size else measure.shortened(title, _TITLE_SIZES[-1], room, high, bold=True)
    size = size or _TITLE_SIZES[-1]
    aligned(shape.text_frame.paragraphs[0], "left")
    run(shape.text_frame.paragraphs[0], said, size, bold=True)
    label(slide, look.QUESTION, question, 13, name="Question", color=look.DARK)
    if notices:
        _notice(slide, " ".join(notices))
    used = measure.height(said, size, room, bold=True)
    place(shape, Box(look.TITLE.left, look.TITLE.top, room, used))
    top = look.TITLE.top + used + _AFTER_TITLE
    return Begun(slide, Box(look.BODY.left, top, look.BODY.width, look.BODY.bottom - top))


def _notice(slide: Slide, text: str) -> None:
    """A framed line in the corner: what must stand on every slide."""
    shape = text_box(slide, look.NOTICE, "Notice")
    plain(shape, "middle")
    shape.line.color.rgb = rgb(_WARM)
    size = measure.largest(text, (11, 10, 9, 8), look.NOTICE.width, look.NOTICE.height) or look.SMALL_PRINT
    aligned(shape.text_frame.paragraphs[0], "center")
    run(shape.text_frame.paragraphs[0], text, size, color=_BROWN)


def footer(slide: Slide, text: str, small: str) -> None:
    """Small print, what the slide is from, and its number."""
    if small:
        label(slide, look.SMALL, small, look.SMALL_PRINT, name="Where it is from")
    said = measure.shortened(text, look.SMALLEST, look.FOOTER.width, look.FOOTER.height)
    label(slide, look.FOOTER, said, look.SMALLEST, name="Footer")
    shape = text_box(slide, look.NUMBER, "Slide number")
    aligned(shape.text_frame.paragraphs[0], "right")
    _number(shape.text_frame.paragraphs[0])


def _number(paragraph: Any) -> None:
    """The number of the slide, wherever it is moved to."""
    from pptx.oxml import parse_xml

    look_of = f'<a:rPr lang="en-US" sz="{100 * look.SMALLEST}"><a:solidFill><a:srgbClr val="{look.QUIET}"/></a:solidFill></a:rPr>'
    field = f'<a:fld {DRAWING} id="{_NUMBER_ID}" type="slidenum">{look_of}<a:t>‹#›</a:t></a:fld>'
    paragraph._p.append(parse_xml(field))


def content_of(deck: Presentation) -> bytes:
    """The file, the same for the same slides: no clock, no picture of another deck."""
    memory, fixed = io.BytesIO(), io.BytesIO()
    deck.save(memory)
    with ZipFile(memory) as parts, ZipFile(fixed, "w", ZIP_DEFLATED) as out:
        for name in parts.namelist():
            info = ZipInfo(name, _FIRST_TIME)
            info.compress_type = ZIP_DEFLATED
            out.writestr(info, parts.read(name))
    return fixed.getvalue()
