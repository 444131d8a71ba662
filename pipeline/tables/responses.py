"""Respondents on the private side: their coded answers, and what they scored. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables.coded import Named, Rated, Rows, Ticked, named_frame, numbered

STANDINGS: Final = ("reluctant", "undecided", "willing")
COMMENTS: Final = "comment-topics"
"""The key of comment topics among the multi-selects; no question can have it, since an id holds no hyphen."""
WROTE: Final = "wrote-anything"
"""The last of them: who left a comment at all. Whoever mentions a topic did, so these are who answered."""
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
    ticked : multi-select (``barriers``, ``formats``) -> its options; where comments are counted, ``COMMENTS`` -> their topics.
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


def nano(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Points as whole billionths; NaN becomes ``NO_SCORE``."""
    return np.where(np.isnan(points), NO_SCORE, np.rint(np.nan_to_num(points) * NANO)).astype(np.int64)


def in_points(billionths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Points of 0-100; NaN where there is no score."""
    return np.where(billionths < 0, np.nan, billionths / NANO)
