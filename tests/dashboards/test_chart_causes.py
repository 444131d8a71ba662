"""The chart of causes: each named cause of each flagged group with its n, its length and its figures in words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboards import charts
from dashboards.stills import drawing
from pipeline.publish.bundle import open_wave
from pipeline.publish.chart_tables import cause_bars

_FIGURES = ["strength", "score", "score_elsewhere", "n", "chosen", "chosen_elsewhere", "n_chosen"]


def one(cause: str, *figures: float | None) -> dict:
    told = dict(zip(_FIGURES, figures, strict=True))
    return {"key": f"role:nurse:{cause}", "group": "Nurse", "cause": cause, "figures": "words", **told}


@pytest.fixture()
def table() -> pd.DataFrame:
    rows = [one("Skills", 0.8, 44.0, 63.0, 89, 0.21, 0.05, 86), one("Time", 0.3, None, None, 89, 0.38, 0.22, 86)]
    return pd.DataFrame(rows).astype({"n_chosen": "Int64"})


@pytest.mark.parametrize("narrow", [False, True])
def test_each_cause_is_a_bar_with_the_n_and_the_figures_that_it_stands_on(table: pd.DataFrame, narrow: bool) -> None:
    (bars,) = charts.causes(table, narrow=narrow).data
    assert list(bars.x) == [0.8, 0.3]
    assert [name.replace("<br>", " ") for name in bars.y] == ["Nurse: Skills (n=89)", "Nurse: Time (n=86)"]
    assert [text.strip() for text in bars.text] == ["score 44, elsewhere 63", "38 % name it, elsewhere 22 %"]
    assert [data[-1] for data in bars.customdata] == ["role:nurse", "role:nurse"]


def test_without_a_cause_there_is_a_word_instead(table: pd.DataFrame) -> None:
    figure = charts.causes(table.head(0))
    assert figure.layout.annotations[0].text


def test_the_sample_can_be_drawn_without_a_browser(sample_outputs: Path) -> None:
    figure = charts.causes(cause_bars(open_wave(sample_outputs, "2026-11")))
    assert b"elsewhere" in drawing(figure.to_json(), "causes", "wave")
