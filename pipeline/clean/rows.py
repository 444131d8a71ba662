"""Which rows are kept and which are set aside, each with its reason and its line in the file; none is lost in silence.

Of rows with the same identifier the last complete one counts, in one export and over several that belong together: then each
gives the 64 bits of its identifiers (``identities``), and ``answered_later`` says of each which of its rows come again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.marks import Marks, among, in_share, of_texts, twice
from pipeline.ingest.export import Export

#: Status of a row, as readers give it -> the reason under which it is set aside; in this order of precedence.
REASONS: Final = {
    "repeat": "row of a repeated form",
    "preview": "preview",
    "test": "test row",
    "spam": "marked as spam",
    "partial": "not finished",
    "blank": "no answer at all",
}
DUPLICATE: Final = "answered again later"
FORGOTTEN: Final = "asked to be forgotten"
WHY: Final = ("", *REASONS.values(), DUPLICATE, FORGOTTEN)
"""Why a row is set aside; "" where it is kept."""
_COMPLETE: Final = "complete"
_SHARE: Final = 1 << 20
"""About so many marks are compared at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """Rows of an export, sorted out; (rows,) each.

    Attributes
    ----------
    line : of the file. why : place among the reasons, 0 where the row is kept.
    """

    line: NDArray[np.int64]
    why: NDArray[np.uint8]

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which rows count."""
        return self.why == 0

    @property
    def set_aside(self) -> pd.DataFrame:
        """Columns line, reason; one row per row set aside. These and the kept ones sum to the rows read."""
        aside = np.flatnonzero(self.why)
        return pd.DataFrame({"line": self.line[aside], "reason": np.array(WHY, dtype=object)[self.why[aside]]})

    @property
    def counts(self) -> dict[str, int]:
        """Reason -> number of rows, most frequent first."""
        times = np.bincount(self.why, minlength=len(WHY)).tolist()
        return dict(sorted(((why, n) for why, n in zip(WHY, times, strict=True) if why and n), key=lambda x: -x[1]))


def sort_rows(
    export: Export,
    identifiers: list[int],
    forgotten: NDArray[np.bool_] | None = None,
    later: NDArray[np.bool_] | None = None,
) -> Sorted:
    """Keep complete rows; of rows with the same identifier keep the last complete one.

    identifiers : positions of columns that name a response or a respondent (a blank identifier repeats nobody).
    forgotten : boolean, one per row: of somebody who asked to be forgotten.
    later : boolean, one per row: complete, and answered again later, where that was found over several exports.
    """
    complete, why = _statuses(export)
    if later is None:
        later = np.zeros(len(why), dtype=bool)
        for position in identifiers:
            later |= export.texts[position].repeated(complete)
    why[later] = WHY.index(DUPLICATE)
    if forgotten is not None:
        why[forgotten] = WHY.index(FORGOTTEN)
    return Sorted(np.asarray(export.lines, dtype=np.int64), why)


def identities(export: Export, identifiers: list[int]) -> tuple[Marks, ...]:
    """Per identifier 64 bits for each row; 0 where it is blank, or the row not complete."""
    complete, _ = _statuses(export)
    return tuple(np.where(complete, of_texts(export.texts[position]), np.uint64(0)) for position in identifiers)


def answered_later(exports: Sequence[tuple[Marks, ...]]) -> list[NDArray[np.bool_]]:
    """Per export, which rows come again later: in it, or in one behind it. Of each, the marks of the same identifiers.

    Marks are compared share by share, told apart by their first bits: equal ones are in one share, whichever export they are of,
    and a country takes no more room at once than a region.
    """
    found = [np.zeros(len(marks[0]) if marks else 0, dtype=bool) for marks in exports]
    bits = (sum(map(len, found)) // _SHARE).bit_length()
    for marks in zip(*exports, strict=True):
        for share in range(1 << bits):
            _note_later(marks, [in_share(one, share, bits) for one in marks], found)
    return found


def _note_later(marks: Sequence[Marks], rows: Sequence[NDArray[np.intp]], found: Sequence[NDArray[np.bool_]]) -> None:
    """Note in ``found`` which of some rows of every export come again later among them."""
    together = np.concatenate([one[some] for one, some in zip(marks, rows, strict=True)])
    several = np.flatnonzero(among(together, twice(together)))
    order = several[np.argsort(together[several], kind="stable")]
    later = np.zeros(len(together), dtype=bool)
    later[order[:-1]] = together[order[1:]] == together[order[:-1]]
    ends = np.cumsum([len(some) for some in rows])[:-1]
    for one, some, again in zip(found, rows, np.split(later, ends), strict=True):
        one[some[again]] = True


def _statuses(export: Export) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Which rows are complete, and the place of the reason why each of the others is not."""
    codes, statuses = pd.factorize(export.status)
    why = [0 if status == _COMPLETE else WHY.index(REASONS[status]) for status in statuses]
    found = np.array(why or [0], dtype=np.uint8)[codes]
    return found == 0, found
