"""Answers on answer scales: from latent values to the steps of a scale, and the answers to items and activities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import AnswerScale, Instrument
from sample_data.traits import Array
from sample_data.world import ITEMS, NOISE, World

_Part = TypeVar("_Part")


def steps(scale: AnswerScale) -> list[str]:
    """Codes of an answer scale from lowest to highest: by score, or as listed where answers have none."""
    answers = [answer for answer in scale.answers if not answer.not_applicable]
    if all(answer.score is not None for answer in answers):
        answers = sorted(answers, key=lambda answer: answer.score or 0.0)
    return [answer.code for answer in answers]


def discrete(latent: Array, categories: int) -> NDArray[np.int8]:
    """Positions 1..categories of latent values; the limits lie evenly between -1.5 and 1.5."""
    limits = np.linspace(-1.5, 1.5, categories - 1) if categories > 2 else np.zeros(categories - 1)
    return (1 + (np.asarray(latent)[..., None] > limits).sum(axis=-1)).astype(np.int8)


def concerned(roles: pd.Series, parts: Sequence[_Part], concerns: Callable[[_Part, str], bool]) -> NDArray[np.bool_]:
    """Staff × parts (items or topics): whether each concerns the person's role."""
    positions, levels = pd.factorize(roles)
    table = [[concerns(part, str(role)) for part in parts] for role in levels]
    return np.array(table, dtype=bool).reshape(len(levels), len(parts))[positions]


def draw_item_answers(world: World, instrument: Instrument, staff: pd.DataFrame, traits: pd.DataFrame, wave: int) -> pd.DataFrame:
    """Answers to the items as given, before any reversal; 0 where the item does not concern the role."""
    latent, items = world.latent, instrument.items
    easy = latent.item_sd * world.stream(ITEMS).standard_normal(len(items))
    rng = world.stream(NOISE, wave)
    acquiescence = latent.acquiescence_sd * rng.standard_normal((len(staff), 1))
    noise = rng.standard_normal((len(staff), len(items)))
    trait = traits[[item.scale for item in items]].to_numpy()
    sign = np.array([-1.0 if item.reverse else 1.0 for item in items])
    meant = latent.loading * trait + np.sqrt(1 - latent.loading**2) * noise + easy
    given = sign * meant + acquiescence
    asked = concerned(staff["role"], items, instrument.applies_to)
    found = {}
    for i, item in enumerate(items):
        categories = len(steps(instrument.answer_scale[item.answers]))
        found[item.id] = discrete(given[:, i], categories) * asked[:, i]
    return pd.DataFrame(found, dtype="int8")


def draw_activity_answers(world: World, instrument: Instrument, staff: pd.DataFrame, wave: int) -> pd.DataFrame:
    """How each activity is done, from in person to remote; 0 where it is not part of the role's work."""
    if not instrument.activity_answers:
        return pd.DataFrame(index=staff.index)
    shape = len(instrument.activities)
    positions, roles = pd.factorize(staff["role"])
    part_of_work = world.stream(ITEMS, 1).random((len(roles), shape)) < 0.6
    rng = world.stream(NOISE, wave, 1)
    level = np.array([0.4 if activity.position == "remote" else -1.4 for activity in instrument.activities])
    categories = len(steps(instrument.answer_scale[instrument.activity_answers]))
    values = discrete(level + rng.standard_normal((len(staff), shape)), categories)
    does = part_of_work[positions] ^ (rng.random((len(staff), shape)) < 0.1)
    return pd.DataFrame(values * does, columns=[a.id for a in instrument.activities], dtype="int8")
