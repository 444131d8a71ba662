"""Published means beside ours: the figures of both, all staff only, never in an order, and nothing where none are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.chart_tables import reference_points
from pipeline.publish.content.build import content
from pipeline.publish.content.model import ChartBlock, Content, ListBlock, Number, Paragraph, Said, Section, TableBlock
from pipeline.publish.figures import draw
from pipeline.publish.report import report_html
from pipeline.publish.words import ENGLISH, words
from pipeline.tables import group_key
from tests.instrument.test_reference_points import ORDER

WAVE = "2026-11"


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def changed(bundle: Bundle, *points: dict[str, Any]) -> Bundle:
    """The wave with these reference points: the first one of the instrument with other values."""
    first = bundle.instrument.reference_points[0]
    made = tuple(first.model_copy(update=values) for values in points)
    return replace(bundle, instrument=bundle.instrument.model_copy(update={"reference_points": made}))


def section(told: Content) -> Section | None:
    ready = next(part for part in told.sections if part.name == "ready")
    return next((part for part in ready.sections if part.name == "elsewhere"), None)


def test_our_mean_comes_first_then_published_ones_the_oldest_first(bundle: Bundle) -> None:
    later, sooner = {"id": "b", "year": 2020, "mean": 2.0}, {"id": "a", "year": 2019, "mean": 4.5}
    table = reference_points(changed(bundle, later, sooner))
    assert table["id"].tolist() == ["intention", "a", "b"] and table["here"].tolist() == [True, False, False]
    estimates = bundle.findings.estimates
    ours = estimates[(group_key(estimates) == "overall") & (estimates["scale"] == "intention")].iloc[0]
    assert table.loc[0, ["n", "mean", "low", "high"]].tolist() == [ours["n"], ours["mean"], ours["low"], ours["high"]]


def test_a_published_mean_is_put_on_0_to_100_with_the_band_of_the_mean(bundle: Bundle) -> None:
    # 4 on 1 to 5 is 75. R: qt(.975, 24) = 2.063899; 2.063899 * 0.5 * 25 / sqrt(25) = 5.159747
    row = reference_points(changed(bundle, {"mean": 4.0, "sd": 0.5, "n": 25})).iloc[1]
    assert (row["mean"], row["low"], row["high"]) == pytest.approx((75, 75 - 5.159747, 75 + 5.159747), abs=1e-5)
    assert row["as_published"] == "4 (SD 0.5) on 1 to 5" and row["sure"] == "95 %"


def test_a_sum_and_a_mean_of_items_are_the_same_row(bundle: Bundle) -> None:
    mean = {"id": "a", "mean": 4.0, "sd": 0.5}
    total = {"id": "b", "mean": 68.0, "sd": 8.5, "low": 17.0, "high": 85.0}
    _, one, other = reference_points(changed(bundle, mean, total))[["mean", "low", "high"]].to_numpy().tolist()
    assert one == pytest.approx(other)


def test_without_a_spread_there_is_a_mark_and_no_band(bundle: Bundle) -> None:
    bare = changed(bundle, {"sd": None})
    row = reference_points(bare).iloc[1]
    assert row[["low", "high"]].isna().all() and row["sure"] == "not given" and "SD" not in row["as_published"]
    chart = next(block for block in section(content(bare, {})).blocks if isinstance(block, ChartBlock))
    (picture,) = draw(chart)
    shapes = [one.tag.rpartition("}")[2] for one in ElementTree.fromstring(picture).iter()]
    assert shapes.count("rect") == 1 and shapes.count("polygon") == 1 and "Open mark" in chart.caption


def test_an_instrument_without_points_shows_nothing(bundle: Bundle) -> None:
    none = changed(bundle)
    assert reference_points(none).empty
    told = content(none, {})
    assert section(told) is None and "ublished figures" not in report_html(told)


def test_a_scale_that_is_not_shown_for_all_staff_has_none_beside_it(bundle: Bundle) -> None:
    estimates = bundle.findings.estimates
    hidden = estimates[~((group_key(estimates) == "overall") & (estimates["scale"] == "intention"))]
    assert reference_points(replace(bundle, findings=replace(bundle.findings, estimates=hidden))).empty


def test_bands_in_the_report_lie_at_their_values(bundle: Bundle) -> None:
    chart = next(block for block in section(content(bundle, {})).blocks if isinstance(block, ChartBlock))
    (picture,) = draw(chart)
    bars = [one for one in ElementTree.fromstring(picture).iter() if one.tag.endswith("rect")]
    table = chart.table[~chart.table["here"]]
    assert len(bars) == 1 + 2 * len(table)  # our band, then the other bands, then the line at each published mean
    widths = [float(bar.get("width")) for bar in bars[1 : 1 + len(table)]]
    spans = (table["high"] - table["low"]).tolist()
    # Lengths are written to a tenth of a point.
    assert widths[0] / widths[1] == pytest.approx(spans[0] / spans[1], abs=0.02)


def said(blocks: Sequence[Any]) -> list[str]:
    """Every text of some blocks."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found += [one.text for one in block.sentences]
        elif isinstance(block, ListBlock):
            found += [text.text for item in block.items for text in (item.said, *item.more)]
        elif isinstance(block, TableBlock):
            found += [
                block.caption,
                *(column.label for column in block.columns),
                *(c.text for row in block.rows for c in row.cells),
            ]
        else:
            found += [block.title, block.alt, block.caption]
    return found


def test_no_word_near_it_puts_anybody_in_an_order(bundle: Bundle) -> None:
    own = [str(value) for name, value in words(ENGLISH).items() if name.startswith("elsewhere.")]
    part = section(content(bundle, {}))
    texts = [*own, part.title, part.finding.text, *said(part.blocks)]
    assert len(own) > 20 and not [text for text in texts if ORDER.search(text)]
    assert ORDER.search("above average") and ORDER.search("Ranked third")  # it finds what it looks for


def test_every_figure_says_of_how_many_whom_when_what_differs_and_where_it_stands(bundle: Bundle) -> None:
    part = section(content(bundle, {}))
    told = " ".join(said(part.blocks))
    for point in bundle.instrument.reference_points:
        assert f"{point.people}, {point.year} (n = {point.n:,})" in told and point.caveat in told
        assert point.source in told and point.link in told
    assert "The same questions" in told or "Other questions about the same thing" in told
    (table,) = [block for block in part.blocks if isinstance(block, TableBlock)]
    ours, *theirs = table.rows
    assert isinstance(ours.cells[2], Number) and all(
        isinstance(cell, Said) and not cell.id for row in theirs for cell in row.cells
    )


def test_roles_and_departments_have_nothing_beside_them(sample_outputs: Path, bundle: Bundle) -> None:
    pages = sorted((sample_outputs / WAVE / "departments").glob("*.html"))
    people = [point.people for point in bundle.instrument.reference_points]
    assert pages and people
    for page in pages:
        assert not [one for one in people if one in page.read_text(encoding="utf-8")]
    assert len(re.findall("Beside published figures", (sample_outputs / WAVE / "report.html").read_text(encoding="utf-8"))) >= 1
