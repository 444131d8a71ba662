"""Figures of roles among those of the organisation: only of roles that are shown, and on the counts shown with them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.tables import ITEM_STATISTICS, RELIABILITY, SIGNALS, Organisation


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


def _of_shown(frame: pd.DataFrame, shown: pd.DataFrame, of: str) -> pd.DataFrame:
    everywhere = frame["role"].isna()
    known = shown.loc[shown["grouping"] == "role", [of, "role", "n"]]
    roles = frame[~everywhere].drop(columns="n").merge(known, on=[of, "role"])
    return pd.concat([frame[everywhere], roles], ignore_index=True)
