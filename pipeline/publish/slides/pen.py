"""Writing on slides: places, letters, lines of text, descriptions for those who do not see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.sax.saxutils import escape

from pipeline.publish.slides import look
from pipeline.publish.slides.look import Box

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide
    from pptx.util import Length

Side = Literal["left", "center", "right"]
Anchor = Literal["top", "middle"]
_EMU: Final = 914400
DRAWING: Final = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Letters that the file can only hold in another writing."""


def emu(inches: float) -> Length:
    """Inches as the file counts them."""
    from pptx.util import Emu

    return Emu(round(inches * _EMU))


def place(shape: Any, box: Box) -> None:
    """Put a shape into a box."""
    shape.left, shape.top, shape.width, shape.height = (emu(side) for side in (box.left, box.top, box.width, box.height))


def text_box(slide: Slide, box: Box, name: str) -> Shape:
    """An empty box for text, without inner margins, so that it is as wide as its text may be."""
    shape = slide.shapes.add_textbox(emu(box.left), emu(box.top), emu(box.width), emu(box.height))
    shape.name = name
    plain(shape)
    return shape


def plain(shape: Any, anchor: Anchor = "top") -> None:
    """Text wraps, keeps its size and fills the whole shape."""
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP if anchor == "top" else MSO_ANCHOR.MIDDLE


def label(slide: Slide, box: Box, text: str, size: float, *, name: str, color: str = look.QUIET, side: Side = "left") -> Shape:
    """A text in one look in a box of its own."""
    shape = text_box(slide, box, name)
    aligned(shape.text_frame.paragraphs[0], side)
    run(shape.text_frame.paragraphs[0], text, size, color=color)
    return shape


def paragraphs(frame: Any, count: int) -> Sequence[Any]:
    """So many paragraphs of a text frame, which has one to begin with."""
    return [frame.paragraphs[0], *(frame.add_paragraph() for _ in range(count - 1))][:count]


def aligned(paragraph: Any, side: Side) -> None:
    """Set a paragraph to a side."""
    from pptx.enum.text import PP_ALIGN

    paragraph.alignment = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}[side]


def run(paragraph: Any, text: str, size: float, *, bold: bool = False, color: str = look.INK) -> None:
    """A piece of text of one look at the end of a paragraph; nothing for an empty text."""
    from pptx.oxml import parse_xml

    if text:
        paragraph._p.append(parse_xml(run_xml(text, size, bold=bold, color=color, space=f" {DRAWING}")))


def run_xml(text: str, size: float, *, bold: bool = False, color: str = look.INK, space: str = "") -> str:
    """A piece of text of one look as the file has it, a number and its unit on one line; nothing for an empty text.

    It is written rather than asked for: the library takes ten steps for each piece. space : names the drawing language where
    what is around the piece does not.
    """
    if not text:
        return ""
    said = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", unbroken(text))
    return (
        f'<a:r{space}><a:rPr sz="{round(100 * size)}" b="{int(bold)}">{paint(color)}<a:latin typeface="{look.FONT}"/></a:rPr>'
        f"<a:t>{escape(said)}</a:t></a:r>"
    )


def paint(color: str) -> str:
    """A plain colour as the file has it."""
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def unbroken(text: str) -> str:
    """Keep a number and its unit on one line."""
    blank = "\N{NO-BREAK SPACE}"
    return text.replace(" %", f"{blank}%").replace("n = ", f"n{blank}={blank}")


def rgb(color: str) -> Any:
    """A colour as the library wants it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(color)


def described(shape: Any, name: str, text: str) -> None:
    """Say what a chart or table shows, for those who do not see it."""
    shape.name = name
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)
