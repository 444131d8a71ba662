"""Role and department names: exact, then synonyms; a near miss is only ever suggested, never applied.

What matches nothing becomes ``not_stated`` and stands on a review list with a suggestion and the YAML that would settle it; what
the binding file says to be nobody's (``""``) becomes ``not_stated`` by decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.clean.similar import Vocabulary
from pipeline.errors import Problem
from pipeline.ingest.texts import Texts
from pipeline.instrument.part import Labelled
from pipeline.instrument.words import normal
from pipeline.tables import NOT_STATED
from pipeline.tables.coded import Named, smallest

_SIMILAR_ENOUGH: Final = 0.6  # difflib ratio; below this a suggestion misleads more than it helps
_NAMES_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Matched:
    """Names of one kind, matched.

    Attributes
    ----------
    ids : id per respondent, ``not_stated`` where blank or unmatched; all ids of the instrument come first.
    review : one row per unmatched name: kind, written, n, suggestion (id or "").
    blank : respondents who left it blank.
    """

    ids: Named
    review: pd.DataFrame
    blank: int

    @property
    def unmatched(self) -> int:
        """Respondents whose name matches nothing."""
        return int(self.review["n"].sum())


def match_names(texts: Texts, parts: Sequence[Labelled], extra: Mapping[str, str], kind: str) -> Matched:
    """Match names as written to ids. ``kind`` is the word of the review list: role or department."""
    words = known_words(parts, extra)
    written = [normal(text) for text in texts.distinct]
    names = tuple(dict.fromkeys([*(part.id for part in parts), *words.values(), NOT_STATED]))
    place = {name: number for number, name in enumerate(names)}
    ids = smallest(np.array([place[words.get(key, NOT_STATED)] for key in written], dtype=np.int64), len(names))
    counts = np.bincount(texts.codes, minlength=len(written)).tolist() if len(texts) else [0] * len(written)
    unknown: dict[str, int] = {}
    for key, text, n in zip(written, texts.distinct, counts, strict=True):
        if n and key and key not in words:
            shown = text.strip()
            unknown[shown] = unknown.get(shown, 0) + n
    named, order = _vocabulary(words), sorted(unknown.items(), key=lambda x: (-x[1], x[0]))
    rows = [(kind, text, n, next(iter(_suggested(text, words, named)), "")) for text, n in order]
    blank = sum(n for key, n in zip(written, counts, strict=True) if not key)
    review = pd.DataFrame(rows, columns=["kind", "written", "n", "suggestion"])
    return Matched(Named(np.take(ids, texts.codes) if len(texts) else ids[:0], names), review, blank)


def known_words(parts: Sequence[Labelled], extra: Mapping[str, str]) -> dict[str, str]:
    """Normal spelling -> id: ids, labels and synonyms, then what the binding file adds."""
    words = {normal(word): part.id for part in parts for word in (part.id, part.label, *part.synonyms)}
    return words | {normal(written): target or NOT_STATED for written, target in extra.items()}


def suggest(text: str, words: Mapping[str, str]) -> str:
    """Id of the most similar name; "" where none is similar."""
    return next(iter(suggestions(text, words, 1)), "")


def suggestions(text: str, words: Mapping[str, str], most: int) -> tuple[str, ...]:
    """Ids of the most similar names, best first; words : normal spelling -> id."""
    return _suggested(text, words, _vocabulary(words), most)


def _vocabulary(words: Mapping[str, str]) -> Vocabulary:
    """Names that may be suggested; words : normal spelling -> id."""
    return Vocabulary.of([word for word, target in words.items() if target != NOT_STATED])


def _suggested(text: str, words: Mapping[str, str], named: Vocabulary, most: int = 1) -> tuple[str, ...]:
    close = named.closest(normal(text), 1 if most == 1 else max(most * 3, 1), _SIMILAR_ENOUGH)
    return tuple(dict.fromkeys(words[word] for word in close))[:most]


def yaml_for(review: pd.DataFrame) -> str:
    """The lines of a binding file that would settle a review list; unknown ids are left as ``?``."""
    lines = []
    for kind, rows in review.groupby("kind", sort=True):
        lines.append(f"{kind}s:")
        shown = rows.head(_NAMES_SHOWN)
        lines += [
            f'  "{_quoted(written)}": {suggestion or "?"}   # {n} answer(s)' + (", check" if suggestion else "")
            for written, n, suggestion in zip(shown["written"], shown["n"], shown["suggestion"], strict=True)
        ]
        if len(rows) > len(shown):
            lines.append(f"  # … and {len(rows) - len(shown)} more names")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


@dataclass(frozen=True, slots=True)
class UnknownNames:
    """The names of one kind that match nothing.

    Attributes
    ----------
    kind : role, department or site. review : columns kind, written, n, suggestion. n, of : how many of the respondents wrote one.
    limit : share that may go to ``not_stated`` without a decision. column : position of the column.
    """

    kind: str
    review: pd.DataFrame
    n: int
    of: int
    limit: float
    column: int

    @property
    def too_many(self) -> bool:
        """Whether the analysis stops for them."""
        return self.of > 0 and self.n > self.limit * self.of

    @property
    def problem(self) -> Problem:
        """As the command says it."""
        return Problem(
            f"{self.n} of {self.of} answers ({self.n / self.of:.0%}) name a {self.kind} that is not known; "
            f"at most {self.limit:.0%} may go to '{NOT_STATED}' without a decision",
            f"question '{self.kind}'",
            fix="check the suggestions and add to the binding file:\n" + yaml_for(self.review),
        )
