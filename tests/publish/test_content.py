"""The one content: sections in the order people ask, every number with its id, nothing of groups that are not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.content.build import content
from pipeline.publish.content.department import department_content
from pipeline.publish.content.model import Block, ChartBlock, Content, ListBlock, Number, Said, Section, TableBlock
from pipeline.publish.figures import draw
from pipeline.publish.lists import target_lists
from pipeline.publish.trace import ids
from pipeline.tables import group_key

WAVE = "2026-11"
SLIDES = ["ready", "convinced", "why", "helps", "training", "next"]


@pytest.fixture(scope="module", params=["sample_outputs", "small_center_outputs"])
def bundle(request: pytest.FixtureRequest) -> Bundle:
    return open_wave(request.getfixturevalue(request.param), WAVE)


@pytest.fixture(scope="module")
def sample(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


@pytest.fixture(scope="module")
def told(bundle: Bundle) -> Content:
    return content(bundle, target_lists(bundle))


def sections(told: Content) -> Iterator[Section]:
    waiting = list(told.sections)
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting += part.sections


def blocks(told: Content) -> Iterator[Block]:
    return (block for part in sections(told) for block in part.blocks)


def cells(told: Content) -> Iterator[Said | Number]:
    return (cell for block in blocks(told) if isinstance(block, TableBlock) for row in block.rows for cell in row.cells)


def test_sections_come_in_the_order_of_the_questions_and_end_with_how_sure(told: Content) -> None:
    assert [part.slide for part in told.sections if part.slide] == SLIDES
    assert [part.name for part in told.sections][:6] == ["ready", "convinced", "why", "helps", "training", "next"]
    assert told.sections[-1].name == "sure"


def test_every_question_has_an_answer_in_one_sentence(told: Content) -> None:
    for part in told.sections:
        assert part.title and part.finding.text.endswith("."), part.name


def test_names_are_unlike_and_tables_are_whole(told: Content) -> None:
    tables = [block for block in blocks(told) if isinstance(block, TableBlock)]
    names = [block.name for block in tables]
    assert len(set(names)) == len(names)
    for block in tables:
        assert block.caption and all(column.label for column in block.columns)
        assert all(len(row.cells) == len(block.columns) for row in block.rows), block.name
    parts = [part.name for part in sections(told)]
    assert len(set(parts)) == len(parts)


def test_every_number_has_the_id_of_a_row_that_is_there(told: Content, bundle: Bundle) -> None:
    known = set(ids(bundle))
    numbers = [cell for cell in cells(told) if isinstance(cell, Number)]
    assert len(numbers) > 150 and all(cell.id.partition(".")[0] in known and "." in cell.id for cell in numbers)
    said = [cell for cell in cells(told) if isinstance(cell, Said) and cell.id]
    assert all(cell.id in known for cell in said)


def test_every_chart_says_what_it_shows_and_has_its_table(told: Content) -> None:
    tables = {block.name for block in blocks(told) if isinstance(block, TableBlock)}
    charts = [block for block in blocks(told) if isinstance(block, ChartBlock)]
    assert len(charts) >= 4
    for block in charts:
        assert block.title and block.alt and block.caption and block.table_name in tables
        assert "n" in block.table and (block.table["n"] > 0).all()


def test_a_chart_longer_than_a_page_comes_in_parts_with_all_rows(told: Content) -> None:
    chart = next(block for block in blocks(told) if isinstance(block, ChartBlock) and block.kind == "scales")
    many = replace(chart, table=chart.table.loc[list(chart.table.index) * 5].reset_index(drop=True))
    pictures = draw(many)
    assert len(draw(chart)) == 1 and len(pictures) > 1
    assert sum(picture.count("(n\N{NO-BREAK SPACE}=") for picture in pictures) == len(many.table)
    used = [part.split('"')[0] for picture in pictures for part in picture.split(' id="')[1:]]
    assert len(set(used)) == len(used)


def test_leads_are_subjects_not_sentences(told: Content) -> None:
    items = [item.said for block in blocks(told) if isinstance(block, ListBlock) for item in block.items]
    assert items and all(said.text[: said.lead].endswith(":") for said in items if said.lead)


def test_every_published_department_has_its_page_and_no_other(bundle: Bundle) -> None:
    frame = bundle.findings.reluctance
    keys = [key for key in group_key(frame) if key.startswith("department:")]
    labels = bundle.instrument.labels()["department"]
    for key in keys:
        page = department_content(bundle, key)
        assert page.title == labels[key.removeprefix("department:")] and page.headlines[0].n
        assert page.sections[0].name == "convinced" and page.sections[-1].name == "privacy"
        assert {cell.id.partition(".")[0] for cell in cells(page) if cell.id} <= set(ids(bundle))
    hidden = sorted({f"department:{one}" for one in labels} - set(keys))
    with pytest.raises(KeyError):
        department_content(bundle, hidden[0] if hidden else "department:nobody")


def test_a_wave_without_flags_topics_or_causes_still_answers(sample: Bundle) -> None:
    calm = sample.findings.reluctance.assign(label="none")
    bare = replace(sample.findings, reluctance=calm, actions=sample.findings.actions.head(0))
    told = content(replace(sample, findings=bare), {})
    findings = {part.name: part.finding.text for part in told.sections}
    assert "No group is flagged. What most of all staff name" in findings["why"]
    assert findings["helps"] == "No group is flagged for which a step is known."
    assert findings["training"] == "No training topic can be shown."
    nothing = replace(bare, barriers=bare.barriers.head(0))
    assert "nobody was asked" in content(replace(sample, findings=nothing), {}).sections[2].finding.text
