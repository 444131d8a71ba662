"""What the headlines would be with other decisions: careless answers kept, other rules for missing answers. DECISIONS in short:
told for the whole organisation only, in whole points, and only where nobody or at least k people count one way and not the other.
Specification: docs/methods/careless.md, docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.headline import headline_values, whole_points
from pipeline.measure.score import score
from pipeline.stats.additive import Method
from pipeline.tables import VARIANTS, Responses, Scores

OTHER_RULES: Final[tuple[Method, ...]] = ("half", "eighty", "complete")


@dataclass(frozen=True, slots=True)
class Variant:
    """Scores under another decision, with the people who count only one way. PRIVATE.

    Attributes
    ----------
    name : of the decision.
    scores : as they would be.
    differ : columns as Scores.people: one row per person who counts in one of both and not in the other.
    """

    name: str
    scores: Scores
    differ: pd.DataFrame


def score_variants(
    responses: Responses,
    everybody: Responses,
    excluded: NDArray[np.bool_],
    scores: Scores,
    instrument: Instrument,
    rule: Method = "additive",
) -> tuple[Variant, ...]:
    """Every other decision, scored with the item effects of the published one.

    responses, scores : as published, by ``rule``. everybody, excluded : with those set aside for careless answers.
    """
    found = []
    if excluded.any():
        kept = score(everybody, instrument, rule, scores.effects)
        found.append(Variant("careless_kept", kept, _differ(everybody, np.flatnonzero(~excluded)[scores.rows], kept.rows)))
    for method in OTHER_RULES:
        if method != rule:
            other = score(responses, instrument, method)
            found.append(Variant(method, other, _differ(responses, scores.rows, other.rows)))
    return tuple(found)


def _differ(responses: Responses, one: NDArray[np.integer], other: NDArray[np.integer]) -> pd.DataFrame:
    rows = np.setxor1d(one, other)
    return responses.people.drop(columns=["line", "recorded"]).iloc[rows].reset_index(drop=True)


def variant_headlines(scores: Scores, variants: tuple[Variant, ...], instrument: Instrument) -> pd.DataFrame:
    """VARIANTS: the headline figures as published and otherwise."""
    if not len(scores.people):
        return VARIANTS.empty()
    k, published = instrument.thresholds.k, headline_values(scores, instrument)
    rows = []
    for variant in variants:
        told = len(variant.differ) == 0 or (len(variant.differ) >= k and len(variant.scores.people) >= k)
        otherwise: Mapping[str, NDArray[np.float64]] = headline_values(variant.scores, instrument) if told else {}
        rows += [
            {
                "variant": variant.name,
                "measure": measure,
                "value": whole_points(value.mean()),
                "otherwise": whole_points(otherwise[measure].mean()) if told else np.nan,
                "state": "told" if told else "too_few_differ",
            }
            for measure, value in published.items()
        ]
    return VARIANTS.check(pd.DataFrame(rows)) if rows else VARIANTS.empty()
