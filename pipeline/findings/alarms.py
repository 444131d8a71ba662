"""What should be looked at before the figures are used. Specification: docs/methods/alarms.md."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.findings.estimate import shares_enough
from pipeline.findings.reliability import GOOD_ALPHA
from pipeline.instrument.model import Instrument
from pipeline.tables import ALARMS, NOT_STATED, Release

_COLUMNS = ("kind", "scale", "role", "item", "n", "value", "high")


def alarms(release: Release, instrument: Instrument) -> pd.DataFrame:
    """ALARMS of one wave, the gravest kinds first."""
    parts = [
        _forgotten_reversals(release),
        _from_signals(release, instrument, "flipped"),
        _weak_scales(release),
        _from_signals(release, instrument, "item_differs"),
        _not_comparable(release, instrument),
        *(_from_signals(release, instrument, kind) for kind in ("skipped", "not_applicable", "piled")),
    ]
    found = [part for part in parts if len(part)]
    return ALARMS.check(pd.concat(found, ignore_index=True)) if found else ALARMS.empty()


def _forgotten_reversals(release: Release) -> pd.DataFrame:
    """Items whose correlation with the rest of their scale lies below zero for certain, the rest turned to agree with itself."""
    items = release.organisation.item_statistics
    against = (items["item_rest_high"] < 0) | (items["aligned_high"] < 0)
    # One that runs against the scale in a role only is another matter, and shows as an item that differs.
    found = items[against.fillna(False).astype(bool) & items["role"].isna()]
    high = found["item_rest_high"].where(found["item_rest_high"] < 0, found["aligned_high"])
    return found.assign(kind="forgotten_reversal", value=found["item_rest"], high=high)[list(_COLUMNS)]


def _weak_scales(release: Release) -> pd.DataFrame:
    """Scales below .70; of a role, only where the whole interval is: there are many roles, and small ones vary."""
    scales = release.organisation.reliability
    figure = scales["alpha"].where(scales["role"].isna(), scales["alpha_high"])
    found = scales[(figure < GOOD_ALPHA).fillna(False).astype(bool)]
    empty = pd.Series(np.full(len(found), None), index=found.index, dtype="str")
    return found.assign(kind="weak_scale", item=empty, value=found["alpha"], high=found["alpha_high"])[list(_COLUMNS)]


def _from_signals(release: Release, instrument: Instrument, kind: str) -> pd.DataFrame:
    found = release.organisation.signals
    found = found[found["kind"] == kind]
    scale_of = {item.id: item.scale for item in instrument.items}
    return found.assign(scale=found["item"].map(scale_of).astype("str"), high=np.nan)[list(_COLUMNS)]


def _not_comparable(release: Release, instrument: Instrument) -> pd.DataFrame:
    """Roles that are asked too few items of a scale to be compared on it."""
    rows = release.scales[(release.scales["grouping"] == "role") & (release.scales["n"] > 0)]
    rows = rows[rows["role"] != NOT_STATED]
    apart = [not shares_enough(instrument, role, scale) for role, scale in zip(rows["role"], rows["scale"], strict=True)]
    found = rows[np.array(apart, dtype=bool)]
    item = pd.Series(np.full(len(found), None), index=found.index, dtype="str")
    return found.assign(kind="not_comparable", item=item, value=np.nan, high=np.nan)[list(_COLUMNS)]
