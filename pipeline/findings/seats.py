"""Who a topic concerns, how many seats that makes, and the list of topics for one role on the roster.

Pure functions of the release and the findings. Specification: docs/methods/training.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL, members_of
from pipeline.instrument.model import Instrument
from pipeline.tables import Release, group_key


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


def role_needs(release: Release, needs: pd.DataFrame, instrument: Instrument, role: str) -> pd.DataFrame:
    """The training list of one role on the roster: its own, else its roll-up's, else the whole organisation's.

    needs : TRAINING_NEEDS. Returns its columns, largest gap first, only topics that concern the role: ``role`` set, ``n`` and
    figures of the group they come from, ``staff`` and seats of the role itself, and ``rollup``: id of the roll-up (or
    ``overall``) whose figures these are, missing where they are the role's own.
    """
    source = _source(release, needs, role)
    topics = {topic.id for topic in instrument.topics if instrument.topic_concerns(topic, role)}
    own = needs[(group_key(needs) == source["key"]) & needs["topic"].isin(topics)]
    rows = own.sort_values(["gap", "topic"], ascending=[False, True], kind="stable").reset_index(drop=True)
    if source["key"] == f"role:{role}":
        return rows
    return _for_role(release, rows, instrument, role, str(source["rollup"]))


def _source(release: Release, needs: pd.DataFrame, role: str) -> dict[str, str]:
    """Key and roll-up id of the group whose list a role carries."""
    present = set(group_key(needs))
    if f"role:{role}" in present:
        return {"key": f"role:{role}", "rollup": ""}
    groups = release.groups[release.groups["grouping"].isin(["role_rollup", "role_group"])]
    for key, (_, group) in zip(group_key(groups), groups.iterrows(), strict=True):
        if role in members_of(group, "role") and key in present:
            return {"key": key, "rollup": group["rollup"]}
    return {"key": OVERALL, "rollup": OVERALL}


def _for_role(release: Release, rows: pd.DataFrame, instrument: Instrument, role: str, rollup: str) -> pd.DataFrame:
    """A larger group's list with the staff of one role: seats are the group's share of the role's staff.

    The limits hold both the uncertainty of the group's share and the chance that few people differ from it.
    """
    roster = release.roster
    heads = np.nan if roster is None else float(roster.loc[roster["role"] == role, "staff"].sum())
    base = rows["staff"].astype("float64").where(rows["staff"] > 0)
    doubt = (rows["seats_high"] - rows["seats_low"]).astype("float64") / base * heads / 2
    seats = rows["share"] * heads
    reach = np.sqrt(doubt**2 + ndtri((1 + instrument.thresholds.interval) / 2) ** 2 * seats * (1 - rows["share"]))
    return rows.assign(
        role=role,
        rollup=rollup,
        staff=pd.Series(heads, index=rows.index).astype("Int64"),
        seats_low=np.rint((seats - reach).clip(lower=0)).astype("Int64"),
        seats=np.rint(seats).astype("Int64"),
        seats_high=np.rint((seats + reach).clip(upper=heads)).astype("Int64"),
    )
