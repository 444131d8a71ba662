"""What people write about on the page of why: who wrote, which topics, and the three states told apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.publish.bundle import Bundle, open_wave, publish
from pipeline.publish.chart_tables import comment_table
from pipeline.publish.content.comments import comments
from pipeline.publish.content.refer import Refer
from pipeline.publish.wording.comments import comments_sentence
from pipeline.publish.words import say
from pipeline.tables import COMMENT_TOPICS, GROUP
from tests.dashboards.test_group_pages import asked, text_of

WAVE = "2026-11"
DEPARTMENT = "department:medical_oncology"


@pytest.fixture(scope="module")
def plain(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


@pytest.fixture(scope="module")
def counted(plain: Bundle) -> Bundle:
    """All staff and one department: 200 and 60 wrote; 50 and 15 of them of time, few of training, nearly all of rules."""
    groups = plain.release.groups
    rows = []
    for grouping, department, n in (("overall", None, 200), ("department", "medical_oncology", 60)):
        own = groups[(groups["grouping"] == grouping) & (groups["department"].isna() if department is None else True)]
        own = own if department is None else own[own["department"] == department]
        group = own.iloc[0][list(GROUP)].to_dict()
        few = n // 10 - 1
        for topic, low, high in (("training", 0, few), ("time", n // 4, n // 4), ("rules", n - few, n)):
            known = low if low == high else None
            counts = {"chosen": known, "chosen_low": low, "chosen_high": high, "bounded": known is None}
            rows.append({**group, "comment_topic": topic, "n": n, **counts})
    frame = COMMENT_TOPICS.check(pd.DataFrame(rows))
    return replace(plain, release=replace(plain.release, comments=frame), manifest=replace(plain.manifest, comments=True))


@pytest.fixture(scope="module")
def counted_outputs(counted: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("counted")
    publish(out, counted.release, lambda: counted.findings, counted.instrument, counted.manifest)
    return out


def test_topics_of_one_group_with_what_may_be_said(counted: Bundle) -> None:
    table = comment_table(counted)
    assert table["id"].tolist() == ["rules", "time", "training"]
    assert table["said"].tolist() == ["at least 90 %", "25 %", "at most 10 %"]
    assert table["said_columns"].tolist() == [("chosen_low/n",), ("chosen/n",), ("chosen_high/n",)]
    assert comment_table(counted, "role:app").empty


def test_the_three_states_are_told_apart(counted: Bundle, plain: Bundle) -> None:
    answered = int(counted.release.groups["n"].iloc[0])
    assert comments_sentence(counted).text == f"200 of the {answered} people who answered left a comment."
    assert comments_sentence(counted).n == 200
    assert comments_sentence(counted, "role:app").text == say("comments.too_few", writers=10, k=10)
    crossed = counted.release.groups[counted.release.groups["grouping"] == "role_department"].iloc[0]
    key = f"role_department:{crossed['role']}:{crossed['department']}"
    assert comments_sentence(counted, key).text == say("comments.other_group")
    assert comments_sentence(plain).text == say("comments.not_counted")


def test_the_report_says_it_where_it_was_counted_only(counted: Bundle, plain: Bundle) -> None:
    assert comments(plain, Refer(WAVE)) is None
    section = comments(counted, Refer(WAVE))
    assert section is not None and section.finding.n == 200
    texts = [[cell.text for cell in row.cells] for row in section.blocks[1].rows]  # type: ignore[union-attr]
    assert texts[1] == ["Time and staffing", "200", "25 %"]
    assert say("comments.not_typical") in [said.text for said in section.blocks[0].sentences]  # type: ignore[union-attr]


def test_the_page_shows_topics_with_the_warning(counted_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = text_of(asked("why", counted_outputs, monkeypatch))
    assert "200 of the" in said and say("comments.not_typical") in said
    said = text_of(asked("why", counted_outputs, monkeypatch, group=DEPARTMENT))
    assert "60 of the" in said and say("comments.not_typical") in said and "200 of the" not in said
    said = text_of(asked("why", counted_outputs, monkeypatch, group="role:app"))
    assert say("comments.too_few", writers=10, k=10) in said and say("comments.not_typical") not in said


def test_a_wave_without_comments_says_so_in_one_line(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = text_of(asked("why", sample_outputs, monkeypatch))
    assert say("comments.not_counted") in said and say("comments.not_typical") not in said
