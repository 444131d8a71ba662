"""Made-up organisations whose training needs are known: 12 roles × 10 topics, every member of staff with two ratings of each.

Persons are those of the shipped sample: importance N(1.2, 1), confidence N(0.45, .94²) of which .4² is common to all topics,
limits of the five points at ±1.5 and ±.5. Effects of role, topic and role × topic are added to each rating. Their SDs, the
evenness of role sizes and the hours of plans were set once, by what the ways of others find in the methods notes: one list for
all and the raw gap, and what the top topic, the top three and every role's own top topic meet of the oracle's need. Nothing was
set by what shrunken gaps find. Departments play no part in needs; they are there because the release protects them too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from benchmarks.measurement_worlds import five_points
from benchmarks.organisations import instrument_of, with_tables
from benchmarks.reluctance_worlds import DEPARTMENTS, RESPONSE, ROLES, Organisation, scores_of
from pipeline.instrument.model import Instrument, Topic

TOPICS = 10
SPREADS = (0.20, 0.18, 0.20)
"""SDs of the effects of role, topic and role × topic on each rating, in SDs of persons."""
ROLE_SIZES, DEPARTMENT_SIZES = 4.0, 1.0
"""Of the Dirichlet distributions."""
_CUTS = np.linspace(-1.5, 1.5, 4)
_LEVEL = {"importance": 1.2, "confidence": 0.45}
_PERSON = {"importance": (0.0, 1.0), "confidence": (0.4, 0.85)}
"""SDs of a person's ratings: common to all topics, and of one topic."""
_WILLING = 0.33
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """One organisation.

    Attributes
    ----------
    made : all its staff, and who answered. gap : true mean of importance minus confidence of the people that staff of a role are
    drawn from, points of 1-5, (R, T). in_need : staff truly in need, by their complete ratings, the silent included, (R, T).
    staff : per role, (R,).
    """

    made: Organisation
    gap: Array
    in_need: NDArray[np.int64]
    staff: NDArray[np.int64]


def plain_instrument() -> Instrument:
    """The short form for 12 roles and 10 departments, with topics that concern everybody."""
    topics = tuple(Topic(id=f"T{t:02d}", label=f"Topic {t}") for t in range(1, TOPICS + 1))
    return instrument_of(ROLES, DEPARTMENTS, "two_way").model_copy(update={"topics": topics})


def world(rng: np.random.Generator, instrument: Instrument, answers: int) -> World:
    """Draw one with about so many answers. instrument : of ``plain_instrument``."""
    sizes = np.outer(rng.dirichlet(np.full(ROLES, ROLE_SIZES)), rng.dirichlet(np.full(DEPARTMENTS, DEPARTMENT_SIZES)))
    cell = np.repeat(np.arange(sizes.size), rng.multinomial(round(answers / RESPONSE), sizes.ravel()))
    role, department = np.divmod(cell, DEPARTMENTS)
    levels = {side: level + _effects(rng) for side, level in _LEVEL.items()}
    ratings = {side: _ratings(rng, level[role], *_PERSON[side]) for side, level in levels.items()}
    mean = {side: _mean_rating(level, float(np.hypot(*_PERSON[side]))) for side, level in levels.items()}
    scores = scores_of(rng, instrument, role, department, np.full(len(cell), _WILLING))
    topics = [topic.id for topic in instrument.topics]
    scores = with_tables(scores, **{side: pd.DataFrame(values, columns=topics) for side, values in ratings.items()})
    limits = instrument.thresholds.in_need
    wants, lacks = ratings["importance"] >= limits.importance_at_least, ratings["confidence"] <= limits.confidence_at_most
    in_need = np.zeros((ROLES, TOPICS), dtype=np.int64)
    np.add.at(in_need, role, (wants & lacks).astype(np.int64))
    reluctant = (scores.standing == "reluctant").to_numpy()
    made = Organisation(instrument, role, department, scores, reluctant, rng.random(len(cell)) < RESPONSE)
    return World(made, mean["importance"] - mean["confidence"], in_need, np.bincount(role, minlength=ROLES))


def _effects(rng: np.random.Generator) -> Array:
    """Of role, topic and role × topic, added up, (R, T)."""
    return sum(rng.normal(0, sd, shape) for sd, shape in zip(SPREADS, ((ROLES, 1), (1, TOPICS), (ROLES, TOPICS)), strict=True))


def _ratings(rng: np.random.Generator, level: Array, common: float, own: float) -> Array:
    latent = level + common * rng.normal(0, 1, (len(level), 1)) + own * rng.normal(0, 1, level.shape)
    return five_points(latent, _CUTS)


def _mean_rating(level: Array, sd: float) -> Array:
    """Expected answer, 1-5: 1 + the chances to be above each limit."""
    return 1 + norm.sf((_CUTS - level[..., None]) / sd).sum(axis=-1)
