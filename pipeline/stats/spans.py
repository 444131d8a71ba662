"""Which sums follow from others by adding and subtracting (linear algebra)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_SLACK = 1e-6
_PRIME = 2**31 - 1


def spanned(known: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each asked row is a weighted sum of known rows.

    known : (K, N), the sums that are known, as weights of N unknowns. asked : (Q, N). Gives (Q,).
    """
    return np.asarray(np.isfinite(combinations(known, asked)).all(axis=1), dtype=np.bool_)


def combinations(known: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of known rows that add up to each asked row, the smallest there are; NaN where none do. (Q, K)"""
    if not len(known) or not len(asked):
        return np.full((len(asked), max(1, len(known))), np.nan)
    weights = np.linalg.lstsq(known.T, asked.T, rcond=None)[0]
    follows = np.abs(known.T @ weights - asked.T).max(axis=0) < _SLACK
    found: NDArray[np.float64] = np.where(follows, weights, np.nan).T
    return found


def tied(
    known: Sequence[NDArray[np.bool_]], whole: NDArray[np.bool_], asked: Sequence[NDArray[np.bool_]]
) -> list[NDArray[np.bool_]]:
    """Which sums follow where several quantities are tied, cell by cell, by one equation that holds all of them.

    known, asked : per quantity, sums of it that are known (K, A) and asked about (Q, A), sum × cell. whole : cells where the
    equation holds, (A,). Gives (Q,) per quantity.

    The equation passes a combination of cells on to a quantity when it is known of all the others: a sum follows when it is a
    combination of the quantity's own sums and of what is passed on. That is linear algebra over the cells of one quantity, in
    whole numbers modulo a large prime: nothing is rounded.
    """
    alone = np.all([rows[rows.sum(axis=1) == 1].any(axis=0) for rows in known], axis=0)
    joint = ~alone  # a cell that all quantities know by itself adds nothing
    basis, pivots = _reduced(np.unique(np.concatenate(known)[:, joint], axis=0))
    # What is a combination of the known sums at all is told by its weights of the basis: those are what it holds at the pivots.
    kinds = [_Known(rows[:, joint][:, pivots]) for rows in known]
    beside_whole = _reduced(basis[:, ~whole[joint]].T)[0]
    found: list[NDArray[np.bool_]] = []
    for at, rows in enumerate(asked):
        if not len(rows):
            found.append(np.zeros(0, dtype=bool))
            continue
        weights = rows[:, joint][:, pivots]
        spans_it = ~((rows[:, joint] - _summed(weights, basis)) % _PRIME).any(axis=1)
        span = kinds[at].rows
        others = _fewest(kinds[:at] + kinds[at + 1 :])
        if not any(other.sums <= kinds[at].sums for other in others):  # else what is passed on is its own already
            span = np.concatenate([span, _null(np.concatenate([beside_whole, *(other.outside for other in others)]))])
        reduced, leading = _reduced(span)
        follows = ~((weights - _summed(weights[:, leading], reduced)) % _PRIME).any(axis=1)
        found.append(np.asarray(spans_it & follows))
    return found


class _Known:
    """Sums that are known of one quantity, as weights of a basis."""

    def __init__(self, rows: NDArray[np.bool_]) -> None:
        self.rows = rows.astype(np.int64)
        self.sums = frozenset(row.tobytes() for row in rows)

    @cached_property
    def outside(self) -> NDArray[np.int64]:
        """Rows that every combination of the sums is taken to 0 by, and nothing else."""
        return _null(self.rows)


def _fewest(kinds: Sequence[_Known]) -> list[_Known]:
    """Those that know nothing that others of them do not: whatever all of these know is known by all."""
    distinct = list({kind.sums: kind for kind in kinds}.values())
    return [one for one in distinct if not any(other.sums < one.sums for other in distinct)]


def _summed(inside: NDArray[np.bool_], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums of some of the rows, (S, N). inside : sum × row. Below 2**53 doubles are whole numbers, and add up faster."""
    return (inside.astype(float) @ rows.astype(float)).astype(np.int64)


def _reduced(rows: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Reduced rows that span the same modulo the prime, and the column of the leading 1 of each."""
    left, pivots = rows.astype(np.int64) % _PRIME, list[int]()
    for column in range(left.shape[1]):
        top = len(pivots)
        there = np.flatnonzero(left[top:, column])
        if not len(there):
            continue
        lead = left[top + there[0]] * pow(int(left[top + there[0], column]), -1, _PRIME) % _PRIME
        left[top + there[0]] = left[top]
        left[top] = lead
        others = np.flatnonzero(left[:, column])
        others = others[others != top]
        left[others] = (left[others] - left[others, column][:, None] * lead) % _PRIME
        pivots.append(column)
    return left[: len(pivots)], np.array(pivots, dtype=np.intp)


def _null(rows: NDArray[np.generic]) -> NDArray[np.int64]:
    """Rows that span what every given row takes to 0 modulo the prime."""
    reduced, pivots = _reduced(rows.astype(np.int64))
    free = np.setdiff1d(np.arange(rows.shape[1]), pivots)
    found = np.zeros((len(free), rows.shape[1]), dtype=np.int64)
    found[np.arange(len(free)), free] = 1
    found[:, pivots] = -reduced[:, free].T % _PRIME
    return found
