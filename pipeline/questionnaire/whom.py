"""For whom a question is, in words: by groups of roles, and by who is left out where that is shorter."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.publish.words import say
from pipeline.questionnaire.audience import Audience
from pipeline.questionnaire.form import Form, Matrix, Question, Row


def only_for(audience: Audience, form: Form) -> str:
    """Roles that see it in some version, as a sentence; empty where everybody does."""
    if audience.roles is None:
        return ""
    those, others = _named(audience.roles, form), _others(audience.roles, form)
    return say("questionnaire.not_for", roles=others) if others else say("questionnaire.only_for", roles=those)


def row_on_paper(row: Row, matrix: Matrix, form: Form) -> str:
    """For whom a statement is, where nothing can be hidden and no answer says that it does not apply; else empty."""
    return "" if any(option.not_applicable for option in matrix.options) else only_for(row.audience, form)


def question_on_paper(question: Question, form: Form) -> str:
    """For whom a question is, or after which answer; empty where it is for everybody."""
    if question.only_if is None:
        return only_for(question.audience, form)
    name, codes = question.only_if
    options = next(one.options for one in form.questions if one.name == name)
    answer = " / ".join(option.label for option in options if option.code in codes)
    return say("questionnaire.sheet_only_if", answer=answer)


def in_each_version(audience: Audience, form: Form) -> str:
    """Who sees it, with the versions where it is not all of them; empty where everybody does."""
    parts = []
    for term in audience.terms:
        others = _others(term.roles, form)
        whom = say("questionnaire.all_but", roles=others) if others else _named(term.roles, form)
        versions = ", ".join(map(str, term.versions or ()))
        parts.append(say("questionnaire.in_versions", whom=whom, versions=versions) if versions else whom)
    return "; ".join(parts)


def _others(roles: Collection[str], form: Form) -> str:
    """Who is left out, where that is said in fewer words; empty where it is not."""
    others = {role.id for role in form.instrument.roles} - set(roles)
    named = _named(others, form)
    return named if others and len(named) < len(_named(roles, form)) else ""


def _named(roles: Collection[str], form: Form) -> str:
    """Labels, of a whole group where all of its roles are among them."""
    named, left = [], set(roles)
    for group in form.instrument.role_groups:
        of_group = {role.id for role in form.instrument.roles if role.group == group.id}
        if len(of_group) > 1 and of_group <= left:
            named.append(group.label)
            left -= of_group
    return ", ".join([*named, *(role.label for role in form.instrument.roles if role.id in left)])
