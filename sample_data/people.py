"""The people of a made-up organisation in one wave: what everybody would answer, and who does answer.

Answers are complete here, for the silent too; blanks, dirt and spelling come later (``fieldwork.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from sample_data.answers import draw_activity_answers, draw_item_answers
from sample_data.choices import draw_multiple, draw_single, draw_texts
from sample_data.contacts import draw_contacts
from sample_data.topics import TopicNeeds, draw_topic_ratings
from sample_data.traits import draw_traits, members, persons_of
from sample_data.turnover import codes
from sample_data.world import RESPONSE, Planted, World, draw_planted, require_known


@dataclass(frozen=True, slots=True)
class People:
    """One row per staff member in every frame, answering or silent; all frames share one index.

    Attributes
    ----------
    staff : columns role, department (ids), and site where it is asked from a list.
    planted : the special groups.
    traits : one column per construct and driver.
    rated : one column per rated column of the instrument: position of the answer among the steps of its answer scale
        (``steps``), 1 = lowest; 0 where the role is not asked.
    chosen : per multi-select a boolean frame, one column per option id.
    single : per single choice beside role and department: answer code or option id.
    texts : per text question what was written, "" where nothing; and the personal code, whether and how one may be contacted,
        where people give them.
    answers : who gives a usable answer.
    needs : which topics were planted as the needs of each role.
    person : number of the person in each place, the same in every wave.
    """

    world: World
    wave: int
    planted: tuple[Planted, ...]
    staff: pd.DataFrame
    traits: pd.DataFrame
    rated: pd.DataFrame
    chosen: Mapping[str, pd.DataFrame]
    single: pd.DataFrame
    texts: pd.DataFrame
    answers: NDArray[np.bool_]
    needs: TopicNeeds
    person: NDArray[np.intp]


def draw(world: World, instrument: Instrument, wave: int = 0, cells: pd.DataFrame | None = None) -> People:
    """The people of one wave; of two waves of one world the staff, the groups' effects and most of the traits are the same.

    cells : staff by role × department (× site), as ``World.roster`` gives them, where they are others than the world's.
    """
    require_known(world, instrument)
    planted = draw_planted(world, instrument)
    roster = world.roster(instrument) if cells is None else cells
    staff = roster.loc[roster.index.repeat(roster["staff"]), roster.columns.drop("staff")].reset_index(drop=True)
    traits = draw_traits(world, instrument, staff, planted, wave)
    items = draw_item_answers(world, instrument, staff, traits, wave)
    topics, needs = draw_topic_ratings(world, instrument, staff, traits, wave)
    activities = draw_activity_answers(world, instrument, staff, wave)
    person = persons_of(world, len(instrument.scales), len(staff), wave)
    chosen = draw_multiple(world, instrument, staff, traits, planted, wave)
    contacts = draw_contacts(world, instrument, len(staff), wave)
    return People(
        world=world,
        wave=wave,
        planted=planted,
        staff=staff,
        traits=traits,
        rated=pd.concat([items, topics, activities], axis=1),
        chosen={**chosen, **contacts.chosen},
        single=draw_single(world, instrument, staff, planted, chosen, wave),
        texts=draw_texts(world, instrument, len(staff), wave).assign(**_codes(world, instrument, person), **contacts.single),
        answers=_answering(world, staff, planted, wave),
        needs=needs,
        person=person,
    )


def _codes(world: World, instrument: Instrument, person: NDArray[np.intp]) -> dict[str, NDArray[np.object_]]:
    """The personal code of everybody, by the question that asks for it; nothing where nobody gives one."""
    asked = [question.id for question in instrument.questions if question.kind == "respondent"]
    return {question: codes(world, person) for question in asked} if world.codes else {}


def _answering(world: World, staff: pd.DataFrame, planted: tuple[Planted, ...], wave: int) -> NDArray[np.bool_]:
    """Who answers: as many as the wave has, members of reluctant groups less often (a race of exponential times)."""
    fielding, propensity = world.waves[wave], np.ones(len(staff))
    for position, one in enumerate(planted):
        if one.reluctant:
            left = fielding.kept_shift.get(position, 1.0)
            propensity[members(staff, one)] = 1 - left * (1 - world.reluctant_response)
    times = -np.log(1 - world.stream(RESPONSE, wave).random(len(staff))) / propensity
    first = np.argsort(times, kind="stable")[: fielding.answers or world.answers]
    answers = np.zeros(len(staff), dtype=bool)
    answers[first] = True
    return answers
