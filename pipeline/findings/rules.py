"""The rules that findings follow, with their versions: what a sentence can be traced to.

A version goes up whenever the same release would give another finding. What each published table is made from, and by which
rule, is in ``made_from``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its version, and the page under docs/methods/ that specifies it."""

    version: int
    page: str


RULES: Final[Mapping[str, Rule]] = {
    "response": Rule(1, "nonresponse"),
    "mean": Rule(2, "means"),
    "not_convinced": Rule(2, "reluctance"),
    "weighted": Rule(1, "nonresponse"),
    "tipping_point": Rule(2, "reluctance"),
    "cut": Rule(1, "reluctance"),
    "among_lowest": Rule(1, "ranking"),
    "quadrants": Rule(1, "reluctance"),
    "nearest_win": Rule(1, "reluctance"),
    "cause": Rule(2, "causes"),
    "drivers": Rule(1, "drivers"),
    "barriers_across_roles": Rule(1, "associations"),
    "barriers": Rule(1, "shares"),
    "expected_cell": Rule(1, "twoway"),
    "training": Rule(2, "training"),
    "trained": Rule(1, "trained"),
    "change": Rule(1, "change"),
    "comparability": Rule(1, "comparability"),
    "follow_through": Rule(1, "follow_through"),
    "release": Rule(1, "release"),
    "reliability": Rule(1, "reliability"),
    "agreement": Rule(1, "agreement"),
    "alarms": Rule(1, "alarms"),
    "careless": Rule(1, "careless"),
    "comparisons": Rule(1, "comparisons"),
    "scoring": Rule(1, "scoring"),
    "comment_topics": Rule(1, "comment_topics"),
}
"""Rule id -> rule."""
