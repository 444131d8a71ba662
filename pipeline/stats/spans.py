"""Which sums follow from others by adding and subtracting (linear algebra)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SLACK = 1e-6


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
    combination of the quantity's own sums and of what is passed on. That is linear algebra over the cells of one quantity.
    """
    kinds = [rows.tobytes() for rows in known]
    outside = {kind: _complement(rows) for kind, rows in dict(zip(kinds, known, strict=True)).items()}
    found = []
    for at, rows in enumerate(asked):
        if not len(rows):
            found.append(np.zeros(0, dtype=bool))
            continue
        others = dict.fromkeys(kinds[:at] + kinds[at + 1 :])
        passed_on = _complement(np.concatenate([np.eye(len(whole))[~whole], *(outside[kind] for kind in others)]))
        beyond = _complement(np.concatenate([known[at].astype(float), passed_on]))
        found.append(np.abs(rows.astype(float) @ beyond.T).max(axis=1, initial=0.0) < _SLACK)
    return found


def _complement(rows: NDArray[Any]) -> NDArray[np.float64]:
    """Orthonormal rows that span what is at right angles to all given rows."""
    sizes, turned = np.linalg.svd(np.linalg.qr(rows.astype(float), mode="r"))[1:]
    return np.asarray(turned[int((sizes > _SLACK).sum()) :])
