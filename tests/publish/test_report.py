"""The report is one page that needs nothing from outside, and says what the tables say."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from pipeline.publish.bundle import open_wave
from pipeline.publish.chart_tables import cause_table
from pipeline.publish.lists import target_lists
from pipeline.publish.report import report_html
from pipeline.publish.wording import first_steps, flagged, headlines
from pipeline.tables import group_key

WAVE = "2026-11"


class Tags(HTMLParser):
    """Every tag with its attributes, and whether all of them were closed in order."""

    VOID = frozenset({"meta", "br", "path", "use", "rect", "line", "image"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def page(sample_outputs: Path) -> Tags:
    tags = Tags()
    tags.feed((sample_outputs / WAVE / "report.html").read_text(encoding="utf-8"))
    return tags


def test_it_needs_nothing_from_outside_and_runs_nothing(page: Tags, sample_outputs: Path) -> None:
    assert not page.open
    names = {tag for tag, _ in page.seen}
    assert not names & {"script", "link", "iframe", "object", "form"}
    links = [value for _, attrs in page.seen for name, value in attrs.items() if name in ("src", "href", "xlink:href")]
    assert all(value.startswith("#") for value in links)
    assert (sample_outputs / WAVE / "report.html").stat().st_size < 3_000_000


def test_charts_are_described_and_every_table_has_n(page: Tags) -> None:
    charts = [attrs for tag, attrs in page.seen if tag == "svg"]
    assert len(charts) == 2 and all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in charts)


def test_it_says_what_the_dashboard_says(page: Tags, sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    text = re.sub(r"\s+", " ", " ".join(page.text))
    for sentence in (*headlines(bundle), *first_steps(bundle)):
        assert sentence.text in text


def test_the_same_wave_gives_the_same_page(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    lists = target_lists(bundle)
    page = report_html(bundle, lists)
    assert page == (sample_outputs / WAVE / "report.html").read_text(encoding="utf-8")


def test_every_flagged_group_has_its_causes_and_their_evidence(page: Tags, sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    text = re.sub(r"\s+", " ", " ".join(page.text))
    for key in group_key(pd.concat([flagged(bundle), flagged(bundle, "watch")])):
        for row in cause_table(bundle, key).to_dict("records"):
            assert row["action"] in text and f"{row['grade']}: {row['evidence']}" in text


def test_limits_are_those_of_the_instrument(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    limits = bundle.instrument.thresholds.model_copy(update={"group_share": 0.25, "priority": 0.9})
    other = bundle.instrument.model_copy(update={"thresholds": limits})
    text = re.sub(r"\s+", " ", report_html(replace(bundle, instrument=other), {}))
    assert "9-in-10 chance that more than 25 % of its staff" in text and "Chance above 25 %" in text
    assert "more than 40 %" not in text


def test_text_from_files_is_escaped(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    evil = bundle.instrument.model_copy(update={"title": "<script>alert(1)</script>"})
    html = report_html(replace(bundle, instrument=evil), {})
    assert "<script>" not in html and "&lt;script&gt;" in html
