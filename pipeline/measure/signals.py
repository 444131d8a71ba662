"""What in the questionnaire or its answers should be looked at before the figures are used. Specification:
docs/methods/alarms.md.

Only signals cross the wall: which item, in which role, on how many people; never who.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.figures import Figures
from pipeline.measure.flipped import CHANCE
from pipeline.measure.lookup import Lookup
from pipeline.measure.patterns import Patterns
from pipeline.measure.rules import Rules
from pipeline.stats.comparisons import adjust
from pipeline.tables import NOT_STATED, SIGNALS
from pipeline.tables.coded import NO_ANSWER
from pipeline.tables.responses import in_points
from pipeline.tables.tally import Tally

_MOST: Final = 0.5
_PILED: Final = 0.8
_FEWEST_PILED: Final = 50
_DIFFERS: Final = 12.5  # half a point of a 1-5 scale, on 0-100
_FALSE_DISCOVERY: Final = 0.05
_CAP: Final = 0.9
_NO_SPREAD: Final = 1e-9


def signals(
    scored: Mapping[str, Patterns], kept: Mapping[str, Patterns], tally: Tally, figures: Figures, how: Rules
) -> pd.DataFrame:
    """SIGNALS of one wave. Which roles are shown, the release decides.

    scored, kept : scale -> patterns of scored people, and of all who are kept. how : for the points of patterns.
    """
    instrument = how.instrument
    rows = [
        *_flipped(figures, instrument),
        *_skipped(kept, figures, instrument),
        *_piled(tally),
        *_differing(scored, how),
    ]
    return SIGNALS.check(pd.DataFrame(rows)) if rows else SIGNALS.empty()


def _row(kind: str, n: int, value: float = np.nan, role: str | None = None, item: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "role": role, "item": item, "n": n, "value": value}


def _flipped(figures: Figures, instrument: Instrument) -> list[dict[str, Any]]:
    """People whose answers run against everybody's: more of them than chance gives, and at least k."""
    from scipy.special import bdtrc

    looked, n = figures.flipped.tolist()
    by_chance = bdtrc(n - 1, looked, CHANCE) if n else 1.0
    return [_row("flipped", n)] if n >= instrument.thresholds.k and by_chance < 0.01 else []


def _skipped(kept: Mapping[str, Patterns], figures: Figures, instrument: Instrument) -> list[dict[str, Any]]:
    """Items that most people of a role left blank, or marked as not applying to them."""
    blank, given = _blank_and_given(kept)
    roles = next(iter(kept.values())).form.roles if kept else ()
    everybody = _people_by_role(kept)
    rows = []
    for role in instrument.roles:
        number = roles.index(role.id) if role.id in roles else -1
        # People who gave up altogether say nothing about an item.
        silent = int(figures.silent[number]) if number >= 0 else 0
        people = int(everybody[number]) - silent if number >= 0 else 0
        if people < instrument.thresholds.k or role.id == NOT_STATED:
            continue
        for place, item in enumerate(instrument.items):
            if not given[item.id]:
                continue
            asked = instrument.applies_to(item, role.id)
            if figures.refused[number, place] / people > _MOST:
                rows.append(_row("not_applicable", people, role=role.id, item=item.id))
            elif asked and (blank[item.id][number] - silent) / people > _MOST:
                rows.append(_row("skipped", people, role=role.id, item=item.id))
    return rows


def _blank_and_given(kept: Mapping[str, Patterns]) -> tuple[dict[str, NDArray[np.float64]], dict[str, bool]]:
    """Item -> people of each role who left it blank, (R,), and whether anybody answered it."""
    blank: dict[str, NDArray[np.float64]] = {}
    given: dict[str, bool] = {}
    for found in kept.values():
        for item, codes in zip(found.form.items, found.codes.T, strict=True):
            blank[item] = np.bincount(
                found.role, weights=found.people * (codes == NO_ANSWER), minlength=len(found.form.roles)
            ).astype(float)
            given[item] = bool((codes > NO_ANSWER).any())
    return blank, given


def _people_by_role(patterns: Mapping[str, Patterns]) -> NDArray[np.float64]:
    """How many there are of each role, (R,): everybody has a pattern on every scale."""
    found = next(iter(patterns.values()))
    return np.bincount(found.role, weights=found.people, minlength=len(found.form.roles)).astype(float)


def _piled(tally: Tally) -> list[dict[str, Any]]:
    """Items where one option takes most of all answers."""
    rows = []
    for item, counts in zip(tally.items.names, tally.items.counts.sum(axis=0)[:, NO_ANSWER + 1 :], strict=True):
        n = int(counts.sum())
        if n >= _FEWEST_PILED and (share := float(counts.max() / n)) >= _PILED:
            rows.append(_row("piled", n, min(share, _CAP), item=item))
    return rows


def _differing(scored: Mapping[str, Patterns], how: Rules) -> list[dict[str, Any]]:
    """Items whose difference between a role and the others departs from the scale's by more than half a point of 1-5.

    And that chance does not explain: tests of all items and roles together, Benjamini-Hochberg at .05.
    """
    instrument = how.instrument
    found = [one for scale in instrument.scales for one in _departures(scored[scale.id], how.lookups[scale.id], instrument)]
    order = {item.id: place for place, item in enumerate(instrument.items)}
    found.sort(key=lambda one: (order[one.item], one.role))
    if not found:
        return []
    sure = adjust([one.p for one in found], "bh") <= _FALSE_DISCOVERY
    return [
        _row("item_differs", one.n, float(np.rint(one.difference)), one.role, one.item)
        for one, is_sure in zip(found, sure, strict=True)
        if is_sure and abs(one.difference) > _DIFFERS
    ]


@dataclass(frozen=True, slots=True)
class _Departure:
    """By how much an item lies above its scale in a role, less what it does in the others; n : of the role."""

    item: str
    role: str
    n: int
    difference: float
    p: float


def _departures(found: Patterns, lookup: Lookup, instrument: Instrument) -> list[_Departure]:
    """Of every item of a scale and every role where k people, and k others, have both."""
    from scipy.special import ndtr

    points, roles = in_points(lookup.of(found.number)), found.form.roles
    stated = [number for number, role in enumerate(roles) if role != NOT_STATED]
    departures = []
    for item, answers in zip(found.form.items, found.answers.T, strict=True):
        beyond = answers - points
        there = ~np.isnan(beyond)
        role, people, x = found.role[there], found.people[there].astype(float), beyond[there]
        here = np.array([np.bincount(role, weights=w, minlength=len(roles)) for w in (people, people * x, people * x * x)])
        n, total, squares = np.stack([here, here.sum(axis=1, keepdims=True) - here], axis=1)
        mean = total / np.maximum(n, 1)
        within = squares - n * mean**2
        # What is left where all are alike is rounding.
        variance = np.where(within > _NO_SPREAD * n, within, 0.0) / np.maximum(n - 1, 1)
        difference, error = mean[0] - mean[1], np.sqrt((variance / np.maximum(n, 1)).sum(axis=0))
        alike = (np.abs(difference) < _NO_SPREAD).astype(float)
        p = np.where(error > 0, 2 * ndtr(-np.abs(difference) / np.where(error > 0, error, 1)), alike)
        departures += [
            _Departure(item, roles[number], int(n[0, number]), float(difference[number]), float(p[number]))
            for number in stated
            if n[:, number].min() >= instrument.thresholds.k
        ]
    return departures
