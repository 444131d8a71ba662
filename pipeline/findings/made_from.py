"""What each published table is made from, and by which rule: the way back from a number to what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """How a table comes about.

    Attributes
    ----------
    rule : id in ``rules.RULES``. tables : published tables it is computed from, the nearest first; none where it is counted from
    the answers themselves. limits : limits of the instrument that decide in it. columns : column -> rule, where it is another.
    before_only : the tables are those of the wave before, not of this one.
    """

    rule: str
    tables: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    before_only: bool = False


_SPREAD: Final = "release/organisation/spread"
_NOT_CONVINCED: Final = ("person_reluctant_below", "person_intention_at_most")
_QUADRANT: Final = ("person_ready_from", "person_willing_from")
_COUNTED: Final = ("k", "unanimity", "cap_share")
_CAUSE: Final = MadeFrom(
    "cause",
    ("findings/causes", "findings/estimates", "release/scales", "release/barriers", "release/causes", _SPREAD),
    ("interval",),
)
MADE_FROM: Final[Mapping[str, MadeFrom]] = {
    "findings/estimates": MadeFrom("mean", ("release/scales", _SPREAD), ("interval",)),
    "findings/reluctance": MadeFrom(
        "not_convinced",
        ("release/willingness", "release/groups", "findings/causes"),
        ("group_share", "priority", "watch", "none_at_most", "silent_shift", "interval", *_NOT_CONVINCED),
        {
            **dict.fromkeys(("label_stricter", "depends_on_cut"), "cut"),
            **dict.fromkeys(("undecided", "undecided_low", "undecided_high", "willing", "to_convince"), "nearest_win"),
            "tipping_point": "tipping_point",
            "among_lowest": "among_lowest",
            "what_if": "response",
            "quadrant": "quadrants",
        },
    ),
    "findings/quadrants": MadeFrom("quadrants", ("release/quadrants", "release/willingness", "release/scales"), _QUADRANT),
    "findings/expected_cells": MadeFrom("expected_cell", ("release/willingness",), ("interval", "k")),
    "findings/causes": MadeFrom("cause", _CAUSE.tables[1:], _CAUSE.limits),
    "findings/actions": _CAUSE,
    "findings/training_needs": MadeFrom("training", ("release/topics", _SPREAD), ("in_need", "firm", "silent_shift", "interval")),
    "findings/role_seats": MadeFrom(
        "training", ("findings/training_needs", "release/topics"), ("in_need", "firm", "silent_shift")
    ),
    "findings/barriers": MadeFrom("barriers", ("release/barriers",), ("interval",)),
    "findings/reliability": MadeFrom("reliability", ("release/organisation/reliability",)),
    "findings/agreement": MadeFrom("agreement", ("release/organisation/agreement", "release/scales", _SPREAD)),
    "findings/alarms": MadeFrom(
        "alarms",
        ("release/organisation/signals", "release/organisation/reliability", "release/organisation/item_statistics"),
    ),
    "findings/variants": MadeFrom("scoring", ("release/organisation/variants",)),
    "findings/trained": MadeFrom("trained", ("release/topics", _SPREAD), ("interval",)),
    "findings/trained_overall": MadeFrom("trained", ("findings/trained",), ("interval",)),
    "findings/change": MadeFrom(
        "change",
        ("release/scales", "release/willingness", "release/linked", _SPREAD, "release/organisation/linked_spread"),
        ("smallest_change", "firm", "interval"),
    ),
    "findings/comparability": MadeFrom("comparability"),
    "findings/follow_through": MadeFrom("follow_through", ("findings/actions",), before_only=True),
    "findings/follow_through_overall": MadeFrom("follow_through", ("findings/follow_through",)),
    "release/groups": MadeFrom("response", (), _COUNTED),
    "release/willingness": MadeFrom("release", (), (*_COUNTED, *_NOT_CONVINCED)),
    "release/quadrants": MadeFrom("release", (), (*_COUNTED, *_QUADRANT)),
    "release/topics": MadeFrom("release", (), (*_COUNTED, "in_need")),
    "release/comments": MadeFrom("comment_topics", (), _COUNTED),
    "release/organisation/reliability": MadeFrom("reliability"),
    "release/organisation/item_statistics": MadeFrom("reliability"),
    "release/organisation/agreement": MadeFrom("agreement"),
    "release/organisation/quality": MadeFrom("careless", (), ("k", "careless")),
    "release/organisation/weighting": MadeFrom("weighted", (), ()),
    "release/organisation/variants": MadeFrom("scoring"),
    "release/organisation/signals": MadeFrom("alarms"),
    "release/organisation/drivers": MadeFrom("drivers"),
    "release/organisation/correlations": MadeFrom("drivers"),
    "release/organisation/associations": MadeFrom("barriers_across_roles", (), ("k",)),
    "release/organisation/comparisons": MadeFrom("comparisons"),
    "release/organisation/pairs": MadeFrom("comparisons"),
}
"""Name of a table -> how it comes about."""
COUNTED: Final = MadeFrom("release", (), _COUNTED)
"""Every other table of the release: counted from the answers, and protected."""
