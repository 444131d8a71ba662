"""What each respondent adds to a release, and what changed between two versions of it. PRIVATE: one row per respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables import Scores

PERSON: Final = "person"
LINE: Final = "line"
_AXES: Final = ("role", "department", "site")
_NAMES: Final = (PERSON, LINE, *_AXES)
_NOTHING: Final = -1


def contributions(scores: Scores, people: pd.DataFrame) -> pd.DataFrame:
    """One row per scored respondent: person ("" where not linked), line, role, department (site), and one column per measure:
    scale scores, standing, item answers, topic ratings, ticked options, strongest barrier.

    people : ``Responses.people`` of the same wave.
    """
    of = people.iloc[scores.rows].reset_index(drop=True)
    person = of[PERSON] if PERSON in of else pd.Series("", index=of.index, dtype="str")
    parts = [
        person.rename(PERSON),
        of[LINE],
        scores.people,
        scores.standing.rename("standing"),
        scores.strongest.rename("strongest"),
        scores.scales.add_prefix("scale."),
        scores.items.add_prefix("item."),
        scores.importance.add_prefix("importance."),
        scores.confidence.add_prefix("confidence."),
        *(ticked.add_prefix(f"{question}.") for question, ticked in scores.chosen.items()),
        scores.answered.add_prefix("answered."),
    ]
    return pd.concat(parts, axis=1)


@dataclass(frozen=True, slots=True)
class Changes:
    """How two versions of one wave differ.

    Attributes
    ----------
    places : role, department (site) of every cell of either version, (A,) rows.
    left, joined : people who count in the first only, in the second only; one whose cell or answer changed is one of each.
    measures : (A, M), of each cell and measure the number of people whose contribution changed, at least.
    """

    places: pd.DataFrame
    left: int
    joined: int
    measures: NDArray[np.int64]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.measures.any() or self.left or self.joined)


def changes(first: pd.DataFrame, second: pd.DataFrame) -> Changes:
    """Compare two tables of contributions. People are matched by pseudonym, the others by all that they answered."""
    both = pd.concat([first, second], ignore_index=True)
    axes = [axis for axis in _AXES if axis in both]
    atom, places = _numbered(both[axes].astype("object").fillna(""))
    names = [name for name in both.columns if name not in _NAMES]
    codes = np.stack([pd.factorize(both[name])[0] for name in names], axis=1) if names else np.zeros((len(both), 0), dtype=int)
    old, new = np.arange(len(first)), np.arange(len(first), len(both))
    old_pair, new_pair = _same_person(both[PERSON].astype("str").to_numpy(dtype=object), old, new)
    old_rest, new_rest = _unlike(np.column_stack([atom, codes]), np.setdiff1d(old, old_pair), np.setdiff1d(new, new_pair))
    found = np.zeros((len(places), codes.shape[1]), dtype=np.int64)
    moved = atom[old_pair] != atom[new_pair]
    differ = (codes[old_pair] != codes[new_pair]) | moved[:, None]
    for pair in (old_pair, new_pair[moved]):
        np.add.at(found, atom[pair], differ if pair is old_pair else differ[moved])
    found += _at_least(atom, codes, old_rest, new_rest, len(places))
    touched = int(differ.any(axis=1).sum())
    return Changes(places, len(old_rest) + touched, len(new_rest) + touched, found)


def alike(first: pd.DataFrame, second: pd.DataFrame) -> float:
    """Share of the smaller table whose answers stand in the other too, wherever their people are placed, 0-1."""
    both = pd.concat([first, second], ignore_index=True)
    names = [name for name in both.columns if name.startswith(("item.", "importance.", "confidence."))]
    if not names or not len(first) or not len(second):
        return 0.0
    codes = np.stack([pd.factorize(both[name])[0] for name in names], axis=1)
    rest, _ = _unlike(codes, np.arange(len(first)), np.arange(len(first), len(both)))
    return (len(first) - len(rest)) / min(len(first), len(second))


def _numbered(frame: pd.DataFrame) -> tuple[NDArray[np.intp], pd.DataFrame]:
    """The number of each row among the distinct rows, and the distinct rows."""
    number = frame.groupby(list(frame.columns), sort=False).ngroup().to_numpy()
    return number.astype(np.intp), frame.drop_duplicates(ignore_index=True)


def _same_person(
    person: NDArray[np.object_], old: NDArray[np.intp], new: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of the same pseudonym, pair by pair."""
    known = {str(person[row]): row for row in old if person[row]}
    pairs = [(known[str(person[row])], row) for row in new if person[row] and str(person[row]) in known]
    table = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _unlike(
    codes: NDArray[np.integer], old: NDArray[np.intp], new: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of either side that have no equal on the other; each row has at most one equal."""
    rows = np.concatenate([old, new])
    if not len(rows):
        return old, new
    _, kind = np.unique(codes[rows], axis=0, return_inverse=True)
    side = np.arange(len(rows)) >= len(old)
    frame = pd.DataFrame({"kind": kind.ravel(), "side": side})
    place = frame.groupby(["kind", "side"]).cumcount().to_numpy()
    counts = np.zeros((2, int(frame["kind"].max()) + 1), dtype=np.int64)
    np.add.at(counts, (side.astype(int), frame["kind"].to_numpy()), 1)
    alone = place >= counts[1 - side.astype(int), frame["kind"].to_numpy()]
    return rows[alone & ~side], rows[alone & side]


def _at_least(
    atom: NDArray[np.intp], codes: NDArray[np.integer], old: NDArray[np.intp], new: NDArray[np.intp], atoms: int
) -> NDArray[np.int64]:
    """Fewest people of each cell whose contribution must have changed, from how often each value stands on either side."""
    found = np.zeros((atoms, codes.shape[1]), dtype=np.int64)
    for measure in range(codes.shape[1]):
        code = codes[:, measure]
        width = int(code.max(initial=0)) + 1
        old_in, new_in = (rows[code[rows] != _NOTHING] for rows in (old, new))
        table = np.zeros((atoms, width), dtype=np.int64)
        np.add.at(table, (atom[new_in], code[new_in]), 1)
        np.add.at(table, (atom[old_in], code[old_in]), -1)
        found[:, measure] = np.maximum(np.maximum(table, 0).sum(axis=1), np.maximum(-table, 0).sum(axis=1))
    return found
