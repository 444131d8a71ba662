"""Charts of the report: what is drawn is where its value is, every figure is written, nothing runs out of the picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish import svg
from pipeline.publish.bundle import open_wave
from pipeline.publish.content.build import content
from pipeline.publish.content.model import ChartBlock, Section
from pipeline.publish.figures import draw
from pipeline.publish.lists import target_lists

WAVE = "2026-11"
SPACE = "{http://www.w3.org/2000/svg}"


def charts_of(sections: tuple[Section, ...]) -> Iterator[ChartBlock]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, ChartBlock))
        yield from charts_of(section.sections)


@pytest.fixture(scope="module")
def charts(sample_outputs: Path) -> dict[str, ChartBlock]:
    bundle = open_wave(sample_outputs, WAVE)
    return {chart.kind: chart for chart in charts_of(content(bundle, target_lists(bundle)).sections)}


def drawn(chart: ChartBlock) -> ET.Element:
    (picture,) = draw(chart)
    return ET.fromstring(picture)


def words(picture: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in picture.iter(f"{SPACE}text")]


CHANGE = ChartBlock(
    "change",
    pd.DataFrame(
        {
            "group": ["Nurses <b> & $co$", "A very long name of a department that needs more than one line"],
            "n": pd.array([20, 30], dtype="Int64"),
            "change": [4.0, -6.0],
            "low": [-1.0, -10.0],
            "high": [9.0, -2.0],
            "arrow": ["none", "down"],
        }
    ),
    "",
    'What <changed> & "how"',
    "",
    "change",
    cut=5.0,
    interval="90 %",
)


def test_marks_stand_at_their_values() -> None:
    picture = drawn(CHANGE)
    (dot,) = picture.iter(f"{SPACE}circle")
    (arrow,) = picture.iter(f"{SPACE}polygon")
    tip = next(float(one.split(",")[0]) for one in arrow.attrib["points"].split())
    lines = [one.attrib["d"] for one in picture.iter(f"{SPACE}path")]
    across = [tuple(map(float, found.groups())) for line in lines if (found := re.fullmatch(r"M([\d.]+) [\d.]+H([\d.]+)", line))]
    zero = next(float(line[1:].split()[0]) for line, one in zip(lines, picture.iter(f"{SPACE}path"), strict=True)
                if "V" in line and one.attrib["stroke"] == svg.INK and "stroke-dasharray" not in one.attrib)  # fmt: skip
    point = (float(dot.attrib["cx"]) - zero) / 4
    assert (tip - zero) / point == pytest.approx(-6, abs=0.05)
    assert [(end - zero) / point for end in across[0]] == pytest.approx([-1, 9], abs=0.05)
    assert [(end - zero) / point for end in across[1]] == pytest.approx([-10, -2], abs=0.05)


def test_labels_are_whole_and_nothing_in_them_is_markup() -> None:
    picture = drawn(CHANGE)
    assert picture.attrib["aria-label"] == 'What <changed> & "how"' and picture.attrib["role"] == "img"
    said = words(picture)
    assert "Nurses <b> & $co$ (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}20)" in " ".join(said)
    assert "A very long name of a department that needs more than one line" in " ".join(said)
    assert "0" in said and "\N{MINUS SIGN}10" in said and "+5" in said


def test_every_figure_of_a_bar_is_written(charts: dict[str, ChartBlock]) -> None:
    scales, causes, needs = (words(drawn(charts[kind])) for kind in ("scales", "causes", "needs"))
    for name in ("favourable_text", "unfavourable_text"):
        assert set(charts["scales"].table[name]) <= set(scales)
    assert {f"{one:.1f}" for one in charts["causes"].table["strength"]} <= set(causes)
    assert {f"{one:,}" for one in charts["needs"].table["seats"]} <= set(needs)


def test_without_a_roster_shares_are_drawn_instead_of_seats(charts: dict[str, ChartBlock]) -> None:
    seats = [f"seats{end}" for end in ("", "_low", "_high")]
    bare = replace(charts["needs"], table=charts["needs"].table.assign(**dict.fromkeys(seats, pd.NA)))
    assert {f"{100 * one:.0f} %" for one in bare.table["share"]} <= set(words(drawn(bare)))


@pytest.mark.parametrize("kind", ["scales", "groups", "four_answers", "causes", "needs"])
def test_pictures_are_the_same_again_and_hold_what_they_show(charts: dict[str, ChartBlock], kind: str) -> None:
    chart = charts[kind]
    assert draw(chart) == draw(chart)
    picture = drawn(chart)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    for one in picture.iter():
        for across, most in (("x", width), ("y", height), ("cx", width), ("cy", height)):
            assert 0 <= float(one.attrib.get(across, 0)) <= most
    bars = [(float(one.attrib["x"]), float(one.attrib["width"])) for one in picture.iter(f"{SPACE}rect")]
    assert all(start + long <= width for start, long in bars)
    assert sum("(n\N{NO-BREAK SPACE}=" in one for one in words(picture)) == len(chart.table)


def test_parts_of_the_four_answers_fill_a_bar(charts: dict[str, ChartBlock]) -> None:
    table = charts["four_answers"].table
    bars = [one for one in drawn(charts["four_answers"]).iter(f"{SPACE}rect") if float(one.attrib["height"]) > 10]
    wide = [sum(float(one.attrib["width"]) for one in bars[row :: len(table)]) for row in range(len(table))]
    assert wide == pytest.approx([wide[0]] * len(table), abs=0.3)


@given(st.floats(-100, 100), st.floats(0.01, 500))
def test_numbers_of_an_axis_are_round_and_few(low: float, reach: float) -> None:
    found = svg.steps(low, low + reach)
    assert len(found) <= 9 and all(low - 1e-6 <= one <= low + reach + 1e-6 for one in found)
    gaps = {round(second - first, 9) for first, second in pairwise(found)}
    assert len(gaps) <= 1 and all(f"{gap:e}"[0] in "125" for gap in gaps)
