"""Reliability of every construct and driver, whole organisation and larger roles. Specification: docs/methods/reliability.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Item
from pipeline.stats.reliability import MIN_ANSWERS, Items, Reason, Reliability, feldt_interval, scale_reliability
from pipeline.tables import ITEM_STATISTICS, NOT_STATED, RELIABILITY, Scores

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


def reliability(scores: Scores, instrument: Instrument, ordinal: bool = False) -> Tables:
    """Alpha with its interval, omega and every item against the rest of its scale, per construct and driver.

    scores : items keyed 0-100. ordinal : also alpha of polychoric correlations. A scale or item that one to k - 1 people
    answered has no row. Roles have rows only where the scale has a figure there; which of them are shown, the release decides.
    """
    scales, items = [], []
    for role, persons in _parts(scores, instrument):
        for scale in instrument.scales:
            members = instrument.items_of(scale.id)
            answers = scores.items[[item.id for item in members]].to_numpy(dtype=float)[persons]
            found = scale_reliability(answers)
            if role is None or found.status == "ok":
                scales.append(_scale_row(found, scale.id, role, answers, ordinal))
                items.append(_item_rows(found.items, members, role))
    k = instrument.thresholds.k
    of_scales, of_items = pd.DataFrame(scales), pd.concat(items, ignore_index=True)
    return Tables(
        RELIABILITY.check(of_scales[~of_scales["n"].between(1, k - 1)]),
        ITEM_STATISTICS.check(of_items[~of_items["n"].between(1, k - 1)]),
    )


def _parts(scores: Scores, instrument: Instrument) -> Iterator[tuple[str | None, NDArray[np.bool_]]]:
    """Everybody, then every role that may have answers enough."""
    roles = scores.people["role"].to_numpy()
    yield None, np.ones(len(roles), dtype=bool)
    for role in instrument.roles:
        if role.id != NOT_STATED and (inside := roles == role.id).sum() >= MIN_ANSWERS:
            yield role.id, inside


def _scale_row(found: Reliability, scale: str, role: str | None, answers: NDArray[np.float64], ordinal: bool) -> dict[str, Any]:
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
        "ordinal_alpha": _ordinal(answers[:, found.used]) if ordinal and found.status == "ok" else np.nan,
        "convention": _convention(found, role),
    }


def _ordinal(answers: NDArray[np.float64]) -> float:
    from pipeline.stats.polychoric import ordinal_alpha

    return ordinal_alpha(answers).alpha


def _item_rows(found: Items, members: tuple[Item, ...], role: str | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item": [item.id for item in members],
            "role": pd.Series([role] * len(members), dtype="str"),
            "scale": [item.scale for item in members],
            "n": found.n,
            "item_rest": found.item_rest,
            "item_rest_high": found.item_rest_high,
            "aligned_high": found.aligned_high,
            "alpha_if_dropped": found.alpha_if_dropped,
        }
    )


def _convention(found: Reliability, role: str | None) -> str:
    """How missing answers are treated, or why there is no figure."""
    if found.status != "ok":
        return _REASONS[found.reason]
    joint = f"n = {found.joint}" if role is None else f"n = {found.joint // _ROLE_STEP * _ROLE_STEP} or a little more"
    left_out = len(found.used) - int(found.used.sum())
    text = f"missing answers: pairwise covariances; interval from the smallest pair, {joint}"
    text += f"; {left_out} of {len(found.used)} items left out" if left_out else ""
    return text + ("; omega not to be trusted: an item seems to have no error" if found.omega_improper else "")
