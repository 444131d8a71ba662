"""All of cleaning at once: bind the columns, sort the rows, code the answers. The program does it file by file (wave)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.bind import Bound
from pipeline.clean.binding_file import BindingFile
from pipeline.clean.examine import examine
from pipeline.clean.identity import Keyring
from pipeline.clean.quality import Quality, judge
from pipeline.clean.rows import Sorted
from pipeline.clean.seconds import taken
from pipeline.ingest.export import Export
from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED, Responses, RowCounts


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning gives.

    Attributes
    ----------
    responses : kept respondents, coded.
    rows : how the rows reconcile.
    set_aside : columns line, reason. PRIVATE.
    everybody : kept respondents and those set aside for careless answers, in the order of the file. PRIVATE.
    quality : signs of careless answers, rows as ``everybody``. PRIVATE.
    review : columns kind, written, n, suggestion: role and department names that match nothing. PRIVATE.
    not_stated : kind -> respondents whose role or department is blank or unmatched.
    bound : which column carries what.
    """

    responses: Responses
    rows: RowCounts
    set_aside: pd.DataFrame
    review: pd.DataFrame
    not_stated: Mapping[str, int]
    bound: Bound
    everybody: Responses
    quality: Quality


def clean(export: Export, instrument: Instrument, binding: BindingFile, keyring: Keyring | None = None) -> Cleaned:
    """Kept respondents coded by the instrument; raises SetupError or DecisionNeeded with all problems together.

    keyring : makes pseudonyms where respondents are linked; without one nobody is.
    """
    found = examine(export, instrument, binding, keyring)
    found.undecided.refuse()
    everybody = found.responses
    quality = judge(everybody, instrument, seconds_taken(export, found.kept))
    responses = everybody.only(~quality.excluded) if quality.excluded.any() else everybody
    set_aside = _set_aside(found.rows, everybody, quality)
    reasons = {str(reason): int(n) for reason, n in set_aside["reason"].value_counts().items()}
    counts = RowCounts(read=len(export.lines), kept=len(responses), set_aside=reasons)
    review = pd.concat([matched.review for matched in found.places.values()], ignore_index=True)
    not_stated = {axis: int(ids.of_name(NOT_STATED).sum()) for axis, ids in responses.places.items()}
    return Cleaned(responses, counts, set_aside, review, not_stated, found.bound, everybody, quality)


def seconds_taken(export: Export, rows: NDArray[np.integer]) -> NDArray[np.float64]:
    """Seconds that each of the rows took: the platform's own figure, else from start to end; NaN where neither is recorded."""
    found = taken(export, rows)
    return found.settled(found.written, found.timed).seconds


def _set_aside(rows: Sorted, everybody: Responses, quality: Quality) -> pd.DataFrame:
    """Lines and reasons of all rows that do not count, in the order of the file."""
    excluded = quality.excluded
    careless = pd.DataFrame({"line": everybody.line[excluded], "reason": quality.reason[excluded].to_numpy()})
    if careless.empty:
        return rows.set_aside
    return pd.concat([rows.set_aside, careless]).sort_values("line", kind="stable", ignore_index=True)
