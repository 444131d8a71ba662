"""Words from files are shown as they are, in markdown and in charts."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from dashboards import charts
from dashboards.plain_text import chart_text, plain

EVIL = '<a href="http://evil.example">Nurse</a> ![x](http://evil.example/x.png) :red[stop] $x^2$ `code` # *b* www.evil.example'


def test_no_markdown_of_a_label_is_left() -> None:
    shown = plain(EVIL)
    assert not re.search(r"(?<!\\)[\[\]()<>`*_#$:!|~]", shown)
    assert "http://" not in shown.replace("\\", "") and "www." not in shown
    assert plain("Nurse, 5 % (n = 12).").replace("\\", "") == "Nurse, 5\u00a0% (n\u00a0=\u00a012)."  # a number keeps its unit


@pytest.mark.parametrize("text", ["a\n# heading", "a\r\n\r\n- list", "a\n\n    code"])
def test_a_label_stays_on_its_line(text: str) -> None:
    assert "\n" not in plain(text) and "\r" not in plain(text)


def test_no_tag_of_a_group_reaches_the_four_answers() -> None:
    parts = ("ready_willing", "willing_not_ready", "ready_not_willing", "neither")
    shares = {f"{part}{end}": [0.25] for part in parts for end in ("", "_low", "_high")}
    drawn = charts.four_answers(pd.DataFrame({"name": [EVIL], "n": [12], "key": ["role:a"], **shares})).to_json()
    assert "<a" not in drawn and "\\u003ca" not in drawn and "&lt;a" in drawn


def test_no_tag_of_a_label_reaches_a_chart() -> None:
    table = pd.DataFrame({"barrier": [EVIL], "n": [12], "share": [0.5], "share_low": [0.4], "share_high": [0.6]})
    drawn = charts.shares(table, "barrier").to_json()
    assert "<a" not in drawn and "\\u003ca" not in drawn and "&lt;a" in drawn
    assert table["barrier"].iloc[0] == EVIL and chart_text(table)["n"].iloc[0] == 12
