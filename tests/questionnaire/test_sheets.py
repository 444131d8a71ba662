"""What is printed: the PDF of the page and the Word document have every question."""

from __future__ import annotations

import io
import os
import re
import subprocess
from pathlib import Path
from shutil import which

import docx
import pypdfium2
import pytest

from pipeline.instrument.load import load_instrument
from pipeline.publish.browser import browser
from pipeline.questionnaire.form import Form, Wanted
from pipeline.questionnaire.making import form_of
from pipeline.questionnaire.sheet import SHEET, SHEET_PDF
from pipeline.questionnaire.word import DOCUMENT
from pipeline.questionnaire.write import questionnaire_files, write_questionnaire

EVERYTHING = Wanted(comments=True, contact=True, linked=True)
FULL = load_instrument("tele_oncology")


def texts(form: Form) -> list[str]:
    rows = [row.text for matrix in form.matrices for row in matrix.rows]
    return rows + [question.text for question in form.questions] + [label.label for m in form.matrices for label in m.options]


def words(text: str) -> str:
    """Without spaces: a line may break anywhere."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheet")
    write_questionnaire(FULL, "sheet", EVERYTHING, folder)
    if browser() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium or Chrome, and none was found")
        pytest.skip("no Chromium or Chrome on this machine")
    return folder


def test_the_printed_sheet_has_every_question_and_breaks_no_table_head(sheet: Path) -> None:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet / SHEET_PDF)]
    printed = words(" ".join(pages))
    assert not [text for text in texts(form_of(FULL, EVERYTHING)) if words(text) not in printed]
    assert all(words(page) for page in pages) and 4 <= len(pages) <= 16


def test_the_word_document_has_every_question_numbered_and_tells_both_ratings_apart() -> None:
    form = form_of(FULL, EVERYTHING)
    document = docx.Document(io.BytesIO(questionnaire_files(FULL, "word", EVERYTHING)[DOCUMENT]))
    lines = [paragraph.text for paragraph in document.paragraphs]
    asked = [line for line in lines if re.match(r"\d+\. ", line)]
    rows = sum(len(matrix.rows) for matrix in form.matrices)
    assert len(asked) == len(set(line.partition(". ")[2] for line in asked)) == rows + len(form.questions)
    topic = FULL.topics[0]
    assert sum(topic.label in line for line in asked) == 2


@pytest.mark.skipif(which("lowriter") is None, reason="LibreOffice Writer is absent")
def test_an_office_program_opens_the_word_document(tmp_path: Path) -> None:
    for path in write_questionnaire(load_instrument("tele_oncology_short"), "word", Wanted(), tmp_path):
        if path.name == DOCUMENT:
            order = [
                "soffice",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
            ]
            subprocess.run([*order, str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
    printed = words(
        " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "questionnaire.pdf"))
    )
    form = form_of(load_instrument("tele_oncology_short"))
    assert not [text for text in texts(form) if words(text) not in printed]


def test_words_of_an_instrument_are_never_markup() -> None:
    item = FULL.items[0].model_copy(update={"text": "<script>alert(1)</script> [[Block:x]] | & \"quoted\" 'too'"})
    hostile = FULL.model_copy(update={"items": (item, *FULL.items[1:]), "title": "</title><b>&"})
    files = {p: questionnaire_files(hostile, p, Wanted()) for p in ("sheet", "qualtrics", "limesurvey", "redcap", "kobo", "word")}
    page = files["sheet"][SHEET].decode()
    assert "<script>" not in page and "&lt;script&gt;" in page
    text = files["qualtrics"]["qualtrics.txt"].decode()
    assert text.count("[[Block:") == len(form_of(hostile).pages)
