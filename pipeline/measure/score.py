"""From coded answers to scores of respondents. PRIVATE: one row per respondent. Specification: docs/methods/scoring.md.

A score depends on the pattern of answers to the items of a scale and on nothing else of a person. So each pattern that occurs is
scored once, and people look theirs up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Thresholds, Topic
from pipeline.measure.complete import Completion, completed, completion, score_sums
from pipeline.measure.parts import CACHED, blocks
from pipeline.measure.patterns import Asked, Form, Patterns, answers_of, asked, count_patterns, forms
from pipeline.stats.additive import Method, item_effects, scale_scores
from pipeline.tables import Responses, Scores
from pipeline.tables.coded import NO_ANSWER, NOT_FOR_ME, Named, Rated
from pipeline.tables.responses import NANO, NO_SCORE, NOT_ASKED

_HIGHEST: Final = 100.0
_RATING_HIGHEST: Final = 5.0  # of topics, from 1
_DENSE: Final = 1 << 21
_FEW: Final = 4
"""Where no more than one row in so many is kept, these are looked at alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Points of every pattern of one scale that occurs.

    Attributes
    ----------
    form : of the scale. numbers : of patterns, sorted; None where ``points`` has a place for every number there could be.
    points : billionths, ``NO_SCORE`` or ``NOT_ASKED``.
    """

    form: Form
    numbers: NDArray | None
    points: NDArray[np.int64]

    def of(self, numbers: NDArray) -> NDArray[np.int64]:
        """Points of each row's pattern, (n,); rows whose pattern is unknown have none."""
        place = self.places(numbers)
        points = self.points.take(place)
        return points if self.numbers is None else np.where(self.numbers[place] == numbers, points, NO_SCORE)

    def places(self, numbers: NDArray) -> NDArray:
        """Place of each row's pattern among ``points``, (n,); of a pattern that is unknown, of any."""
        if self.numbers is None:
            return numbers.astype(np.intp, copy=False)
        return np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)


@dataclass(frozen=True, slots=True, eq=False)
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


def score(responses: Responses, instrument: Instrument, method: Method = "additive", frozen: pd.Series | None = None) -> Scores:
    """Score every respondent; those without both composites are counted in ``not_scored`` and left out.

    responses : kept respondents, one row each. frozen : item effects of the first wave by item id, 0-100 points. returns :
    Scores; without rows where nobody can be scored. source : docs/methods/scoring.md.
    """
    how = rules(patterns(responses, instrument), instrument, method, frozen, responses)
    points = scale_points(responses, how)
    scored = is_scored(points, instrument)
    inside = points[: len(instrument.scales), scored]
    lacking = (inside < 0).sum(axis=1)
    few = (lacking > 0) & (lacking < instrument.thresholds.k)
    if few.any():
        how = replace(how, completion=completion(score_sums(inside), few))
    return scores_of(responses, how, scored)


def patterns(responses: Responses, instrument: Instrument, kept: NDArray[np.bool_] | None = None) -> dict[str, Patterns]:
    """Scale -> patterns of answers, of the rows that are kept (default: all)."""
    if kept is not None and _FEW * np.count_nonzero(kept) < len(kept):
        responses, kept = responses.only(kept), None
    role = responses.places["role"]
    which = asked(responses.rated, role.names, instrument)
    inside = np.ones(len(responses), dtype=bool) if kept is None else kept
    found = {}
    for scale, form in forms(responses.rated, role.names, instrument).items():
        codes = [which.codes(responses.rated, item, role.codes) for item in form.items]
        found[scale] = count_patterns(form, role.codes, codes, inside)
    return found


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


def scale_points(responses: Responses, how: Rules) -> NDArray[np.int64]:
    """Points of all constructs, drivers and composites, (S, n), of everybody; constructs completed where the rules say so."""
    role = responses.places["role"].recoded(how.roles).codes
    numbers = {
        scale: lookup.form.numbers([how.asked.codes(responses.rated, item, role) for item in lookup.form.items])
        for scale, lookup in how.lookups.items()
    }
    return points_of(numbers, how)


def points_of(numbers: Mapping[str, NDArray], how: Rules) -> NDArray[np.int64]:
    """The same from the number of each row's pattern. numbers : scale -> (n,)."""
    instrument, size = how.instrument, len(next(iter(numbers.values()))) if numbers else 0
    found = np.empty((len(instrument.scales) + len(instrument.composites), size), dtype=np.int64)
    for rows in blocks(size, CACHED):
        for row, (scale, lookup) in enumerate(how.lookups.items()):
            found[row, rows] = lookup.of(numbers[scale][rows])
        own = found[: len(how.lookups), rows]
        applies = own != NOT_ASKED
        if how.completion is not None:
            own[:] = completed(own, how.completion)
        names = list(how.lookups)
        for row, composite in enumerate(instrument.composites, start=len(names)):
            parts = [names.index(scale) for scale in composite.scales]
            found[row, rows] = _mean(own, applies, parts)
    return found


def _mean(points: NDArray[np.int64], applies: NDArray[np.bool_], parts: Sequence[int]) -> NDArray[np.int64]:
    """Mean of the constructs that are there, where these are half of those that apply; else ``NO_SCORE``, (n,)."""
    total = np.zeros(points.shape[1], dtype=np.int64)
    there, needed = (np.zeros(points.shape[1], dtype=np.int8) for _ in range(2))
    for part in parts:
        there += points[part] >= 0
        total += np.maximum(points[part], 0)
        needed += applies[part]
    return mean_of(total, there, needed)


def mean_of(total: NDArray[np.int64], there: NDArray[np.integer], needed: NDArray[np.integer]) -> NDArray[np.int64]:
    """Means of ``there`` constructs, at least half of those ``needed``; else ``NO_SCORE``; all (n,).

    Halves of a billionth go up: the sum of whole numbers decides, not the order of its parts. What is divided is below 2^53 and
    quotients lie further apart than floating point can see, so the result is that of whole numbers.
    """
    enough = (there >= (needed + 1) >> 1) & (there > 0)
    times = 2.0 * np.maximum(there, 1)
    return np.where(enough, np.floor((2.0 * total + there) / times), NO_SCORE).astype(np.int64)


def is_scored(points: NDArray[np.int64], instrument: Instrument) -> NDArray[np.bool_]:
    """Who has both composites, (n,). points : as ``scale_points`` gives them."""
    return np.asarray(np.logical_and.reduce(points[len(instrument.scales) :] >= 0), dtype=bool)


def scores_of(responses: Responses, how: Rules, scored: NDArray[np.bool_]) -> Scores:
    """Scores of those who are scored. scored : who has both composites *before* anything is completed, (n,)."""
    instrument, inside = how.instrument, responses.only(scored)
    points = scale_points(inside, how)
    names = (*how.lookups, *(composite.id for composite in instrument.composites))
    filled = {}
    if how.completion is not None:
        before = scale_points(inside, replace(how, completion=None))
        filled = {name: int(n) for name, n in zip(names, ((before < 0) & (points >= 0)).sum(axis=1), strict=True) if n}
    return Scores(
        places={axis: inside.places[axis] for axis in instrument.axes},
        names=names,
        points=points,
        sides=sides(points, names, instrument),
        keyed=keyed_items(item_codes(inside, how), how),
        wanted=topic_ratings(inside, instrument, "importance"),
        able=topic_ratings(inside, instrument, "confidence"),
        ticked=inside.ticked,
        strongest=strongest_barrier(inside),
        completed={name: n for name, n in filled.items() if name in how.lookups},
        not_scored=int((~scored).sum()),
        rows=np.flatnonzero(scored),
        effects=how.effects,
        prorated=how.prorated,
    )


def sides(
    points: Sequence[NDArray[np.int64]] | NDArray[np.int64], names: Sequence[str], instrument: Instrument
) -> NDArray[np.uint8]:
    """Place among ``STANDINGS``, (n,): reluctant, undecided or willing; a missing intention decides nothing."""
    willingness, intention = (points[names.index(name)] for name in (instrument.willingness.id, instrument.intention))
    limits = instrument.thresholds
    found = (willingness >= limit(limits.person_willing_from)).astype(np.uint8) + np.uint8(1)
    low = (willingness >= 0) & (willingness < limit(limits.person_reluctant_below))
    low |= (intention >= 0) & (intention <= limit(limits.person_intention_at_most))
    found *= ~low
    return found


def limit(points: float) -> int:
    """A limit of scores in billionths."""
    return round(points * NANO)


def item_codes(responses: Responses, how: Rules) -> dict[str, NDArray[np.integer]]:
    """Item -> codes, (n,); ``NOT_FOR_ME`` where the respondent did not have to answer."""
    role = responses.places["role"].recoded(how.roles).codes
    return {item.id: how.asked.codes(responses.rated, item.id, role) for item in how.instrument.items}


def keyed_items(codes_of: Mapping[str, NDArray[np.integer]], how: Rules) -> Rated:
    """Keyed answers 0-100 of the items that each respondent had to answer. codes_of : as ``item_codes`` gives them."""
    of = {
        item: values
        for lookup in how.lookups.values()
        for item, values in zip(lookup.form.items, lookup.form.values, strict=True)
    }
    names = [item.id for item in how.instrument.items]
    codes = np.stack([codes_of[name] for name in names])
    return Rated(tuple(names), codes, tuple(of[name] for name in names))


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
    own = topic_values(responses, instrument, rating)
    pair = [topic_values(responses, instrument, one).codes for one in ("importance", "confidence")]
    roles = responses.places["role"]
    concerns = concerned(instrument.topics, roles.names, instrument.topic_concerns)[roles.codes].T
    both = concerns & (pair[0] > NO_ANSWER) & (pair[1] > NO_ANSWER)
    return Rated(own.names, np.where(both, own.codes, NO_ANSWER).astype(own.codes.dtype), own.values)


def strongest_barrier(responses: Responses) -> Named:
    """The barrier that each respondent named as the strongest; "" where none."""
    if "barrier_main" in responses.singles:
        return responses.singles["barrier_main"]
    return Named(np.zeros(len(responses), dtype=np.uint8), ("",))


def person_limits(limits: Thresholds) -> tuple[int, int]:
    """Below the first, in billionths, a score is unfavourable; from the second on favourable."""
    return limit(limits.person_reluctant_below), limit(limits.person_willing_from)
