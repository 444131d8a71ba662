"""What may not be compared over time, and why. Specification: docs/methods/comparability.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

import pandas as pd

from pipeline.findings.before import Before
from pipeline.findings.differing import CHANGED_ITEM, PERSON_LIMITS, Difference, between_instruments, scales_with
from pipeline.findings.differing_groups import other_members, other_staff
from pipeline.findings.estimate import SHARED_ITEMS
from pipeline.instrument.model import Instrument
from pipeline.tables import COMPARABILITY, NOT_CONVINCED, Release

MEASURES: Final = ("scale",)
"""Kinds of things that are compared as measures: scales, and the share of those not yet convinced."""
GROUPS: Final = ("role", "department", "site", "rollup")
"""Kinds of things that are groups."""


def comparability(release: Release, instrument: Instrument, before: Before | None) -> pd.DataFrame:
    """COMPARABILITY: everything that differs from the wave before; without rows where there is none."""
    if before is None:
        return COMPARABILITY.empty()
    found = list(between_instruments(before.instrument, instrument))
    found += [*other_members(before.release, release), *other_staff(before.release, release)]
    found += _seen(before, instrument)
    found = list({(one.kind, one.id, one.what): one for one in reversed(found)}.values())[::-1]
    found += _scales(found, before.instrument, instrument)
    if not found:
        return COMPARABILITY.empty()
    rows = [{**asdict(one), "earlier": before.wave, "affects": ";".join(one.affects) or None} for one in found]
    return COMPARABILITY.check(pd.DataFrame(rows))


def not_trended(comparability: pd.DataFrame) -> frozenset[str]:
    """Measures that may not be compared over time: ids of scales and composites, and ``NOT_CONVINCED``."""
    return _ids(comparability, MEASURES)


def groups_not_trended(comparability: pd.DataFrame) -> frozenset[str]:
    """Roles, departments, sites and roll-ups (ids) that are not the same group in both waves."""
    return _ids(comparability, GROUPS)


def _ids(comparability: pd.DataFrame, kinds: tuple[str, ...]) -> frozenset[str]:
    rows = comparability["kind"].isin(kinds) & ~comparability["trended"].astype(bool)
    return frozenset(comparability.loc[rows, "id"])


def _seen(before: Before, instrument: Instrument) -> Iterator[Difference]:
    """What only the two exports tell; an item concerns its scale."""
    if before.seen is None:
        return
    scale_of = {item.id: item.scale for item in instrument.items}
    for row in before.seen.to_dict("records"):
        texts = {name: row[name] if isinstance(row[name], str) else None for name in ("before", "now")}
        affects = scales_with(instrument, scale_of[row["id"]]) if row["kind"] == "item" else ()
        yield Difference(row["kind"], row["id"], row["what"], **texts, trended=bool(row["trended"]), affects=affects)


def _scales(found: list[Difference], before: Instrument, now: Instrument) -> Iterator[Difference]:
    """A row for every measure that is not what it was, with what is left of it; one that is only new or gone is said as such."""
    changed = {one.id for one in found if one.kind == "item" and one.what in CHANGED_ITEM}
    scoring = next((one for one in found if one.kind == "scoring" and not one.trended), None)
    old, new = _items_of(before), _items_of(now)
    judged: dict[str, bool] = {}
    for scale in dict.fromkeys([*new, *old]):
        if scale not in new or scale not in old:
            judged[scale] = False
            labels = (before if scale in old else now).labels()["scale"]
            what = "gone" if scale in old else "new"
            label = labels.get(scale, scale)
            yield Difference("scale", scale, what, label if what == "gone" else None, label if what == "new" else None, False)
            continue
        same, most = len((old[scale] & new[scale]) - changed), max(len(old[scale]), len(new[scale]))
        enough = same >= min(SHARED_ITEMS, most) and 2 * same >= most
        judged[scale] = enough and scoring is None
        if scoring is not None:
            yield Difference("scale", scale, "value", scoring.before, scoring.now, False)
        if same < most:
            yield Difference("scale", scale, "members", str(most), str(same), judged[scale])
    yield from _not_convinced(found, judged, now)


def _not_convinced(found: list[Difference], judged: dict[str, bool], now: Instrument) -> Iterator[Difference]:
    """The share of those not yet convinced, where what it stands on is not what it was."""
    parts = [part for part in (now.willingness.id, now.intention) if not judged.get(part, True)]
    limits = [one for one in found if one.kind == "threshold" and one.id in PERSON_LIMITS]
    if parts:
        yield Difference("scale", NOT_CONVINCED, "members", None, None, False, tuple(parts))
    if limits:
        texts = [", ".join(f"{one.id} {getattr(one, side)}" for one in limits) for side in ("before", "now")]
        yield Difference.between("scale", NOT_CONVINCED, "value", texts, False)


def _items_of(instrument: Instrument) -> dict[str, set[str]]:
    """Scale or composite -> its items."""
    found = {scale.id: {item.id for item in instrument.items_of(scale.id)} for scale in instrument.scales}
    found |= {
        composite.id: set().union(*(found.get(scale, set()) for scale in composite.scales)) for composite in instrument.composites
    }
    return {scale: items for scale, items in found.items() if items}
