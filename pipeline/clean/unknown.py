"""Answers that no map knows, and what to add so that they are known: one decision is asked for once, however many columns
hold the answer.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.errors import Problem
from pipeline.instrument.words import normal

_COLUMNS_SHOWN = 4
_OPTIONS_SHOWN = 8
_LONGEST = 60
_NEARLY = 0.85  # difflib ratio: "Agre" is nearly "Agree", "A5" is not


@dataclass(frozen=True, slots=True)
class Unknown:
    """One answer of one column that is not in its map. Its lines are not told: an answer never stands beside a person.

    Attributes
    ----------
    text : as it stands, in words where its code is labelled. count : how often.
    field : the item or question; column : its header. section : where the binding file may say it for all: the answer
        scale, else the field itself. allowed : code or id -> label. options : whether ``allowed`` is a list to choose from.
    """

    text: str
    count: int
    field: str
    column: str
    section: str
    allowed: Mapping[str, str]
    options: bool = False


@dataclass(frozen=True, slots=True)
class NumbersAmongWords:
    """Bare numbers in a column that holds words of its scale too: after an edit of the form they may count the other way.

    Attributes
    ----------
    field, column : as of ``Unknown``. numbers : as written -> how often. allowed : code -> label.
    """

    field: str
    column: str
    numbers: Mapping[str, int]
    allowed: Mapping[str, str]

    @property
    def problem(self) -> Problem:
        """As the command says it."""
        written = ", ".join(f'"{text.strip()}": "?"' for text in sorted(self.numbers))
        return Problem(
            f"{sum(self.numbers.values())} answer(s) of {self.field} are bare numbers among words: "
            "they may be of another, opposite scale",
            f"column '{self.column}'",
            ", ".join(f"{code} = {label}" for code, label in self.allowed.items()),
            f'add to the binding file what each number means ("" for no answer):\nanswers:\n  {self.field}: {{{written}}}',
        )


Doubt = Problem | Unknown | NumbersAmongWords
"""What can be wrong with an answer."""


def problems_of(found: Iterable[Doubt]) -> list[Problem]:
    """All problems, with unknown answers of one answer scale put together, in the order in which they were first met; last, the
    YAML to add for all of them."""
    problems: list[Problem] = []
    asked: list[list[Unknown]] = []
    for one in together(found):
        if isinstance(one, list):
            problems.append(_problem(one))
            asked.append(one)
        else:
            problems.append(one if isinstance(one, Problem) else one.problem)
    return [*problems, _to_add(asked)] if asked else problems


def together(found: Iterable[Doubt]) -> list[Problem | NumbersAmongWords | list[Unknown]]:
    """Unknown answers of one answer scale put together, in the order in which they were first met, among the others."""
    order: list[Problem | NumbersAmongWords | list[Unknown]] = []
    of_answer: dict[tuple[str, str], list[Unknown]] = {}
    for one in found:
        if not isinstance(one, Unknown):
            order.append(one)
            continue
        key = (one.section, normal(one.text))
        if key not in of_answer:
            of_answer[key] = []
            order.append(of_answer[key])
        of_answer[key].append(one)
    return order


def place_of(seen: list[Unknown]) -> str:
    """Where the binding file says what an answer means: for the one field, or for all of its answer scale."""
    return seen[0].field if len({one.field for one in seen}) == 1 else seen[0].section


def _problem(seen: list[Unknown]) -> Problem:
    """One answer, in all the columns that hold it."""
    first = seen[0]
    shown = first.text if len(first.text) <= _LONGEST else first.text[: _LONGEST - 1] + "…"
    count, fields = sum(one.count for one in seen), list(dict.fromkeys(one.field for one in seen))
    listed = ", ".join(fields[:_COLUMNS_SHOWN]) + (
        f" and {len(fields) - _COLUMNS_SHOWN} more" if len(fields) > _COLUMNS_SHOWN else ""
    )
    kind = "cannot be read as options of" if first.options else "are not among the answers of"
    what = f"{count} answer(s) '{shown}' {kind} {listed}" + (f" ({first.section})" if first.section != first.field else "")
    columns = list(dict.fromkeys(one.column for one in seen))
    place = f"column '{columns[0]}'" if len(columns) == 1 else f"{len(columns)} columns, the first '{columns[0]}'"
    return Problem(what, place, _allowed(first))


def _allowed(one: Unknown) -> str:
    shown = list(one.allowed.items())[: _OPTIONS_SHOWN if one.options else None]
    return ", ".join(f"{code} = {label}" for code, label in shown) + (" …" if len(shown) < len(one.allowed) else "")


def _to_add(groups: list[list[Unknown]]) -> Problem:
    """The YAML to add for all of them, in one block; an answer is suggested only where the wording is nearly the same."""
    sections: dict[str, list[str]] = {}
    for seen in groups:
        first = seen[0]
        written = json.dumps(first.text.strip(), ensure_ascii=False)
        sections.setdefault(place_of(seen), []).append(f"    {written}: {json.dumps(guess(first) or '?')}")
    lines = ["answers:", *(line for name, entries in sections.items() for line in (f"  {name}:", *sorted(entries, key=_length)))]
    what = 'put the right code or id in place of each "?" ("" for no answer)'
    more = "\nor bind a column per option" if any(seen[0].options for seen in groups) else ""
    return Problem(what, "binding file", fix="add\n" + "\n".join(lines) + more)


def guess(one: Unknown) -> str:
    """The code of the answer of nearly the same wording; "" where there is none."""
    labels = {normal(label): code for code, label in one.allowed.items()}
    near = difflib.get_close_matches(normal(one.text), labels, n=1, cutoff=_NEARLY)
    return labels[near[0]] if near else ""


def _length(entry: str) -> tuple[int, str]:
    """Codes in their order: A9 before A10."""
    return len(entry), entry
