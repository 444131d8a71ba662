"""What is to be done by hand: before, on the platform, and when the answers are in; and, where logic is set by hand, which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.publish.words import say
from pipeline.questionnaire.form import Form
from pipeline.questionnaire.platforms import PLATFORMS
from pipeline.questionnaire.whom import in_each_version

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
    """A table of who sees what, a line for each set of people, of the questions that are not for everybody."""
    yield f"| {say('questionnaire_steps.logic_shown')} | {say('questionnaire_steps.logic_question')} |"
    yield "|---|---|"
    names: dict[str, list[str]] = {}
    for matrix in form.matrices:
        for row in matrix.rows:
            if row.audience.terms:
                names.setdefault(in_each_version(row.audience, form), []).append(row.name)
    for question in form.questions:
        if question.only_if is not None:
            name, codes = question.only_if
            labels = " / ".join(
                option.label for one in form.questions if one.name == name for option in one.options if option.code in codes
            )
            names.setdefault(f"`{name}`: {labels}", []).append(question.name)
    for whom, shown in names.items():
        yield f"| {whom} | {', '.join(f'`{name}`' for name in shown)} |"
