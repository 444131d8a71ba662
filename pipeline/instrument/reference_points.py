"""Whether published means may stand beside a scale: figures that can be true, and a scale that is still the one they are of.

Works on unchecked values, like ``check.py``. Specification: docs/methods/reference_points.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.errors import Problem
from pipeline.instrument.document import Document


def reference_point_problems(values: Mapping[str, Any], document: Document) -> list[Problem]:
    """Means outside their range, and spreads that no answers within it can have."""
    problems = []
    for i, point in enumerate(_list(values.get("reference_points"))):
        low, high, mean, sd, n = (_number(point, name) for name in ("low", "high", "mean", "sd", "n"))
        if low is None or high is None:
            continue  # the model says what is wrong
        if not low < high:
            what = f"low ({low:g}) must be below high ({high:g})"
            problems.append(Problem(what, document.where(("reference_points", i, "low"))))
            continue
        if mean is not None and not low <= mean <= high:
            what, fix = f"the mean {mean:g} lies outside {low:g} to {high:g}", "give the range of the scale as published"
            problems.append(Problem(what, document.where(("reference_points", i, "mean")), fix=fix))
        if sd is not None and n is not None and n >= 2 and sd > (most := _widest(low, high, n)):
            what = f"answers of {n:g} people from {low:g} to {high:g} have no sd of {sd:g}"
            where = document.where(("reference_points", i, "sd"))
            problems.append(Problem(what, where, f"at most {most:.2f}", "give the sd of people, on the same range"))
    return problems


def still_the_same(points: Any, own: Mapping[str, Any], base: Mapping[str, Any], now: Mapping[str, Any]) -> list[Any]:
    """Points of an extended file that still hold in the file that extends it.

    own : the file. base : what it extends. now : the values with its own lists. A point goes where its scale went; one of the
    same items goes where these were left out, added to or reworded.
    """
    added = own.get("add")
    more = _list(added.get("items")) if isinstance(added, dict) else []
    scales = {scale.get("id") for scale in _list(now.get("scales"))}
    items = [*_list(now.get("items")), *more]
    return [
        point
        for point in _list(points)
        if point.get("scale") in scales
        and (point.get("same") != "items" or _items(items, point["scale"]) == _items(_list(base.get("items")), point["scale"]))
    ]


def _items(items: Sequence[Mapping[str, Any]], scale: str) -> list[Mapping[str, Any]]:
    return [item for item in items if item.get("scale") == scale]


def _widest(low: float, high: float, n: float) -> float:
    """The largest sd that n answers within a range can have: half of them at either end."""
    return (high - low) / 2 * math.sqrt(n / (n - 1))


def _number(point: Mapping[str, Any], name: str) -> float | None:
    try:
        number = float(point[name])
    except (KeyError, TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
