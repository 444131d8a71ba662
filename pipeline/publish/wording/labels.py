"""Words for ids: labels, quadrants and groups as people call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from pipeline.instrument.model import Instrument, Thresholds

LABELS: Final = {
    "priority": "Not yet convinced",
    "watch": "Possibly not yet convinced",
    "unknown": "Not enough answers to say",
    "none": "No sign of reluctance",
}
QUADRANTS: Final = {
    "ready_willing": "Ready and willing",
    "willing_not_ready": "Willing, not yet ready",
    "ready_not_willing": "Ready, not yet willing",
    "neither": "Neither ready nor willing yet",
    "undecided": "In between",
}
QUADRANT_HINTS: Final = {"willing_not_ready": "can't yet", "ready_not_willing": "won't yet"}
"""What stands behind a quadrant in a word: what is missing is the means, or the conviction."""
STATES: Final = {"published": "Shown", "too_few": "Too few answers", "none_on_roster": "Nobody there"}
EXPECTED_TOPIC: Final = "expected"
"""A topic that too few of a role rated: what is shown is what role and topic let expect."""
STATUS: Final = {"firm": "Firm", "candidate": "Candidate", EXPECTED_TOPIC: "Expected only"}
GRADES: Final = {"A": "trial", "B": "before and after", "C": "survey association", "D": "expert opinion", "": "not graded"}
GRADES_MEAN: Final = ", ".join(f"{grade} {words}" for grade, words in GRADES.items() if grade)
AXES: Final = {"role": "Roles", "department": "Departments"}
ROUGHLY: Final = "≈"
ROUGHLY_MEANS: Final = (
    "≈ : counts of the four answers cannot be shown; expected from how many are ready and how many are willing."
)
BLOCKED: Final = "blocked"
IN_PERSON: Final = "in person by nature"
DEPENDS: Final = "depends on the cut"
MODEL_ONLY: Final = "model only"
EXPECTED: Final = "Cells with too few answers: what role and department let expect (model only)"
NO_CAUSE: Final = "No cause stands out."
LISTEN: Final = "Listen first: ask what would have to change."
SILENCE: Final = (
    "No calculation can repair the silence of those who did not answer; the tipping point says how much it could matter."
)
DRAFT: Final = "Draft: this wave can still change."


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def quadrant_words(quadrant: str) -> str:
    """A quadrant with what stands behind it: ``Willing, not yet ready (can't yet)``."""
    hint = QUADRANT_HINTS.get(quadrant)
    return f"{QUADRANTS[quadrant]} ({hint})" if hint else QUADRANTS[quadrant]


def four_answers_text(limits: Thresholds) -> str:
    """What the four answers count as ready and as willing."""
    ready, willing = f"{limits.person_ready_from:g}", f"{limits.person_willing_from:g}"
    return (
        f"Ready: readiness of {ready} or more of 100. Willing: willingness of {willing} or more; "
        "who is undecided counts as not yet willing."
    )


def group_label(row: Mapping[str, Any], instrument: Instrument) -> str:
    """A group as people call it."""
    labels = instrument.labels()

    def of(kind: str, column: str) -> str:
        return labels[kind].get(str(row[column]), str(row[column]))

    grouping = row["grouping"]
    if grouping == "overall":
        return "All staff"
    if grouping in ("role_rollup", "department_rollup"):
        return _others(str(row["rollup"]), grouping.removesuffix("_rollup"), labels)
    rolled_up = next((kind for kind in ("role_group", "department_group", "site") if kind in grouping), "")
    parts = [of(kind, kind) for kind in ("role", "department") if isinstance(row[kind], str)]
    if rolled_up:
        parts.insert(0 if rolled_up == "role_group" else len(parts), of(rolled_up, "rollup"))
    return " in ".join(parts)


def _others(rollup: str, axis: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """A roll-up of small roles or departments: of one declared group, or of all that were left."""
    group = labels[f"{axis}_group"].get(rollup.removeprefix("other_"))
    if group is None:
        return f"Other {axis}s together"
    return f"Other {group if group[:2].isupper() else group[0].lower() + group[1:]}"


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
