"""Which rows are kept and which are set aside, each with its reason and its line in the file; none is lost in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

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


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows of an export, sorted out.

    Attributes
    ----------
    kept : boolean, one per row of the export.
    set_aside : columns line, reason; one row per row set aside. Rows of ``kept`` and ``set_aside`` sum to the rows read.
    """

    kept: np.ndarray
    set_aside: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Reason -> number of rows, most frequent first."""
        return {str(reason): int(n) for reason, n in self.set_aside["reason"].value_counts().items()}


def sort_rows(export: Export, identifiers: list[int], forgotten: np.ndarray | None = None) -> Sorted:
    """Keep complete rows; of rows with the same identifier keep the last complete one.

    ``identifiers`` : positions of columns that name a response or a respondent (a blank identifier repeats nobody).
    ``forgotten`` : boolean, one per row: of somebody who asked to be forgotten.
    """
    status = export.status.astype("str")
    reason = status.map(REASONS).astype("object")
    complete = (status == "complete").to_numpy()
    later = np.zeros(len(status), dtype=bool)
    for position in identifiers:
        written = export.text(position).str.strip()
        repeated = written[complete & (written != "")].duplicated(keep="last")
        later[repeated[repeated].index.to_numpy()] = True
    reason = reason.where(~later, DUPLICATE)
    kept = complete & ~later
    if forgotten is not None:
        reason = reason.where(~forgotten, FORGOTTEN)
        kept &= ~forgotten
    aside = pd.DataFrame({"line": export.lines[~kept], "reason": reason[~kept].to_numpy()})
    return Sorted(kept, aside)
