"""Scores of persons on one scale when not everybody answered every item: the additive person + item model.

x_ij = θ_i + β_j + error, by least squares, person and item effects fitted together. A person's score is the mean of the
answers after the item effects are taken off: what the mean over all items would be. Specification: docs/methods/scoring.md.
Source: Searle, S. R. (1971). Linear Models, ch. 7 (two-way classification, unbalanced, no interaction). New York: Wiley.
Decided beforehand: which items a person had to answer, and how many of them make a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Method = Literal["additive", "half", "eighty", "complete"]
"""``additive`` model, half of the items answered; ``half`` and ``eighty`` plain mean, half or 80 % answered; ``complete`` all."""

#: Numerator and denominator of the share of items that must be answered; whole numbers, so that no rounding decides.
_REQUIRED: Final[dict[str, tuple[int, int]]] = {"additive": (1, 2), "half": (1, 2), "eighty": (4, 5), "complete": (1, 1)}


@dataclass(frozen=True, slots=True)
class ScaleScores:
    """Scores of persons on one scale.

    Attributes
    ----------
    scores : in the unit of the answers, shape (n,); NaN where too few items were answered. Not clipped to the answers' range.
    effects : how much higher an item is answered than the items joined with it, shape (k,); all 0 for plain means.
    component : number of the set of items that joint answers connect, shape (k,).
    prorated : persons with a score who left at least one of their items out.
    """

    scores: NDArray[np.float64]
    effects: NDArray[np.float64]
    component: NDArray[np.int64]
    prorated: int


@dataclass(frozen=True, slots=True)
class JointEffects:
    """Item effects and the number of the connected set of each item, both of shape (k,)."""

    effects: NDArray[np.float64]
    component: NDArray[np.int64]


def keyed(answers: ArrayLike, ranges: ArrayLike) -> NDArray[np.float64]:
    """Answers on 0-100, all in the direction of their scale, shape (n, k).

    ranges : per item its declared lowest and highest answer, and whether it is reversed, shape (k, 3); never the observed range.
    """
    x, (low, high, reverse) = np.asarray(answers, dtype=float), np.asarray(ranges, dtype=float).reshape(-1, 3).T
    return (np.where(reverse > 0, low + high - x, x) - low) / (high - low) * 100.0


def scale_scores(
    answers: ArrayLike,
    applicable: ArrayLike | None = None,
    method: Method = "additive",
    frozen: ArrayLike | None = None,
    people: ArrayLike | None = None,
) -> ScaleScores:
    """Score every person on one scale, or every pattern of answers that people gave.

    answers : persons × items, NaN = no answer. applicable : same shape, true where the person had to answer (default: all);
    answers elsewhere are ignored. frozen : item effects of an earlier wave, shape (k,), NaN for an item that it did not have.
    people : how many people each row stands for (default: one).
    raises : ValueError for an unknown method or shapes that differ.
    """
    if method not in _REQUIRED:
        raise ValueError(f"method '{method}' is not one of {', '.join(get_args(Method))}")
    x = np.array(answers, dtype=float)
    asked = np.ones(x.shape, dtype=bool) if applicable is None else np.asarray(applicable, dtype=bool)
    if x.shape != asked.shape:
        raise ValueError(f"answers have the shape {x.shape}, applicable {asked.shape}")
    x[~asked] = np.nan
    times = np.ones(len(x), dtype=np.int64) if people is None else np.asarray(people, dtype=np.int64)
    component = connected_items(x)
    effects = item_effects(x, frozen, times) if method == "additive" else np.zeros(x.shape[1])
    answered, needed = (~np.isnan(x)).sum(axis=1), required_answers(asked.sum(axis=1), method)
    enough = answered >= needed
    prorated = int(times[enough & (answered < asked.sum(axis=1))].sum())
    return ScaleScores(np.where(enough, person_scores(x, effects), np.nan), effects, component, prorated)


def required_answers(applicable: ArrayLike, method: Method) -> NDArray[np.int64]:
    """How many of so many applicable items must be answered for a score; at least one."""
    numerator, denominator = _REQUIRED[method]
    return np.maximum(-(-np.asarray(applicable, dtype=np.int64) * numerator // denominator), 1)


def connected_items(answers: ArrayLike) -> NDArray[np.int64]:
    """Number of the connected set of each item, shape (k,): items are joined where a person answered both."""
    there = (~np.isnan(np.asarray(answers, dtype=float))).astype(float)
    return _connected(there.T @ there)


def _connected(joint: NDArray[np.float64]) -> NDArray[np.int64]:
    """The same from the number of people who answered both of two items, shape (k, k)."""
    reach = (joint > 0) | np.eye(len(joint), dtype=bool)
    while (further := reach.astype(float) @ reach.astype(float) > 0).sum() > reach.sum():
        reach = further
    # The first item that an item reaches is the same for the whole set.
    return np.unique(reach.argmax(axis=1), return_inverse=True)[1].astype(np.int64)


def item_effects(answers: ArrayLike, frozen: ArrayLike | None = None, people: ArrayLike | None = None) -> NDArray[np.float64]:
    """Least-squares item effects, shape (k,), given person effects; mean 0 within every connected set of items.

    people : how many people each row stands for (default: one).
    frozen : effects that stay as they are (NaN = to be estimated, given those); without them the mean of a set is 0.
    An item without joint answers has the effect 0. Solves the normal equations after each person's own mean is taken out:
    (diag(n_j) - Σ_i r_i r_i' / m_i) β = Σ_i r_i (x_i - x̄_i), r_i = which of the items person i answered, m_i = how many.
    """
    x = np.asarray(answers, dtype=float)
    if frozen is not None and not np.isnan(np.asarray(frozen, dtype=float)).any():
        return np.array(frozen, dtype=float)
    there = ~np.isnan(x)
    r = there.astype(float)
    times = np.ones(len(x)) if people is None else np.asarray(people, dtype=float)
    share = 1.0 / np.maximum(r.sum(axis=1), 1.0)
    filled = np.where(there, x, 0.0)
    deviations = np.where(there, x - (filled.sum(axis=1) * share)[:, None], 0.0)
    normal = np.diag(times @ r) - (r * (share * times)[:, None]).T @ r
    known = np.full(x.shape[1], np.nan) if frozen is None else np.asarray(frozen, dtype=float)
    return _solved(normal, times @ deviations, connected_items(x), known)


def joint_effects(joint: ArrayLike, total: ArrayLike, among: ArrayLike) -> JointEffects:
    """Item effects from sums over people instead of rows, by how many items a person answered.

    joint : (m, k, k), of the people with m answers (the first entry: one answer), how many answered both items. total : (m, k),
    sum of their answers to each item. among : (m, k), of those who answered the item, the sum of all their answers.
    """
    both, sums, everything = (np.asarray(part, dtype=float) for part in (joint, total, among))
    share = 1.0 / np.arange(1, len(both) + 1)
    counts = both.sum(axis=0)
    normal = np.diag(np.diag(counts)) - np.tensordot(share, both, axes=1)
    right = sums.sum(axis=0) - share @ everything
    component = _connected(counts)
    return JointEffects(_solved(normal, right, component, np.full(len(counts), np.nan)), component)


def _solved(
    normal: NDArray[np.float64], right: NDArray[np.float64], component: NDArray[np.int64], known: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The effects that solve the normal equations, those known taken as they are."""
    free, fixed = np.isnan(known), ~np.isnan(known)
    effects = np.where(fixed, known, 0.0)
    same = (component[:, None] == component[None, :]).astype(float)
    # A set of items without a known one is singular by one constant; adding the projection on the constants picks mean 0.
    loose = free & ~np.isin(component, component[fixed])
    own = same * np.outer(loose, loose)
    system = normal + own / np.maximum(own.sum(axis=1, keepdims=True), 1.0)
    inner = np.ix_(free, free)
    # An item that nobody answered stands alone; its equation says 0 = 0.
    system[np.diag_indices_from(system)] += (np.diag(system) == 0).astype(float)
    effects[free] = np.linalg.solve(system[inner], (right - normal @ effects)[free])
    centre = (own @ effects) / np.maximum(own.sum(axis=1), 1.0)
    return effects - np.where(loose, centre, 0.0)


def person_scores(answers: ArrayLike, effects: ArrayLike) -> NDArray[np.float64]:
    """Mean of (answer - item effect) over the items that a person answered, shape (n,); NaN without any answer.

    Also for item effects that were kept from an earlier wave.
    """
    x = np.asarray(answers, dtype=float)
    there = ~np.isnan(x)
    total = np.where(there, x - np.asarray(effects, dtype=float), 0.0).sum(axis=1)
    count = there.sum(axis=1)
    return np.divide(total, count, out=np.full(len(x), np.nan), where=count > 0)


def expected_answers(answers: ArrayLike) -> NDArray[np.float64]:
    """The answers with every blank filled by the model, θ_i + β_j, shape (n, k).

    Blanks stay NaN where the person answered no item of the same connected set: nothing tells what the answer would be.
    """
    x = np.asarray(answers, dtype=float)
    effects, component = item_effects(x), connected_items(x)
    filled = x.copy()
    for number in np.unique(component):
        inside = component == number
        expected = person_scores(x[:, inside], effects[inside])[:, None] + effects[inside]
        filled[:, inside] = np.where(np.isnan(x[:, inside]), expected, x[:, inside])
    return filled
