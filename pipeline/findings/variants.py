"""Whether a group's label would be another one under other decisions; yes, no, or not checked, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import group_facts
from pipeline.findings.reluctance import Told, label_ranks, not_convinced
from pipeline.instrument.model import Instrument
from pipeline.tables import GROUP, VARIANT_FINDINGS, Release, group_key


def label_changes(
    release: Release, otherwise: Mapping[str, pd.DataFrame], instrument: Instrument, told: Told | None = None
) -> pd.DataFrame:
    """VARIANT_FINDINGS.

    otherwise : variant -> counts of every published group under it, with ``checked``; not kept. told : ``told_of`` the release,
    where it is known already.
    """
    if not otherwise or release.willingness.empty:
        return VARIANT_FINDINGS.empty()
    published = release.willingness
    if told is not None and len(told.frame) == len(published):
        now = label_ranks(told.known, told.facts["staff"].to_numpy(dtype=float), instrument.thresholds, 0)
    else:
        now = _ranks(release, published, instrument)
    parts = []
    for variant, counts in otherwise.items():
        same_order = counts.set_index(group_key(counts)).loc[group_key(published)].reset_index(drop=True)
        answered = same_order["n"].to_numpy(dtype=float) > 0
        then = now.copy()
        then[answered] = _ranks(release, same_order[answered].reset_index(drop=True), instrument)
        label = np.select([~same_order["checked"].to_numpy(dtype=bool), then != now], ["not_checked", "changes"], default="same")
        parts.append(published[list(GROUP)].assign(variant=variant, label=label))
    return VARIANT_FINDINGS.check(pd.concat(parts, ignore_index=True))


def _ranks(release: Release, frame: pd.DataFrame, instrument: Instrument) -> NDArray[np.int64]:
    facts = group_facts(release, frame)
    known = not_convinced(release, frame, facts)
    return label_ranks(known, facts["staff"].to_numpy(dtype=float), instrument.thresholds, 0)
