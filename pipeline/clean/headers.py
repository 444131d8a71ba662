"""The columns of an export under every name by which an instrument or an analyst may mean them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.ingest.bracketed import ways
from pipeline.ingest.export import Column, Export
from pipeline.instrument.words import normal

_PLACE = re.compile(r"column (\d{1,4})")
_SIGNLESS = ("limesurvey",)
_SIGNS = re.compile(r"[\W_]+")


class Headers:
    """The export's columns by each of their names."""

    def __init__(self, export: Export) -> None:
        self.columns = export.columns
        self.by_name = _index((normal(c.name), c) for c in export.columns)
        self.by_platform_id = _index((normal(c.import_id), c) for c in export.columns if c.import_id)
        self.by_text = _index((wording, c) for c in export.asked for wording in _wordings(c))
        of_question = [c for c in export.asked if c.question and c.part]
        #: Platforms write a row or option as ``items[SK1]``, ``barriers___b01``, ``importance[T01]`` or ``barriers/B01``.
        self.by_part = _index((normal(f"{c.question}_{c.part}"), c) for c in of_question)
        self.by_own_part = _index((key, c) for c in of_question for key in (normal(c.part), normal(f"{c.part}_{c.question}")))
        #: ``barriermain``, ``contacttopics[T01]``: only of platforms that forbid signs. Elsewhere ``Q1_1`` and ``Q11`` are two.
        signless = export.asked if export.platform in _SIGNLESS else ()
        self.by_letters = _index((letters(key), c) for c in signless for key in _keys(c))
        self.options = [
            {wording: c for c in question.columns for wording in _wordings(c)}
            for question in export.questions
            if len(question.columns) > 1
        ]

    def named(self, name: str) -> list[Column]:
        """Columns that a person means by ``name``: header first, then platform id, then question text.

        ``column 17`` is the seventeenth column, for headers that do not tell columns apart.
        """
        key = normal(name)
        place = _PLACE.fullmatch(key)
        if place is not None and key not in self.by_name and 0 < int(place[1]) <= len(self.columns):
            return [self.columns[int(place[1]) - 1]]
        return self.by_name.get(key) or self.by_platform_id.get(key) or self.by_text.get(key) or []


def letters(text: str) -> str:
    """A name without signs, for comparing."""
    return _SIGNS.sub("", normal(text))


def _keys(column: Column) -> Iterator[str]:
    """The names of a column, and those of a row or option of a question."""
    yield column.name
    if column.question and column.part:
        yield from (f"{column.question}{column.part}", column.part, f"{column.part}{column.question}")


def _index(pairs: Iterable[tuple[str, Column]]) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for key, column in pairs:
        columns = found.setdefault(key, [])
        if key and column not in columns:
            columns.append(column)
    return found


def _wordings(column: Column) -> Iterator[str]:
    """The question's text, and for a matrix (``stem - statement``, ``stem [statement]``) its statement too."""
    whole = normal(column.text)
    yield whole
    yield from (normal(statement) for _, statement in ways(whole))
    parts = whole.split(" - ")
    for start in range(1, len(parts)):
        yield " - ".join(parts[start:])
