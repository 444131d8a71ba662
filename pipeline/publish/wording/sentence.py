"""A sentence and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.tables import row_key


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the evidence it stands on.

    Attributes
    ----------
    text : as people read it. finding : the row it says, as ``table#key`` (``findings/reluctance#role:nurse``), or the table where
    it sums up several. rule : id in ``findings.rules``. n : the people behind it.
    """

    text: str
    finding: str = ""
    n: int | None = None
    rule: str = ""

    def __str__(self) -> str:
        return self.text


def said(text: str, row: Mapping[str, Any], table: str, rule: str, *more: str) -> Sentence:
    """A sentence about one row of a table of groups. more : further parts of the row's key."""
    return Sentence(text, f"{table}#{':'.join((row_key(row), *more))}", int(row["n"]), rule)
