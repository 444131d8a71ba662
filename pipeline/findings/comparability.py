"""What may not be compared over time, and why. Specification: docs/methods/comparability.md."""

from __future__ import annotations

from typing import Final

import pandas as pd

MEASURES: Final = ("scale",)
"""Kinds of things that are compared as measures: scales, and the share of those not yet convinced."""
GROUPS: Final = ("role", "department", "rollup")
"""Kinds of things that are groups; their ids are group keys without the kind of grouping."""


def not_trended(comparability: pd.DataFrame) -> frozenset[str]:
    """Measures that may not be compared over time: ids of scales and composites, and ``NOT_CONVINCED``."""
    return _ids(comparability, MEASURES)


def groups_not_trended(comparability: pd.DataFrame) -> frozenset[str]:
    """Roles, departments and roll-ups (ids) that are not the same group in both waves."""
    return _ids(comparability, GROUPS)


def _ids(comparability: pd.DataFrame, kinds: tuple[str, ...]) -> frozenset[str]:
    rows = comparability["kind"].isin(kinds) & ~comparability["trended"].astype(bool)
    return frozenset(comparability.loc[rows, "id"])
