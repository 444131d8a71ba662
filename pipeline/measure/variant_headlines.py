"""VARIANTS: the headline figures as published, and with other decisions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.measure.headline import headline_totals, totals_of, whole_points
from pipeline.measure.variants import Variant
from pipeline.tables import VARIANTS
from pipeline.tables.tally import Tally


def variant_headlines(tally: Tally, variants: tuple[Variant, ...], instrument: Instrument) -> pd.DataFrame:
    """VARIANTS: the headline figures as published and otherwise."""
    n, k = int(tally.people.sum()), instrument.thresholds.k
    if not n:
        return VARIANTS.empty()
    names = [composite.id for composite in instrument.composites]
    rows = []
    for variant in variants:
        people, differ = int(variant.counts.people.sum()), int(variant.counts.differ.sum())
        told = differ == 0 or (differ >= k and people >= k)
        otherwise = totals_of(variant.counts.sides, variant.totals, names)
        rows += [
            {
                "variant": variant.counts.name,
                "measure": measure,
                "value": whole_points(total.sum() / n),
                "otherwise": whole_points(otherwise[measure].sum() / people) if told else np.nan,
                "state": "told" if told else "too_few_differ",
            }
            for measure, total in headline_totals(tally, instrument).items()
        ]
    return VARIANTS.check(pd.DataFrame(rows)) if rows else VARIANTS.empty()
