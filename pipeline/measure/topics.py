"""Ratings of topics of training: importance and confidence, 1-5. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Topic
from pipeline.tables import Responses
from pipeline.tables.coded import NO_ANSWER, Rated

_RATING_HIGHEST: Final = 5.0  # of topics, from 1


def concerned(parts: Sequence[Topic], roles: Sequence[str], concerns: Callable[[Any, str], bool]) -> NDArray[np.bool_]:
    """Whether each topic concerns each role, (roles, parts)."""
    return np.array([[concerns(part, role) for part in parts] for role in roles], dtype=bool).reshape(len(roles), len(parts))


def topic_values(responses: Responses, instrument: Instrument, rating: str) -> Rated:
    """One of the two ratings of every topic as given, stretched to 1-5 where its declared range is another."""
    rated = responses.rated.columns([f"{topic.id}_{rating}" for topic in instrument.topics])
    scale = instrument.answer_scale.get(getattr(instrument.topic_ratings, rating))
    values = rated.values
    if scale is not None and scale.low is not None and scale.high is not None:
        values = tuple(1 + (one - scale.low) / (scale.high - scale.low) * (_RATING_HIGHEST - 1) for one in values)
    return Rated(tuple(topic.id for topic in instrument.topics), rated.codes, values)


def topic_ratings(responses: Responses, instrument: Instrument, rating: str) -> Rated:
    """One of the two ratings, 1-5; no value unless both were given and the topic concerns the role."""
    own, rated, roles = topic_values(responses, instrument, rating), responses.rated, responses.places["role"]
    concerns = concerned(instrument.topics, roles.names, instrument.topic_concerns)
    codes = np.empty_like(own.codes)
    for place, topic in enumerate(instrument.topics):
        wanted, able = (rated.codes[rated.names.index(f"{topic.id}_{one}")] for one in ("importance", "confidence"))
        both = np.minimum(wanted, able) > NO_ANSWER
        if not concerns[:, place].all():
            both &= concerns[:, place].take(roles.codes)
        codes[place] = np.where(both, own.codes[place], codes.dtype.type(NO_ANSWER))
    return Rated(own.names, codes, own.values)
