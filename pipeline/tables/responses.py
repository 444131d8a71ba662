"""Respondents on the private side: their coded answers, and what they scored. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables.coded import Named, Rated, Rows, Ticked, named_frame, numbered

STANDINGS: Final = ("reluctant", "undecided", "willing")
NANO: Final = 1_000_000_000
"""Points of 0-100 are kept as whole billionths: sums are exact in any order, and 50 is 50 wherever it comes from."""
NO_SCORE, NOT_ASKED = -1, -2
"""Instead of points: too few of a scale's items were answered; no item of it concerns the respondent."""


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Kept respondents, coded by the instrument; all columns of one length. PRIVATE.

    Attributes
    ----------
    places : axis (role, department; site only where it is an axis of its own) -> id or ``not_stated``.
    line : of the export, (n,). recorded : datetime64[us], NaT if unreadable, (n,).
    person : a pseudonym, "" where none, (n,); None where nobody is linked.
    rated : one column per item, topic rating (``T01_importance``) and activity; values are the answer's score on its own
        answer scale before any reversal.
    ticked : multi-select (``barriers``, ``formats``) -> its options.
    singles : single choice (``barrier_main``, ``years`` …) -> option code, "" where blank.
    """

    places: Mapping[str, Named]
    line: NDArray[np.int64]
    recorded: NDArray[np.datetime64]
    person: NDArray[np.object_] | None
    rated: Rated
    ticked: Mapping[str, Ticked]
    singles: Mapping[str, Named]

    @classmethod
    def of(
        cls,
        people: pd.DataFrame,
        ratings: pd.DataFrame,
        not_applicable: pd.DataFrame | None = None,
        chosen: Mapping[str, pd.DataFrame] | None = None,
        single: pd.DataFrame | None = None,
    ) -> Responses:
        """From tables: people (axes, line, recorded and perhaps person), answers as numbers, ticked options, option codes."""
        axes = [name for name in ("role", "department", "site") if name in people]
        singles = {} if single is None else {str(name): Named.of(single[name]) for name in single}
        return cls(
            {axis: Named.of(people[axis]) for axis in axes},
            people["line"].to_numpy(dtype=np.int64),
            people["recorded"].to_numpy(dtype="datetime64[us]"),
            people["person"].to_numpy(dtype=object) if "person" in people else None,
            Rated.of(ratings, not_applicable),
            {question: Ticked.of(frame) for question, frame in (chosen or {}).items()},
            singles,
        )

    def __len__(self) -> int:
        return len(self.line)

    def only(self, rows: Rows) -> Responses:
        """Some of the respondents, numbered anew."""
        which = numbered(rows)
        return Responses(
            {axis: column.rows(which) for axis, column in self.places.items()},
            self.line[which],
            self.recorded[which],
            None if self.person is None else self.person[which],
            self.rated.rows(which),
            {question: ticked.rows(which) for question, ticked in self.ticked.items()},
            {question: column.rows(which) for question, column in self.singles.items()},
        )

    @property
    def people(self) -> pd.DataFrame:
        """Columns role, department (site), line, recorded and, where people are linked, person; made anew at each call."""
        frame = named_frame(self.places).assign(line=self.line, recorded=self.recorded)
        return frame if self.person is None else frame.assign(person=pd.Series(self.person, dtype="str"))

    @property
    def ratings(self) -> pd.DataFrame:
        """Answers as numbers, NaN where blank or "does not apply"; made anew at each call."""
        return self.rated.frame()

    @property
    def not_applicable(self) -> pd.DataFrame:
        """Where the respondent said that it does not apply; made anew at each call."""
        return self.rated.excluded()

    @property
    def chosen(self) -> dict[str, pd.DataFrame]:
        """Multi-select -> one boolean column per option; made anew at each call."""
        return {question: ticked.frame() for question, ticked in self.ticked.items()}

    @property
    def answered(self) -> pd.DataFrame:
        """Per multi-select: at least one option was ticked; made anew at each call."""
        columns = {question: ticked.answered for question, ticked in self.ticked.items()}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self)))

    @property
    def single(self) -> pd.DataFrame:
        """Option codes as text; made anew at each call."""
        columns = {question: column.series() for question, column in self.singles.items()}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self)), dtype="str")


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scored respondents: those with both composites; all columns of one length. PRIVATE.

    Attributes
    ----------
    places : axis -> id or ``not_stated``.
    names : of every construct, driver and composite, (S,).
    points : (S, n), billionths of a point of 0-100, higher is better; ``NO_SCORE`` or ``NOT_ASKED`` where there is none.
    sides : (n,), place among ``STANDINGS``.
    keyed : item answers 0-100 (reversed where the item is); ``NOT_FOR_ME`` is here every item that did not have to be answered.
    wanted, able : importance and confidence of topics, 1-5, complete pairs only.
    ticked : as in Responses. strongest : id of the strongest barrier, "" where none was named.
    completed : scale -> how many of its scores were completed from the respondent's other constructs.
    not_scored : respondents kept but without both composites.
    rows : of each scored respondent, its row among the responses.
    effects : item effects by item id, points of 0-100; NaN for items nobody was asked.
    prorated : scale -> respondents with a score who left at least one of their items out.
    """

    places: Mapping[str, Named]
    names: tuple[str, ...]
    points: NDArray[np.int64]
    sides: NDArray[np.uint8]
    keyed: Rated
    wanted: Rated
    able: Rated
    ticked: Mapping[str, Ticked]
    strongest: Named
    completed: Mapping[str, int] = field(default_factory=dict)
    not_scored: int = 0
    rows: NDArray[np.integer] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    effects: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    prorated: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        people: pd.DataFrame,
        scales: pd.DataFrame,
        standing: pd.Series,
        items: pd.DataFrame,
        importance: pd.DataFrame,
        confidence: pd.DataFrame,
        chosen: Mapping[str, pd.DataFrame],
        strongest: pd.Series,
    ) -> Scores:
        """From tables: axes of the people, scores and keyed items 0-100 and topic ratings 1-5 with NaN, words of standing."""
        return cls(
            {str(axis): Named.of(people[axis]) for axis in people},
            tuple(map(str, scales.columns)),
            nano(scales.to_numpy(dtype=float).T),
            Named.of(standing.astype("str"), STANDINGS).codes.astype(np.uint8),
            Rated.of(items),
            Rated.of(importance),
            Rated.of(confidence),
            {question: Ticked.of(frame) for question, frame in chosen.items()},
            Named.of(strongest.astype("str")),
        )

    def __len__(self) -> int:
        return self.points.shape[1]

    def of_scale(self, name: str) -> NDArray[np.int64]:
        """Points of one scale, (n,)."""
        return self.points[self.names.index(name)]

    @property
    def people(self) -> pd.DataFrame:
        """The axes as text; made anew at each call."""
        return named_frame(self.places)

    @property
    def scales(self) -> pd.DataFrame:
        """Scores 0-100, NaN where there is none; made anew at each call."""
        columns = {name: in_points(points) for name, points in zip(self.names, self.points, strict=True)}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self)), dtype=float)

    @property
    def standing(self) -> pd.Series:
        """reluctant, undecided or willing; made anew at each call."""
        return Named(self.sides, STANDINGS).series().rename("standing")

    @property
    def items(self) -> pd.DataFrame:
        """Keyed answers 0-100, NaN where there is none; made anew at each call."""
        return self.keyed.frame()

    @property
    def importance(self) -> pd.DataFrame:
        """Topic ratings 1-5; made anew at each call."""
        return self.wanted.frame()

    @property
    def confidence(self) -> pd.DataFrame:
        """Topic ratings 1-5; made anew at each call."""
        return self.able.frame()


def nano(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Points as whole billionths; NaN becomes ``NO_SCORE``."""
    return np.where(np.isnan(points), NO_SCORE, np.rint(np.nan_to_num(points) * NANO)).astype(np.int64)


def in_points(billionths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Points of 0-100; NaN where there is no score."""
    return np.where(billionths < 0, np.nan, billionths / NANO)
