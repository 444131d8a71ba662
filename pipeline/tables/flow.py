"""What flows between the stages: frozen values that hold the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.tables.declare import TableError
from pipeline.tables.findings import FINDING_TABLES
from pipeline.tables.organisation import ORGANISATION_TABLES
from pipeline.tables.release import RELEASE_TABLES


@dataclass(frozen=True, slots=True)
class Organisation:
    """Figures that need rows and concern the whole organisation only (``release/organisation/``)."""

    reliability: pd.DataFrame
    item_statistics: pd.DataFrame
    spread: pd.DataFrame
    agreement: pd.DataFrame
    quality: pd.DataFrame
    weighting: pd.DataFrame
    variants: pd.DataFrame
    signals: pd.DataFrame
    drivers: pd.DataFrame
    correlations: pd.DataFrame
    associations: pd.DataFrame
    comparisons: pd.DataFrame
    pairs: pd.DataFrame
    linked_spread: pd.DataFrame

    @classmethod
    def of(cls, **tables: pd.DataFrame) -> Organisation:
        """The tables that are given, the others without rows."""
        empty = {table.name.split("/")[-1]: table.empty() for table in ORGANISATION_TABLES}
        return cls(**(empty | tables))


@dataclass(frozen=True, slots=True)
class Release:
    """The protected, frozen counts and sums of one wave: all that findings, reports and the dashboard may know."""

    groups: pd.DataFrame
    cells: pd.DataFrame
    sites: pd.DataFrame
    scales: pd.DataFrame
    willingness: pd.DataFrame
    quadrants: pd.DataFrame
    topics: pd.DataFrame
    barriers: pd.DataFrame
    causes: pd.DataFrame
    formats: pd.DataFrame
    comments: pd.DataFrame
    items: pd.DataFrame
    linked: pd.DataFrame
    organisation: Organisation
    roster: pd.DataFrame | None = None
    """Staff by role × department (columns role, department, staff); public knowledge, not survey data."""

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Table name (``release/groups`` …) -> frame."""
        own = {t.name: getattr(self, t.name.split("/")[1]) for t in RELEASE_TABLES if t.name.count("/") == 1}
        inner = {t.name: getattr(self.organisation, t.name.split("/")[2]) for t in RELEASE_TABLES if t.name.count("/") == 2}
        return {**own, **inner}


@dataclass(frozen=True, slots=True)
class Findings:
    """Claims about groups with their evidence, from the release alone."""

    estimates: pd.DataFrame
    reluctance: pd.DataFrame
    quadrants: pd.DataFrame
    expected_cells: pd.DataFrame
    causes: pd.DataFrame
    actions: pd.DataFrame
    training_needs: pd.DataFrame
    role_seats: pd.DataFrame
    barriers: pd.DataFrame
    reliability: pd.DataFrame
    agreement: pd.DataFrame
    alarms: pd.DataFrame
    variants: pd.DataFrame
    trained: pd.DataFrame
    trained_overall: pd.DataFrame
    change: pd.DataFrame
    comparability: pd.DataFrame
    follow_through: pd.DataFrame
    follow_through_overall: pd.DataFrame

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Table name (``findings/estimates`` …) -> frame."""
        return {table.name: getattr(self, table.name.split("/")[1]) for table in FINDING_TABLES}


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How the rows of an export reconcile: read = kept + the sum of set_aside; kept = scored + not_scored."""

    read: int
    kept: int
    set_aside: Mapping[str, int] = field(default_factory=dict)
    scored: int = 0
    not_scored: int = 0

    def __post_init__(self) -> None:
        if self.read != self.kept + sum(self.set_aside.values()):
            raise TableError(f"rows do not reconcile: read {self.read}, kept {self.kept}, set aside {dict(self.set_aside)}")
