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


def problems_of(found: Iterable[Problem | Unknown]) -> list[Problem]:
    """All problems, with unknown answers of one answer scale put together, in the order in which they were first met; last, the
    YAML to add for all of them."""
    together: dict[tuple[str, str], list[Unknown]] = {}
    order: list[Problem | tuple[str, str]] = []
    for one in found:
        if isinstance(one, Problem):
            order.append(one)
            continue
        key = (one.section, normal(one.text))
        if key not in together:
            order.append(key)
        together.setdefault(key, []).append(one)
    problems = [one if isinstance(one, Problem) else _problem(together[one]) for one in order]
    return [*problems, _to_add(list(together.values()))] if together else problems


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
        alone = len({one.field for one in seen}) == 1
        written = json.dumps(first.text.strip(), ensure_ascii=False)
        sections.setdefault(first.field if alone else first.section, []).append(f"    {written}: {json.dumps(_guess(first))}")
    lines = ["answers:", *(line for name, entries in sections.items() for line in (f"  {name}:", *sorted(entries, key=_length)))]
    what = 'put the right code or id in place of each "?" ("" for no answer)'
    more = "\nor bind a column per option" if any(seen[0].options for seen in groups) else ""
    return Problem(what, "binding file", fix="add\n" + "\n".join(lines) + more)


def _guess(one: Unknown) -> str:
    """The answer of nearly the same wording; a question mark where there is none."""
    labels = {normal(label): code for code, label in one.allowed.items()}
    near = difflib.get_close_matches(normal(one.text), labels, n=1, cutoff=_NEARLY)
    return labels[near[0]] if near else "?"


def _length(entry: str) -> tuple[int, str]:
    """Codes in their order: A9 before A10."""
    return len(entry), entry
