"""What a person should look at before an export is used: each warning one sentence, none with the value of a text column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.ingest.export import Export, Question
from pipeline.ingest.kinds import CLOSED
from pipeline.ingest.sensitive import sensitive_columns
from pipeline.instrument.families import applies, recognize
from pipeline.instrument.words import normal

_SHOWN = 5
_NUMBERED = re.compile(r"\(?\s*(-?\d{1,3})\s*[).:=\-]*\s*(.*)", re.DOTALL)
_WORDS_LAST = re.compile(r"(.*?)[\s(:=\-]+(-?\d{1,3})\)?", re.DOTALL)
_CODE = re.compile(r"-?\d{1,3}")
_COMMA_INSIDE = re.compile(r"\([^()]*,[^()]*\)")


def warnings(export: Export, listed: Sequence[Mapping[str, int] | None]) -> list[str]:
    """How the file was read, then what is doubtful in its names and answers.

    listed : per question the answers that may be shown, with their counts; None where they may not.
    """
    found = [*export.provenance.notes, *_names(export)]
    for question, answers in zip(export.questions, listed, strict=True):
        if answers:
            found += _answers(question, list(answers))
    for one in sensitive_columns(export):
        if one.column.meta is None:
            why = {"header": "asks for what identifies a person"}.get(one.reason, f"holds what looks like {one.reason}")
            found.append(f"column {one.column.position + 1} '{one.column.name[:60]}' {why}: dropped unless it is bound")
    return found


def _names(export: Export) -> list[str]:
    """Headers that do not tell columns apart."""
    names = Counter(column.name for column in export.asked if column.name.strip())
    repeated = sorted(name for name, n in names.items() if n > 1)
    found = []
    if repeated:
        stable = "their platform ids tell them apart" if all(c.import_id for c in export.asked) else "bind them by their wording"
        shown = ", ".join(name[:60] for name in repeated[:_SHOWN])
        found.append(f"{len(repeated)} headers occur more than once: {shown}; {stable}")
    if nameless := sum(not column.name.strip() and not column.text for column in export.asked):
        found.append(f"{nameless} columns have no header")
    return found


def _answers(question: Question, answers: list[str]) -> list[str]:
    """Answers of one closed question that contradict each other."""
    if question.kind not in CLOSED:
        return []
    found, name = [], question.text[:60] or question.id
    spelled: dict[str, list[str]] = {}
    for answer in answers:
        spelled.setdefault(normal(answer), []).append(answer)
    for spellings in spelled.values():
        if len(spellings) > 1:
            found.append(f"'{name}': one answer in {len(spellings)} spellings: {', '.join(map(repr, spellings[:_SHOWN]))}")
    for number, words in _numbered(answers).items():
        if len(words) > 1:
            shown = ", ".join(repr(word) for word in sorted(words)[:_SHOWN])
            found.append(f"'{name}' may hold two scales: {number} stands for {shown}")
    if question.kind == "multiple" and len(question.columns) == 1 and any(_COMMA_INSIDE.search(answer) for answer in answers):
        found.append(f"'{name}': options seem to hold the comma that joins them; only a list of the options can part them")
    return found + _reversed(question, name)


def _reversed(question: Question, name: str) -> list[str]:
    """Codes that fall where the words beside them rise."""
    labels = question.columns[0].labels
    codes = {normal(label): int(code) for code, label in labels.items() if _CODE.fullmatch(code) and applies(label)}
    family = recognize(labels.values())
    order = [codes[normal(answer)] for answer in family.answers if normal(answer) in codes] if family else []
    if len(order) < 3 or order != sorted(order, reverse=True):
        return []
    return [f"'{name}': its codes run against its words, {order[0]} is '{labels[str(order[0])]}': the words count, not the codes"]


def _numbered(answers: list[str]) -> dict[str, set[str]]:
    """Number -> the different words that stand beside it, of answers such as ``4. Agree`` or ``Always 5``."""
    found: dict[str, set[str]] = {}
    for answer in answers:
        number, words = "", ""
        if match := _NUMBERED.fullmatch(answer):
            number, words = match[1], match[2]
        elif match := _WORDS_LAST.fullmatch(answer):
            number, words = match[2], match[1]
        if number and normal(words) and not normal(words)[0].isdigit():
            found.setdefault(number, set()).add(normal(words))
    return found
