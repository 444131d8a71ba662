"""Signs of answers given without reading: runs of one answer, unusual patterns, contradictions.

None of them alone is proof; which of them together exclude an answer is decided in ``pipeline/clean/quality.py``. Specification:
docs/methods/careless.md. Sources: Meade, A. W. & Craig, S. B. (2012). Psychological Methods 17, 437-455; Curran, P. G. (2016).
Journal of Experimental Social Psychology 66, 4-19; names as in Yentes & Wilhelm's R package careless. Decided beforehand: the
order in which items were asked, which are reversed, and which scale each belongs to.

Answers are small whole numbers ("steps"), items × people, in the order asked: 1 and more, equal where answers are equal; 0 = no
answer. All arithmetic on them is exact. Unusual patterns: ``pipeline/stats/distance.py``; even-odd
consistency: ``pipeline/stats/even_odd.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Steps = NDArray[np.integer]

#: People taken at a time: single columns of small integers stay in the nearest memory.
BLOCK: Final = 32_768


def blocks(people: int, size: int = BLOCK) -> Iterator[slice]:
    """Runs of people, one after the other."""
    return (slice(start, min(start + size, people)) for start in range(0, people, size))


def longest_run(steps: Steps) -> Steps:
    """Longest run of one and the same answer, shape (n,); blanks are passed over."""
    return by_block(steps, np.min_scalar_type(len(steps)), _longest_run)


def _longest_run(steps: Steps, longest: Steps) -> None:
    last, run = np.zeros_like(steps[0]), np.zeros_like(longest)
    blank, same, carried = np.empty(len(last), dtype=bool), np.empty(len(last), dtype=bool), np.empty_like(last)
    longest[:] = 0
    for answer in steps:
        # A blank repeats the answer before it and adds nothing to its run.
        np.equal(answer, 0, out=blank)
        np.multiply(last, blank, out=carried)
        carried += answer
        np.equal(carried, last, out=same)
        run *= same
        run += 1
        run -= blank.view(np.uint8)
        np.maximum(longest, run, out=longest)
        last, carried = carried, last


def answers_given(steps: Steps) -> Steps:
    """How many items each person answered, shape (n,)."""
    return by_block(steps, np.min_scalar_type(len(steps)), _answers_given)


def _answers_given(steps: Steps, out: Steps) -> None:
    out[:] = _answered(steps)


def _answered(steps: Steps) -> Steps:
    return np.add.reduce((steps > 0).view(np.uint8), axis=0, dtype=np.min_scalar_type(len(steps)))


def response_variability(steps: Steps, unit: float = 1.0) -> NDArray[np.float64]:
    """Standard deviation of each person's answers as given (intra-individual response variability), shape (n,); NaN below two.

    unit : what one step is worth.
    """
    top = int(steps.max(initial=0))
    square, small = np.min_scalar_type(top * top), np.min_scalar_type(len(steps) * top * top)
    exact: type[np.signedinteger] = np.int32 if (len(steps) * top) ** 2 < np.iinfo(np.int32).max else np.int64

    def variability(x: Steps, out: NDArray[np.float64]) -> None:
        n: NDArray[np.signedinteger] = _answered(x).astype(exact)
        total: NDArray[np.signedinteger] = np.add.reduce(x, axis=0, dtype=small).astype(exact)
        wide = x.astype(square, copy=False)
        squares: NDArray[np.signedinteger] = np.add.reduce(wide * wide, axis=0, dtype=small).astype(exact)
        np.divide(n * squares - total * total, n * (n - 1), out=out, where=n >= 2)
        np.sqrt(out, out=out)
        out *= unit
        out[n < 2] = np.nan

    return by_block(steps, np.dtype(float), variability)


def contradictions(keyed: Steps, pairs: ArrayLike, apart: int) -> Steps:
    """How many pairs of oppositely worded items a person answered against each other, shape (n,).

    keyed : steps of one size, all in one direction. pairs : two item numbers each, shape (p, 2). apart : fewest steps between
    the keyed answers that contradict.
    """
    two = np.asarray(pairs, dtype=np.int64).reshape(-1, 2).tolist()

    def tally(x: Steps, out: Steps) -> None:
        out[:] = 0
        for one, other in two:
            low = np.minimum(x[one], x[other])
            out += (np.maximum(x[one], x[other]) - low >= apart) & (low > 0)

    return by_block(keyed, np.min_scalar_type(len(two)), tally)


def opposite_pairs(covariance: ArrayLike, scale: ArrayLike, reverse: ArrayLike) -> NDArray[np.int64]:
    """Each reversed item with the other item of its scale, not reversed, that goes with it most closely; shape (p, 2).

    covariance : of keyed answers, (k, k). Only pairs that go together at all (r > 0); an item stands in several pairs if need be.
    """
    c = np.asarray(covariance, dtype=float)
    spread = np.sqrt(np.diag(c))
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.nan_to_num(c / np.outer(spread, spread), nan=-1.0)
    scales, reversed_ = np.asarray(scale), np.asarray(reverse, dtype=bool)
    pairs = []
    for j in np.flatnonzero(reversed_):
        candidates = np.flatnonzero((scales == scales[j]) & ~reversed_)
        if len(candidates) and r[j, candidates].max() > 0:
            pairs.append((j, candidates[r[j, candidates].argmax()]))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def by_block(steps: Steps, dtype: np.dtype, fill: Callable[[Steps, NDArray], None]) -> NDArray:
    """One figure per person, filled in block by block."""
    out = np.zeros(steps.shape[1], dtype=dtype)
    for some in blocks(steps.shape[1]):
        fill(steps[:, some], out[some])
    return out
