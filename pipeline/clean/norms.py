"""What is usual among all respondents, gathered part by part: what the signs of careless answers are looked for with.

Norms of parts add up to those of the whole, exactly, in whatever order: parts may be blocks, files or machines. PRIVATE.
Specification: docs/methods/careless.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.marks import Marks, among, marks_of, twice, with_time
from pipeline.clean.steps import Steps, item_codes, stepped
from pipeline.instrument.model import Instrument
from pipeline.stats.careless import answers_given, blocks, longest_run, opposite_pairs, response_variability
from pipeline.stats.distance import Usual
from pipeline.stats.distribution import Distribution
from pipeline.stats.pair_sums import PairSums, pair_sums
from pipeline.tables import Responses
from pipeline.tables.coded import NO_ANSWER

FEWEST_ANSWERS: Final = 10  # with fewer, time per answer and patterns say nothing
_TWIN_ANSWERS: Final = 15
_TWIN_TIME: Final = np.timedelta64(10, "m")
_LOWEST_VARIATION: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What each respondent of one part shows alone, (n,) each. PRIVATE.

    Attributes
    ----------
    given : steps of the items as answered, items × people.
    pace : seconds per answer, NaN where unknown or with few answers. answered : items. run : longest one.
    variability : of the answers as given, NaN below two. mark : 64 bits of all answers, role and department.
    twinnable : answered enough, in no straight line, at a known time.
    """

    given: NDArray[np.integer]
    pace: NDArray[np.float64]
    answered: NDArray[np.integer]
    run: NDArray[np.integer]
    variability: NDArray[np.float64]
    mark: Marks
    twinnable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Norms:
    """What the respondents of one part or of several show together. PRIVATE.

    Attributes
    ----------
    people : how many. sums : of the steps of pairs of items. asked : whether anybody answered an attention question.
    pace, variability : how often each occurs.
    marks, times : of all who may have a twin, in any order, (m,); 64 bits of their answers and when they answered.
    """

    people: int
    sums: PairSums
    asked: bool
    pace: Distribution
    variability: Distribution
    marks: Marks
    times: NDArray[np.datetime64]

    def __add__(self, other: Norms) -> Norms:
        """Of both parts together."""
        return Norms(
            self.people + other.people,
            self.sums + other.sums,
            self.asked or other.asked,
            self.pace + other.pace,
            self.variability + other.variability,
            np.concatenate([self.marks, other.marks]),
            np.concatenate([self.times, other.times]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Standards:
    """What each respondent is held against, from the norms of everybody.

    Attributes
    ----------
    items : numbers of the items that anybody answered; the others count for nothing. varying : of those with several answers.
    usual : of the latter. pairs : of oppositely worded items, by their numbers. straight : whether a straight line is a sign.
    hurried, low : limits of pace and of variability, NaN where there are none.
    twins : marks of answers and time, together, of those with a twin; ascending.
    checked : sign -> whether it could be looked for at all (times, an attention question, reversed items).
    """

    items: NDArray[np.intp]
    varying: NDArray[np.intp]
    usual: Usual
    pairs: NDArray[np.int64]
    straight: bool
    hurried: float
    low: float
    twins: Marks
    checked: Mapping[str, bool]


def seen(part: Responses, seconds: NDArray[np.float64], steps: Steps) -> Seen:
    """What each respondent shows. seconds : whole time of each, NaN where unknown."""
    given = stepped(item_codes(part.rated, steps.items), steps.given)
    answers = np.empty(len(part), dtype=np.min_scalar_type(len(part.rated.names)))
    for some in blocks(len(part)):
        said = (part.rated.codes[:, some] != NO_ANSWER).view(np.uint8)
        answers[some] = np.add.reduce(said, axis=0, dtype=answers.dtype)
    answered, run = answers_given(given), longest_run(given)
    places = [part.places[axis].codes for axis in ("role", "department")]
    return Seen(
        given,
        np.where(answers >= FEWEST_ANSWERS, seconds / np.maximum(answers, 1), np.nan),
        answered,
        run,
        response_variability(given, steps.unit),
        marks_of([*given, *places]),
        (answered >= _TWIN_ANSWERS) & (run < answered / 2) & ~np.isnat(part.recorded),
    )


def norms(part: Responses, instrument: Instrument, seconds: NDArray[np.float64]) -> Norms:
    """Of one part of the respondents. Parts that are to be added need the same codes. seconds : NaN where unknown."""
    one = seen(part, seconds, Steps.of(part.rated, instrument))
    return norms_of([part], [one], pair_sums(one.given), instrument)


def norms_of(parts: Sequence[Responses], shown: Sequence[Seen], sums: PairSums, instrument: Instrument) -> Norms:
    """Of parts together, from what each respondent shows; at least one part. sums : ``pair_sums`` of what was given in all."""
    twinnable = [one.twinnable for one in shown]
    return Norms(
        sum(map(len, parts)),
        sums,
        any((answered > 0).any() for part in parts for answered in attention(part, instrument)),
        Distribution.of(np.concatenate([one.pace for one in shown])),
        Distribution.of(np.concatenate([one.variability for one in shown])),
        np.concatenate([one.mark[rows] for one, rows in zip(shown, twinnable, strict=True)]),
        np.concatenate([part.recorded[rows] for part, rows in zip(parts, twinnable, strict=True)]),
    )


def attention(part: Responses, instrument: Instrument) -> list[NDArray[np.uint8]]:
    """Of every question that says which answer to give: 0 = blank, 1 = as it said, 2 = another; (n,) each."""
    found = []
    for question in instrument.questions:
        if question.correct and question.id in part.singles:
            column = part.singles[question.id]
            table = [0 if name == "" else 1 if name == question.correct else 2 for name in column.names]
            found.append(np.take(np.array(table, dtype=np.uint8), column.codes))
    return found


def standards(known: Norms, instrument: Instrument) -> Standards:
    """What each respondent is held against. known : norms of everybody."""
    items = np.flatnonzero(np.diag(known.sums.n))
    varying = np.flatnonzero(known.sums.varying)
    reverse = np.array([item.reverse for item in instrument.items], dtype=bool)
    toward = np.where(reverse, -1.0, 1.0)
    scales = [item.scale for item in instrument.items]
    pairs = opposite_pairs(known.sums.covariance * np.outer(toward, toward), scales, reverse)
    of_varying = known.sums.items(varying)
    enough = known.people > len(varying)
    straight = bool(reverse[items].any() and not reverse[items].all())
    checked = {
        "too_fast": len(known.pace) > 0,
        "straight_line": straight,
        "attention_failed": known.asked,
        "unusual_pattern": known.people > len(items),
        "contradictions": len(pairs) > 0,
    }
    return Standards(
        items,
        varying,
        Usual.of(of_varying.mean, of_varying.covariance) if enough else Usual(np.empty(0), np.empty((0, 0))),
        pairs,
        straight,
        known.pace.median / 2,
        known.variability.quantile(_LOWEST_VARIATION),
        _twins(known.marks, known.times),
        checked,
    )


def _twins(marks: Marks, times: NDArray[np.datetime64]) -> Marks:
    """Marks, with the time, of people with the answers of somebody else within minutes: neighbours in time, both of them."""
    some = among(marks, twice(marks))
    mark, time = marks[some], times[some]
    order = np.lexsort((time, mark))
    mark, time = mark[order], time[order]
    near = np.zeros(len(mark) + 1, dtype=bool)
    near[1:-1] = (mark[1:] == mark[:-1]) & (time[1:] - time[:-1] <= _TWIN_TIME)
    found = near[1:] | near[:-1]
    return np.unique(with_time(mark[found], time[found]))
