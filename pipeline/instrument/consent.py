"""Whether the questions about being contacted hang together: nobody may be listed who did not say yes to a question.

Works on unchecked values, like ``check.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.errors import Problem
from pipeline.instrument.check import near
from pipeline.instrument.document import Document
from pipeline.instrument.model import CONTACT_KINDS

_Asked = Mapping[str, Sequence[tuple[int, Mapping[str, Any]]]]
"""Kind -> place and values of each question of that kind."""


def contact_problems(values: Mapping[str, Any], document: Document) -> list[Problem]:
    """What is wrong with the questions of the kinds ``consent``, ``contact``, ``contact_topics`` and with ``contacts``."""
    asked = _asked(values)
    problems = [*_doubled(asked, document), *_apart(asked, document), *_lists(asked, document)]
    settings = values.get("contacts")
    if "consent" in asked and "contact" in asked and not settings:
        fix = 'add `contacts: {agreed: ["1"]}` with the codes that mean yes'
        where = document.where(("questions", asked["consent"][0][0]))
        problems.append(Problem("nothing says which answers agree to be contacted", where, fix=fix))
    if isinstance(settings, dict) and "consent" in asked:
        problems += _agreed(settings, asked["consent"][0][1], values, document)
    own = isinstance(document.values, dict) and "contacts" in document.values
    if own and not asked:
        fix = "ask questions of the kinds consent and contact, or leave `contacts` out"
        problems.append(Problem("no question asks for a contact", document.where(("contacts",)), fix=fix))
    return problems


def _asked(values: Mapping[str, Any]) -> _Asked:
    """The questions about contacts."""
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    questions = values.get("questions")
    for i, question in enumerate(questions if isinstance(questions, list) else ()):
        if isinstance(question, dict) and question.get("kind") in CONTACT_KINDS:
            found.setdefault(question["kind"], []).append((i, question))
    return found


def _doubled(asked: _Asked, document: Document) -> list[Problem]:
    return [
        Problem(f"a second question of the kind {kind}", document.where(("questions", i, "kind")), fix="leave one of them out")
        for kind, questions in asked.items()
        for i, _ in questions[1:]
    ]


def _apart(asked: _Asked, document: Document) -> list[Problem]:
    """A question that cannot be without another one."""
    needs = {"contact": "consent", "consent": "contact", "contact_topics": "contact"}
    whole = {"consent": "whether they agree", "contact": "for the contact"}
    return [
        Problem(
            f"the question '{asked[kind][0][1].get('id')}' is asked, but none asks {whole[other]}",
            document.where(("questions", asked[kind][0][0])),
            fix=f"add a question of the kind {other}",
        )
        for kind, other in needs.items()
        if kind in asked and other not in asked
    ]


def _lists(asked: _Asked, document: Document) -> list[Problem]:
    """Which list of answers each kind has: its own, the topics, or none."""
    problems = []
    for kind, questions in asked.items():
        i, question = questions[0]
        if kind == "consent" and not question.get("answers"):
            what = f"the question '{question.get('id')}' has no answers to agree with"
            problems.append(Problem(what, document.where(("questions", i)), fix="name its answer scale: `answers: consent`"))
        if kind == "contact_topics" and question.get("options_from") != "topics":
            what = f"the question '{question.get('id')}' offers no topics"
            problems.append(Problem(what, document.where(("questions", i)), fix="add `options_from: topics`"))
        odd = {"consent": ("options_from", "correct"), "contact": ("answers", "options_from", "correct")}
        problems += [
            Problem(f"a question of the kind {kind} has no `{key}`", document.where(("questions", i, key)), fix="leave it out")
            for key in odd.get(kind, ("answers", "correct"))
            if question.get(key)
        ]
    return problems


def _agreed(
    settings: Mapping[str, Any], consent: Mapping[str, Any], values: Mapping[str, Any], document: Document
) -> list[Problem]:
    """Codes that the consent question does not have; and consent that cannot be refused."""
    scales = values.get("answer_scales")
    scales = [scale for scale in scales if isinstance(scale, dict)] if isinstance(scales, list) else []
    answers = next((scale.get("answers") for scale in scales if scale.get("id") == consent.get("answers")), None)
    agreed = settings.get("agreed")
    if not isinstance(answers, list) or not isinstance(agreed, list):
        return []  # the model, or the reference, says what is wrong
    known = {str(answer.get("code")) for answer in answers if isinstance(answer, dict)}
    problems = [
        Problem(
            f"'{code}' is no answer of {consent.get('id')}", document.where(("contacts", "agreed", i)), near(str(code), known)
        )
        for i, code in enumerate(agreed)
        if str(code) not in known
    ]
    if known and known <= set(map(str, agreed)):
        what = "every answer counts as agreement, so that nobody can refuse"
        problems.append(Problem(what, document.where(("contacts", "agreed"))))
    return problems
