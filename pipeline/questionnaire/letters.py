"""What goes out with the questionnaire: an invitation and two reminders, with the promise and its limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.publish.words import say
from pipeline.questionnaire.form import Form, Matrix, Question

LETTERS: Final = ("invitation", "reminder_1", "reminder_2")
_SECONDS: Final = {"statement": 7.5, "one": 8.0, "several": 30.0, "text": 45.0}
"""Of reading and answering one; a statement as in published counts of about eight a minute."""
_TO_BEGIN: Final = 45.0


def files(form: Form) -> Mapping[str, bytes]:
    """A text file for each letter."""
    return {f"{name}.txt": _letter(name, form).encode() for name in LETTERS}


def minutes(form: Form) -> int:
    """About how long it takes whoever sees most of it, in whole minutes."""
    roles = form.role.options if form.role is not None else ()
    longest = max((_seconds(form, role.code, version) for role in roles for version in range(form.versions)), default=None)
    return max(1, round((_seconds(form, "", 0) if longest is None else longest) / 60))


def _seconds(form: Form, role: str, version: int) -> float:
    parts: Iterable[Question | Matrix] = (part for page in form.pages for part in page.parts)
    found = _TO_BEGIN
    for part in parts:
        if isinstance(part, Matrix):
            found += _SECONDS["statement"] * sum(row.audience.sees(role, version) for row in part.rows)
        elif part.audience.sees(role, version):
            found += _SECONDS[part.kind]
    return found


def _letter(name: str, form: Form) -> str:
    values = {"minutes": minutes(form), "k": form.instrument.thresholds.k}
    subject = "letter_subject" if name == "invitation" else f"letter_{name}_subject"
    promised = "\n".join(f"- {paragraph}" for paragraph in form.promise)
    parts = [
        say("questionnaire.letter_fill_in"),
        say(f"questionnaire.{subject}", **values),
        say(f"questionnaire.letter_{name}", **values).strip(),
        f"{say('questionnaire.letter_promised')}\n{promised}",
        say("questionnaire.letter_closing").strip(),
    ]
    return "\n\n".join(parts) + "\n"
