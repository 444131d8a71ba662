"""Points of everybody from the numbers of their patterns, and on which side they stand. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.measure.complete import completed
from pipeline.measure.parts import CACHED, blocks
from pipeline.measure.rules import Rules
from pipeline.measure.scale_scores import ScaleScores
from pipeline.tables.responses import NANO, NO_SCORE, NOT_ASKED

_SCORED: Final = 1 << 48
_APPLIES: Final = 1 << 56


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
        together = packed(own, applies)
        names = list(how.lookups)
        for row, composite in enumerate(instrument.composites, start=len(names)):
            parts = [names.index(scale) for scale in composite.scales]
            found[row, rows] = mean_of_packed(np.add.reduce(together[parts], axis=0), len(parts))
    return found


def scores_by_level(numbers: Mapping[str, NDArray], how: Rules) -> list[ScaleScores]:
    """Scores on all scales and then on the composites, nobody's completed. numbers : scale -> (n,)."""
    own = {scale: how.levels[scale].scores(lookup, numbers[scale]) for scale, lookup in how.lookups.items()}
    return [*own.values(), *(_composite([own[scale] for scale in one.scales]) for one in how.instrument.composites)]


def _composite(constructs: Sequence[ScaleScores]) -> ScaleScores:
    tables = [packed(one.points, one.points != NOT_ASKED) for one in constructs]
    found = np.empty(len(constructs[0]), dtype=np.int64)
    for rows in blocks(len(found), CACHED):
        summed = np.zeros(len(found[rows]), dtype=np.int64)
        for table, one in zip(tables, constructs, strict=True):
            summed += ScaleScores(table, one.code).of(rows)
        found[rows] = mean_of_packed(summed, len(tables))
    return ScaleScores(found)


def packed(points: NDArray[np.int64], applies: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Billionths, and in higher bits whether there is a score (2^48) and whether the scale applies (2^56); these add up over
    scales without getting in each other's way."""
    return np.maximum(points, 0) + (points >= 0) * _SCORED + applies * _APPLIES


def mean_of_packed(summed: NDArray[np.int64], every: int) -> NDArray[np.int64]:
    """Mean of the constructs that are there, where these are half of those that apply; else ``NO_SCORE``, (n,).

    summed : of ``every`` constructs as ``packed`` gives them.
    """
    total, kind = summed & (_SCORED - 1), summed >> 48
    # Most have all constructs, and all of them apply.
    found = (2 * total + every) // (2 * every)
    others = np.flatnonzero(kind != (every << 8 | every))
    found[others] = mean_of(total[others], kind[others] & 0xFF, kind[others] >> 8)
    return found


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


def person_limits(limits: Thresholds) -> tuple[int, int]:
    """Below the first, in billionths, a score is unfavourable; from the second on favourable."""
    return limit(limits.person_reluctant_below), limit(limits.person_willing_from)
