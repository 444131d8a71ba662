"""The printed report says what the page says: nothing lost at an edge, no letter missing, the same bytes again."""

from __future__ import annotations

import os
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from pipeline.publish.browser import browser
from pipeline.publish.printing import pdf_sentence, printed, steady
from pipeline.publish.waiting_browser import WaitingBrowser, waiting_browser
from pipeline.release.attack.files import file_violations
from pipeline.release.pdf import pdf_pages

WAVE = "2026-11"
EDGE = 20.0
"""Points (of 72 an inch) at every edge of a page in which nothing may stand."""


@pytest.fixture(scope="module")
def folder(sample_outputs: Path) -> Path:
    if browser() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium or Chrome, and none was found")
        pytest.skip("no Chromium or Chrome on this machine")
    return sample_outputs / WAVE


@pytest.fixture(scope="module")
def report(folder: Path) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(folder / "report.pdf")
    yield document
    document.close()


class Words(HTMLParser):
    """The text that is printed: without the style sheet, what only a screen shows, and descriptions of pictures."""

    SKIPPED = frozenset({"style", "title", "nav"})

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._skipped = 0
        self._link = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self._skipped += tag in self.SKIPPED
        self._link = tag == "a" or (self._link and tag != "svg")

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in self.SKIPPED
        self._link = self._link and tag != "a"

    def handle_data(self, data: str) -> None:
        if not self._skipped and not self._link:
            self.text.append(data)


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s\u00ad\ufffe]", "", text))


def test_everything_on_the_page_is_on_paper(folder: Path) -> None:
    page = Words()
    page.feed((folder / "report.html").read_text(encoding="utf-8"))
    lost = letters("".join(page.text)) - letters("".join(pdf_pages(folder / "report.pdf")))
    assert not lost


def test_nothing_stands_at_an_edge_or_beyond(report: pypdfium2.PdfDocument) -> None:
    for page in report:
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = np.array([text.get_charbox(at) for at in range(text.count_chars())])
        boxes = boxes[(boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])]
        assert boxes[:, :2].min() > EDGE and boxes[:, 2].max() < width - EDGE and boxes[:, 3].max() < height - EDGE


def test_every_page_has_ink_within_its_margins_and_its_number(report: pypdfium2.PdfDocument) -> None:
    for at, page in enumerate(report, start=1):
        picture = np.asarray(page.render(scale=1, grayscale=True).to_pil())
        dark = picture < 200
        margin = int(EDGE)
        inner = dark[margin:-margin, margin:-margin]
        assert 0.002 < inner.mean() < 0.5 and dark.sum() == inner.sum(), at
        assert f"{at} / {len(report)}" in page.get_textpage().get_text_bounded()


def test_no_letter_is_missing_and_every_font_is_inside(folder: Path, report: pypdfium2.PdfDocument) -> None:
    assert "\ufffd" not in "".join(pdf_pages(folder / "report.pdf"))
    for page in report:
        for part in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            assert pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(part.raw)) == 1
    drawn = 0
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", (folder / "report.pdf").read_bytes(), flags=re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        for shown in re.findall(rb"<((?:[0-9A-Fa-f]{4})+)>\s*Tj", text):
            glyphs = [shown[at : at + 4] for at in range(0, len(shown), 4)]
            assert b"0000" not in glyphs  # the glyph that stands for one that no font has
            drawn += len(glyphs)
    assert drawn > 10_000


def test_a_browser_that_waited_gives_the_same_bytes_and_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.html").write_bytes((folder / "report.html").read_bytes())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with waiting_browser() as ready:
        assert ready is not None and ready.pdf(tmp_path / "report.html").startswith(b"%PDF")
    with waiting_browser() as ready, printed(tmp_path, ready=ready):
        pass
    assert (tmp_path / "report.pdf").read_bytes() == (folder / "report.pdf").read_bytes()
    assert list(scratch.iterdir()) == []


def test_where_the_browser_that_waited_is_gone_another_one_prints(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes((folder / "report.html").read_bytes())
    pipes = [os.pipe(), os.pipe()]
    for one in (pipes[0][0], pipes[1][1]):
        os.close(one)
    with printed(tmp_path, ready=WaitingBrowser(pipes[0][1], pipes[1][0])):
        pass
    for one in (pipes[0][1], pipes[1][0]):
        os.close(one)
    assert (tmp_path / "report.pdf").read_bytes() == (folder / "report.pdf").read_bytes()


def test_none_waits_where_none_is_wanted() -> None:
    with waiting_browser(False) as ready:
        assert ready is None


def test_the_same_page_gives_the_same_bytes_without_a_time(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes((folder / "report.html").read_bytes())
    with printed(tmp_path):
        pass
    again = (tmp_path / "report.pdf").read_bytes()
    assert again == (folder / "report.pdf").read_bytes() and b"(D:19800101000000" in again
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "report.pdf"} and pdf_sentence(tmp_path) == ""


def test_figures_of_too_few_people_are_found_in_print(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<p>About 40 % of them are not yet convinced (n = 3).</p>", encoding="utf-8")
    with printed(tmp_path):
        pass
    (tmp_path / "report.html").unlink()
    assert file_violations(tmp_path, 10, set(), set()) == ["report.pdf: 1 figure(s) stand on fewer than 10 people"]


def test_without_a_browser_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with printed(tmp_path):
        pass
    assert not list(tmp_path.iterdir()) and "no Chromium or Chrome was found" in pdf_sentence(tmp_path)


@pytest.mark.parametrize("script", ["exit 3", "echo nothing > /dev/null", "kill -9 $$"])
def test_a_browser_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    programs, wave = tmp_path / "bin", tmp_path / "wave"
    programs.mkdir()
    wave.mkdir()
    (programs / "chromium").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (programs / "chromium").chmod(0o755)
    (wave / "report.html").write_text("<p>Page</p>", encoding="utf-8")
    monkeypatch.setenv("PATH", str(programs))
    with printed(wave):
        pass
    assert [path.name for path in wave.iterdir()] == ["report.html"] and "print it" in pdf_sentence(wave)


def test_an_error_meanwhile_ends_the_browser_and_is_raised(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<p>Page</p>", encoding="utf-8")
    with pytest.raises(ValueError, match="meanwhile"), printed(tmp_path):
        raise ValueError("meanwhile")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_numbers_that_a_browser_leaves_out_change_nothing() -> None:
    one, other = b"(node00000007) (node00000009) (node00000007)", b"(node00000003) (node00000005) (node00000003)"
    assert steady(one) == steady(other) == b"(node00000001) (node00000002) (node00000001)"
