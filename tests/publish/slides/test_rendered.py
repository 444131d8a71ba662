"""The slides as a real program draws them: all text within its box, no letter missing, pictures that are not empty."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation

from pipeline.publish.slides.deck import briefing

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
CONTENTS = ("sample_content", "small_content", "forty_content", "long_content", "bare_content")
_POINTS = 72 / 914400
_SLACK = 3.0
"""Points by which letters may reach over the sides of their box: overhang of letters, no lines."""


@pytest.fixture(scope="module")
def rendered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``<content>.pptx`` and ``<content>.pdf``; the program is started once for all."""
    if PROGRAM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs LibreOffice, and none was found")
        pytest.skip("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("rendered")
    for name in CONTENTS:
        (folder / f"{name}.pptx").write_bytes(briefing(request.getfixturevalue(name)))
    command = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(folder), *(str(folder / f"{name}.pptx") for name in CONTENTS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400)
    if not (folder / f"{CONTENTS[0]}.pdf").exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"LibreOffice cannot draw slides: {done.stderr[-300:]}")
        pytest.skip("this LibreOffice cannot draw slides (libreoffice-impress is missing)")
    return folder


def letters(text: str) -> str:
    """Without blanks; a hyphen at the end of a line is read as a mark of its own."""
    return re.sub(r"\s", "", text).replace("\x02", "-")


def inside(page, left: float, top: float, width: float, height: float) -> str:
    """Text of a box of the drawn page, without blanks. The box is in the file's units."""
    x, y, wide, high = (side * _POINTS for side in (left, top, width, height))
    up = page.get_height()
    box = (x - _SLACK, up - (y + high) - _SLACK, x + wide + _SLACK, up - y + _SLACK)
    return letters(page.get_textpage().get_text_bounded(*box))


def boxes(slide):
    """Every box with text: name, text, place."""
    for shape in slide.shapes:
        if shape.has_text_frame and shape.text_frame.text:
            yield shape.name, shape.text_frame.text, (shape.left, shape.top, shape.width, shape.height)
        elif shape.has_table:
            top = shape.top
            for row in shape.table.rows:
                left = shape.left
                for cell, column in zip(row.cells, shape.table.columns, strict=True):
                    yield f"{shape.name} cell", cell.text_frame.text, (left, top, column.width, row.height)
                    left += column.width
                top += row.height


@pytest.mark.parametrize("name", CONTENTS)
def test_all_text_stays_within_its_box(name: str, rendered: Path) -> None:
    import pypdfium2

    pages = pypdfium2.PdfDocument(rendered / f"{name}.pdf")
    slides = list(Presentation(rendered / f"{name}.pptx").slides)
    assert len(pages) == len(slides) == 6
    for page, slide in zip(pages, slides, strict=True):
        for what, text, place in boxes(slide):
            wanted = letters(text).replace("‹#›", "")
            found = inside(page, *place)
            assert wanted in found, (what, text, found)


@pytest.mark.parametrize("name", CONTENTS)
def test_sentences_and_tables_do_not_lie_on_each_other(name: str, rendered: Path) -> None:
    for slide in Presentation(rendered / f"{name}.pptx").slides:
        places = [(s.name, s.left, s.top, s.width, s.height) for s in slide.shapes if not getattr(s, "has_chart", False)]
        for at, (one, left, top, width, height) in enumerate(places):
            for other, x, y, wide, high in places[at + 1 :]:
                apart = left + width <= x + 9 or x + wide <= left + 9 or top + height <= y + 9 or y + high <= top + 9
                assert apart, (one, other)


@pytest.mark.parametrize("name", CONTENTS)
def test_no_letter_is_missing(name: str, rendered: Path) -> None:
    import pypdfium2

    for page in pypdfium2.PdfDocument(rendered / f"{name}.pdf"):
        text = page.get_textpage().get_text_bounded()
        assert "\N{REPLACEMENT CHARACTER}" not in text and "\x00" not in text and "￾" not in text


def test_charts_are_drawn(rendered: Path) -> None:
    """Where a chart is, there is ink that is no text: bars, dots or lines in their colours."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(rendered / "sample_content.pdf")
    for page, slide in zip(pages, Presentation(rendered / "sample_content.pptx").slides, strict=True):
        picture = page.render(scale=1).to_pil().convert("RGB")
        for shape in slide.shapes:
            if getattr(shape, "has_chart", False):
                left, top = shape.left * _POINTS, shape.top * _POINTS
                area = (left, top, left + shape.width * _POINTS, top + shape.height * _POINTS)
                part = picture.crop(tuple(map(int, area)))
                dark = sum(count for count, color in part.getcolors(1 << 24) if sum(color) < 600)
                assert dark > 200, shape.name
