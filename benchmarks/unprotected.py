"""The counts that a release hides, for comparison only: what a finding would be worth if nothing were protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables import Release, Scores, covered, group_key

Mask = NDArray[np.bool_]


def unprotected(release: Release, scores: Scores, instrument: Instrument) -> Release:
    """The release with the true counts of barriers, causes and unfavourable scores, in the groups and rows that it shows."""
    groups = release.groups.assign(key=group_key(release.groups)).to_dict("records")
    inside = {str(group["key"]): covered(group, scores.people) for group in groups}
    answered = scores.ticked["barriers"].answered
    ticked = {str(option): column.to_numpy(dtype=bool) & answered for option, column in scores.ticked["barriers"].frame().items()}
    causes: dict[str, Mask] = {}
    for barrier in instrument.barriers:
        causes[barrier.cause] = causes.get(barrier.cause, np.zeros_like(answered)) | ticked[barrier.id]
    low = {
        str(scale): column.to_numpy() < instrument.thresholds.person_reluctant_below for scale, column in scores.scales.items()
    }
    return replace(
        release,
        barriers=_counted(release.barriers, "option", "chosen", ticked, inside),
        causes=_counted(release.causes, "cause", "chosen", causes, inside),
        scales=_counted(release.scales, "scale", "unfavourable", low, inside),
    )


def _counted(table: pd.DataFrame, name: str, count: str, marks: Mapping[str, Mask], inside: Mapping[str, Mask]) -> pd.DataFrame:
    """A table with one of its protected counts taken from the persons themselves."""
    pairs = zip(group_key(table), table[name], strict=True)
    true = pd.array([int((marks[what] & inside[key]).sum()) for key, what in pairs], dtype="Int64")
    return table.assign(**{count: true, f"{count}_low": true, f"{count}_high": true})
