"""Words for ids: labels, quadrants and groups as people call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.publish.words import say
from pipeline.tables import records

LABELS: Final = {label: say(f"label.{label}") for label in ("priority", "watch", "unknown", "none")}
QUADRANTS: Final = {
    one: say(f"quadrant.{one}") for one in ("ready_willing", "willing_not_ready", "ready_not_willing", "neither", "undecided")
}
QUADRANT_HINTS: Final = {one: say(f"quadrant_hint.{one}") for one in ("willing_not_ready", "ready_not_willing")}
"""What stands behind a quadrant in a word: what is missing is the means, or the conviction."""
STATES: Final = {state: say(f"cell_state.{state}") for state in ("published", "too_few", "none_on_roster")}
EXPECTED_TOPIC: Final = "expected"
"""A topic that too few of a role rated: what is shown is what role and topic let expect."""
STATUS: Final = {status: say(f"topic_status.{status}") for status in ("firm", "candidate", EXPECTED_TOPIC)}
GRADES: Final = {grade: say(f"grade.{grade or 'none'}") for grade in ("A", "B", "C", "D", "")}
GRADES_MEAN: Final = ", ".join(f"{grade} {words}" for grade, words in GRADES.items() if grade)
AXES: Final = {axis: say(f"axis.{axis}") for axis in ("role", "department")}
ROUGHLY: Final = "≈"
ROUGHLY_MEANS: Final = say("sentence.roughly_means")
BLOCKED: Final = say("mark.blocked")
IN_PERSON: Final = say("mark.in_person")
DEPENDS: Final = say("mark.depends")
MODEL_ONLY: Final = say("mark.model_only")
EXPECTED: Final = say("sentence.expected_cells_heading")
NO_CAUSE: Final = say("sentence.no_cause")
LISTEN: Final = say("sentence.listen")
SILENCE: Final = say("sentence.silence")
DRAFT: Final = say("sentence.draft")


def quadrant_words(quadrant: str) -> str:
    """A quadrant with what stands behind it: ``Willing, not yet ready (can't yet)``."""
    hint = QUADRANT_HINTS.get(quadrant)
    return f"{QUADRANTS[quadrant]} ({hint})" if hint else QUADRANTS[quadrant]


def four_answers_text(limits: Thresholds) -> str:
    """What the four answers count as ready and as willing."""
    ready, willing = f"{limits.person_ready_from:g}", f"{limits.person_willing_from:g}"
    return say("sentence.four_answers", ready=ready, willing=willing)


def group_label(row: Mapping[str, Any], instrument: Instrument) -> str:
    """A group as people call it."""
    labels = instrument.labels()

    def of(kind: str, column: str) -> str:
        return labels[kind].get(str(row[column]), str(row[column]))

    grouping = row["grouping"]
    if grouping == "overall":
        return say("group.all_staff")
    if grouping in ("role_rollup", "department_rollup"):
        return _others(str(row["rollup"]), grouping.removesuffix("_rollup"), labels)
    rolled_up = next((kind for kind in ("role_group", "department_group", "site") if kind in grouping), "")
    parts = [of(kind, kind) for kind in ("role", "department") if isinstance(row[kind], str)]
    if rolled_up:
        parts.insert(0 if rolled_up == "role_group" else len(parts), of(rolled_up, "rollup"))
    return say("group.within", part=parts[0], whole=parts[1]) if len(parts) == 2 else parts[0]


def _others(rollup: str, axis: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """A roll-up of small roles or departments: of one declared group, or of all that were left."""
    group = labels[f"{axis}_group"].get(rollup.removeprefix("other_"))
    if group is None:
        return say(f"group.other_{axis}s")
    return say("group.others_of", group=group if group[:2].isupper() else group[0].lower() + group[1:])


def group_labels(frame: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Label of the group of every row."""
    return pd.Series([group_label(row, instrument) for row in records(frame)], index=frame.index, dtype="str")


def member_labels(members: object, instrument: Instrument) -> str:
    """What a roll-up stands for: labels of its roles or departments; empty for any other group."""
    if not isinstance(members, str):
        return ""
    labels = instrument.labels()
    return ", ".join(labels["role"].get(member, labels["department"].get(member, member)) for member in members.split(";"))


def cause_labels(causes: str, instrument: Instrument) -> str:
    """``Workflow, Time`` for ``workflow;time``."""
    labels = instrument.labels()["cause"]
    return ", ".join(labels.get(cause, cause) for cause in causes.split(";") if cause)
