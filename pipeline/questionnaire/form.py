"""A questionnaire as people fill it in: pages, questions and matrices, and who sees each. No platform is named here.

Every question carries the name under which its answers come back, so that an export binds without a mapping.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.audience import TOPICS_OF_A_PERSON, Audience

VERSION: Final = "version"
"""Name of the field that keeps which version a person has."""

Kind = Literal["one", "several", "text"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked beside items, topics and choices.

    Attributes
    ----------
    comments : questions to write a text. contact : whether one may be written to, and where. linked : a personal code.
    topics : how many topics one person rates at most.
    """

    comments: bool = False
    contact: bool = False
    linked: bool = False
    topics: int = TOPICS_OF_A_PERSON


NOTHING_MORE: Final = Wanted()


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen. code : as the instrument reads it. not_applicable : the question does not apply."""

    code: str
    label: str
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    name : under which its answers come back. options : of ``one`` and ``several``, in order.
    place : whether it says where somebody works: then it is needed, and others depend on it.
    personal : whether its answer points at a person.
    only_if : question and codes that must have been chosen for it to be shown.
    """

    name: str
    text: str
    kind: Kind
    options: tuple[Option, ...]
    audience: Audience
    place: bool = False
    personal: bool = False
    only_if: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a matrix. name : under which its answer comes back."""

    name: str
    text: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class Matrix:
    """Statements with the same answers under one head. id : of letters and digits."""

    id: str
    stem: str
    options: tuple[Option, ...]
    rows: tuple[Row, ...]

    @property
    def audience(self) -> Audience:
        """Who sees any of it."""
        versions = zip(*(row.audience.versions for row in self.rows), strict=True)
        return Audience(tuple(_together(roles) for roles in versions))


@dataclass(frozen=True, slots=True)
class Page:
    """What is seen at once. id : of letters and digits."""

    id: str
    title: str
    parts: tuple[Question | Matrix, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire. promise : what is promised to those who answer, a paragraph each. versions : how many there are."""

    instrument: Instrument
    title: str
    promise: tuple[str, ...]
    pages: tuple[Page, ...]
    versions: int

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions outside matrices, in order."""
        return tuple(part for page in self.pages for part in page.parts if isinstance(part, Question))

    @property
    def matrices(self) -> tuple[Matrix, ...]:
        """All matrices, in order."""
        return tuple(part for page in self.pages for part in page.parts if isinstance(part, Matrix))

    @property
    def role(self) -> Question | None:
        """The question that others depend on."""
        own = {question.id for question in self.instrument.questions if question.options_from == "roles"}
        return next((question for question in self.questions if question.name in own), None)


def _together(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for roles in sets:
        if roles is None:
            return None
        found |= roles
    return frozenset(found)
