"""What the published tables say of one group: its page is made from these rows, so that nothing else can get onto it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.publish.chart_tables.causes import steps_by_group
from pipeline.tables import Row, by_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.publish.bundle import Bundle


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Rows of one group.

    Attributes
    ----------
    key : of the group. group, finding : its row of GROUPS and of RELUCTANCE. quadrants, needs, changes : its rows of
    QUADRANT_FINDINGS, TRAINING_NEEDS and CHANGE. steps : of ACTIONS, first first.
    """

    key: str
    group: Row
    finding: Row
    quadrants: Sequence[Row]
    steps: Sequence[Row]
    needs: Sequence[Row]
    changes: Sequence[Row]


def rows_by_group(bundle: Bundle) -> dict[str, GroupRows]:
    """Key of every published group -> its rows."""
    findings = bundle.findings
    groups, steps = by_group(bundle.release.groups), steps_by_group(findings.actions)
    quadrants, needs, changes = by_group(findings.quadrants), by_group(findings.training_needs), by_group(findings.change)
    return {
        key: GroupRows(
            key, groups[key][0], row, quadrants.get(key, []), steps.get(key, []), needs.get(key, []), changes.get(key, [])
        )
        for key, (row, *_) in by_group(findings.reluctance).items()
        if key in groups
    }
