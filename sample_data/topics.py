"""Ratings of training topics: importance near the ceiling where a topic is core, confidence with planted needs per role."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from sample_data.answers import discrete, steps
from sample_data.traits import Array
from sample_data.world import NOISE, TOPICS, World

TopicNeeds = Mapping[str, tuple[str, ...]]
"""Role -> topics planted as its largest needs."""

_CORE = 2


def draw_topic_ratings(
    world: World, instrument: Instrument, staff: pd.DataFrame, traits: pd.DataFrame, wave: int
) -> tuple[pd.DataFrame, TopicNeeds]:
    """Ratings of every topic that concerns the role (0 elsewhere), columns as ``T01_importance``, and the planted needs."""
    if not instrument.topics:
        return pd.DataFrame(index=staff.index), {}
    model = world.topics
    positions, roles = pd.factorize(staff["role"])
    relevance = _relevance(instrument, [str(role) for role in roles])
    shifts, needs = _needs(world, instrument, relevance, [str(role) for role in roles])
    rng = world.stream(NOISE, wave, 2)
    shape = (len(staff), len(instrument.topics))
    importance = np.where(relevance == _CORE, model.core, model.useful)[positions] + rng.standard_normal(shape)
    able = traits[list(instrument.readiness.scales)].mean(axis=1).to_numpy() - world.latent.readiness
    confidence = model.confidence + shifts[positions] + 0.4 * able[:, None] + 0.85 * rng.standard_normal(shape)
    asked = relevance[positions] > 0
    found = {}
    for i, topic in enumerate(instrument.topics):
        for side, latent in (("importance", importance), ("confidence", confidence)):
            categories = len(steps(instrument.answer_scale[getattr(instrument.topic_ratings, side)]))
            found[f"{topic.id}_{side}"] = discrete(latent[:, i], categories) * asked[:, i]
    return pd.DataFrame(found, dtype="int8"), needs


def _relevance(instrument: Instrument, roles: list[str]) -> Array:
    """Roles × topics: 2 core, 1 useful, 0 not asked; a topic without relevances is core for all."""
    return np.array([[t.relevance.get(role, 0) if t.relevance else _CORE for t in instrument.topics] for role in roles])


def _needs(world: World, instrument: Instrument, relevance: Array, roles: list[str]) -> tuple[Array, TopicNeeds]:
    """Roles × topics: shift of confidence, and the topics where it was planted; drawn among the role's core topics."""
    rng, model = world.stream(TOPICS), world.topics
    shifts = model.need_sd * rng.standard_normal(relevance.shape)
    order = np.argsort(rng.random(relevance.shape) - relevance, axis=1, kind="stable")
    needs = {}
    for row, role in enumerate(roles):
        asked = [int(i) for i in order[row] if relevance[row, i] > 0][: model.planted_gaps]
        shifts[row, asked] = model.planted_shift
        needs[role] = tuple(instrument.topics[i].id for i in sorted(asked))
    return shifts, needs


def rotated(world: World, instrument: Instrument, roles: pd.Series, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Respondents × topics: which are put to each person: core ones first, useful ones by half, at most so many in all."""
    positions, levels = pd.factorize(roles)
    relevance = _relevance(instrument, [str(role) for role in levels])[positions]
    chance = rng.random(relevance.shape)
    wanted = (relevance == _CORE) | ((relevance == 1) & (chance < 0.5))
    order = np.argsort(np.argsort(chance - relevance, axis=1, kind="stable"), axis=1, kind="stable")
    return wanted & (order < world.topics.asked_at_most)
