"""How people would be scored under other decisions: careless answers kept, other rules for missing answers.

Specification: docs/methods/careless.md, docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.patterns import Patterns
from pipeline.measure.points import mean_of_packed, packed
from pipeline.measure.rules import Rules, answered, rules
from pipeline.stats.additive import Method
from pipeline.tables import Responses
from pipeline.tables.responses import NOT_ASKED

OTHER_RULES: Final[tuple[Method, ...]] = ("half", "eighty", "complete")
CARELESS_KEPT: Final = "careless_kept"


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """How people are scored under another decision.

    Attributes
    ----------
    name : of the decision. how : the rules.
    packed : construct of a composite -> by place in the scale's ``Lookup`` and by decision, (P, decisions), as ``packed`` gives
        points. Decisions whose lookups have the same places share this table.
    column : of the decision in these tables. lacks : scale -> by place in its ``Lookup``, whether there is no score.
    """

    name: str
    how: Rules
    packed: Mapping[str, NDArray[np.int64]]
    column: int
    lacks: Mapping[str, NDArray[np.bool_]]


def other_rules(
    kept: Mapping[str, Patterns],
    everybody: Mapping[str, Patterns] | None,
    how: Rules,
    method: Method,
    responses: Responses,
) -> tuple[Other, ...]:
    """How people are scored under every other decision.

    kept, how : as published, by ``method``. everybody : patterns also of those set aside for careless answers; None where nobody
    is. responses : any part of the wave.
    """
    found, known = {}, answered(kept)
    if everybody is not None:
        # With the item effects of the published scores: a few careless answers must not move everybody's.
        found[CARELESS_KEPT] = rules(everybody, how.instrument, method, how.effects, responses)
    for other in OTHER_RULES:
        if other != method:
            found[other] = rules(kept, how.instrument, other, None, responses, known)
    return _others(found)


def _others(found: Mapping[str, Rules]) -> tuple[Other, ...]:
    lacks = {name: {scale: lookup.points < 0 for scale, lookup in how.lookups.items()} for name, how in found.items()}
    if all(lookup.numbers is None for how in found.values() for lookup in how.lookups.values()):
        packed = _packed(list(found.values()))
        return tuple(Other(name, how, packed, column, lacks[name]) for column, (name, how) in enumerate(found.items()))
    return tuple(Other(name, how, _packed([how]), 0, lacks[name]) for name, how in found.items())


def _packed(several: Sequence[Rules]) -> dict[str, NDArray[np.int64]]:
    found = {}
    for scale in {scale for how in several for composite in how.instrument.composites for scale in composite.scales}:
        points = np.stack([how.lookups[scale].points for how in several], axis=1)
        found[scale] = packed(points, points != NOT_ASKED)
    return found


def composite_of(numbers: Mapping[str, NDArray], other: Other, scales: Sequence[str]) -> NDArray[np.int64]:
    """Points of one composite, by decision of the table, (decisions, n)."""
    looked = (other.packed[scale].take(other.how.lookups[scale].places(numbers[scale]), axis=0) for scale in scales)
    summed = next(looked)
    for more in looked:
        summed += more
    return mean_of_packed(np.ascontiguousarray(summed.T).ravel(), len(scales)).reshape(summed.T.shape)
