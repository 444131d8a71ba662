"""Every sentence and word that people read, made in one place; screen, report, workbook and summary say the same.

Each sentence names its n, and the row of the findings and the rule it comes from. Numbers are written as in ``numbers``.
"""

from __future__ import annotations

from pipeline.publish.wording.answers import columns_sentence, rows_sentence, training_sentence
from pipeline.publish.wording.groups import (
    RULE,
    among_lowest_text,
    cause_figures,
    cause_sentences,
    cut_text,
    group_sentences,
    nearest_win,
    reluctance_sentence,
    rule,
    standing_text,
    tipping_text,
)
from pipeline.publish.wording.headlines import first_steps, flagged, headlines
from pipeline.publish.wording.labels import (
    BLOCKED,
    DEPENDS,
    DRAFT,
    GRADES,
    IN_PERSON,
    LABELS,
    MODEL_ONLY,
    QUADRANT_HINTS,
    QUADRANTS,
    SILENCE,
    STATES,
    STATUS,
    cause_labels,
    group_label,
    group_labels,
    member_labels,
    records,
)
from pipeline.publish.wording.organisation import GOES_TOGETHER, barrier_sentences, driver_sentences, expected_cells_text
from pipeline.publish.wording.sentence import Sentence

__all__ = [
    "BLOCKED",
    "DEPENDS",
    "DRAFT",
    "GOES_TOGETHER",
    "GRADES",
    "IN_PERSON",
    "LABELS",
    "MODEL_ONLY",
    "QUADRANTS",
    "QUADRANT_HINTS",
    "RULE",
    "SILENCE",
    "STATES",
    "STATUS",
    "Sentence",
    "among_lowest_text",
    "barrier_sentences",
    "cause_figures",
    "cause_labels",
    "cause_sentences",
    "columns_sentence",
    "cut_text",
    "driver_sentences",
    "expected_cells_text",
    "first_steps",
    "flagged",
    "group_label",
    "group_labels",
    "group_sentences",
    "headlines",
    "member_labels",
    "nearest_win",
    "records",
    "reluctance_sentence",
    "rows_sentence",
    "rule",
    "standing_text",
    "tipping_text",
    "training_sentence",
]
