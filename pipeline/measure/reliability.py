"""Reliability of every construct and driver, whole organisation and larger roles. Specification: docs/methods/reliability.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Item
from pipeline.measure.patterns import Patterns
from pipeline.stats.reliability import (
    MIN_ANSWERS,
    Items,
    Reason,
    Reliability,
    feldt_interval,
    pattern_moments,
    scale_reliabilities,
)
from pipeline.tables import ITEM_STATISTICS, NOT_STATED, RELIABILITY

_REASONS: Final[Mapping[Reason, str]] = {
    "few_items": "fewer than two items with differing answers",
    "few_answers": f"fewer than {MIN_ANSWERS} answers",
    "no_variance": "the answers to the items do not vary together",
}
#: The interval of a role's alpha is from its answers rounded down to tens, so that it tells nobody how many left an item out.
_ROLE_STEP: Final = 10


@dataclass(frozen=True, slots=True)
class Tables:
    """``scales`` is RELIABILITY, ``items`` ITEM_STATISTICS; whole organisation first, then roles with 50 answers."""

    scales: pd.DataFrame
    items: pd.DataFrame


def reliability(scored: Mapping[str, Patterns], instrument: Instrument, ordinal: bool = False) -> Tables:
    """Alpha with its interval, omega and every item against the rest of its scale, per construct and driver.

    scored : scale -> patterns of scored people. ordinal : also alpha of polychoric correlations. A scale or item that one to
    k - 1 people answered has no row. Roles have rows only where the scale has a figure there; which of them are shown, the
    release decides.
    """
    answers = {scale: found.answers for scale, found in scored.items()}
    parts = [
        (role, scale, answers[scale.id][rows], scored[scale.id].people[rows])
        for role in (None, *_larger_roles(scored, instrument))
        for scale in instrument.scales
        for rows in [_rows(scored[scale.id], role)]
    ]
    scales, items = [], []
    known = [pattern_moments(patterns, people) for _, _, patterns, people in parts]
    for (role, scale, patterns, people), found in zip(parts, scale_reliabilities(known), strict=True):
        if role is None or found.status == "ok":
            alpha = np.nan
            if ordinal and found.status == "ok":
                alpha = _ordinal(patterns[:, found.used], people)
            scales.append(_scale_row(found, scale.id, role, alpha))
            items += _item_rows(found.items, instrument.items_of(scale.id), role)
    k = instrument.thresholds.k
    of_scales, of_items = pd.DataFrame(scales), pd.DataFrame(items)
    return Tables(
        RELIABILITY.check(of_scales[~of_scales["n"].between(1, k - 1)]),
        ITEM_STATISTICS.check(of_items[~of_items["n"].between(1, k - 1)]),
    )


def _larger_roles(scored: Mapping[str, Patterns], instrument: Instrument) -> list[str]:
    """Every role that may have answers enough."""
    found = next(iter(scored.values()))
    roles = found.form.roles
    people = np.bincount(found.role, weights=found.people, minlength=len(roles))
    larger = {role for role, n in zip(roles, people, strict=True) if n >= MIN_ANSWERS and role != NOT_STATED}
    return [role.id for role in instrument.roles if role.id in larger]


def _rows(found: Patterns, role: str | None) -> slice:
    """Where the patterns of a role stand, or all; they are sorted by role."""
    if role is None:
        return slice(None)
    number = found.form.roles.index(role)
    return slice(*np.searchsorted(found.role, [number, number + 1]).tolist())


def _scale_row(found: Reliability, scale: str, role: str | None, ordinal_alpha: float) -> dict[str, Any]:
    used = int(found.used.sum()) if found.status == "ok" else len(found.used)
    low, high = found.low, found.high
    if role is not None:
        limits = feldt_interval(found.alpha, found.joint // _ROLE_STEP * _ROLE_STEP, used)
        low, high = limits.low, limits.high
    return {
        "scale": scale,
        "role": role,
        "items": used,
        "n": found.persons,
        "alpha": found.alpha,
        "alpha_low": low,
        "alpha_high": high,
        "omega": found.omega,
        "spearman_brown": found.spearman_brown,
        "ordinal_alpha": ordinal_alpha,
        "convention": _convention(found, role),
    }


def _ordinal(answers: NDArray[np.float64], people: NDArray[np.int64]) -> float:
    from pipeline.stats.polychoric import ordinal_alpha

    return ordinal_alpha(answers, people).alpha


def _item_rows(found: Items, members: tuple[Item, ...], role: str | None) -> list[dict[str, Any]]:
    columns = (found.n, found.item_rest, found.item_rest_high, found.aligned_high, found.alpha_if_dropped)
    names = ("n", "item_rest", "item_rest_high", "aligned_high", "alpha_if_dropped")
    return [
        {"item": item.id, "role": role, "scale": item.scale} | dict(zip(names, row, strict=True))
        for item, row in zip(members, zip(*(column.tolist() for column in columns), strict=True), strict=True)
    ]


def _convention(found: Reliability, role: str | None) -> str:
    """How missing answers are treated, or why there is no figure."""
    if found.status != "ok":
        return _REASONS[found.reason]
    joint = f"n = {found.joint}" if role is None else f"n = {found.joint // _ROLE_STEP * _ROLE_STEP} or a little more"
    left_out = len(found.used) - int(found.used.sum())
    text = f"missing answers: pairwise covariances; interval from the smallest pair, {joint}"
    text += f"; {left_out} of {len(found.used)} items left out" if left_out else ""
    return text + ("; omega not to be trusted: an item seems to have no error" if found.omega_improper else "")
