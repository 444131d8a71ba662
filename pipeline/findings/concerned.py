"""Whom a topic concerns: roles by the instrument, staff by the roster."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.findings.axes import members_of
from pipeline.instrument.model import Instrument
from pipeline.tables import Release


def concerned_staff(release: Release, groups: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Staff on the roster whom a topic concerns; one row per row of ``groups``, one column per topic, NaN without a roster.

    groups : columns grouping, role, department, members.
    """
    topics = [topic.id for topic in instrument.topics]
    roster = release.roster
    if roster is None:
        return pd.DataFrame(np.nan, index=groups.index, columns=topics)
    concerns = np.array([[instrument.topic_concerns(topic, role) for topic in instrument.topics] for role in roster["role"]])
    heads = roster["staff"].to_numpy(dtype=float)[:, None] * concerns.reshape(len(roster), len(topics))
    rows = [heads[_inside(roster, row)].sum(axis=0) for _, row in groups.iterrows()]
    return pd.DataFrame(np.array(rows).reshape(len(groups), len(topics)), index=groups.index, columns=topics)


def _inside(roster: pd.DataFrame, group: pd.Series) -> np.ndarray:
    """Which rows of the roster belong to a group."""
    chosen = np.ones(len(roster), dtype=bool)
    for column in ("role", "department"):
        if members := members_of(group, column):
            chosen &= roster[column].isin(members).to_numpy()
    return chosen


def concerns_group(instrument: Instrument, group: pd.Series) -> list[bool]:
    """For every topic of the instrument: whether it concerns at least one role of the group."""
    roles = members_of(group, "role")
    return [not roles or any(instrument.topic_concerns(topic, role) for role in roles) for topic in instrument.topics]


def listed_roles(release: Release, instrument: Instrument) -> list[str]:
    """Roles that get a training list: every role on the roster, else every role that answered; in the instrument's order."""
    roster = release.roster
    present = set(roster["role"]) if roster is not None else set(release.cells["role"])
    return [role.id for role in instrument.roles if role.id in present]
