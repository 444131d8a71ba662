"""What a group's counts would be under another decision: used to say whether its label changes, then forgotten.

These counts are never written. Whether a change may be told is decided here: only where nobody or at least k people of the group
count one way and not the other (docs/methods/release.md).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.release.counts import protected_partition
from pipeline.tables import GROUP, Release, Scores

_STANDINGS = ("reluctant", "undecided", "willing")


def counts_otherwise(release: Release, scores: Scores, differ: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Published group: columns of WILLINGNESS under the other decision, and ``checked``. PRIVATE.

    scores : under the other decision. differ : columns role, department, one row per person who counts only one way.
    """
    k = instrument.thresholds.k
    groups = release.groups
    inside = _members(groups, scores.people)
    n = inside.sum(axis=1)
    apart = _members(groups, differ).sum(axis=1)
    standing = scores.standing.astype("str").to_numpy()
    counts = {name: (inside & (standing == name)).sum(axis=1) for name in _STANDINGS}
    frame = protected_partition(counts, n, instrument.thresholds.cap_share)
    return pd.concat([groups[list(GROUP)], frame.assign(n=n, checked=((apart == 0) | (apart >= k)) & (n >= k))], axis=1)


def _members(groups: pd.DataFrame, people: pd.DataFrame) -> NDArray[np.bool_]:
    """Group × person: whether the person belongs to the group."""
    found = np.ones((len(groups), len(people)), dtype=bool)
    for i, group in enumerate(groups[[*GROUP, "members"]].to_dict("records")):
        members = str(group["members"]).split(";") if isinstance(group["members"], str) else []
        for column in ("role", "department"):
            if isinstance(group[column], str):
                found[i] &= (people[column] == group[column]).to_numpy()
            elif members and group["grouping"].startswith(column):
                found[i] &= people[column].isin(members).to_numpy()
    return found
