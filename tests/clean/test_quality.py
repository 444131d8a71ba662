"""Careless answers: which signs exclude, and what the platform's times are worth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.clean.quality import SIGNS, TOO_FAST, TWO_SIGNS, judge
from pipeline.ingest.read import read_export
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.tables import Responses
from tests.cleaned import seconds_taken

PEOPLE = 200
UNKNOWN = np.full(PEOPLE, np.nan)


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument()


def careful(instrument: Instrument, seed: int = 1) -> Responses:
    """People who read: their answers follow one leaning, reversed items the other way."""
    rng = np.random.default_rng(seed)
    leaning = rng.normal(0, 0.8, (PEOPLE, 1))
    reverse = np.array([item.reverse for item in instrument.items])
    x = np.clip(np.round(3.4 + np.where(reverse, -leaning, leaning) + rng.normal(0, 0.6, (PEOPLE, len(reverse)))), 1, 5)
    ratings = pd.DataFrame(x, columns=[item.id for item in instrument.items])
    others = {column: np.full(PEOPLE, np.nan) for column, _, _ in instrument.rated_columns() if column not in ratings}
    ratings = pd.concat([ratings, pd.DataFrame(others)], axis=1)
    places = {"role": "rn_onc", "department": "medical_oncology"}
    people = pd.DataFrame({**places, "line": range(2, PEOPLE + 2), "recorded": pd.NaT})
    return Responses.of(people, ratings, single=pd.DataFrame({"attention": ["4"] * PEOPLE}))


def spoilt(responses: Responses, person: int, answer: float | None = None, attention: str | None = None) -> Responses:
    """One person gives one answer throughout, or another to the attention question."""
    ratings, single = responses.ratings.copy(), responses.single.copy()
    if answer is not None:
        ratings.loc[person] = ratings.loc[person].where(ratings.loc[person].isna(), answer)
    if attention is not None:
        single.loc[person, "attention"] = attention
    return Responses.of(responses.people, ratings, single=single)


def test_careful_people_are_kept(instrument: Instrument) -> None:
    found = judge(careful(instrument), instrument, np.full(PEOPLE, 41 * 6.0))
    assert not found.excluded.any()
    assert all(found.checked.values())


def test_speed_alone_excludes_and_no_other_sign_does(instrument: Instrument) -> None:
    people = careful(instrument)
    seconds = np.full(PEOPLE, 41 * 5.0)
    seconds[3], seconds[4] = 41 * 1.9, 41 * 2.0
    found = judge(people, instrument, seconds)
    assert np.flatnonzero(found.excluded).tolist() == [3] and found.reason[3] == TOO_FAST
    for sign in (
        judge(spoilt(people, 7, attention="2"), instrument, UNKNOWN),
        judge(spoilt(people, 7, 3.0), instrument, UNKNOWN),
    ):
        assert sign.signs.loc[7, list(SIGNS)].sum() == 1 and not sign.excluded.any()


def test_two_signs_exclude(instrument: Instrument) -> None:
    found = judge(spoilt(careful(instrument), 7, 3.0, "2"), instrument, UNKNOWN)
    assert found.signs.loc[7, ["straight_line", "attention_failed"]].all()
    assert np.flatnonzero(found.excluded).tolist() == [7] and found.reason[7] == TWO_SIGNS
    # A straight line at the end of the scale contradicts itself on reversed items: that is two signs.
    assert judge(spoilt(careful(instrument), 7, 5.0), instrument, UNKNOWN).signs.loc[7, ["straight_line", "contradictions"]].all()


def test_a_straight_line_is_no_sign_where_no_item_is_reversed(instrument: Instrument) -> None:
    forward = instrument.model_copy(
        update={"items": tuple(item.model_copy(update={"reverse": False}) for item in instrument.items)}
    )
    found = judge(spoilt(careful(forward), 7, 1.0, "2"), forward, UNKNOWN)
    assert not found.signs["straight_line"].any() and not found.checked["straight_line"]
    assert not found.checked["contradictions"] and not found.checked["too_fast"]


def test_honest_rejection_is_not_careless(instrument: Instrument) -> None:
    """Against everything, and reading: 1 on every statement, 5 on every reversed one."""
    people = careful(instrument)
    ratings = people.ratings.copy()
    for item in instrument.items:
        ratings.loc[5, item.id] = 5.0 if item.reverse else 1.0
    rejecting = Responses.of(people.people, ratings, single=people.single)
    assert not judge(rejecting, instrument, np.full(PEOPLE, 41 * 3.2)).excluded[5]


def test_a_blank_attention_question_is_not_failed(instrument: Instrument) -> None:
    found = judge(spoilt(careful(instrument), 2, attention=""), instrument, UNKNOWN)
    assert not found.signs.loc[2, "attention_failed"]


def test_few_answers_say_nothing_about_speed(instrument: Instrument) -> None:
    people = careful(instrument)
    ratings = people.ratings.copy()
    ratings.loc[0, ratings.columns[5:]] = np.nan
    few = Responses.of(people.people, ratings, single=people.single)
    assert not judge(few, instrument, np.full(PEOPLE, 8.0)).excluded[0]


@pytest.mark.parametrize(
    ("head", "rows", "expected"),
    [
        ("Duration (in seconds),SK1", ["12,1", "0,2", ",3"], [12, np.nan, np.nan]),
        (
            "Start time,Completion time,SK1",
            ["2026-11-02 09:00:00,2026-11-02 09:01:05,1", "2026-11-02 09:00:00,,2", "2026-11-02 10:00:00,2026-11-02 09:00:00,2"],
            [65, np.nan, np.nan],
        ),
        (
            "Start time,Completion time,SK1",
            ["2026-11-02 09:00,2026-11-02 09:04,1", "2026-11-02 09:00,2026-11-02 09:01,2"],
            [np.nan, np.nan],
        ),
        ("SK1,SK2", ["1,2", "3,4"], [np.nan, np.nan]),
    ],
    ids=["duration", "start and end", "whole minutes", "no times"],
)
def test_seconds_come_from_the_platform_or_are_unknown(tmp_path: Path, head: str, rows: list[str], expected: list[float]) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    export = read_export(path, platform="plain")
    assert seconds_taken(export, np.arange(len(rows))) == pytest.approx(expected, nan_ok=True)


def test_flags_are_for_a_person_to_look_at_and_exclude_nobody(instrument: Instrument) -> None:
    people = careful(instrument)
    ratings = people.ratings.copy()
    ratings.loc[9] = ratings.loc[8]
    ratings.loc[11] = ratings.loc[10]
    moments = pd.to_datetime(["2026-11-02 09:00"] * PEOPLE) + pd.to_timedelta(np.arange(PEOPLE) * 5, unit="min")
    recorded = pd.Series(moments)
    recorded[11] = recorded[10] + pd.Timedelta(hours=3)
    twins = Responses.of(people.people.assign(recorded=recorded), ratings, single=people.single)
    seconds = np.full(PEOPLE, 41 * 9.0)
    seconds[4] = 41 * 4.0
    found = judge(twins, instrument, seconds)
    assert np.flatnonzero(found.flags["twin"]).tolist() == [8, 9]
    assert np.flatnonzero(found.flags["hurried"]).tolist() == [4]
    assert 0 < found.flags["low_variation"].sum() <= PEOPLE / 20
    assert not found.excluded.any()
