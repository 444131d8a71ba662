"""How far each step of a piece of work is: done, to do, or not yet possible; with how many decisions are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dashboards.workbench_held import export, kept, looked
from pipeline.run.workbench.open_questions import OpenQuestions, open_questions
from pipeline.run.workbench.questionnaire import unconfirmed
from pipeline.run.workbench.questionnaire_file import edited
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """How a step stands. left : decisions that only a person can take."""

    state: Literal["done", "to_do", "later"]
    left: int = 0


def opened_questions(work: Work) -> OpenQuestions | Refusal:
    """What is open, looked at anew only where a file or a choice changed."""
    return kept(_open_questions, work)


def standings(work: Work) -> Mapping[str, Standing]:
    """Every step by its name."""
    if "export" not in work.files or isinstance(looked(work), Refusal):
        return {"bring": Standing("to_do"), **{name: Standing("later") for name in ("questions", "names", "run", "review")}}
    found = opened_questions(work)
    guessed = guesses_left(work)
    if isinstance(found, Refusal):
        questions, names = Standing("to_do", guessed), Standing("later")
    else:
        questions = _step(columns_left(found) + guessed)
        names = _step(names_left(found)) if questions.state == "done" else Standing("later")
    ready = names.state == "done" and not (isinstance(found, Refusal) or found.unmendable)
    wrote = bool(drafts(work))
    run = Standing("done" if wrote else "to_do" if ready else "later")
    return {
        "bring": Standing("done"),
        "questions": questions,
        "names": names,
        "run": run,
        "review": Standing("to_do" if wrote else "later"),
    }


def drafts(work: Work) -> tuple[str, ...]:
    """Waves that this work wrote and that are not closed yet, the newest first."""
    return tuple(sorted((wave for wave, mark in work.options.wrote.items() if mark), reverse=True))


def guesses_left(work: Work) -> int:
    """Guesses about an own questionnaire that nobody has confirmed."""
    made = edited(work) if work.is_own else None
    return len(unconfirmed(made)) if made is not None else 0


def columns_left(found: OpenQuestions) -> int:
    """Fields that need a decision about their column."""
    return sum(one.needed for one in found.fields)


def names_left(found: OpenQuestions) -> int:
    """Answers and names without whose meaning the analysis cannot go on."""
    return len(found.answers) + sum(one.kind in found.stopped_by_names for one in found.names)


def _step(left: int) -> Standing:
    return Standing("to_do", left) if left else Standing("done")


def _open_questions(work: Work) -> OpenQuestions | Refusal:
    found = export(work)
    return found if isinstance(found, Refusal) else open_questions(work, found)
