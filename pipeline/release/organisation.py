"""Figures of roles among those of the organisation: only of roles that are shown, and on the counts shown with them. Comparisons
of roles and departments: only of those that are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.measure.comparisons import Compared
from pipeline.release.attack.knowing import attack_answers
from pipeline.tables import ITEM_STATISTICS, RELIABILITY, SIGNALS, WEIGHTING, Organisation, Release

Compare = Callable[[pd.DataFrame], Compared]
"""Tests of the groups that SCALES of a release shows."""


def shown_organisation(
    organisation: Organisation, groups: pd.DataFrame, scales: pd.DataFrame, items: pd.DataFrame
) -> Organisation:
    """Rows of the whole organisation as they are; rows of roles where the release shows the role.

    groups, scales, items : GROUPS, SCALES and ITEMS of the release. A role's reliability stands on the n that is shown of its
    scale (its item statistics on that of the item), so that it tells nothing about who left an item out.
    """
    roles = groups.loc[groups["grouping"] == "role", ["role", "n"]]
    signals = organisation.signals
    everywhere = signals["role"].isna()
    of_roles = signals[~everywhere].drop(columns="n").merge(roles, on="role")
    return replace(
        organisation,
        reliability=RELIABILITY.check(_of_shown(organisation.reliability, scales, "scale")),
        item_statistics=ITEM_STATISTICS.check(_of_shown(organisation.item_statistics, items, "item")),
        signals=SIGNALS.check(pd.concat([signals[everywhere], of_roles], ignore_index=True)),
    )


def with_comparisons(organisation: Organisation, compared: Compared) -> Organisation:
    """The organisation with its shown roles and departments compared."""
    return replace(organisation, comparisons=compared.comparisons, pairs=compared.pairs)


def _of_shown(frame: pd.DataFrame, shown: pd.DataFrame, of: str) -> pd.DataFrame:
    everywhere = frame["role"].isna()
    known = shown.loc[shown["grouping"] == "role", [of, "role", "n"]]
    roles = frame[~everywhere].drop(columns="n").merge(known, on=[of, "role"])
    return pd.concat([frame[everywhere], roles], ignore_index=True)


def without_telling_weights(release: Release, instrument: Instrument, answered: pd.DataFrame) -> Release:
    """The release, its weighted headlines withheld where they would tell of a hidden cell.

    Weights follow from the roster and from who answered where; a weighted share is one more sum over cells, and where few
    answered even whole points say much.
    """
    weighting = release.organisation.weighting
    if not (weighting["state"] == "ok").any():
        return release
    if not attack_answers(release, instrument, answered).found:
        return release
    silent = weighting.assign(weighted=np.nan, state="withheld")
    return replace(release, organisation=replace(release.organisation, weighting=WEIGHTING.check(silent)))
