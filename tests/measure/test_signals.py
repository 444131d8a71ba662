"""Signals: each is raised by what it is for, and by nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.load import load_instrument
from pipeline.measure.measure import measure
from pipeline.measure.quality import QualityCounts
from pipeline.tables import Responses

ROLES = ("rn_onc", "social_work", "front_desk")


@pytest.fixture(scope="module")
def instrument():
    return load_instrument()


def answers(instrument, people: int = 600, seed: int = 1) -> Responses:
    """Items of clearly different difficulty, three roles; nothing is wrong with them."""
    rng = np.random.default_rng(seed)
    role = np.array(ROLES)[np.arange(people) % 3]
    ease = np.linspace(-1, 1, len(instrument.items))
    keyed = 3 + ease + rng.normal(0, 0.6, (people, 1)) + rng.normal(0, 0.8, (people, len(ease)))
    x = np.clip(np.round(keyed), 1, 5)
    x = np.where([item.reverse for item in instrument.items], 6 - x, x)
    concerned = np.array([[instrument.applies_to(item, one) for item in instrument.items] for one in role])
    ratings = pd.DataFrame(np.where(concerned, x, np.nan), columns=[item.id for item in instrument.items])
    others = {column: np.full(people, np.nan) for column, _, _ in instrument.rated_columns() if column not in ratings}
    return Responses.of(
        people=pd.DataFrame({"role": role, "department": "medical_oncology", "line": range(people), "recorded": pd.NaT}),
        ratings=pd.concat([ratings, pd.DataFrame(others)], axis=1),
    )


def changed(responses: Responses, ratings: pd.DataFrame, refused: pd.DataFrame | None = None) -> Responses:
    return Responses.of(responses.people, ratings, responses.not_applicable if refused is None else refused)


def found_in(responses: Responses, instrument) -> pd.DataFrame:
    nobody = np.zeros(len(responses), dtype=bool)
    return measure(responses, nobody, QualityCounts(len(responses), {}, {}, 0), None, instrument).organised.organisation.signals


def test_nothing_is_seen_where_nothing_is_wrong(instrument) -> None:
    assert found_in(answers(instrument), instrument).empty


def test_an_item_that_most_of_a_role_leave_blank_or_refuse(instrument) -> None:
    base = answers(instrument)
    nurses = (base.people["role"] == "rn_onc").to_numpy()
    ratings, refused = base.ratings.copy(), base.not_applicable.copy()
    ratings.loc[nurses & (np.arange(600) % 5 != 0), "WF2"] = np.nan
    gone = nurses & (np.arange(600) % 4 != 0)
    ratings.loc[gone, "SU1"], refused.loc[gone, "SU1"] = np.nan, True
    found = found_in(changed(base, ratings, refused), instrument).set_index("kind")
    assert found.loc["skipped", ["role", "item", "n"]].tolist() == ["rn_onc", "WF2", 200]
    assert found.loc["not_applicable", ["role", "item", "n"]].tolist() == ["rn_onc", "SU1", 200]


def test_answers_that_pile_on_one_option(instrument) -> None:
    base = answers(instrument)
    ratings = base.ratings.assign(OP1=np.where(np.arange(600) % 20 == 0, 2.0, 4.0))
    found = found_in(changed(base, ratings), instrument)
    piled = found[found["kind"] == "piled"]
    assert piled["item"].tolist() == ["OP1"] and piled["value"].tolist() == [0.9]  # capped


def test_an_item_that_means_something_else_to_one_role(instrument) -> None:
    base = answers(instrument)
    workers = (base.people["role"] == "social_work").to_numpy()
    ratings = base.ratings.assign(UP2=np.where(workers, np.clip(base.ratings["UP2"] - 2, 1, 5), base.ratings["UP2"]))
    found = found_in(changed(base, ratings), instrument)
    differs = found[found["kind"] == "item_differs"]
    assert ("social_work", "UP2") in set(zip(differs["role"], differs["item"], strict=True))
    row = differs[(differs["role"] == "social_work") & (differs["item"] == "UP2")].iloc[0]
    assert row["value"] < -12.5 and row["n"] == 200


def test_people_who_took_the_scale_the_wrong_way_round(instrument) -> None:
    base = answers(instrument)
    items = [item.id for item in instrument.items]
    ratings = base.ratings.copy()
    ratings.loc[:29, items] = 6 - ratings.loc[:29, items]
    found = found_in(changed(base, ratings), instrument)
    flipped = found[found["kind"] == "flipped"]
    assert len(flipped) == 1 and 24 <= flipped["n"].iloc[0] <= 33
    few = base.ratings.copy()
    few.loc[:7, items] = 6 - few.loc[:7, items]
    assert "flipped" not in set(found_in(changed(base, few), instrument)["kind"])  # fewer than k
