"""What needs rows and concerns the whole organisation only: put together for ``release/organisation/``."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.clean.quality import Quality
from pipeline.instrument.model import Instrument
from pipeline.measure.agreement import agreement
from pipeline.measure.associations import associations
from pipeline.measure.drivers import correlations, drivers
from pipeline.measure.quality import quality_counts
from pipeline.measure.reliability import reliability
from pipeline.measure.signals import signals
from pipeline.measure.spread import spread
from pipeline.measure.variants import Variant, score_variants, variant_headlines
from pipeline.measure.weight import weighting
from pipeline.stats.additive import Method
from pipeline.tables import COMPARISONS, LINKED_SPREAD, PAIRS, Organisation, Responses, Scores


@dataclass(frozen=True, slots=True)
class Organised:
    """The tables of the whole organisation, and the scores under other decisions. The latter are PRIVATE."""

    organisation: Organisation
    variants: tuple[Variant, ...]


def organise(
    scores: Scores,
    responses: Responses,
    everybody: Responses,
    quality: Quality,
    roster: pd.DataFrame | None,
    instrument: Instrument,
    rule: Method = "additive",
    ordinal: bool = False,
) -> Organised:
    """Everything about the whole organisation. everybody, quality : with those set aside for careless answers.

    ``comparisons`` and ``pairs`` stay empty: they need to know which groups are shown, and are made by the release.
    """
    k = instrument.thresholds.k
    found = reliability(scores, instrument, ordinal)
    variants = score_variants(responses, everybody, quality.excluded, scores, instrument, rule)
    return Organised(
        Organisation(
            reliability=found.scales,
            item_statistics=found.items,
            spread=spread(scores, k),
            agreement=agreement(scores, instrument),
            quality=quality_counts(quality, scores, k),
            weighting=weighting(scores, roster, instrument),
            variants=variant_headlines(scores, variants, instrument),
            signals=signals(scores, responses, instrument),
            drivers=drivers(scores, instrument),
            correlations=correlations(scores, instrument),
            associations=associations(scores, instrument),
            comparisons=COMPARISONS.empty(),
            pairs=PAIRS.empty(),
            linked_spread=LINKED_SPREAD.empty(),
        ),
        variants,
    )
