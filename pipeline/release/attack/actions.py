"""What the list of actions says, read back as anybody would: steps of hidden groups, rows of too few people, names of people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd

FILE: Final = "actions.csv"
STEP: Final = "step"
TRAINING: Final = "training"
FOR_PEOPLE: Final = ("accepted", "owner", "due", "status", "seats_held", "note")
"""Columns that people fill in, in a copy; in the published file they are blank."""


def actions_violations(folder: Path, k: int, rows: set[tuple[str, int]], steps: pd.DataFrame) -> Iterator[str]:
    """What goes beyond the release.

    rows : (topic, n) of every row that training needs and the seats of roles may stand on. steps : columns key (of the group),
    cause, n: those that findings/actions knows.
    """
    path = folder / FILE
    if not path.exists():
        return
    frame = pd.read_csv(path, encoding="utf-8-sig", dtype="str", keep_default_na=False)
    if missing := {"kind", "group", "cause", "topic", "n", *FOR_PEOPLE} - set(frame.columns):
        yield f"{FILE} has no column {', '.join(sorted(missing))}"
        return
    n = pd.to_numeric(frame["n"], errors="coerce")
    if few := int((~(n >= k)).sum()):
        yield f"{FILE}: {few} row(s) stand on fewer than {k} people"
    known = {(str(key), str(cause), int(of)) for key, cause, of in zip(steps["key"], steps["cause"], steps["n"], strict=True)}
    unknown = 0
    for kind, group, cause, topic, of in zip(frame["kind"], frame["group"], frame["cause"], frame["topic"], n, strict=True):
        stands = -1 if of != of else int(of)
        unknown += (group, cause, stands) not in known if kind == STEP else (topic, stands) not in rows
    if unknown:
        yield f"{FILE} holds {unknown} row(s) that no table of the wave knows"
    if (frame[list(FOR_PEOPLE)] != "").any(axis=None):
        yield f"{FILE} holds what people wrote"
