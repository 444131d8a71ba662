"""Sentences and numbers with the ids of the rows they are of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd

from pipeline.publish.content.model import Number, Said
from pipeline.publish.reference import number_id, row_id
from pipeline.publish.wording import Sentence

_TWO_SENTENCES: Final = re.compile(r"\. [A-Z]")


@dataclass(frozen=True, slots=True)
class Refer:
    """Gives ids of one wave."""

    wave: str

    def said(self, sentence: Sentence, *, led: bool = False, note: str = "") -> Said:
        """A sentence with the id of its row. led : what it is about, up to its first colon, is drawn heavier."""
        lead = sentence.text.find(": ") + 1 if led else 0
        if _TWO_SENTENCES.search(sentence.text[:lead]):
            lead = 0
        return Said(sentence.text, self.row(sentence.finding), sentence.n, lead, note)

    def word(self, text: str, finding: str, *, note: str = "", mark: str = "") -> Said:
        """A word in a table that says a row."""
        return Said(text, self.row(finding), note=note, mark=mark)

    def number(self, text: str, finding: str, *columns: str, value: object = None, note: str = "", mark: str = "") -> Number:
        """A number in a table. columns : those whose values text and note say, in that order. value : of the first."""
        known = isinstance(value, int | float) and pd.notna(value)
        return Number(text, number_id(self.wave, finding, *columns), float(value) if known else None, note, mark)  # type: ignore[arg-type]

    def row(self, finding: str) -> str:
        """The id of a row, or of a whole table; empty for what says neither."""
        return row_id(self.wave, finding) if finding else ""
