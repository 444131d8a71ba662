"""What flows between the stages: frozen values that hold the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.tables.declare import TableError
from pipeline.tables.findings import FINDING_TABLES
from pipeline.tables.organisation import ORGANISATION_TABLES
from pipeline.tables.release import RELEASE_TABLES


@dataclass(frozen=True, slots=True)
class Responses:
    """Kept respondents, coded by the instrument. All frames share one index, 0..n-1, one row per respondent. PRIVATE.

    Attributes
    ----------
    people : columns role, department, site (ids or ``not_stated``; site only where it is an axis of its own), line (of the
        export), recorded (datetime64, NaT if unreadable); person (a pseudonym, "" where none) where respondents are linked.
    ratings : one float column per item, topic rating (``T01_importance``) and activity: the answer's score on its own answer
        scale before any reversal; NaN where blank or "does not apply".
    not_applicable : same shape, true where the respondent said that it does not apply.
    chosen : per multi-select (``barriers``, ``formats``) a boolean frame, one column per option id.
    answered : one boolean column per multi-select: at least one option was ticked.
    single : one str column per single choice (``barrier_main``, ``years`` …): option code, "" where blank.
    """

    people: pd.DataFrame
    ratings: pd.DataFrame
    not_applicable: pd.DataFrame
    chosen: Mapping[str, pd.DataFrame]
    answered: pd.DataFrame
    single: pd.DataFrame

    def only(self, kept: np.ndarray) -> Responses:
        """Some of the respondents (boolean, one per row), numbered anew."""

        def rows(frame: pd.DataFrame) -> pd.DataFrame:
            return frame.loc[kept].reset_index(drop=True)

        return Responses(
            rows(self.people),
            rows(self.ratings),
            rows(self.not_applicable),
            {question: rows(ticked) for question, ticked in self.chosen.items()},
            rows(self.answered),
            rows(self.single),
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """Scored respondents: those with both composites. All frames share one index, 0..n-1. PRIVATE.

    Attributes
    ----------
    people : columns role, department and, where sites are an axis of their own, site.
    scales : one float column per construct, driver and composite, 0-100, higher is better; NaN = no score.
    completed : scale -> how many of its scores were completed from the respondent's other constructs.
    standing : category per respondent: reluctant, undecided or willing.
    items : keyed item answers 0-100 (reversed where the item is), NaN = blank or does not apply.
    importance, confidence : topic ratings 1-5, complete pairs only, NaN elsewhere.
    chosen, answered : as in Responses.
    strongest : id of the strongest barrier, "" where none was named.
    not_scored : respondents kept but without both composites.
    rows : of each scored respondent, its row among the responses.
    effects : item effects by item id, points of 0-100; NaN for items nobody was asked.
    prorated : scale -> respondents with a score who left at least one of their items out.
    """

    people: pd.DataFrame
    scales: pd.DataFrame
    completed: Mapping[str, int]
    standing: pd.Series
    items: pd.DataFrame
    importance: pd.DataFrame
    confidence: pd.DataFrame
    chosen: Mapping[str, pd.DataFrame]
    answered: pd.DataFrame
    strongest: pd.Series
    not_scored: int = 0
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    effects: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    prorated: Mapping[str, int] = field(default_factory=dict)


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
