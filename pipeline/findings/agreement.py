"""Whether groups differ, and whether their people agree, in the whole organisation. Specification: docs/methods/agreement.md.

Intraclass correlations and the spread between groups are computed here, from the totals of published groups and the pooled
spread: so they can tell nothing about a group that is not shown. The agreement within groups needs rows, and crosses the wall.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.findings.axes import person_variances
from pipeline.stats.agreement import intraclass
from pipeline.stats.random_effects import random_effects
from pipeline.tables import AGREEMENT_FINDINGS, NOT_STATED, Release


def agreement(release: Release) -> pd.DataFrame:
    """AGREEMENT_FINDINGS: roles and departments × scale (composites too)."""
    variances = person_variances(release)
    found_within = release.organisation.agreement.set_index(["grouping", "scale"])
    within = {
        key: dict(zip(found_within.columns, row, strict=True))
        for key, row in zip(found_within.index, found_within.to_numpy(), strict=True)
    }
    rows = []
    for grouping in ("role", "department"):
        groups = release.scales[(release.scales["grouping"] == grouping) & (release.scales[grouping] != NOT_STATED)]
        for scale, part in groups.groupby("scale", sort=False):
            found = intraclass(
                part["n"].to_numpy(dtype=float),
                part["total"].to_numpy(dtype=float),
                variances.get((grouping, str(scale)), np.nan),
            )
            row = {"grouping": grouping, "scale": scale, "shown": found.groups, "icc1": found.icc1, "icc2": found.icc2}
            row["between_sd"] = _between_sd(part, variances.get((grouping, str(scale)), np.nan))
            figures = within.get((grouping, str(scale)), {"groups": 0, "median_rwg": np.nan, "share_agreeing": np.nan})
            rows.append({**row, **figures})
    return AGREEMENT_FINDINGS.check(pd.DataFrame(rows)) if rows else AGREEMENT_FINDINGS.empty()


def _between_sd(groups: pd.DataFrame, variance: float) -> float:
    """SD of group means beyond chance, points of 0-100; NaN with fewer than two groups or no spread of persons."""
    n = groups["n"].to_numpy(dtype=float)
    if not variance > 0:
        return float("nan")
    return float(np.sqrt(random_effects(groups["total"].to_numpy(dtype=float) / n, variance / n).tau2))
