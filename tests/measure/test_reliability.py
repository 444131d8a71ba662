"""Which answers go into reliability, and what is said where there is no figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.model import Instrument
from pipeline.measure.reliability import Tables, reliability
from pipeline.measure.score import score
from pipeline.stats.reliability import feldt_interval, scale_reliability
from pipeline.tables import Scores
from pipeline.tables.coded import Named, Rated


def whole(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the whole organisation."""
    return frame[frame["role"].isna()]


@pytest.fixture
def scored(responses_of, instrument: Instrument) -> Callable[..., Scores]:
    """Scores of n nurses whose answers to skills and tools hang together; every ``blank``-th leaves S1 out."""

    def make(n: int = 120, blank: int = 0, seed: int = 2) -> Scores:
        rng = np.random.default_rng(seed)
        people = []
        for i in range(n):
            level = rng.normal(0, 1)
            five = np.clip(np.round(3 + level + rng.normal(0, 0.7, 5)), 1, 5).astype(int)
            ten = np.clip(np.round(5 + 2 * level + rng.normal(0, 1.5, 2)), 0, 10).astype(int)
            people.append(
                {
                    "department": "north" if i % 2 else "south",
                    "S1": None if blank and i % blank == 0 else five[0],
                    "S2": 6 - five[1],
                    "S3": five[2],
                    "E1": ten[0],
                    "E2": 10 - ten[1],
                    "U1": five[3],
                    "P1": five[4],
                }
            )
        return score(responses_of(people), instrument)

    return make


@pytest.fixture
def found_of(patterns_of, instrument: Instrument) -> Callable[..., Tables]:
    """Reliability of scores."""
    return lambda scores, ordinal=False: reliability(patterns_of(scores), instrument, ordinal)


def test_alpha_is_of_keyed_answers_and_of_every_construct_and_driver(scored, found_of, instrument) -> None:
    scores = scored()
    found = whole(found_of(scores).scales).set_index("scale")
    assert list(found.index) == ["skills", "tools", "use", "plan", "worry"]
    assert found.loc["skills", "alpha"] == pytest.approx(scale_reliability(scores.items[["S1", "S2", "S3"]]).alpha)
    assert found.loc["skills", "alpha"] > 0.7
    assert found.loc["skills", ["items", "n"]].tolist() == [3, 120]
    assert found.loc["skills", "alpha_low"] < found.loc["skills", "alpha"] < found.loc["skills", "alpha_high"]


def test_the_convention_says_how_missing_answers_are_treated(scored, found_of, instrument) -> None:
    found = whole(found_of(scored(blank=4)).scales).set_index("scale")
    assert "pairwise" in found.loc["skills", "convention"] and "n = 90" in found.loc["skills", "convention"]
    assert found.loc["skills", "n"] == 120


@pytest.mark.parametrize(
    ("n", "scale", "words"),
    [(120, "use", "fewer than two items with differing answers"), (49, "skills", "fewer than 50 answers")],
)
def test_without_a_figure_the_reason_stands_in_its_place(scored, found_of, instrument, n: int, scale: str, words: str) -> None:
    row = whole(found_of(scored(n)).scales).set_index("scale").loc[scale]
    assert row["convention"] == words
    assert row[["alpha", "alpha_low", "alpha_high"]].isna().all()


def test_an_item_that_too_few_answered_is_left_out_and_that_is_said(scored, found_of, instrument) -> None:
    scores = scored(blank=1)  # nobody answered S1
    few = whole(found_of(scores).scales).set_index("scale").loc["skills"]
    assert "1 of 3 items left out" in few["convention"] and few["items"] == 2


def test_every_item_stands_against_the_rest_of_its_scale(scored, found_of, instrument) -> None:
    scores = scored()
    found = whole(found_of(scores).items).set_index("item")
    assert list(found.index) == [item.id for item in instrument.items]
    rest = scores.items["S1"].corr(scores.items["S2"] + scores.items["S3"])
    assert found.loc["S1", "item_rest"] == pytest.approx(rest)
    assert found.loc["S1", "item_rest_high"] > rest
    assert found.loc["S1", "alpha_if_dropped"] == pytest.approx(scale_reliability(scores.items[["S2", "S3"]]).alpha)
    assert found.loc["U1", ["item_rest", "item_rest_high", "alpha_if_dropped"]].isna().all()


def test_a_forgotten_reversal_shows(scored, found_of, instrument) -> None:
    scores = scored()
    turned = scores.items.assign(S2=100 - scores.items["S2"])
    found = whole(found_of(replace(scores, keyed=Rated.of(turned))).items).set_index("item")
    assert (found["item_rest_high"] < 0)[["S1", "S2", "S3"]].tolist() == [False, True, False]


def test_items_and_scales_that_a_handful_answered_have_no_row(responses_of, found_of, instrument) -> None:
    # k is 5: four people answered W1, nobody E1, three S3.
    people = [{"W1": 3 if i < 4 else None, "E1": None, "S3": 3 if i < 3 else None} for i in range(60)]
    found = found_of(score(responses_of(people), instrument))
    assert "worry" not in set(found.scales["scale"])
    assert {"W1", "S3"}.isdisjoint(found.items["item"])
    assert found.items.set_index("item").loc["E1", "n"] == 0


def test_nobody_scored_gives_tables_without_a_figure(responses_of, instrument, organised) -> None:
    found = organised(responses_of([])).organisation
    assert found.reliability["alpha"].isna().all() and found.reliability["n"].eq(0).all()
    assert len(found.item_statistics) == len(instrument.items)
    assert found.spread.empty and found.agreement.empty and found.signals.empty


def test_a_role_with_fifty_answers_has_its_own_figures(scored, found_of, instrument) -> None:
    scores = scored()
    found = found_of(scores).scales
    of_nurses = found[found["role"] == "nurse"].set_index("scale").loc["skills"]
    answers = scores.items[["S1", "S2", "S3"]]
    assert of_nurses["alpha"] == pytest.approx(scale_reliability(answers).alpha)
    assert of_nurses["omega"] == pytest.approx(scale_reliability(answers).omega)
    clerks = replace(scores, places=scores.places | {"role": Named.of(np.where(np.arange(120) < 49, "clerk", "nurse"))})
    assert set(found_of(clerks).scales["role"].dropna()) == {"nurse"}


def test_the_interval_of_a_role_does_not_tell_how_many_left_an_item_out(scored, found_of, instrument) -> None:
    found = found_of(scored(blank=30)).scales  # 116 answered all items
    row = found[found["role"] == "nurse"].set_index("scale").loc["skills"]
    limits = feldt_interval(row["alpha"], 110, 3)
    assert [row["alpha_low"], row["alpha_high"]] == pytest.approx([limits.low, limits.high])
    assert "116" not in row["convention"]


def test_ordinal_alpha_only_where_it_is_asked_for(scored, found_of, instrument) -> None:
    scores = scored()
    assert found_of(scores).scales["ordinal_alpha"].isna().all()
    found = whole(found_of(scores, ordinal=True).scales).set_index("scale")
    assert found.loc["skills", "ordinal_alpha"] > found.loc["skills", "alpha"]
