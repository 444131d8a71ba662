"""The own questionnaire of a foreign export, as a frozen value that a person edits; every edit gives a new value. PRIVATE.

What is guessed has a key and a reason: those of ``instrument.draft_guesses``, but ``measures.ID`` for what each scale measures. A
guess is confirmed as it stands, or by an edit of what it is about; nothing is analyzed before all are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from pipeline.instrument import draft_guesses

Measures = Literal["readiness", "willingness", "beside", "nothing"]
"""beside : a driver, which stands beside readiness and willingness. nothing : left out of the questionnaire."""
OTHER_CAUSE: Final = "other_cause"
INTENTION: Final = draft_guesses.INTENTION
CAUSES: Final = draft_guesses.CAUSES
"""Keys of the guesses which scale is the intention, and what causes barriers have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. score : None where it is none. excluded : it says "does not apply"."""

    code: str
    label: str
    score: float | None
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer scale; scored answers from low to high, then those without a score."""

    id: str
    answers: tuple[Answer, ...]

    @property
    def scored(self) -> tuple[Answer, ...]:
        """From low to high."""
        scored = [(one.score, one) for one in self.answers if one.score is not None]
        return tuple(one for _, one in sorted(scored, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class Item:
    """One rated statement and the column that carries it."""

    id: str
    text: str
    column: str
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Items that are taken together. answers : id. cause : of not being convinced that low values point to; "" for none."""

    id: str
    label: str
    answers: str
    items: tuple[Item, ...]
    measures: Measures
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One role, department, barrier or format. group : of roles and departments; cause : of barriers; column : of its own;
    synonyms : other ways in which people write it."""

    id: str
    label: str
    group: str = ""
    cause: str = ""
    column: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A question beside the items: role, department, barriers or formats. groups : id -> label, of roles and departments."""

    id: str
    text: str
    column: str
    listed: str
    options: tuple[Option, ...]
    groups: Mapping[str, str]

    @property
    def is_multiple(self) -> bool:
        """Whether several options may be ticked."""
        return self.listed in ("barriers", "formats")


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that nobody has confirmed. key : what it is about."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All that is said about a questionnaire.

    Attributes
    ----------
    id, title : of the instrument. intention : id of the scale that asks whether people will take part; "" for none.
    left_out : what became no part of it, one sentence each. guesses : all of them; confirmed : keys of those that are.
    """

    id: str
    title: str
    answers: tuple[Answers, ...]
    scales: tuple[Scale, ...]
    intention: str
    choices: tuple[Choice, ...]
    left_out: tuple[str, ...]
    guesses: tuple[Guess, ...]
    confirmed: frozenset[str] = frozenset()

    @property
    def used(self) -> tuple[Scale, ...]:
        """The scales that are part of it."""
        return tuple(scale for scale in self.scales if scale.measures != "nothing")


def unconfirmed(made: Questionnaire) -> tuple[Guess, ...]:
    """Guesses that nobody has confirmed or changed; of scales that are left out, none."""
    out = [scale for scale in made.scales if scale.measures == "nothing"]
    kept = {scale.answers for scale in made.used}
    gone = {f"scales.{scale.id}" for scale in out} | {f"items.{item.id}" for scale in out for item in scale.items}
    return tuple(
        guess
        for guess in made.guesses
        if guess.key not in made.confirmed | gone
        and not (guess.key.startswith("answers.") and guess.key.split(".")[1] not in kept)
    )


def confirmed(made: Questionnaire, keys: Collection[str], yes: bool = True) -> Questionnaire:
    """Guesses confirmed as they stand; or not any more."""
    return replace(made, confirmed=made.confirmed | {*keys} if yes else made.confirmed - {*keys})
