"""What linked people changed: the groups that can be shown, chosen so that nobody can be cornered from several waves together.

Specification: docs/methods/linked.md. The people themselves stay on the private side; only sums leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.linked import Paths, linked_spread
from pipeline.release.linked_audit import Change, Told, Total, safe_changes
from pipeline.tables import GROUP, LINKED, LINKED_SPREAD, ONE_AXIS, Release, covered, group_key

_CORE: Final = 4
"""Waves whose people are followed; of those further away the attacker is given every answer."""


@dataclass(frozen=True, slots=True)
class Connected:
    """Waves that linked tables join with this one. PRIVATE.

    Attributes
    ----------
    wave, earlier : this one, and the one that its people are linked with. paths : people over all of them.
    releases : published tables by wave, this one's without linked rows.
    """

    wave: str
    earlier: str
    paths: Paths
    releases: Mapping[str, Release]


def with_linked(connected: Connected, instrument: Instrument, *, audited: bool = True) -> Release:
    """This wave's release with what linked people changed.

    audited : False leaves the audit out and keeps the simple rule only, so that a test can show what it is for.
    """
    release = connected.releases[connected.wave]
    scales = linked_scales(connected, instrument)
    spread = linked_spread(connected.paths, connected.wave, connected.earlier, scales, instrument.thresholds.k)
    linked = _linked(connected, scales, instrument, audited) if scales else LINKED.empty()
    organisation = replace(release.organisation, linked_spread=LINKED_SPREAD.check(spread))
    return replace(release, linked=linked, organisation=organisation)


def linked_scales(connected: Connected, instrument: Instrument) -> list[str]:
    """Composites and their constructs that everybody has in both waves."""
    waves = [connected.paths.waves[connected.paths.number(wave)] for wave in (connected.earlier, connected.wave)]
    asked = dict.fromkeys(scale for part in instrument.composites for scale in (part.id, *part.scales))
    return [scale for scale in asked if all(scale in one.scales and one.scales[scale].notna().all() for one in waves)]


def _linked(connected: Connected, scales: Sequence[str], instrument: Instrument, audited: bool) -> pd.DataFrame:
    now, before = (connected.paths.number(wave) for wave in (connected.wave, connected.earlier))
    groups = same_groups(connected.releases[connected.earlier], connected.releases[connected.wave], scales)
    inside = {w: covers(groups, connected.paths, w) for w in (before, now)}
    both = inside[before] & inside[now]
    k, n = instrument.thresholds.k, both.sum(axis=1)
    rest = np.array([n, *(part.sum(axis=1) - n for part in inside.values())])
    kept = simple_rule(n, rest, k)
    if audited and kept.any():
        changes = [Change(before, now, both[g], int(rank_of(groups.iloc[g]))) for g in np.flatnonzero(kept)]
        kept[kept] = safe_changes(told(connected, scales), changes, instrument.thresholds)
    return _table(connected, groups[kept], both[kept], scales)


def simple_rule(linked: NDArray[np.integer], parts: NDArray[np.integer], k: int) -> NDArray[np.bool_]:
    """Groups with linked people, whose parts (linked, not linked in either wave; (3, G)) are nobody or at least k."""
    return (linked > 0) & ((parts == 0) | (parts >= k)).all(axis=0)


def _table(connected: Connected, groups: pd.DataFrame, both: NDArray[np.bool_], scales: Sequence[str]) -> pd.DataFrame:
    """Rows of the shown groups. both : who is linked in each, (G, N)."""
    if not len(groups):
        return LINKED.empty()
    now, before = (connected.paths.number(wave) for wave in (connected.wave, connected.earlier))
    parts = []
    for scale in scales:
        values = scores(connected.paths, scale)
        change = np.nan_to_num(values[:, now] - values[:, before])
        total = np.where(both, change, 0.0).sum(axis=1).round(6)
        rows = groups[[*GROUP]].assign(scale=scale, earlier=connected.earlier, n_linked=both.sum(axis=1), change_total=total)
        parts.append(rows)
    return LINKED.check(pd.concat(parts, ignore_index=True))


def same_groups(first: Release, second: Release, scales: Sequence[str]) -> pd.DataFrame:
    """Rows of GROUPS of the second release that are the same group in the first, all scales shown in both."""
    members = [dict(zip(group_key(one.groups), one.groups["members"].fillna(""), strict=True)) for one in (first, second)]
    shown = [_showing(one, scales) for one in (first, second)]
    keys = group_key(second.groups)
    same = [key in members[0] and members[0][key] == members[1][key] and all(key in one for one in shown) for key in keys]
    return second.groups[np.array(same, dtype=bool)].reset_index(drop=True)


def _showing(release: Release, scales: Sequence[str]) -> set[str]:
    """Keys of groups that show all of the scales."""
    rows = release.scales[release.scales["scale"].isin(list(scales))]
    often = group_key(rows).value_counts()
    return {str(key) for key in often.index[often == len(scales)]}


def rank_of(group: pd.Series) -> int:
    """Higher is given up later."""
    grouping = str(group["grouping"])
    if grouping in ("overall", "role", "department"):
        return 3 if grouping == "overall" else 2
    return 1 if grouping in ONE_AXIS else 0


def covers(groups: pd.DataFrame, paths: Paths, wave: int) -> NDArray[np.bool_]:
    """Group × person: who is in each group in a wave."""
    rows, places = paths.rows[:, wave], paths.waves[wave].places
    found = np.zeros((len(groups), len(rows)), dtype=bool)
    there = rows >= 0
    for number, group in enumerate(groups.to_dict("records")):
        found[number, there] = covered(group, places)[rows[there]]
    return found


def scores(paths: Paths, scale: str) -> NDArray[np.float64]:
    """Scores of everybody in every wave, (N, W); NaN where not there."""
    found = np.full(paths.rows.shape, np.nan)
    for w, one in enumerate(paths.waves):
        there = paths.rows[:, w] >= 0
        if scale in one.scales:
            found[there, w] = one.scales[scale].to_numpy(dtype=float)[paths.rows[there, w]]
    return found


def told(connected: Connected, scales: Sequence[str]) -> Told:
    """What all connected waves tell already: totals of each, and earlier changes."""
    paths = connected.paths
    totals, changes = [], []
    for w, one in enumerate(paths.waves):
        release = connected.releases[one.wave]
        keys = list(group_key(release.groups))
        inside = covers(release.groups, paths, w)
        shown = {scale: set(group_key(release.scales[release.scales["scale"] == scale])) for scale in scales}
        totals += [Total(w, inside[g], frozenset(s for s in scales if key in shown[s])) for g, key in enumerate(keys)]
        if one.wave != connected.wave and len(release.linked):
            changes += _earlier_changes(release, keys, paths, w, inside)
    values = {scale: scores(paths, scale) for scale in scales}
    core = sorted(range(len(paths.waves)), key=lambda w: abs(w - paths.number(connected.wave)))[:_CORE]
    return Told(paths.rows, tuple(sorted(core)), tuple(totals), tuple(changes), values)


def _earlier_changes(release: Release, keys: Sequence[str], paths: Paths, w: int, inside: NDArray[np.bool_]) -> list[Change]:
    """Changes that another wave shows already."""
    earlier = str(release.linked["earlier"].iloc[0])
    v = paths.number(earlier)
    found = []
    for key in dict.fromkeys(group_key(release.linked)):
        g = keys.index(str(key))
        group = release.groups.iloc[[g]]
        found.append(Change(v, w, inside[g] & covers(group, paths, v)[0], 0))
    return found
