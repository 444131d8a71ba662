"""Which tables people use in a spreadsheet: the sheets of ``tables.xlsx``, what each answers, what it says if empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.tables import (
    ACTIONS,
    ALARMS,
    ASSOCIATIONS,
    BARRIER_FINDINGS,
    CAUSE_FINDINGS,
    CHANGE,
    COMMENT_TOPICS,
    COMPARABILITY,
    DRIVERS,
    ESTIMATES,
    FOLLOW_THROUGH,
    FORMATS,
    GROUPS,
    QUADRANT_FINDINGS,
    RELIABILITY_FINDINGS,
    RELUCTANCE,
    ROLE_SEATS,
    SCALES,
    TRAINED,
    TRAINING_NEEDS,
    WEIGHTING,
    Table,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its table, what it answers, and what stands there where the table has no rows."""

    name: str
    table: Table
    answers: str
    empty: str


_NOBODY: Final = "No group has enough answers to be shown."
_NOT_ASKED: Final = "Not asked in this wave, or too few answered to show it."
_NO_COMMENTS: Final = "Comments were not counted in this wave, or too few people left one."
_FIRST: Final = "There is no earlier wave to compare with, or nothing that both waves show alike."
_CALM: Final = "No cause stands out in any group that is shown."
_ALIKE: Final = "Nothing differs between the waves, or there is no earlier one."
_FEW: Final = "Told only where at least 300 people answered all these questions; here it cannot be."
SHEETS: Final = (
    Sheet("Groups", GROUPS, "Who is shown, how many answered, of how many staff", _NOBODY),
    Sheet("Not yet convinced", RELUCTANCE, "Who is not yet convinced, and how sure that is", _NOBODY),
    Sheet("Four answers", QUADRANT_FINDINGS, "How many are ready and willing, one of both, or neither", _NOBODY),
    Sheet("Scores", ESTIMATES, "Readiness, willingness and every scale", _NOBODY),
    Sheet("Answers", SCALES, "Favourable, neutral and unfavourable answers, counted", _NOBODY),
    Sheet("Causes", CAUSE_FINDINGS, "What holds each group back, strongest first", _NOT_ASKED),
    Sheet("What helps", ACTIONS, "The suggested steps, with owner and evidence", _CALM),
    Sheet("Barriers", BARRIER_FINDINGS, "Which barriers each group names", _NOT_ASKED),
    Sheet("Training needs", TRAINING_NEEDS, "Which topics each group needs, and how many seats", _NOT_ASKED),
    Sheet("Seats of roles", ROLE_SEATS, "Seats of every role, none counted twice", _NOT_ASKED),
    Sheet("Formats", FORMATS, "Which formats of training each group prefers", _NOT_ASKED),
    Sheet("Comment topics", COMMENT_TOPICS, "What people write about; who writes is not typical, so no ranking", _NO_COMMENTS),
    Sheet("Change", CHANGE, "What changed since the earlier wave, and how sure that is", _FIRST),
    Sheet("Did training help", TRAINED, "Confidence where training was held", "No list of trainings held was given."),
    Sheet("Follow-through", FOLLOW_THROUGH, "What was done with the suggested steps", "No edited list of steps was given."),
    Sheet("Comparability", COMPARABILITY, "What differs between the waves, and may not be trended", _ALIKE),
    Sheet("Intention", DRIVERS, "What goes together with intention among all staff; no proof of cause", _FEW),
    Sheet("Barriers across roles", ASSOCIATIONS, "Barriers of those not yet convinced, within roles; no proof of cause", _FEW),
    Sheet("Weighted", WEIGHTING, "The headlines weighted to the roster", _NOBODY),
    Sheet("Reliability", RELIABILITY_FINDINGS, "How well the scales were measured", _NOBODY),
    Sheet("Alarms", ALARMS, "What to look at before the figures are used", "Nothing was seen that has to be looked at."),
)  # fmt: skip
"""In the order of the workbook. Counts that only programs need are in the Parquet files."""
DICTIONARY: Final = "Data dictionary"
