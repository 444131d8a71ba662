"""Contents to draw slides of: shipped waves, and hard ones made from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.publish.bundle import open_wave
from pipeline.publish.content.build import content
from pipeline.publish.content.model import ChartBlock, Content, Row, Said, Section, TableBlock
from pipeline.publish.lists import target_lists

WAVE = "2026-11"
LONG = "Ambulatory palliative, supportive and survivorship care including home-based consultation (all sites, incl. “Süd-West”)"


def content_of(outputs: Path) -> Content:
    bundle = open_wave(outputs, WAVE)
    return content(bundle, target_lists(bundle))


@pytest.fixture(scope="session")
def sample_content(sample_outputs: Path) -> Content:
    return content_of(sample_outputs)


@pytest.fixture(scope="session")
def small_content(small_center_outputs: Path) -> Content:
    return content_of(small_center_outputs)


def _with_label(row: Row, label: str) -> Row:
    head = row.cells[0]
    assert isinstance(head, Said)
    return replace(row, cells=(replace(head, text=label), *row.cells[1:]))


def _grown(told: Content, rows: int, label: str) -> Content:
    """The content with so many rows in every chart and its table, each with a label of its own that begins with ``label``."""

    def section(part: Section) -> Section:
        blocks = []
        for block in part.blocks:
            if isinstance(block, TableBlock) and block.rows and not block.matrix:
                kept = [block.rows[at % len(block.rows)] for at in range(rows)]
                made = tuple(_with_label(row, f"{label} {at}") for at, row in enumerate(kept, start=1))
                blocks.append(replace(block, rows=made))
            elif isinstance(block, ChartBlock) and len(block.table):
                at = [number % len(block.table) for number in range(rows)]
                table = block.table.iloc[at].reset_index(drop=True)
                name = next(column for column in ("group", "scale", "topic") if column in table)
                made_names = pd.Series([f"{label} {number}" for number in range(1, rows + 1)], dtype="str")
                blocks.append(replace(block, table=table.assign(**{name: made_names})))
            else:
                blocks.append(block)
        finding = replace(part.finding, text=f"{part.finding.text} {', '.join(f'{label} {at}' for at in range(1, 12))}")
        return replace(part, blocks=tuple(blocks), sections=tuple(map(section, part.sections)), finding=finding)

    return replace(told, sections=tuple(map(section, told.sections)))


@pytest.fixture(scope="session")
def grown() -> Callable[[Content, int, str], Content]:
    """Makes a content with so many rows, named so."""
    return _grown


@pytest.fixture(scope="session")
def forty_content(sample_content: Content) -> Content:
    """Forty groups with short names."""
    return _grown(sample_content, 40, "Department")


@pytest.fixture(scope="session")
def long_content(sample_content: Content) -> Content:
    """Names as long as people make them, with letters beyond ASCII."""
    return _grown(sample_content, 12, LONG)


@pytest.fixture(scope="session")
def bare_content(small_content: Content) -> Content:
    """A wave of which nothing but its headlines can be shown."""
    sections = tuple(replace(part, blocks=(), sections=()) for part in small_content.sections if part.slide)
    return replace(small_content, sections=sections[:3])
