"""From an export to a questionnaire that a person edits: what `draft` proposes, as values. PRIVATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeline.instrument.words import normal
from pipeline.run.workbench.look import export_of
from pipeline.run.workbench.questionnaire import (
    OTHER_CAUSE,
    Answer,
    Answers,
    Choice,
    Guess,
    Item,
    Option,
    Questionnaire,
    Scale,
)
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import Work, settled

if TYPE_CHECKING:
    from pipeline.ingest.export import Export
    from pipeline.instrument.draft import Asked, ChoiceDraft, Proposal
    from pipeline.instrument.draft_scales import AnswerDraft

_MOST_PLACES: Final = 60
_FEWEST, _MOST = 2, 11
"""Points that a rating has."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that could be the role, the department, the barriers or the formats. answers : how many it has."""

    id: str
    text: str
    is_multiple: bool
    answers: int


@dataclass(frozen=True, slots=True)
class Unordered:
    """Answers whose order nothing tells, the most frequent first, and the questions that have them."""

    answers: tuple[str, ...]
    questions: tuple[str, ...]


def drafted(work: Work, export: Export | None = None) -> Questionnaire | Refusal:
    """The questionnaire that an export seems to be of, with the orders of answers that a person gave (``in_order``); a refusal
    where it cannot be read or nothing looks like a rating."""
    from pipeline.ingest.asked import asked
    from pipeline.instrument.draft import propose

    found = export if export is not None else export_of(work)
    if isinstance(found, Refusal):
        return found
    stem = found.provenance.path.stem
    proposal = attempt(lambda: propose(asked(found), stem, _families(work)))
    if isinstance(proposal, Refusal):
        fix = "say of a question which of its answers is more, from low to high" if unordered(work, found) else ""
        return replace(proposal, problems=tuple(replace(problem, fix=fix) for problem in proposal.problems))
    return _questionnaire(proposal)


def unordered(work: Work, export: Export) -> tuple[Unordered, ...]:
    """Lists of answers whose order nothing tells, each once, those of most questions first."""
    from pipeline.ingest.asked import asked
    from pipeline.instrument.draft_scales import draft_answers

    found: dict[frozenset[str], Unordered] = {}
    for one in asked(export):
        answers = _listed(one)
        if not answers or draft_answers(one, _families(work), []) is not None:
            continue
        key = frozenset(map(normal, answers))
        before = found.get(key, Unordered(answers, ()))
        found[key] = replace(before, questions=(*before.questions, one.text or one.id))
    return tuple(sorted(found.values(), key=lambda one: -len(one.questions)))


def in_order(work: Work, answers: Sequence[str]) -> Work:
    """The work with the order of some answers, from low to high, which the next draft takes."""
    words = {normal(answer) for answer in answers}
    others = [order for order in work.options.orders if {normal(answer) for answer in order} != words]
    return settled(work, orders=(*others, tuple(answers)))


def _families(work: Work) -> dict[str, Sequence[str]]:
    return {f"order_{number}": order for number, order in enumerate(work.options.orders, start=1)}


def _listed(one: Asked) -> tuple[str, ...]:
    """The answers of a question that could be a rating, in one spelling each; nothing for yes and no alone."""
    from pipeline.instrument.families import applies

    if one.kind not in ("matrix", "scale", "single") or not one.answers:
        return ()
    spelled: dict[str, str] = {}
    for answer in one.answers:
        if normal(answer) and applies(answer):
            spelled.setdefault(normal(answer), answer)
    rates = _FEWEST <= len(spelled) <= _MOST and set(spelled) != {"yes", "no"}
    return tuple(spelled.values()) if rates else ()


def offered(export: Export) -> tuple[Offered, ...]:
    """Questions whose answers may be listed, which could place people or hold reasons; in the order of the file."""
    from pipeline.ingest.asked import asked

    return tuple(
        Offered(one.id, one.text, one.kind == "multiple", _size(one))
        for one in asked(export)
        if one.kind in ("single", "multiple") and 2 <= _size(one) <= _MOST_PLACES
    )


def choice_from(export: Export, kind: str, question: str) -> Choice:
    """An offered question as the one of a kind (role, department, barriers, formats)."""
    from pipeline.ingest.asked import asked
    from pipeline.instrument.draft import several_choice, single_choice
    from pipeline.instrument.draft_ids import Ids

    one = next(one for one in asked(export) if one.id == question)
    if kind in ("role", "department"):
        return _choice(single_choice(kind, f"{kind}s", one, Ids(), ""))
    return _choice(several_choice(kind, one, Ids()))


def _size(one: Asked) -> int:
    return len(one.parts) if len(one.parts) > 1 else len(one.answers or {})


def _questionnaire(proposal: Proposal) -> Questionnaire:
    from pipeline.instrument.draft_guesses import READINESS, WILLINGNESS, guesses
    from pipeline.instrument.draft_ids import Ids
    from pipeline.instrument.draft_text import answer_scales, measured

    shared = answer_scales(proposal)
    names = {answers.key: name for name, answers in shared.items()}
    why = guesses(proposal, shared)
    ready, willing = measured(proposal)
    scales = tuple(
        Scale(
            scale.id,
            scale.label,
            names[scale.answers.key],
            tuple(Item(item.id, item.text, item.column) for item in scale.items),
            "readiness" if scale.id in ready else "willingness",
        )
        for scale in proposal.scales
    )
    measures = {f"measures.{scale.id}": f"taken for {scale.measures} by its place only" for scale in scales}
    told = {key: reason for key, reason in why.items() if key not in (READINESS, WILLINGNESS)} | measures
    return Questionnaire(
        id=Ids().of(proposal.stem, "own"),
        title=proposal.stem,
        answers=tuple(_answers(name, answers) for name, answers in shared.items()),
        scales=scales,
        intention=willing[-1],
        choices=tuple(map(_choice, proposal.choices)),
        left_out=proposal.left_out,
        guesses=tuple(Guess(key, reason) for key, reason in told.items()),
    )


def _answers(name: str, draft: AnswerDraft) -> Answers:
    points = (
        Answer(p.code, p.label, None if p.score is None else float(p.score), p.score is None and p.not_applicable)
        for p in draft.points
    )
    return Answers(name, tuple(points))


def _choice(draft: ChoiceDraft) -> Choice:
    groups = {f"all_{draft.options_from}": f"All {draft.options_from}"} if draft.options_from in ("roles", "departments") else {}
    group, cause = next(iter(groups), ""), OTHER_CAUSE if draft.options_from == "barriers" else ""
    options = tuple(Option(option.id, option.label, group, cause, option.column) for option in draft.options)
    return Choice(draft.id, draft.text, draft.column, draft.options_from, options, groups)
