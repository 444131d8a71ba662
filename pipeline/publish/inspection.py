"""What `inspect` found, as text for a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

_QUESTIONS_SHOWN: Final = 200
_ANSWERS_SHOWN: Final = 6
_NAMES_SHOWN: Final = 40
_FEW_BOUND: Final = 3
_WIDTH: Final = 84
_NAME: Final = 14


def inspection_text(found: Mapping[str, Any]) -> str:
    """Several lines: the file, its questions, what binds, what does not, doubts, and a draft binding file."""
    return "\n".join([*_file(found), "", *_questions(found), "", *_binding(found)])


def _file(found: Mapping[str, Any]) -> list[str]:
    delimiter = {"\t": "tab", None: "none"}.get(found["delimiter"], found["delimiter"])
    states = [f"{found[state]} {word}" for state, word in _STATES.items() if found.get(state)]
    lines = [
        f"Platform     {found['platform']} ({found['variant']})",
        f"Encoding     {found['encoding']}, delimiter {delimiter}, header rows {found['header_rows']}",
        f"Respondents  {found['respondents']}: " + ", ".join(states or ["none"]),
    ]
    return lines + [f"Note         {warning}" for warning in found["warnings"]]


_STATES: Final = {
    "complete": "finished",
    "partial": "not finished",
    "test": "previews and tests",
    "spam": "marked as spam",
    "blank": "without any answer",
}


def _questions(found: Mapping[str, Any]) -> list[str]:
    questions = found["questions"]
    lines = [f"Questions    {len(questions)}"]
    for question in questions[:_QUESTIONS_SHOWN]:
        answers = question.get("answers") or {}
        seen = ", ".join(f"{_cut(text)!r} {n}" for text, n in list(answers.items())[:_ANSWERS_SHOWN])
        more = f", … {len(answers) - _ANSWERS_SHOWN} more" if len(answers) > _ANSWERS_SHOWN else ""
        columns = len(question["columns"])
        size = f" ({columns} columns)" if columns > 1 else ""
        lines.append(f"  {question['kind']:<9} {_heading(question)}{size}" + (f"\n{'':<12}{seen}{more}" if seen else ""))
    if len(questions) > _QUESTIONS_SHOWN:
        lines.append(f"  … and {len(questions) - _QUESTIONS_SHOWN} more (--json lists all)")
    return lines


def _heading(question: Mapping[str, Any]) -> str:
    """A question by its name and the end of its wording, which is what tells the rows of a matrix apart."""
    name, text = question["name"], question["text"]
    shown = text if len(text) <= _WIDTH else "… " + text[-_WIDTH:].lstrip()
    return shown if len(name) > _NAME or name.strip() == text else f"{name:<{_NAME}} {shown}"


def _cut(text: str) -> str:
    return text if len(text) <= _NAME + 16 else text[: _NAME + 15] + "…"


def _binding(found: Mapping[str, Any]) -> list[str]:
    ways: dict[str, int] = {}
    for row in found["bound"]:
        ways[row["how"]] = ways.get(row["how"], 0) + 1
    by = ", ".join(f"{n} by {way}" for way, n in ways.items())
    lines = [f"Binds to {found['instrument']}: {len(found['bound'])} fields" + (f" ({by})" if by else "")]
    if found["missing"]:
        lines.append(f"No column carries ({len(found['missing'])}): {_listed(found['missing'])}")
    if found["unused"]:
        lines.append(f"Columns not used ({len(found['unused'])}): {_listed([column['name'] for column in found['unused']])}")
    lines += [f"Doubt: {doubt}" for doubt in found["doubts"]]
    if len(found["bound"]) < _FEW_BOUND:
        return [*lines, "", "This export is of another questionnaire: `draft` proposes an instrument and a binding for it."]
    return [
        *lines,
        "",
        "Draft binding file (save it as <export stem>.binding.yaml beside the export, then edit it):",
        found["draft_binding"],
    ]


def _listed(names: Sequence[str]) -> str:
    """The first names of a list, and how many there are more."""
    more = f", … {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return ", ".join(_cut(name) for name in names[:_NAMES_SHOWN]) + more
