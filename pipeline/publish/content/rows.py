"""Rows of tables as dictionaries, and cells that many tables share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from pipeline.publish.content.model import Column, Number
from pipeline.publish.content.refer import Refer
from pipeline.publish.wording import records

NONE: Final = "–"
"""Stands where there is no figure."""


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries, with None where a figure is missing."""
    return [plain(row) for row in records(frame)]


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with None where a figure is missing."""
    return {name: None if value != value else value for name, value in row.items()}


def columns(*labels: str, words: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Headings: the first is what a row is about; all others are numeric but those among ``words``."""
    return tuple(Column(label, numeric=at > 0 and label not in words) for at, label in enumerate(labels))


def count(refer: Refer, finding: str, column: str, value: int | None) -> Number:
    """A count of people or seats; a dash where it is not known."""
    return refer.number(NONE if value is None else f"{value:,}", finding, column, value=value)
