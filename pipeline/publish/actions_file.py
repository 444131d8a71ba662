"""``actions.csv``: every suggested step and every topic to train, with blank columns that people fill in, in a copy.

Specification: docs/methods/follow_through.md. The file in ``outputs/`` is never read back.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.lists import csv_bytes, fix_first, waiting_of
from pipeline.publish.reference import row_id, row_keys
from pipeline.publish.wording import LABELS, STATUS, evidence_text, group_labels, records
from pipeline.release.attack.actions import FILE, FOR_PEOPLE, STEP, TRAINING
from pipeline.tables import ACTIONS, ROLE_SEATS, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

__all__ = ["COLUMNS", "FILE", "MEANINGS", "actions_table", "offered", "step_ids", "write_actions"]

MEANINGS: Final = {
    "id": "of the published row behind it; `telehealth-readiness explain ID` says more",
    "kind": f"{STEP}: something to do about a cause; {TRAINING}: seats in a topic for a role",
    "wave": "year and month",
    "group": "key of the group",
    "group_label": "the group in words",
    "finding": "what was found about the group, or how sure the topic is",
    "cause": "cause id; blank for training",
    "cause_label": "the cause in words",
    "topic": "topic id; blank for a step",
    "topic_label": "the topic in words",
    "step": "what is suggested",
    "suggested_owner": "which function could do it",
    "grade": "evidence: A trial, B before and after, C survey association, D expert opinion",
    "evidence": "what is known of the step, or how large the gap is",
    "n": "answers behind the row",
    "seats_suggested": "seats of the role in the topic; blank without a roster, and for a step",
    "accepted": "FOR YOU: yes or no; blank: not decided",
    "owner": "FOR YOU: who does it; never published",
    "due": "FOR YOU: year and month, as 2027-01",
    "status": "FOR YOU: not started, in progress, done or dropped",
    "seats_held": "FOR YOU: training only: seats of classes that took place",
    "note": "FOR YOU: anything; never published",
}
"""The columns, with their meaning."""
COLUMNS: Final = tuple(MEANINGS)
_LABEL_ORDER: Final = tuple(LABELS)


def actions_table(bundle: Bundle) -> pd.DataFrame:
    """The list as it goes out: steps, groups that are not yet convinced first, then topics role by role, largest gap first.

    columns : as in ``COLUMNS``; those for people are blank.
    """
    table = pd.concat([_steps(bundle), _topics(bundle)], ignore_index=True)
    table = table.assign(wave=bundle.wave, **dict.fromkeys(FOR_PEOPLE, ""))
    return table.reindex(columns=list(COLUMNS)).astype({"n": "Int64", "seats_suggested": "Int64"})


def offered(bundle: Bundle) -> pd.DataFrame:
    """What an edited list of this wave may answer to: columns id, kind, group, group_label, cause, topic, suggested_owner."""
    steps, seats = bundle.findings.actions, bundle.findings.role_seats
    frames = [
        pd.DataFrame(
            {
                "id": step_ids(bundle),
                "kind": STEP,
                "group": group_key(steps),
                "group_label": group_labels(steps, bundle.instrument),
                "cause": steps["cause"],
                "topic": "",
                "suggested_owner": steps["owner"],
            }
        ),
        pd.DataFrame(
            {
                "id": _ids(bundle, ROLE_SEATS.name, row_keys(ROLE_SEATS, seats)),
                "kind": TRAINING,
                "group": "role:" + seats["role"].astype("str"),
                "group_label": seats["role"].map(bundle.instrument.labels()["role"]).fillna(seats["role"]),
                "cause": "",
                "topic": seats["topic"],
                "suggested_owner": "",
            }
        ),
    ]
    return pd.concat(frames, ignore_index=True).astype("str")


def step_ids(bundle: Bundle) -> pd.Series:
    """The id of every row of findings/actions."""
    steps = bundle.findings.actions
    return pd.Series(_ids(bundle, ACTIONS.name, row_keys(ACTIONS, steps)), index=steps.index, dtype="str")


def write_actions(bundle: Bundle, folder: Path) -> None:
    """``actions.csv`` in the folder of a wave."""
    (folder / FILE).write_bytes(csv_bytes(actions_table(bundle)))


def _ids(bundle: Bundle, table: str, keys: pd.Series) -> list[str]:
    return [row_id(bundle.wave, f"{table}#{key}") for key in keys]


def _steps(bundle: Bundle) -> pd.DataFrame:
    frame, causes = bundle.findings.actions, bundle.instrument.labels()["cause"]
    found = bundle.findings.reluctance.assign(key=group_key(bundle.findings.reluctance)).set_index("key")
    key = group_key(frame)
    label = key.map(found["label"])
    table = pd.DataFrame(
        {
            "id": step_ids(bundle),
            "kind": STEP,
            "group": key,
            "group_label": group_labels(frame, bundle.instrument),
            "finding": label.map(LABELS),
            "cause": frame["cause"],
            "cause_label": [causes.get(cause, cause) for cause in frame["cause"]],
            "step": frame["step"],
            "suggested_owner": frame["owner"],
            "grade": frame["grade"],
            "evidence": [evidence_text(row) for row in records(frame)],
            "n": frame["n"],
            "label": label.map({name: place for place, name in enumerate(_LABEL_ORDER)}),
            "probability": -key.map(found["probability"]).astype("float64"),
            "rank": frame["rank"],
        }
    )
    return table.sort_values(["label", "probability", "group", "rank"], kind="stable")


def _topics(bundle: Bundle) -> pd.DataFrame:
    seats, labels = bundle.findings.role_seats, bundle.instrument.labels()
    place = {role.id: number for number, role in enumerate(bundle.instrument.roles)}
    seats = seats.assign(place=seats["role"].map(place)).sort_values(
        ["place", "gap", "topic"], ascending=[True, False, True], kind="stable"
    )
    waiting = {role: fix_first(cause) for role, cause in waiting_of(bundle).items()} if len(seats) else {}
    return pd.DataFrame(
        {
            "id": _ids(bundle, ROLE_SEATS.name, row_keys(ROLE_SEATS, seats)),
            "kind": TRAINING,
            "group": "role:" + seats["role"].astype("str"),
            "group_label": [labels["role"].get(role, role) for role in seats["role"]],
            "finding": seats["status"].map(STATUS),
            "topic": seats["topic"],
            "topic_label": [labels["topic"].get(topic, topic) for topic in seats["topic"]],
            "step": [_training(row, labels["topic"], waiting) for row in records(seats)],
            "evidence": [f"Gap between importance and confidence: {row['gap']:.1f} of 4" for row in records(seats)],
            "n": seats["n"],
            "seats_suggested": seats["seats"],
        }
    )


def _training(row: dict[str, Any], topics: dict[str, str], waiting: dict[str, str]) -> str:
    text = f"Training: {topics.get(row['topic'], row['topic'])}"
    return f"{text} ({waiting[row['role']]})" if row["role"] in waiting else text
