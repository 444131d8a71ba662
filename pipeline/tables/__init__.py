"""The named tables of the flow: what a row is, which columns there are, of what type, in which unit and range.

Each table is declared once. The declaration checks the table where it is made, reads it back, and is printed as the data
dictionary beside the results. Published tables hold ids; words are in ``instrument.json``.

Units: scores 0-100 (higher is always better), ratings 1-5, shares and probabilities 0-1, counts of persons.
"""

from __future__ import annotations

from pipeline.tables.declare import (
    GROUP,
    GROUPINGS,
    NOT_STATED,
    Field,
    Kind,
    Table,
    TableError,
    group_key,
)
from pipeline.tables.findings import (
    AGREEMENT_FINDINGS,
    ALARMS,
    BARRIER_FINDINGS,
    CAUSE_FINDINGS,
    ESTIMATES,
    FINDING_TABLES,
    RELIABILITY_FINDINGS,
    RELUCTANCE,
    TRAINING_NEEDS,
    VARIANT_FINDINGS,
)
from pipeline.tables.flow import (
    Findings,
    Organisation,
    Release,
    Responses,
    RowCounts,
    Scores,
)
from pipeline.tables.grouped import ONE_AXIS, ROLES_TOGETHER, covered
from pipeline.tables.organisation import (
    AGREEMENT,
    ITEM_STATISTICS,
    QUALITY,
    RELIABILITY,
    SIGNALS,
    SPREAD,
    VARIANTS,
    WEIGHTING,
)
from pipeline.tables.release import (
    BARRIERS,
    CAUSES,
    CELLS,
    FORMATS,
    GROUPS,
    ITEMS,
    QUADRANTS,
    RELEASE_TABLES,
    SCALES,
    SITES,
    TOPICS,
    WILLINGNESS,
)

__all__ = [
    "AGREEMENT",
    "AGREEMENT_FINDINGS",
    "ALARMS",
    "BARRIERS",
    "BARRIER_FINDINGS",
    "CAUSES",
    "CAUSE_FINDINGS",
    "CELLS",
    "ESTIMATES",
    "FINDING_TABLES",
    "FORMATS",
    "GROUP",
    "GROUPINGS",
    "GROUPS",
    "ITEMS",
    "ITEM_STATISTICS",
    "NOT_STATED",
    "ONE_AXIS",
    "QUADRANTS",
    "QUALITY",
    "RELEASE_TABLES",
    "RELIABILITY",
    "RELIABILITY_FINDINGS",
    "RELUCTANCE",
    "ROLES_TOGETHER",
    "SCALES",
    "SIGNALS",
    "SITES",
    "SPREAD",
    "TOPICS",
    "TRAINING_NEEDS",
    "VARIANTS",
    "VARIANT_FINDINGS",
    "WEIGHTING",
    "WILLINGNESS",
    "Field",
    "Findings",
    "Kind",
    "Organisation",
    "Release",
    "Responses",
    "RowCounts",
    "Scores",
    "Table",
    "TableError",
    "covered",
    "group_key",
]
