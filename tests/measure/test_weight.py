"""Weighted headlines: who speaks for whom, when none are given, and what is told of levels without answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.measure.score import score
from pipeline.measure.tally import tally_of
from pipeline.measure.weight import person_weights, place_weights, weighting
from pipeline.tables import NOT_STATED
from pipeline.tables.tally import Grid

AT = Grid({"role": ("nurse", "clerk", NOT_STATED), "department": ("north", "south")})


def roster(cells: dict[tuple[str, str], int]) -> pd.DataFrame:
    return pd.DataFrame([(*cell, staff) for cell, staff in cells.items()], columns=["role", "department", "staff"])


@pytest.fixture
def tally(responses_of, instrument):
    """Thirty convinced nurses and ten clerks who are not."""
    low = {"U1": 1, "P1": 1}
    people = [{"role": "nurse", "department": "north", "U1": 5, "P1": 5}] * 30
    people += [{"role": "clerk", "department": "north", **low}] * 10
    return tally_of(score(responses_of(people), instrument), instrument, grid=AT)


def test_groups_speak_with_their_staff(tally, instrument) -> None:
    found = weighting(tally, roster({("nurse", "north"): 60, ("clerk", "north"): 60}), instrument).set_index("measure")
    # A quarter of the answers are not convinced, half of the staff are of the role that is not.
    assert found.loc["not_convinced", ["value", "weighted", "n"]].tolist() == [25, 50, 40]
    assert found.loc["willingness", ["value", "weighted"]].tolist() == [75, 50]
    # Weights 2/3 and 2: n sum(w^2) / (sum w)^2 = 40 (30 × 4/9 + 10 × 4) / 1600
    assert found["design_effect"].tolist() == [1.33] * 3 and set(found["state"]) == {"ok"}


def test_no_roster_no_weights(tally, instrument) -> None:
    found = weighting(tally, None, instrument)
    assert set(found["state"]) == {"no_roster"} and found["weighted"].isna().all()


def test_too_large_a_design_effect_is_refused(responses_of, instrument) -> None:
    # Thirty clerks would have to stand for 93 % of the staff: cut to weight 3, nurses 1/7: 0.3 × 9 + 0.7 / 49 = 2.71.
    people = [{"role": "nurse", "department": "north"}] * 70 + [{"role": "clerk", "department": "north"}] * 30
    uneven = roster({("nurse", "north"): 72, ("clerk", "north"): 900})
    found = weighting(tally_of(score(responses_of(people), instrument), instrument, grid=AT), uneven, instrument)
    assert found["design_effect"].tolist() == [2.71] * 3
    assert set(found["state"]) == {"refused"} and found["weighted"].isna().all()


def test_levels_without_answers_join_their_group_or_are_left_out(tally, instrument) -> None:
    # Both roles are of one group; the south has no group of its own, so nobody can stand for it.
    found = weighting(tally, roster({("nurse", "north"): 60, ("clerk", "north"): 60, ("nurse", "south"): 80}), instrument)
    assert found[["levels_merged", "levels_left_out"]].iloc[0].tolist() == [0, 1]
    assert found["state"].iloc[0] == "ok"


def test_people_whose_role_is_not_stated_keep_their_weight(responses_of, instrument) -> None:
    people = [{"role": "nurse", "department": "north"}] * 20 + [{"role": "not_stated", "department": "north"}] * 5
    found = weighting(
        tally_of(score(responses_of(people), instrument), instrument, grid=AT), roster({("nurse", "north"): 60}), instrument
    )
    assert found["design_effect"].tolist() == [1] * 3
    assert np.array_equal(found["value"], found["weighted"])


def test_weights_of_places_are_those_of_their_people(instrument) -> None:
    staff = roster({("nurse", "north"): 60, ("clerk", "north"): 60, ("nurse", "south"): 20})
    places = pd.DataFrame([("nurse", "north"), ("clerk", "north"), ("nurse", "south")], columns=["role", "department"])
    people = np.array([30, 10, 5])
    of_people = person_weights(places.loc[places.index.repeat(people)].reset_index(drop=True), staff, instrument)
    assert of_people == pytest.approx(np.repeat(place_weights(places, people, staff, instrument), people))
