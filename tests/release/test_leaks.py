"""The scan of what is about to be published: texts of people are found in every kind of file, and never repeated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from pipeline.clean.private_texts import folded
from pipeline.clean.sought import Said
from pipeline.release.leaks import leaks

COMMENT = "I am the only  Pharmacist here, and afraid"
ID = "RespondentID"
SOUGHT = {folded(COMMENT): ["comment_worry"], "r_2ab9xq": [ID], "482137": [ID], "118.52": [ID]}


def wanted(said: Said) -> dict[str, list[str]]:
    return {text: columns for text, columns in SOUGHT.items() if text in said.text}


def workbook(path: Path, text: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("List").write_string(3, 2, text)


def slides(path: Path, text: str, where: str) -> None:
    """One slide that holds a text somewhere: on it, in its notes, in what describes a shape, or behind a chart."""
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(0, 0, 914400, 914400)
    if where == "text":
        for letter in text:  # each in a run of its own, as programs write edited text
            box.text_frame.paragraphs[0].add_run().text = letter
    elif where == "notes":
        slide.notes_slide.notes_text_frame.text = text
    elif where == "description":
        box._element.xpath(".//p:cNvPr")[0].set("descr", text)
    else:
        data = CategoryChartData()
        data.categories = [text]
        data.add_series("share", [0.5])
        slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, 914400, 914400, data)
    deck.save(path)


FILES: dict[str, Callable[[Path, str], object]] = {
    "a.parquet": lambda path, text: pd.DataFrame({"role": ["x", text]}).to_parquet(path),
    "column.parquet": lambda path, text: pd.DataFrame({text: [1]}).to_parquet(path),
    "a.xlsx": workbook,
    "a.pptx": lambda path, text: slides(path, text, "text"),
    "notes.pptx": lambda path, text: slides(path, text, "notes"),
    "described.pptx": lambda path, text: slides(path, text, "description"),
    "chart.pptx": lambda path, text: slides(path, text, "chart"),
    "a.html": lambda path, text: path.write_text(f"<p>{text.replace(',', '&#44;')}</p>", encoding="utf-8"),
    "title.html": lambda path, text: path.write_text(f'<svg><path aria-label="{text}" d="M 1 2"/></svg>', encoding="utf-8"),
    "comment.html": lambda path, text: path.write_text(f"<!-- {text} -->", encoding="utf-8"),
    "a.json": lambda path, text: path.write_text(json.dumps({"notes": [{"a": text}]}), encoding="utf-8"),
    "a.csv": lambda path, text: path.write_text(f"\ufeffrole,note\r\nx,{text}\r\n", encoding="utf-8"),
    "a.md": lambda path, text: path.write_text(f"# {text}\n", encoding="utf-8"),
}


@pytest.mark.parametrize("name", list(FILES))
@pytest.mark.parametrize("text", [COMMENT, COMMENT.upper(), "so says R_2aB9xQ", "code 482137"])
def test_what_somebody_wrote_is_found_in_every_kind_of_file(name: str, text: str, tmp_path: Path) -> None:
    FILES[name](tmp_path / name, text)
    [found] = leaks(tmp_path, wanted)
    column = "comment_worry" if "pharmacist" in text.casefold() else "RespondentID"
    assert found == f"{name} holds 1 text(s) of column '{column}' as somebody wrote them"


@pytest.mark.parametrize("text", ["Pharmacist", "R_2aB9xQz", "14821379", "0.482137", "3118.52", "482,137"])
def test_parts_of_longer_words_and_numbers_are_not(text: str, tmp_path: Path) -> None:
    for name, write in FILES.items():
        write(tmp_path / name, text)
    assert leaks(tmp_path, wanted) == []


def test_places_in_a_drawing_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<svg><path d="M 118.52 482137"/><text x="118.52" y="482137">n</text></svg>', encoding="utf-8"
    )
    assert leaks(tmp_path, wanted) == []


def test_an_address_is_found_though_nobody_looked_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("write to jane.doe@example.org please", encoding="utf-8")
    assert leaks(tmp_path, lambda said: {}) == ["a.csv holds an e-mail address"]
