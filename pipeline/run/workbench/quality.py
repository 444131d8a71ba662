"""Data quality of a wave in full, for the analyst: lines that were set aside and why, names to review, signs. PRIVATE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import Problem, SetupError
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import Work

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True, slots=True)
class DataQuality:
    """What the private folder of a wave tells.

    Attributes
    ----------
    set_aside : columns line, reason; one row per row that does not count. review : kind, written, n, suggestion; names that
        match nothing. careless : line, one column per sign and rule, set_aside (reason, "" where it counts); answers with signs.
    contacts : whether lists of those who asked to be contacted are there.
    """

    set_aside: pd.DataFrame
    review: pd.DataFrame
    careless: pd.DataFrame
    contacts: bool


def data_quality(work: Work, wave: str) -> DataQuality | Refusal:
    """Data quality of a wave that was analyzed here; a refusal where its private folder is missing or damaged."""
    from pipeline.private.contacts import FOLDER as CONTACTS
    from pipeline.private.keep import CARELESS, REVIEW, SET_ASIDE
    from pipeline.publish.atomic import current

    folder = current(work.private / wave)

    def read() -> DataQuality:
        set_aside, review, careless = (_read(folder / name) for name in (SET_ASIDE, REVIEW, CARELESS))
        return DataQuality(set_aside, review, careless, (folder / CONTACTS).is_dir())

    return attempt(read)


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(path, keep_default_na=False)
    except (OSError, ValueError):
        raise SetupError(Problem("the private side of this wave is missing or damaged", str(path), fix="analyze again")) from None
