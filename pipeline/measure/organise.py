"""What concerns the whole organisation only: put together for ``release/organisation/``, from sums over parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.measure.agreement import agreement
from pipeline.measure.associations import associations
from pipeline.measure.drivers import correlations, drivers
from pipeline.measure.figures import Figures
from pipeline.measure.patterns import Patterns
from pipeline.measure.quality import QualityCounts, quality_table
from pipeline.measure.reliability import reliability
from pipeline.measure.rules import Rules
from pipeline.measure.signals import signals
from pipeline.measure.spread import spread
from pipeline.measure.variant_headlines import variant_headlines
from pipeline.measure.variants import Variant
from pipeline.measure.weight import weighting
from pipeline.tables import COMPARISONS, LINKED_SPREAD, PAIRS, Organisation
from pipeline.tables.tally import Otherwise, Tally


@dataclass(frozen=True, slots=True)
class Organised:
    """The tables of the whole organisation, and people under other decisions by atom. The latter are PRIVATE."""

    organisation: Organisation
    variants: tuple[Otherwise, ...]


def organise(
    tally: Tally,
    figures: Figures,
    quality: QualityCounts,
    variants: tuple[Variant, ...],
    kept: Mapping[str, Patterns],
    how: Rules,
    roster: pd.DataFrame | None,
    ordinal: bool = False,
) -> Organised:
    """Everything about the whole organisation.

    quality : of everybody, with those set aside for careless answers. kept : scale -> patterns of all others, scored or not.
    how : the rules that they are scored by. ``comparisons`` and ``pairs`` stay empty: they need to know which groups are shown.
    """
    instrument, k = how.instrument, how.instrument.thresholds.k
    scored = {scale: found - figures.not_scored[scale] for scale, found in kept.items()}
    found = reliability(scored, instrument, ordinal)
    return Organised(
        Organisation(
            reliability=found.scales,
            item_statistics=found.items,
            spread=spread(tally, k),
            agreement=agreement(tally, instrument),
            quality=quality_table(quality, how.prorated, tally, k),
            weighting=weighting(tally, roster, instrument),
            variants=variant_headlines(tally, variants, instrument),
            signals=signals(scored, kept, tally, figures, how),
            drivers=drivers(figures),
            correlations=correlations(figures, instrument),
            associations=associations(tally, instrument),
            comparisons=COMPARISONS.empty(),
            pairs=PAIRS.empty(),
            linked_spread=LINKED_SPREAD.empty(),
        ),
        tuple(variant.counts for variant in variants),
    )
