"""``briefing.pptx`` read back: six slides, real charts with their figures, words and numbers of the content, the same bytes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from pptx import Presentation

from pipeline.publish.content.model import ChartBlock, Content, Said, Section, TableBlock
from pipeline.publish.slides.deck import FILE, KINDS, briefing
from pipeline.publish.slides.look import HEIGHT, WIDTH
from pipeline.release.attack.files import file_violations
from pipeline.release.office import deck, sheets

Grown = Callable[[Content, int, str], Content]
CONTENTS = ("sample_content", "small_content", "forty_content", "long_content", "bare_content")
EMU = 914400


@pytest.fixture(params=CONTENTS)
def told(request: pytest.FixtureRequest) -> Content:
    return request.getfixturevalue(request.param)


def opened(told: Content):
    return Presentation(io.BytesIO(briefing(told)))


def words(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_there_are_six_slides_with_question_finding_footer_number_and_notes(told: Content) -> None:
    slides = list(opened(told).slides)
    sections = {section.slide: section for section in told.sections}
    assert len(slides) == 6
    for slide, kind in zip(slides, KINDS, strict=True):
        texts = {shape.name: words(shape.text_frame.text) for shape in slide.shapes if shape.has_text_frame}
        title = words(slide.shapes.title.text_frame.text)
        assert told.wave in texts["Footer"] and told.instrument in texts["Footer"]
        assert texts["Notice"] == told.notices[0]
        assert 'type="slidenum"' in slide.shapes[-1]._element.xml
        notes = slide.notes_slide.notes_text_frame.text
        assert "How we know" in notes
        if kind in sections:
            section = sections[kind]
            assert texts["Question"] == section.title
            assert section.finding.text.startswith(title.removesuffix("…")) and section.finding.text in notes
            assert section.finding.id in texts["Where it is from"] and section.finding.id in notes


def test_everything_lies_on_the_slide(told: Content) -> None:
    for slide in opened(told).slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= WIDTH * EMU and shape.top + shape.height <= HEIGHT * EMU, shape.name


def test_charts_and_tables_are_described_for_those_who_do_not_see_them(told: Content) -> None:
    for slide in opened(told).slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]


def test_charts_are_real_and_hold_the_figures_with_n(sample_content: Content) -> None:
    blocks = [block for part in sample_content.sections if part.slide for block in part.blocks if isinstance(block, ChartBlock)]
    charts = [shape.chart for slide in opened(sample_content).slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == len(blocks) == 4
    for chart, block in zip(charts, blocks, strict=True):
        [sheet] = sheets(chart.part.chart_workbook.xlsx_part.blob)
        figures = pd.DataFrame(sheet.rows[1:], columns=[str(name) for name in sheet.rows[0]])
        figures = figures[figures[""] != ""]
        shown = block.table.head(len(figures))
        assert figures["n"].astype("int64").tolist() == shown["n"].astype("int64").tolist()
        assert all(f"(n = {n:,})" in name for name, n in zip(figures[""], shown["n"], strict=True))
        for column in ("share", "seats", "strength", "favourable"):
            if column in figures and column in shown:
                assert figures[column].tolist() == pytest.approx(shown[column].astype("float64").tolist())
                break
        else:
            pytest.fail(f"no figures in {sheet.rows[0]}")


def test_every_chart_says_what_its_sheet_says(sample_content: Content) -> None:
    """What PowerPoint shows before anybody edits, and what it reads when somebody does, are the same numbers."""
    for slide in opened(sample_content).slides:
        for shape in slide.shapes:
            if not shape.has_chart:
                continue
            [sheet] = sheets(shape.chart.part.chart_workbook.xlsx_part.blob)
            for reference in shape.chart._chartSpace.xpath(".//c:numRef"):
                first, last = reference.find("{*}f").text.split("!")[1].replace("$", "").split(":")
                column = ord(first[0]) - ord("A")
                cached = {int(one.get("idx")): float(one.find("{*}v").text) for one in reference.iter("{*}pt")}
                for at in range(int(last[1:]) - int(first[1:]) + 1):
                    rows = sheet.rows[int(first[1:]) - 1 + at :]  # blank rows at the end are not kept
                    kept = rows[0][column] if rows and column < len(rows[0]) else ""
                    assert (kept == "") if at not in cached else kept == pytest.approx(cached[at])


def test_tables_say_the_words_of_the_content(sample_content: Content) -> None:
    tables = {block.name: block for part in sample_content.sections for block in part.blocks if isinstance(block, TableBlock)}
    found = 0
    for slide in opened(sample_content).slides:
        for shape in slide.shapes:
            if shape.has_table:
                found += 1
                rows = [[words(cell.text_frame.text) for cell in row.cells] for row in shape.table.rows]
                said = tables[shape.name]
                for row, of in zip(rows[1:], said.rows, strict=False):
                    known = {cell.text for cell in of.cells} | {f"{c.text}\n{c.note}" for c in of.cells}
                    known |= {""} | {"\n".join(ids) for ids in [[c.id.split(".")[0] for c in of.cells if c.id]]}
                    assert all(cell in known or len(cell.replace("\n", "")) % 9 == 0 for cell in row), row
    assert found == 5


def test_more_rows_than_fit_are_counted(forty_content: Content) -> None:
    shapes = [shape for slide in opened(forty_content).slides for shape in slide.shapes]
    said = [words(shape.text_frame.text) for shape in shapes if shape.has_text_frame]
    more = [text for text in said if text.startswith("and ")]
    assert len(more) >= 4 and all(text.endswith(" more in the report") for text in more)
    rows = [len(shape.table.rows) - 1 for shape in shapes if shape.has_table]
    assert sorted(40 - count for count in rows) == sorted(int(text.split()[1]) for text in more)


def test_a_slide_without_figures_says_why(bare_content: Content) -> None:
    for slide in opened(bare_content).slides:
        body = [shape for shape in slide.shapes if shape.has_text_frame and shape.name == "Sentences"]
        assert body and len(body[0].text_frame.text) > 30


def test_the_same_content_gives_the_same_bytes_with_any_hash_seed(sample_outputs: Path, sample_content: Content) -> None:
    first = briefing(sample_content)
    assert first == briefing(sample_content) == (sample_outputs / sample_content.wave / FILE).read_bytes()
    code = (
        "import sys, hashlib; from pathlib import Path; from pipeline.publish.bundle import open_wave; "
        "from pipeline.publish.content.build import content; from pipeline.publish.lists import target_lists; "
        "from pipeline.publish.slides.deck import briefing; b = open_wave(Path(sys.argv[1]), sys.argv[2]); "
        "print(hashlib.sha256(briefing(content(b, target_lists(b)))).hexdigest())"
    )
    import hashlib

    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", code, str(sample_outputs), sample_content.wave]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=Path(__file__).parents[3])
    assert done.stdout.split()[-1] == hashlib.sha256(first).hexdigest()


def test_nothing_in_the_file_tells_when_or_where_it_was_made(sample_content: Content) -> None:
    with ZipFile(io.BytesIO(briefing(sample_content))) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert "2000-01-01" in core and "python-pptx" not in core and "Steve" not in core


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"n\xc2\xa0=\xc2\xa077", b"n\xc2\xa0=\xc2\xa03"),
        (b"(n = 77)", b"(n = 3)"),
        (b">77</a:t>", b">7</a:t>"),
    ],
)
def test_figures_of_few_people_are_found_in_words_charts_and_tables(
    sample_content: Content, tmp_path: Path, old: bytes, new: bytes
) -> None:
    data = briefing(sample_content)
    (tmp_path / FILE).write_bytes(data)
    assert file_violations(tmp_path, 10, set(), set()) == []
    spoiled = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as parts, ZipFile(spoiled, "w") as out:
        for name in parts.namelist():
            out.writestr(name, parts.read(name).replace(old, new))
    assert spoiled.getvalue() != data
    (tmp_path / FILE).write_bytes(spoiled.getvalue())
    [text] = file_violations(tmp_path, 10, set(), set())
    assert text.startswith(f"{FILE}: ") and text.endswith("stand on fewer than 10 people")


def test_the_sheets_behind_the_charts_and_the_notes_are_read_too(sample_content: Content, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(briefing(sample_content))
    said = deck(tmp_path / FILE)
    assert len(said.workbooks) == 4 and len(said.tables) == 5
    assert any("How we know" in text for text in said.texts)
    assert any(text.startswith("Bars of favourable") or "favourable" in text for text in said.texts)


def test_what_changed_stands_on_the_last_slide_where_there_is_an_earlier_wave(sample_content: Content) -> None:
    told = Section("change", "What changed", Said("Since 2026-05, readiness rose by 4 points.", "ABCD-1234", 800))
    later = replace(sample_content, sections=(*sample_content.sections, told))
    texts = [words(shape.text_frame.text) for shape in list(opened(later).slides)[-1].shapes if shape.has_text_frame]
    assert "What changed: Since 2026-05, readiness rose by 4 points.  ABCD-1234" in texts
    assert not any("What changed" in deck_text for deck_text in all_texts(sample_content))


def all_texts(told: Content) -> list[str]:
    return [words(shape.text_frame.text) for slide in opened(told).slides for shape in slide.shapes if shape.has_text_frame]


@pytest.mark.parametrize("label", ["<b>&amp;\"'</a:t>]]>", "=HYPERLINK(1)", "$x$ {0} %s", "\N{ZERO WIDTH SPACE}@SUM(A1)"])
def test_labels_are_text_whatever_they_hold(sample_content: Content, grown: Grown, label: str, tmp_path: Path) -> None:
    data = briefing(grown(sample_content, 3, label))
    (tmp_path / FILE).write_bytes(data)
    said = deck(tmp_path / FILE)
    assert any(label in words(cell) for table in said.tables for row in table for cell in row)
    assert not [cell for sheet in said.workbooks for row in sheet.rows for cell in row if str(cell).startswith(("=", "@"))]
