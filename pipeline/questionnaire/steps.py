"""What is to be done by hand: before, on the platform, and when the answers are in; and, where logic is set by hand, which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.publish.words import say
from pipeline.questionnaire.form import Form
from pipeline.questionnaire.platforms import PLATFORMS

STEPS: Final = "steps.md"
_BY_HAND: Final = ("qualtrics", "word")


def files(form: Form, platform: str) -> Mapping[str, bytes]:
    """One text in Markdown."""
    parts = [f"# {say('questionnaire_steps.title', platform=PLATFORMS[platform])}"]
    parts += [f"## {say('questionnaire_steps.before_title')}", say("questionnaire_steps.before").strip()]
    parts += [f"## {say('questionnaire_steps.on_platform')}", say(f"questionnaire_steps.{platform}").strip()]
    if platform == "qualtrics" and form.versions > 1:
        parts.append(say("questionnaire_steps.qualtrics_rotation", versions=form.versions).strip())
    if platform in _BY_HAND:
        lines = list(_logic(form))
        table = "\n".join(lines) if len(lines) > 2 else say("questionnaire_steps.logic_none")
        parts += [f"### {say('questionnaire_steps.logic')}", table]
    parts += [f"## {say('questionnaire_steps.back')}", say(f"questionnaire_steps.{platform}_back").strip()]
    return {STEPS: ("\n\n".join(parts) + "\n").encode()}


def _logic(form: Form) -> Iterator[str]:
    """A table of the questions that are not for everybody, by the labels of roles."""
    labels = {role.id: role.label for role in form.instrument.roles}
    yield f"| {say('questionnaire_steps.logic_question')} | {say('questionnaire_steps.logic_shown')} |"
    yield "|---|---|"
    for matrix in form.matrices:
        yield from (line for row in matrix.rows if (line := _line(row.name, row.audience.terms, labels)))
    for question in form.questions:
        if question.only_if is not None:
            options = {
                option.code: option.label for one in form.questions for option in one.options if one.name == question.only_if[0]
            }
            yield f"| `{question.name}` | `{question.only_if[0]}`: {', '.join(options[code] for code in question.only_if[1])} |"


def _line(name: str, terms: tuple[tuple[int | None, tuple[str, ...]], ...], labels: Mapping[str, str]) -> str:
    if not terms:
        return ""
    parts = []
    for version, roles in terms:
        also = "" if version is None else f" ({say('questionnaire_steps.logic_version', version=version)})"
        parts.append("; ".join(labels[role] for role in roles) + also)
    return f"| `{name}` | {'<br>'.join(parts)} |"
