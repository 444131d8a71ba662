"""What `inspect` found, as text for a screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_QUESTIONS_SHOWN: Final = 200
_ANSWERS_SHOWN: Final = 6
_WIDTH: Final = 60


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
    "preview": "preview",
    "test": "test",
    "spam": "spam",
    "blank": "blank",
}


def _questions(found: Mapping[str, Any]) -> list[str]:
    questions = found["questions"]
    lines = [f"Questions    {len(questions)}"]
    for question in questions[:_QUESTIONS_SHOWN]:
        answers = question.get("answers") or {}
        seen = ", ".join(f"{text!r} {n}" for text, n in list(answers.items())[:_ANSWERS_SHOWN])
        more = f", … {len(answers) - _ANSWERS_SHOWN} more" if len(answers) > _ANSWERS_SHOWN else ""
        text = question["text"] if len(question["text"]) <= _WIDTH else "… " + question["text"][-_WIDTH:]
        lines.append(f"  {question['name']:<16} {question['kind']:<9} {text}" + (f"\n{'':<29}{seen}{more}" if seen else ""))
    if len(questions) > _QUESTIONS_SHOWN:
        lines.append(f"  … and {len(questions) - _QUESTIONS_SHOWN} more (--json lists all)")
    return lines


def _binding(found: Mapping[str, Any]) -> list[str]:
    ways: dict[str, int] = {}
    for row in found["bound"]:
        ways[row["how"]] = ways.get(row["how"], 0) + 1
    by = ", ".join(f"{n} by {way}" for way, n in ways.items())
    lines = [f"Binds to {found['instrument']}: {len(found['bound'])} fields" + (f" ({by})" if by else "")]
    if found["missing"]:
        lines.append(f"No column carries ({len(found['missing'])}): {', '.join(found['missing'])}")
    if found["unused"]:
        lines.append(f"Columns not used ({len(found['unused'])}): {', '.join(column['name'] for column in found['unused'])}")
    lines += [f"Doubt: {doubt}" for doubt in found["doubts"]]
    return [
        *lines,
        "",
        "Draft binding file (save it as <export stem>.binding.yaml beside the export, then edit it):",
        found["draft_binding"],
    ]
