"""How every respondent of a wave is scored: points of every pattern of answers. Specification: docs/methods/scoring.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.asked import Asked, asked
from pipeline.measure.complete import Completion
from pipeline.measure.forms import Form, answers_of
from pipeline.measure.lookup import Lookup
from pipeline.measure.patterns import Patterns
from pipeline.measure.scale_scores import Levels
from pipeline.stats.additive import Method, item_effects, scale_scores
from pipeline.tables import Responses
from pipeline.tables.coded import NO_ANSWER, NOT_FOR_ME
from pipeline.tables.responses import NANO, NO_SCORE, NOT_ASKED

_HIGHEST: Final = 100.0
_DENSE: Final = 1 << 21


@dataclass(frozen=True, eq=False)
class Rules:
    """How every respondent of a wave is scored.

    Attributes
    ----------
    instrument : with the limits. roles : names that the number of a role stands for. asked : which items concern which role.
    lookups : scale -> points by pattern. effects, prorated : as of Scores. completion : of scores that few people lack, or None.
    """

    instrument: Instrument
    roles: tuple[str, ...]
    asked: Asked
    lookups: Mapping[str, Lookup]
    effects: pd.Series
    prorated: Mapping[str, int]
    completion: Completion | None = None

    @cached_property
    def levels(self) -> Mapping[str, Levels]:
        """Scale -> the scores that occur."""
        return {scale: Levels.of(lookup) for scale, lookup in self.lookups.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What the patterns of one scale say, whoever gave them: each once, P of them, k items.

    Attributes
    ----------
    found : the patterns by role. place : of each of these among those here. number : of the pattern, (P,), ascending.
    had_to : whether an item had to be answered, (P, k). answers : keyed, NaN where none is or none had to be, (P, k).
    """

    found: Patterns
    place: NDArray[np.intp]
    number: NDArray
    had_to: NDArray[np.bool_]
    answers: NDArray[np.float64]

    @classmethod
    def of(cls, found: Patterns) -> Answered:
        """An item that nobody answered had to be answered by nobody."""
        number, place = _distinct(found)
        codes = found.form.codes(number)
        had_to = (codes != NOT_FOR_ME) & (codes > NO_ANSWER).any(axis=0)
        return cls(found, place, number, had_to, np.where(had_to, answers_of(found.form, codes), np.nan))

    @property
    def people(self) -> NDArray[np.int64]:
        """How many gave each pattern, (P,)."""
        return np.rint(np.bincount(self.place, weights=self.found.people, minlength=len(self.number))).astype(np.int64)


def _distinct(found: Patterns) -> tuple[NDArray, NDArray[np.intp]]:
    """Numbers of patterns, each once and ascending, and the place of each pattern among them."""
    size = found.form.size
    if found.number.dtype.kind == "S" or size > _DENSE:
        return np.unique(found.number, return_inverse=True)
    occurs = np.zeros(size, dtype=bool)
    occurs[found.number] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[found.number]


def answered(of_scales: Mapping[str, Patterns]) -> dict[str, Answered]:
    """Of every scale: all that scoring by any rule needs, found once."""
    return {scale: Answered.of(found) for scale, found in of_scales.items()}


def rules(
    of_scales: Mapping[str, Patterns],
    instrument: Instrument,
    method: Method,
    frozen: pd.Series | None,
    responses: Responses,
    known: Mapping[str, Answered] | None = None,
) -> Rules:
    """From the patterns of everybody who is kept. responses : any part of the wave, for what its codes mean. known : what
    ``answered`` finds in the patterns, where that was looked at before."""
    roles = responses.places["role"].names
    lookups, prorated = {}, {}
    effects: dict[str, float] = {}
    for scale, own in (known or answered(of_scales)).items():
        form, had_to, people = own.found.form, own.had_to, own.people
        given = None if frozen is None else frozen.reindex(list(form.items)).to_numpy(dtype=float)
        if method == "additive":
            # Role by role, as they were counted: sums of other parts would differ in the last digit.
            given = item_effects(own.answers[own.place], given, own.found.people)
        scored = scale_scores(own.answers, had_to, method, given, people)
        points = np.where(np.isnan(scored.scores), NO_SCORE, np.rint(np.clip(np.nan_to_num(scored.scores), 0, _HIGHEST) * NANO))
        points = np.where(had_to.any(axis=1), points, NOT_ASKED).astype(np.int64)
        lookups[scale] = _lookup(form, own.number, points)
        effects |= zip(form.items, np.where(had_to.any(axis=0), scored.effects, np.nan), strict=True)
        prorated[scale] = scored.prorated
    together = pd.Series(effects, dtype=float, name="effect" if effects else None)
    return Rules(instrument, roles, asked(responses.rated, roles, instrument), lookups, together, prorated)


def _lookup(form: Form, numbers: NDArray, points: NDArray[np.int64]) -> Lookup:
    """Points by number; each stands there once, ascending."""
    if numbers.dtype.kind != "S" and form.size <= _DENSE:
        every = np.full(form.size, NO_SCORE, dtype=np.int64)
        every[numbers] = points
        return Lookup(form, None, every)
    return Lookup(form, numbers, points)
