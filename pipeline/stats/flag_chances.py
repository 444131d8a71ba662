"""How likely a group is to be flagged, before anybody has answered: of its staff so many answer, so many of them are counted.

The rule is that of the findings: P(share of current staff > cut) > priority, given the count and what other groups say.
Specification: docs/methods/sample_size.md. Sources: Cochran, W. G. (1977). Sampling Techniques, 3rd ed., ch. 2-3; O'Hagan, A.,
Stevens, J. W. & Campbell, M. J. (2005). Assurance in clinical trial design. Pharmaceutical Statistics 4, 187-201. Decided
beforehand: who belongs to the staff, and that answering does not depend on what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, gammaln

from pipeline.stats.prediction import exceedance
from pipeline.stats.shares import FLAT, posterior

_OTHERS: Final = 60
"""So many other groups say nearly all that more would say of a further one."""
_POINTS: Final = 32
"""Numbers of answers that stand for all that may come, where those are more."""
_TRIED: Final = 24
"""So many numbers of answers are tried, further apart the larger they are, and as many again between the two that matter."""

_FEW: Final = 8
"""Of the draws so many serve the search for a number of answers; what the others say moves it by one at most."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a group is flagged.

    Attributes
    ----------
    cut : share of staff. priority : the chance of more that is enough. uncounted : how many of those who answer must not be
    counted, else the group is not shown.
    """

    cut: float
    priority: float
    uncounted: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How many may answer. n : numbers of answers, ascending, (M,). weight : how likely each is, (M,); sums to one."""

    n: NDArray[np.int64]
    weight: NDArray[np.float64]


def marked(share: float, staff: int) -> int:
    """A share of the staff as whole persons, halves up."""
    return int(np.floor(share * staff + 0.5))


def planned_answers(staff: int, response: float) -> Answers:
    """Binomial(staff, response); many numbers are represented by equally likely ones."""
    every = np.arange(staff + 1)
    below = bdtr(every, staff, response) if 0 < response < 1 else (every >= round(staff * response)).astype(float)
    chance = np.diff(below, prepend=0.0)
    likely = np.flatnonzero(chance > 1e-9)
    if len(likely) <= _POINTS:
        return Answers(likely, chance[likely] / chance[likely].sum())
    n, times = np.unique(np.searchsorted(below, (np.arange(_POINTS) + 0.5) / _POINTS), return_counts=True)
    return Answers(n, times / _POINTS)


def priors_beside(
    answers: NDArray[np.int64], mean: float, spread: float, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """What is known of a group's share before it answers, once others have: prior masses of ``shares.MIDDLES``, (draws, BINS).

    answers : how many answer in every other group, (H,). mean, spread : of the shares of the others (a beta distribution).
    """
    others = answers[:: -(-len(answers) // _OTHERS)] if len(answers) else answers
    n = np.append(others, 0)
    together = mean * (1 - mean) / spread**2 - 1
    share = rng.beta(mean * together, (1 - mean) * together, (draws, len(n)))
    count = rng.binomial(n, share).ravel()
    family = np.repeat(np.arange(draws), len(n))
    return posterior(count, count, np.tile(n, draws), family).weights[len(n) - 1 :: len(n)]


def first_flagged(n: NDArray[np.int64], staff: int, priors: NDArray[np.float64], rule: Rule, step: int = 1) -> NDArray[np.int64]:
    """The smallest count from which a group is flagged, n + 1 where none is, (draws, M).

    n : answers, (M,). step : people per step that counts are written in; 1 where they are exact.
    """
    size = np.tile(n, len(priors))
    prior = dict(enumerate(np.repeat(priors, len(n), axis=0)))
    family, roster = np.full(len(size), FLAT), np.full(len(size), float(staff))
    # Steps are numbered; none below the first is flagged, and the one after the last stands for none at all.
    low, high = np.full(len(size), -1), size // step + 1
    while np.any(high - low > 1):
        middle = np.minimum((low + high + 1) // 2, size // step)
        known = posterior(middle * step, np.minimum(middle * step + step - 1, size), size, family, prior, apart=0.0)
        flagged = exceedance(known, roster, cut=rule.cut) > rule.priority
        open_ = high - low > 1
        low, high = np.where(open_ & ~flagged, middle, low), np.where(open_ & flagged, middle, high)
    return np.minimum(high * step, size + 1).reshape(len(priors), len(n))


def chance_flagged_in_steps(
    n: NDArray[np.int64], staff: int, counts: Sequence[int], priors: NDArray[np.float64], rule: Rule, steps: Mapping[int, float]
) -> NDArray[np.float64]:
    """``chance_flagged`` for each of several ``counts``, (C, M), averaged over how counts may be written.

    steps : people per step -> how likely; adds up to one.
    """
    found = np.zeros((len(counts), len(n)))
    for step, part in steps.items():
        first = first_flagged(n, staff, priors, rule, step)
        found += part * np.array([chance_flagged(first, n, staff, count, rule) for count in counts])
    return found


def chance_flagged(first: NDArray[np.int64], n: NDArray[np.int64], staff: int, count: int, rule: Rule) -> NDArray[np.float64]:
    """How often a group is flagged of whose staff ``count`` are to be counted, by number of answers, (M,).

    first : of ``first_flagged``.
    """
    found = np.empty(len(n))
    for at, answers in enumerate(n):
        below = _below(staff, count, int(answers))
        most = max(int(answers) - rule.uncounted, -1) + 1
        found[at] = np.maximum(below[most] - below[np.minimum(first[:, at], most)], 0.0).mean()
    return found


def chance_showable(n: NDArray[np.int64], staff: int, count: int, rule: Rule) -> NDArray[np.float64]:
    """How often enough of those who answer are not counted, by number of answers, (M,)."""
    return np.array([_below(staff, count, int(one))[max(int(one) - rule.uncounted, -1) + 1] for one in n])


def answers_needed(
    staff: int, count: int, at_least: int, priors: NDArray[np.float64], rule: Rule, surely: float, steps: Mapping[int, float]
) -> int | None:
    """The smallest number of answers from which on the group is flagged ``surely`` (0-1) often; None where not even all will do.

    at_least : fewer answers are never shown. steps : as of ``chance_flagged_in_steps``.
    """

    def enough(n: NDArray[np.int64]) -> NDArray[np.bool_]:
        return chance_flagged_in_steps(n, staff, [count], some, rule, steps)[0] >= surely

    some = priors[:_FEW]
    if staff < at_least:
        return None
    tried = np.unique(np.geomspace(at_least, staff, _TRIED).round().astype(np.int64))
    reached = enough(tried)
    if not reached[-1]:
        return None
    short = np.flatnonzero(~reached)
    if not len(short):
        return int(tried[0])
    last = short[-1]
    # Between the numbers that were tried; a little further, since chances of whole persons rise in teeth.
    between = np.arange(tried[last], tried[min(last + 2, len(tried) - 1)] + 1)
    between = between[np.unique(np.linspace(0, len(between) - 1, 2 * _TRIED).astype(int))]
    return int(between[np.flatnonzero(~enough(between))[-1] + 1])


def _below(staff: int, count: int, n: int) -> NDArray[np.float64]:
    """P(S < s) for s = 0 … n + 1, S ~ Hypergeometric(staff, count, n), (n + 2,)."""
    s = np.arange(n + 1)
    possible = (s <= count) & (n - s <= staff - count)
    with np.errstate(invalid="ignore"):
        log = _choose(count, s) + _choose(staff - count, n - s) - _choose(staff, n)
    chance = np.where(possible, np.exp(np.where(possible, log, -np.inf)), 0.0)
    return np.concatenate([[0.0], np.cumsum(chance / chance.sum())])


def _choose(of: int, some: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """log of the binomial coefficient; what is not possible is filtered by the caller."""
    chosen = np.clip(np.asarray(some, dtype=float), 0, of)
    return np.asarray(gammaln(of + 1.0) - gammaln(chosen + 1.0) - gammaln(of - chosen + 1.0))
