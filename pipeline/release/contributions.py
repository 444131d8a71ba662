"""What each respondent adds to a release, and what changed between two versions of it. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.measure.measure import AnswersPart
from pipeline.measure.parts import ROWS, blocks
from pipeline.tables import Responses, Scores
from pipeline.tables.blocks import each_of
from pipeline.tables.coded import Named, Rated
from pipeline.tables.responses import COMMENTS, STANDINGS, in_points

PERSON: Final = "person"
LINE: Final = "line"
FILE: Final = "file"
"""Where a wave has several files."""
_AXES: Final = ("role", "department", "site")
_NAMES: Final = (PERSON, FILE, LINE, *_AXES)
_DERIVED: Final = ("scale.", "standing")
"""What is computed from answers, and may change without them: by another rule, or with the answers of others."""
_NOTHING: Final = -1
_AT_ONCE: Final = 2
"""Tables that are made at a time, each of some MB."""


def part_contributions(part: AnswersPart, score: Callable[[Responses], Scores]) -> Iterator[pd.DataFrame]:
    """``contributions`` of those of a part who count, some at a time. score : scores of some of them."""
    everybody = part.with_persons

    def block(rows: slice) -> pd.DataFrame:
        some, kept = everybody.only(rows), ~part.excluded[rows]
        some = some if kept.all() else some.only(kept)
        return contributions(score(some), some)

    some = blocks(len(everybody), 2 * ROWS)
    for first in range(0, len(some), _AT_ONCE):
        # A table of everybody would be several times as large as their answers.
        yield from each_of(block, some[first : first + _AT_ONCE])


def contributions(scores: Scores, responses: Responses) -> pd.DataFrame:
    """One row per scored respondent: person ("" where not linked), line, role, department (site), and one column per measure:
    scale scores, standing, item answers, topic ratings, ticked options, strongest barrier. Columns of few values are categories.

    responses : of the same wave, that the scores are of.
    """
    nobody = np.full(len(scores), "", dtype=object)
    columns: dict[str, object] = {
        PERSON: pd.Series(nobody if responses.person is None else responses.person[scores.rows], dtype="str"),
        LINE: responses.line[scores.rows],
        **{axis: _names(column) for axis, column in scores.places.items()},
        "standing": _names(Named(scores.sides, STANDINGS)),
        "strongest": _names(scores.strongest),
        **{f"scale.{name}": in_points(points) for name, points in zip(scores.names, scores.points, strict=True)},
    }
    for prefix, rated in (("item", scores.keyed), ("importance", scores.wanted), ("confidence", scores.able)):
        columns |= {f"{prefix}.{name}": _values(rated, place) for place, name in enumerate(rated.names)}
    for question, ticked in scores.ticked.items():
        columns |= {f"{question}.{name}": ticks for name, ticks in zip(ticked.names, ticked.ticks, strict=True)}
    columns |= {f"answered.{question}": ticked.answered for question, ticked in scores.ticked.items()}
    return pd.DataFrame(columns, copy=False)


def _names(column: Named) -> pd.Categorical:
    return pd.Categorical.from_codes(_signed(column.codes, len(column.names)), categories=pd.Index(column.names, dtype="str"))


def _values(rated: Rated, place: int) -> pd.Categorical[float]:
    """Answers of one column as their values; NaN where there is none."""
    values = rated.values[place][2:]
    codes = _signed(rated.codes[place], len(values) + 2) - 2
    # Values are ascending as given; keyed ones of a reversed item are not, which categories do not mind.
    return pd.Categorical.from_codes(np.maximum(codes, -1), categories=pd.Index(values, dtype="float64"))


def _signed(codes: NDArray[np.integer], most: int) -> NDArray[np.integer]:
    return codes.astype(np.int8 if most <= np.iinfo(np.int8).max else np.int32, copy=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """How two versions of one wave differ.

    Attributes
    ----------
    places : role, department (site) of every cell of either version, (A,) rows.
    left, joined : people who count in the first only, in the second only; one whose cell or answer changed is one of each. Whose
        scores alone changed is neither.
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
    """Compare two tables of contributions. People are matched by pseudonym, the others by place and all that they answered.

    Comments that were counted in one of them only are no change of anybody: what they add stands in a table of their own.
    """
    both = pd.concat([first, second], ignore_index=True)
    axes = [axis for axis in _AXES if axis in both]
    atom, places = _numbered(both[axes].astype("object").fillna(""))
    once = {name for name in first.columns.symmetric_difference(second.columns) if COMMENTS in name}
    names = [name for name in both.columns if name not in _NAMES and name not in once]
    codes = np.stack([pd.factorize(both[name])[0] for name in names], axis=1) if names else np.zeros((len(both), 0), dtype=int)
    answered = np.column_stack([atom, codes[:, [not name.startswith(_DERIVED) for name in names]]])
    old, new = np.arange(len(first)), np.arange(len(first), len(both))
    linked = _same_person(both[PERSON].astype("str").to_numpy(dtype=object), old, new)
    old, new = np.setdiff1d(old, linked[0]), np.setdiff1d(new, linked[1])
    equal = _equal(answered, old, new).shape[1]
    moved = atom[linked[0]] != atom[linked[1]]
    differ = (codes[linked[0]] != codes[linked[1]]) | moved[:, None]
    found = _at_least(atom, codes, old, new, len(places))
    np.add.at(found, atom[linked[0]], differ)
    np.add.at(found, atom[linked[1]][moved], differ[moved])
    touched = int((answered[linked[0]] != answered[linked[1]]).any(axis=1).sum())
    return Changes(places, len(old) - equal + touched, len(new) - equal + touched, found)


def alike(first: pd.DataFrame, second: pd.DataFrame) -> float:
    """Share of the smaller table whose answers stand in the other too, wherever their people are placed, 0-1."""
    both = pd.concat([first, second], ignore_index=True)
    names = [name for name in both.columns if name.startswith(("item.", "importance.", "confidence."))]
    if not names or not len(first) or not len(second):
        return 0.0
    codes = np.stack([pd.factorize(both[name])[0] for name in names], axis=1)
    equal = _equal(codes, np.arange(len(first)), np.arange(len(first), len(both)))
    return equal.shape[1] / min(len(first), len(second))


def _numbered(frame: pd.DataFrame) -> tuple[NDArray[np.intp], pd.DataFrame]:
    """The number of each row among the distinct rows, and the distinct rows."""
    number = frame.groupby(list(frame.columns), sort=False).ngroup().to_numpy()
    return number.astype(np.intp), frame.drop_duplicates(ignore_index=True)


def _same_person(person: NDArray[np.object_], old: NDArray[np.intp], new: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows of the same pseudonym, (2, pairs)."""
    known = {str(person[row]): row for row in old if person[row]}
    pairs = [(known[str(person[row])], row) for row in new if person[row] and str(person[row]) in known]
    return np.array(pairs, dtype=np.intp).reshape(-1, 2).T


def _equal(codes: NDArray[np.integer], old: NDArray[np.intp], new: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows of either side that are equal, each at most once, (2, pairs)."""
    rows = np.concatenate([old, new])
    kind = np.unique(codes[rows], axis=0, return_inverse=True)[1].ravel() if len(rows) else rows
    frame = pd.DataFrame({"kind": kind, "side": np.arange(len(rows)) >= len(old), "row": rows})
    frame["place"] = frame.groupby(["kind", "side"]).cumcount()
    sides = frame[~frame["side"]].merge(frame[frame["side"]], on=["kind", "place"])
    return sides[["row_x", "row_y"]].to_numpy(dtype=np.intp).T


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
