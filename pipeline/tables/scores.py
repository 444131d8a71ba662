"""What respondents scored. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables.coded import Named, Rated, Ticked, named_frame
from pipeline.tables.responses import STANDINGS, in_points, nano


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
