"""What in the questionnaire or its answers should be looked at before the figures are used. Specification:
docs/methods/alarms.md.

Only signals cross the wall: which item, in which role, on how many people; never who.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.measure.score import asked_items
from pipeline.stats.careless import profile_correlation
from pipeline.stats.comparisons import adjust
from pipeline.tables import NOT_STATED, SIGNALS, Responses, Scores

_MOST: Final = 0.5
_PILED: Final = 0.8
_FEWEST_PILED: Final = 50
_DIFFERS: Final = 12.5  # half a point of a 1-5 scale, on 0-100
_FALSE_DISCOVERY: Final = 0.05
_FLIPPED_P: Final = 0.005  # one-sided, per person
_FEWEST_ITEMS: Final = 10
_CAP: Final = 0.9


def signals(scores: Scores, responses: Responses, instrument: Instrument) -> pd.DataFrame:
    """SIGNALS of one wave. responses : those that were scored, as kept. Which roles are shown, the release decides."""
    rows = [
        *_flipped(scores, instrument),
        *_skipped(responses, instrument),
        *_piled(scores),
        *_differing(scores, instrument),
    ]
    return SIGNALS.check(pd.DataFrame(rows)) if rows else SIGNALS.empty()


def _row(kind: str, n: int, value: float = np.nan, role: str | None = None, item: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "role": role, "item": item, "n": n, "value": value}


def _flipped(scores: Scores, instrument: Instrument) -> list[dict[str, Any]]:
    """People whose answers run against everybody's: more of them than chance gives, and at least k."""
    from scipy.special import bdtrc, ndtri

    answers = scores.items.to_numpy(dtype=float)
    count = (~np.isnan(answers)).sum(axis=1)
    r = profile_correlation(answers)
    looked = (count >= _FEWEST_ITEMS) & ~np.isnan(r)
    with np.errstate(divide="ignore"):
        against = np.arctanh(np.clip(r[looked], -1, 1)) < ndtri(_FLIPPED_P) / np.sqrt(count[looked] - 3)
    n = int(against.sum())
    by_chance = bdtrc(n - 1, int(looked.sum()), _FLIPPED_P) if n else 1.0
    return [_row("flipped", n)] if n >= instrument.thresholds.k and by_chance < 0.01 else []


def _skipped(responses: Responses, instrument: Instrument) -> list[dict[str, Any]]:
    """Items that most people of a role left blank, or marked as not applying to them."""
    items = [item for item in instrument.items if responses.ratings[item.id].notna().any()]
    ids = [item.id for item in items]
    given = responses.ratings[ids].notna().to_numpy(dtype=bool)
    refused = responses.not_applicable[ids].to_numpy(dtype=bool)
    asked = asked_items(responses, instrument)[ids].to_numpy(dtype=bool)
    roles = responses.people["role"].to_numpy()
    rows = []
    for role in instrument.roles:
        inside = roles == role.id
        # People who gave up altogether say nothing about an item.
        inside &= (given | refused).any(axis=1)
        people = int(inside.sum())
        if people < instrument.thresholds.k or role.id == NOT_STATED:
            continue
        blank = (asked & ~given)[inside].mean(axis=0)
        not_for_us = refused[inside].mean(axis=0)
        for j, item in enumerate(items):
            if not_for_us[j] > _MOST:
                rows.append(_row("not_applicable", people, role=role.id, item=item.id))
            elif blank[j] > _MOST:
                rows.append(_row("skipped", people, role=role.id, item=item.id))
    return rows


def _piled(scores: Scores) -> list[dict[str, Any]]:
    """Items where one option takes most of all answers."""
    rows = []
    for item in scores.items.columns:
        answers = scores.items[item].dropna()
        if len(answers) >= _FEWEST_PILED and (share := answers.value_counts().iloc[0] / len(answers)) >= _PILED:
            rows.append(_row("piled", len(answers), min(float(share), _CAP), item=str(item)))
    return rows


def _differing(scores: Scores, instrument: Instrument) -> list[dict[str, Any]]:
    """Items whose difference between a role and the others departs from the scale's by more than half a point of 1-5.

    And that chance does not explain: tests of all items and roles together, Benjamini-Hochberg at .05.
    """
    from scipy.special import ndtr

    roles = scores.people["role"].to_numpy()
    found: list[tuple[str, str, int, float, float]] = []
    for item in instrument.items:
        beyond = (scores.items[item.id] - scores.scales[item.scale]).to_numpy(dtype=float)
        answered = ~np.isnan(beyond)
        for role in np.unique(roles[answered]):
            here, there = beyond[answered & (roles == role)], beyond[answered & (roles != role)]
            if role == NOT_STATED or min(len(here), len(there)) < instrument.thresholds.k:
                continue
            difference = float(here.mean() - there.mean())
            error = float(np.sqrt(here.var(ddof=1) / len(here) + there.var(ddof=1) / len(there)))
            p = float(2 * ndtr(-abs(difference) / error)) if error > 0 else float(difference == 0)
            found.append((item.id, str(role), len(here), difference, p))
    if not found:
        return []
    sure = adjust([p for *_, p in found], "bh") <= _FALSE_DISCOVERY
    return [
        _row("item_differs", n, float(np.rint(difference)), role, item)
        for (item, role, n, difference, _), is_sure in zip(found, sure, strict=True)
        if is_sure and abs(difference) > _DIFFERS
    ]
