"""Keys of published rows, so that a number on a page can be asked about."""

from __future__ import annotations

import pandas as pd

from pipeline.publish.reference import row_keys
from pipeline.publish.trace.found import TABLES


def keys(table: str, frame: pd.DataFrame) -> list[str]:
    """Of these rows of a published table, in their order. table : ``findings/reliability``."""
    return [str(key) for key in row_keys(TABLES[table], frame)]
