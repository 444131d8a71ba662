"""A draft as YAML: one line per guess, each guess with its reason behind ``# check:``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipeline.instrument.draft_guesses import CAUSES, INTENTION, READINESS, WILLINGNESS, guesses
from pipeline.instrument.words import normal

if TYPE_CHECKING:
    from pipeline.instrument.draft import ChoiceDraft, Proposal, ScaleDraft
    from pipeline.instrument.draft_scales import AnswerDraft

_LONGEST: Final = 400
#: Characters that YAML reads as line ends or does not allow, though JSON writes them as they are.
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_COMMENT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")


def quoted(text: str) -> str:
    """A text as a YAML scalar on one line."""
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(cut.strip() or "?", ensure_ascii=False))


def _said(text: str) -> str:
    """A text inside a comment."""
    return _COMMENT.sub(" ", text)


def _check(why: Mapping[str, str], key: str) -> str:
    """The mark of a guess, behind what it is about; nothing where it is none."""
    return f"  # check: {_said(why[key])}" if key in why else ""


def measured(proposal: Proposal) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which scales a draft takes for readiness and which for willingness, by their place only; the last of these is intention."""
    first, *others = [scale.id for scale in proposal.scales]
    return (first,), tuple(others or [first])


def instrument_text(proposal: Proposal) -> str:
    """The instrument."""
    ready, willing = measured(proposal)
    shared = answer_scales(proposal)
    why = guesses(proposal, shared)
    lines = [
        "# A draft: every line marked `# check:` is a guess with its reason. Confirm or change it, then delete the mark.",
        "# Decide first: which scales are readiness and which are willingness, which one is the intention to take part,",
        "# the order of each answer scale, and which items are reversed (`reverse: true`).",
        "id: draft",
        'version: "0.1"',
        f"title: {quoted(proposal.stem)}",
        "status: draft",
        "",
        "answer_scales:",
    ]
    for name, answers in shared.items():
        lines += _answer_scale(name, answers, why)
    lines += ["", "scales:"]
    lines += [
        f"  - {{id: {scale.id}, label: {quoted(scale.label)}}}{_check(why, f'scales.{scale.id}')}" for scale in proposal.scales
    ]
    lines += [
        "",
        f"readiness: {{id: readiness, label: Readiness, scales: [{', '.join(ready)}]}}{_check(why, READINESS)}",
        f"willingness: {{id: willingness, label: Willingness, scales: [{', '.join(willing)}]}}{_check(why, WILLINGNESS)}",
        f"intention: {willing[-1]}{_check(why, INTENTION)}",
        "",
        "items:",
    ]
    names = {answers.key: name for name, answers in shared.items()}
    for scale in proposal.scales:
        lines += _items(scale, names[scale.answers.key], why)
    for choice in proposal.choices:
        lines += _list(choice, why)
    if proposal.choices:
        lines += ["", "questions:"]
        lines += [
            f"  - {{id: {one.id}, text: {quoted(one.text)}, kind: {one.kind}, options_from: {one.options_from}}}"
            f"{_check(why, f'questions.{one.id}')}"
            for one in proposal.choices
        ]
    if proposal.left_out:
        lines += ["", "# Left out:", *(f"#   {_said(text)}" for text in proposal.left_out)]
    return "\n".join(lines) + "\n"


def answer_scales(proposal: Proposal) -> dict[str, AnswerDraft]:
    """Id -> answers; scales with equal answers share one, which has the answers without score of all."""
    found: dict[str, AnswerDraft] = {}
    keys: dict[tuple, str] = {}
    for scale in proposal.scales:
        key = scale.answers.key
        if key not in keys:
            points = sum(point.score is not None for point in scale.answers.points)
            base = re.sub(r"[^A-Za-z0-9_]+", "_", scale.answers.family).strip("_") or "answers"
            base = base if base[0].isalpha() else f"answers_{base}"
            name, number = f"{base[:30]}_{points}", 2
            while name in found:
                name, number = f"{base[:30]}_{points}_{number}", number + 1
            keys[key] = name
            found[name] = scale.answers
        else:
            found[keys[key]] = _joined(found[keys[key]], scale.answers)
    return found


def _joined(first: AnswerDraft, second: AnswerDraft) -> AnswerDraft:
    """The first, with those answers without score that only the second has."""
    words = {normal(word) for point in first.points for word in (point.code, point.label)}
    more = []
    for point in second.points:
        if point.score is None and normal(point.label) not in words:
            code = next(c for c in (point.code, *(f"NA{n}" for n in range(2, 200))) if normal(c) not in words)
            words |= {normal(code), normal(point.label)}
            more.append(replace(point, code=code))
    return replace(first, points=(*first.points, *more))


def _answer_scale(name: str, answers: AnswerDraft, why: Mapping[str, str]) -> Iterator[str]:
    scores = [point.score for point in answers.points if point.score is not None]
    yield f"  - id: {name}{_check(why, f'answers.{name}')}"
    yield f"    low: {min(scores)}"
    yield f"    high: {max(scores)}"
    yield "    answers:"
    for point in answers.points:
        score = f", score: {point.score}" if point.score is not None else ", not_applicable: true" if point.not_applicable else ""
        mark = _check(why, f"answers.{name}.{point.code}")
        yield f"      - {{code: {quoted(point.code)}, label: {quoted(point.label)}{score}}}{mark}"


def _items(scale: ScaleDraft, answers: str, why: Mapping[str, str]) -> Iterator[str]:
    for item in scale.items:
        mark = _check(why, f"items.{item.id}")
        yield f"  - {{id: {item.id}, scale: {scale.id}, answers: {answers}, text: {quoted(item.text)}}}{mark}"


def _list(choice: ChoiceDraft, why: Mapping[str, str]) -> Iterator[str]:
    """The list that a question takes its options from, with what the model wants beside it."""
    yield ""
    if choice.options_from in ("roles", "departments"):
        group = f"{choice.options_from[:-1]}_groups"
        one = f"{{id: all_{choice.options_from}, label: All {choice.options_from}}}"
        yield f"{group}: [{one}]{_check(why, f'{choice.options_from}_groups')}"
    if choice.options_from == "barriers":
        yield f"causes: [{{id: other_cause, label: Other, kind: none}}]{_check(why, CAUSES)}"
    yield f"{choice.options_from}:"
    for option in choice.options:
        more = {"roles": ", group: all_roles", "departments": ", group: all_departments", "barriers": ", cause: other_cause"}
        yield f"  - {{id: {option.id}, label: {quoted(option.label)}{more.get(choice.options_from, '')}}}"


def binding_text(proposal: Proposal) -> str:
    """The binding: which column carries what."""
    lines = ["# A draft: which column of the export carries what. Check every line, then delete the marks.", "columns:"]
    for scale in proposal.scales:
        lines += [f"  {item.id}: {quoted_name(item.column)}" for item in scale.items]
    for choice in proposal.choices:
        if choice.column:
            lines.append(f"  {choice.id}: {quoted_name(choice.column)}  # check: {_said(choice.reason)}")
        else:
            lines.append(f"  {choice.id}:  # check: {_said(choice.reason)}")
            lines += [f"    {option.id}: {quoted_name(option.column)}" for option in choice.options]
    return "\n".join(lines) + "\n"


def quoted_name(name: str) -> str:
    """A column's name in full, as a YAML scalar."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(name, ensure_ascii=False))
