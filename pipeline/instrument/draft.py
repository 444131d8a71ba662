"""A draft instrument and binding from an export of a questionnaire nobody has described yet.

Works on plain values (``Asked``), proposes and never decides: every guess stands on a line marked ``# check:`` with its reason,
for a person to confirm or change. What is drafted loads as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.errors import DecisionNeeded, Problem
from pipeline.instrument.draft_ids import Ids
from pipeline.instrument.draft_scales import AnswerDraft, draft_answers
from pipeline.instrument.draft_text import binding_text, instrument_text
from pipeline.instrument.families import recognize
from pipeline.instrument.words import normal

_ROLE: Final = re.compile(
    r"\b(?:role|profession|position|occupation|job|discipline|kind of (?:user|staff|worker)|staff group)\b", re.IGNORECASE
)
_DEPARTMENT: Final = re.compile(
    r"\b(?:department|unit|ward|clinic|division|service|team|workplace|where do you work|site|location|facility)\b", re.IGNORECASE
)
_BARRIER: Final = re.compile(r"\b(?:barrier|hold|prevent|hinder|obstacle|challenge|difficult|stop|concern)", re.IGNORECASE)
_FORMAT: Final = re.compile(r"\b(?:format|learn|training|course|prefer|support)", re.IGNORECASE)
_REVERSED: Final = re.compile(
    r"\b(?:not|never|no|hardly|cannot|can't|don't|doesn't|isn't|won't|worr\w+|difficult\w*|hard|reluctan\w+|unclear|afraid|anxious|"
    r"at a loss|too (?:much|many|long)|lack\w*|fail\w*|gets? in the way|burden\w*|harm\w*|risk\w*|lose\w*|waste\w*)\b",
    re.IGNORECASE,
)
_WHY: Final = {
    "multiple": "a multi-select: write its options under barriers or formats",
    "text": "free text",
    "number": "a number",
    "date": "a date",
}
_GROUPS: Final = (2, 60)


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a question: header, wording, id of its row or option, and the name that a binding file can use."""

    name: str
    text: str
    part: str
    column: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``answers``: answer -> times, None where they may not be listed. ``labels``: code -> meaning, if known."""

    id: str
    text: str
    kind: str
    parts: tuple[Part, ...]
    answers: Mapping[str, int] | None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """Both files as YAML, and what their author should know, one sentence each."""

    instrument: str
    binding: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One item: id, wording, column, and why it may be reversed (empty where nothing says so)."""

    id: str
    text: str
    column: str
    reversed: str


@dataclass(frozen=True, slots=True)
class ScaleDraft:
    """One block of items that share their answers."""

    id: str
    label: str
    answers: AnswerDraft
    items: tuple[ItemDraft, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """One role, department, or option of a multi-select; ``column`` where it has one of its own."""

    id: str
    label: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceDraft:
    """One question beside the items. ``options_from``: the list of the instrument that holds its options."""

    id: str
    text: str
    kind: str
    options_from: str
    options: tuple[OptionDraft, ...]
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that a draft says, before it is written."""

    stem: str
    scales: tuple[ScaleDraft, ...]
    choices: tuple[ChoiceDraft, ...]
    left_out: tuple[str, ...]


def draft(asked: Sequence[Asked], stem: str, extra: Mapping[str, Sequence[str]] | None = None) -> Draft:
    """The drafted pair; arguments and errors as of ``propose``."""
    proposal = propose(asked, stem, extra)
    return Draft(instrument_text(proposal), binding_text(proposal), notes(proposal))


def propose(asked: Sequence[Asked], stem: str, extra: Mapping[str, Sequence[str]] | None = None) -> Proposal:
    """All that is proposed for an export, as values.

    asked : the questions in the order of the export; stem : its file's name without ending; extra : more families of
    answers, name -> answers from low to high.
    raises : DecisionNeeded where no question looks like a rating, because an instrument without items cannot be.
    """
    ids, left_out = Ids(), list[str]()
    groups = _groups_of_staff(asked, ids)
    taken = {choice.column for choice in groups}
    others = [one for one in asked if not any(part.column in taken for part in one.parts)]
    scales = tuple(_scales(others, ids, extra or {}, left_out))
    if not scales:
        raise DecisionNeeded(
            Problem(
                "no question of this export looks like a rating whose answers have an order",
                stem,
                fix='list the answers from low to high in a YAML file (ours: ["None", "Some", "All"]) and give it with --labels',
            )
        )
    rated = {item.column for scale in scales for item in scale.items}
    rest = [one for one in others if not any(part.column in rated for part in one.parts)]
    choices = (*groups, *_lists(rest, ids))
    listed = {choice.text for choice in choices}
    left_out += [_left(one, _WHY.get(one.kind, "no order is known for its answers")) for one in rest if one.text not in listed]
    return Proposal(stem, scales, choices, tuple(dict.fromkeys(left_out)))


def _groups_of_staff(asked: Sequence[Asked], ids: Ids) -> list[ChoiceDraft]:
    """The first questions that seem to ask for role and department, with their answers as the list."""
    found: list[ChoiceDraft] = []
    for name, pattern, listed in (("role", _ROLE, "roles"), ("department", _DEPARTMENT, "departments")):
        for one in asked:
            if one.kind != "single" or one.answers is None or one.parts[0].column in {c.column for c in found}:
                continue
            hit = pattern.search(f"{one.parts[0].name} {one.text}".replace("_", " "))
            if hit and _GROUPS[0] <= len(one.answers) <= _GROUPS[1] and recognize(one.answers) is None:
                reason = f"the wording has '{hit[0].lower()}' and there are {len(one.answers)} answers"
                found.append(single_choice(name, listed, one, ids, reason))
                break
    return found


def single_choice(name: str, listed: str, one: Asked, ids: Ids, reason: str) -> ChoiceDraft:
    """A question that places people, with its answers as the list. name : role or department."""
    options = tuple(OptionDraft(ids.of(label, name), label) for label in _distinct(one.answers or {}))
    return ChoiceDraft(name, one.text, "single", listed, options, one.parts[0].column, reason)


def _distinct(answers: Mapping[str, int]) -> list[str]:
    """Answers in one spelling each, the most frequent."""
    found: dict[str, str] = {}
    for label in answers:
        if normal(label):
            found.setdefault(normal(label), label)
    return list(found.values())


def _scales(asked: Sequence[Asked], ids: Ids, extra: Mapping[str, Sequence[str]], left_out: list[str]) -> Iterator[ScaleDraft]:
    """Matrices, and runs of neighbouring questions that share their answers."""
    run: list[tuple[Asked, AnswerDraft]] = []
    for one in [*asked, None]:
        answers = draft_answers(one, extra, left_out) if one is not None and _may_rate(one) else None
        if run and (
            one is None or answers is None or answers.key != run[0][1].key or len(one.parts) > 1 or len(run[0][0].parts) > 1
        ):
            yield _scale([question for question, _ in run], run[0][1], ids)
            run = []
        if one is not None and answers is not None:
            run.append((one, answers))


def _may_rate(one: Asked) -> bool:
    return one.kind in ("matrix", "scale", "single") and bool(one.answers)


def _scale(questions: Sequence[Asked], answers: AnswerDraft, ids: Ids) -> ScaleDraft:
    """One scale of a block."""
    parts = [part for question in questions for part in question.parts]
    label = questions[0].text if len(questions) == 1 else f"{len(questions)} questions from '{questions[0].text}'"
    stem = questions[0].text if len(parts) > 1 and len(questions) == 1 else ""
    items = []
    for part in parts:
        text = part.text.removeprefix(stem).lstrip(" -:[").strip() or part.text
        hit = _REVERSED.search(text)
        items.append(
            ItemDraft(ids.of(part.part or part.name, "item"), part.text or part.name, part.column, hit[0] if hit else "")
        )
    how = "rows of one matrix" if len(questions) == 1 and len(parts) > 1 else "neighbours that share their answers"
    return ScaleDraft(
        ids.of(label, "scale"), label or "Scale", answers, tuple(items), how if len(parts) > 1 else "one question alone"
    )


def _lists(asked: Sequence[Asked], ids: Ids) -> Iterator[ChoiceDraft]:
    """The first two multi-selects whose options are known, as barriers and as formats."""
    several = [one for one in asked if one.kind == "multiple" and len(_options(one)) > 1]
    barriers = next((one for one in several if _BARRIER.search(one.text)), None)
    formats = next((one for one in several if one is not barriers and _FORMAT.search(one.text)), None)
    for name, one in (("barriers", barriers), ("formats", formats)):
        if one is not None:
            yield several_choice(name, one, ids)


def several_choice(name: str, one: Asked, ids: Ids) -> ChoiceDraft:
    """A multi-select as a list of the instrument. name : barriers or formats."""
    options = tuple(OptionDraft(ids.of(label, name), label, column) for label, column in _options(one).items())
    column = "" if len(one.parts) > 1 else one.parts[0].column
    return ChoiceDraft(name, one.text, "multiple", name, options, column, f"a multi-select with {len(options)} options")


def _options(one: Asked) -> dict[str, str]:
    """Option -> column of its own, "" where all share one."""
    if len(one.parts) > 1:
        labels = {part.text.removeprefix(one.text).lstrip(" -:[").strip() or part.text: part.column for part in one.parts}
    else:
        labels = dict.fromkeys(one.answers or {}, "")
    return {label: column for label, column in labels.items() if normal(label)}


def _left(one: Asked, why: str) -> str:
    return f"{one.parts[0].name}: {one.text[:80]} ({one.kind}; {why})"


def notes(proposal: Proposal) -> tuple[str, ...]:
    """What the author of a draft should know, one sentence each."""
    items = sum(len(scale.items) for scale in proposal.scales)
    notes = [f"{len(proposal.scales)} scales with {items} items drafted, {len(proposal.left_out)} questions left out."]
    names = {choice.id for choice in proposal.choices}
    notes += [
        f"No question looks like the {name}: bind one, or analyze without it."
        for name in ("role", "department")
        if name not in names
    ]
    return tuple(notes)
