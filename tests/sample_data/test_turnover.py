"""People over waves: the same person gives the same code, leavers and joiners are as many, change is where it is planted."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.instrument.load import load_instrument
from sample_data.people import draw
from sample_data.world import World, load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world("linked")


def test_leavers_joiners_and_movers_are_as_many_as_asked(world: World) -> None:
    instrument = load_instrument()
    first, second = (draw(world, instrument, wave) for wave in (0, 1))
    places, fielding = len(first.staff), world.waves[1]
    joined = second.person >= places
    assert joined.sum() == round(fielding.left * places)
    moved = (second.person != first.person) & ~joined
    assert 0 < moved.sum() <= round(fielding.moved * places)
    assert len(set(second.person)) == places


def test_a_code_is_a_persons_own_and_lasts(world: World) -> None:
    instrument = load_instrument()
    first, second = (draw(world, instrument, wave) for wave in (0, 1))
    code = dict(zip(first.person, first.texts["respondent"], strict=True))
    again = dict(zip(second.person, second.texts["respondent"], strict=True))
    assert all(code[person] == again[person] for person in set(code) & set(again))
    given = [text for text in {**code, **again}.values() if text]
    assert len(set(given)) == len(given)
    assert abs(np.mean([text != "" for text in code.values()]) - world.codes) < 0.05


def test_change_is_where_it_is_planted(world: World) -> None:
    instrument = load_instrument()
    first, second = (draw(world, instrument, wave) for wave in (0, 1))
    same = first.person == second.person
    change = (second.traits - first.traits).mean(axis=1)[same]
    place = first.staff[same]
    inside = (place["department"] == "infusion_center") & (place["role"] != "rad_therapist")
    untouched = ~inside & (place["role"] != "rad_therapist")
    assert change[inside].mean() - change[untouched].mean() == pytest.approx(world.waves[1].changes["infusion_center"], abs=0.15)


def test_who_is_unwilling_leaves_more_often_where_that_is_asked(world: World) -> None:
    instrument = load_instrument()
    second, third = (draw(world, instrument, wave) for wave in (1, 2))
    gone = ~np.isin(second.person, third.person)
    assert second.traits.mean(axis=1)[gone].mean() < second.traits.mean(axis=1)[~gone].mean() - 0.3
