"""Why a group is not yet convinced: what is low there and worse than elsewhere. Specification: docs/methods/causes.md."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import OVERALL
from pipeline.findings.barriers import Ticked
from pipeline.findings.evidence import EVIDENCE, answers, named_barriers
from pipeline.instrument.model import Instrument
from pipeline.stats.largest import chance_largest
from pipeline.tables import CAUSE_FINDINGS, GROUP, Release, group_key

NAMED_CAUSES = 2
"""At most so many causes are named with a group."""
LEAST_STRENGTH = 0.2
"""Worse than elsewhere by at least a small difference, in standard deviations of persons (Cohen, J. (1988). Statistical power
analysis for the behavioral sciences, 2nd ed.) ..."""
REASONABLE_Z = 1.0
"""... and by more than one standard error: about 5-to-1 odds. Candidates for a listening leader, not a test."""


def causes(release: Release, instrument: Instrument, estimates: pd.DataFrame, by_option: Ticked | None = None) -> pd.DataFrame:
    """CAUSE_FINDINGS: published group (not overall) × cause, ranked by how much worse the group is than everybody else.

    by_option : ``ticked_barriers``, where it is known already.
    """
    groups = release.groups[release.groups["grouping"] != OVERALL].reset_index(drop=True)
    causal = [cause.id for cause in instrument.causes if cause.kind not in ("none", "in_person")]
    if groups.empty or not causal or OVERALL not in set(release.groups["grouping"]):
        return CAUSE_FINDINGS.empty()
    rows = groups[[*GROUP, "n"]].assign(key=group_key(groups)).merge(pd.DataFrame({"cause": causal}, dtype="str"), how="cross")
    rows["order"] = rows["cause"].map({cause: number for number, cause in enumerate(causal)})
    index = pd.MultiIndex.from_frame(rows[["key", "cause"]])
    said, ticked = (
        table.reindex(index)[EVIDENCE].reset_index(drop=True)
        for table in (answers(release, instrument, estimates), named_barriers(release, instrument, by_option))
    )
    strength, error = _together(said, ticked)
    low = said["low"].eq(True) | ticked["low"].eq(True)
    found = rows.assign(
        n=said["n"].fillna(rows["n"]),
        strength=strength,
        score=said["here"],
        score_elsewhere=said["elsewhere"],
        n_chosen=ticked["n"],
        chosen=ticked["here"],
        chosen_elsewhere=ticked["elsewhere"],
        certainty=_certainty(strength, error, len(causal)),
        shown=low & (strength >= LEAST_STRENGTH) & (strength > REASONABLE_Z * error),
    ).dropna(subset=["strength"])
    found = found.sort_values(["key", "strength", "order"], ascending=[True, False, True], kind="stable")
    found = found.assign(rank=found.groupby("key").cumcount() + 1)
    return CAUSE_FINDINGS.check(found.drop(columns=["key", "order"]))


def named_causes(found: pd.DataFrame) -> pd.DataFrame:
    """The causes named with each group, first first: rows of CAUSE_FINDINGS with ``key`` of the group and ``rank`` among them."""
    shown = found[found["shown"]].sort_values("rank", kind="stable")
    shown = shown.assign(key=group_key(shown))
    shown["rank"] = shown.groupby("key").cumcount() + 1
    return shown[shown["rank"] <= NAMED_CAUSES].sort_values(["key", "rank"], kind="stable")


def _together(said: pd.DataFrame, ticked: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Strength of every row, the mean of its evidence, and its standard error; NaN where there is none."""
    parts = (said[["difference", "error"]], ticked[["difference", "error"]])
    difference, error = np.array([part.to_numpy(dtype=float, na_value=np.nan) for part in parts]).transpose(2, 0, 1)
    count = (~np.isnan(difference)).sum(axis=0)
    known = np.where(count > 0, count, np.nan)
    return np.nansum(difference, axis=0) / known, np.sqrt(np.nansum(error**2, axis=0)) / known


def _certainty(strength: NDArray[np.float64], error: NDArray[np.float64], of_group: int) -> NDArray[np.float64]:
    """P(the cause is the strongest of its group); rows stand group by group, ``of_group`` causes each."""
    shape = (-1, of_group)
    return chance_largest(strength.reshape(shape), error.reshape(shape)).reshape(-1)
