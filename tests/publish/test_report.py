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
from pipeline.publish.content.build import content
from pipeline.publish.lists import target_lists
from pipeline.publish.report import report_html
from pipeline.publish.wording import (
    FEW_BARRIERS,
    GOES_TOGETHER,
    GRADES,
    LISTEN,
    MODEL_ONLY,
    NO_CAUSE,
    ROUGHLY_MEANS,
    barrier_sentences,
    driver_sentences,
    first_steps,
    flagged,
    group_sentences,
    headlines,
    nearest_win,
    records,
)
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


def words(page: Tags) -> str:
    """The text of the page, with plain spaces."""
    return re.sub(r"\s+", " ", " ".join(page.text))


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
    assert len(charts) == 6 and all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in charts)


def test_it_says_what_the_dashboard_says(page: Tags, sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    text = re.sub(r"\s+", " ", " ".join(page.text))
    for sentence in (*headlines(bundle), *first_steps(bundle)):
        assert sentence.text in text


def test_the_same_wave_gives_the_same_page(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    lists = target_lists(bundle)
    page = report_html(content(bundle, lists))
    assert page == (sample_outputs / WAVE / "report.html").read_text(encoding="utf-8")


def test_every_flagged_group_has_its_causes_and_their_evidence(page: Tags, sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    text = re.sub(r"\s+", " ", " ".join(page.text))
    for key in group_key(pd.concat([flagged(bundle), flagged(bundle, "watch")])):
        for row in cause_table(bundle, key).to_dict("records"):
            assert row["action"] in text and row["source"] in text and f"evidence {row['grade']}, {GRADES[row['grade']]}" in text
            assert row["evidence"].split("(n = ")[0].strip() in text  # people of a study are called people


def test_it_says_of_flagged_groups_and_all_staff_what_the_sentences_say(page: Tags, sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    text = words(page)
    for row in records(flagged(bundle)):
        for sentence in (*group_sentences(bundle, row), nearest_win(row, bundle.instrument)):
            assert sentence.text in text
    for sentence in (*driver_sentences(bundle), *barrier_sentences(bundle)[:FEW_BARRIERS]):
        assert sentence.text in text
    assert GOES_TOGETHER in text and ROUGHLY_MEANS in text and "sentences.csv" in text
    assert MODEL_ONLY not in text  # expectations of hidden cells stay out of the report


def test_a_wave_without_causes_and_with_few_answers_has_its_page(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    organisation = bundle.release.organisation
    few = replace(organisation, drivers=organisation.drivers.head(0), associations=organisation.associations.head(0))
    bare = replace(bundle.findings, actions=bundle.findings.actions.head(0), quadrants=bundle.findings.quadrants.head(0))
    html = report_html(content(replace(bundle, findings=bare, release=replace(bundle.release, organisation=few)), {}))
    assert f"{NO_CAUSE} {LISTEN}" in html and "told only where at least 300 people" in html
    assert "Barriers across roles" not in html and "Ready and willing?" not in html


def test_a_study_in_the_evidence_never_looks_like_our_answers(sample_outputs: Path) -> None:
    html = (sample_outputs / WAVE / "report.html").read_text(encoding="utf-8")
    assert "29 people: satisfaction" in html.replace("\xa0", " ")  # else it would break the release's limit where k is 30


def test_limits_are_those_of_the_instrument(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    limits = bundle.instrument.thresholds.model_copy(update={"group_share": 0.25, "priority": 0.9})
    other = bundle.instrument.model_copy(update={"thresholds": limits})
    text = re.sub(r"\s+", " ", report_html(content(replace(bundle, instrument=other), {})))
    assert "9-in-10 chance that more than 25 % of its staff" in text and "Chance above 25 %" in text
    assert "more than 40 %" not in text


def test_text_from_files_is_escaped(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    evil = bundle.instrument.model_copy(update={"title": "<script>alert(1)</script>"})
    html = report_html(content(replace(bundle, instrument=evil), {}))
    assert "<script>" not in html and "&lt;script&gt;" in html
