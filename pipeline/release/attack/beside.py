"""What tables tell about each other, group by group: standing beside scores and quadrants, causes beside barriers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.release.attack.classes import QUADRANTS, SCORED, STANDING, Classes
from pipeline.release.attack.counts import KnownCounts
from pipeline.release.attack.read import Map

_SLACK = 1e-6


def beside_violations(places: Map, instrument: Instrument, known: Mapping[str, KnownCounts]) -> list[str]:
    """Counts given as intervals that follow from other tables of the same group. known : what each table tells."""
    return [*_core(places, instrument, known), *_causes(instrument, known)]


def _core(places: Map, instrument: Instrument, known: Mapping[str, KnownCounts]) -> Iterator[str]:
    limits = instrument.thresholds
    [everybody] = places.families("groups")
    n, scales = everybody.figures["n"], {family.value: family for family in places.families("scales")}
    program = Classes(n, (limits.person_reluctant_below, limits.person_willing_from))
    asked: list[tuple[str, str, Mapping[str, tuple[int, ...]]]] = [("willingness", "", STANDING), ("quadrants", "", QUADRANTS)]
    for which, composite in enumerate(instrument.composites):
        asked.append(("scales", composite.id, SCORED[which]))
        totals = np.full(len(n), np.nan)
        if composite.id in scales:
            totals[scales[composite.id].groups] = scales[composite.id].figures["total"]
        program.scores(which, totals)
    asked = [one for one in asked if one[0] in known and one[1] in known[one[0]].families]
    for table, family, classes in asked:
        counts = known[table]
        f = counts.families.index(family)
        for c, name in enumerate(counts.names):
            shown = counts.shown[:, f]
            program.count(
                classes[name],
                np.where(shown, counts.known.low[:, f, c], -np.inf),
                np.where(shown, counts.known.high[:, f, c], np.inf),
            )
    for table, family, classes in asked:
        counts = known[table]
        f = counts.families.index(family)
        for c, name in enumerate(counts.names):
            low, high = program.bounds(classes[name])
            followed = counts.near_ends[:, f, c] & (high <= low)
            if int(followed.sum()):
                yield f"release/{table}: {int(followed.sum())} hidden count(s) of {name} follow from other tables"


def _causes(instrument: Instrument, known: Mapping[str, KnownCounts]) -> Iterator[str]:
    """Whoever chose a cause chose at least one of its barriers: what one barrier hides may be the rest."""
    if "barriers" not in known or "causes" not in known:
        return
    barriers, causes = known["barriers"], known["causes"]
    chosen, whole = barriers.names.index("chosen"), causes.names.index("chosen")
    of_cause = pd.Series({barrier.id: barrier.cause for barrier in instrument.barriers})
    for c, cause in enumerate(causes.families):
        parts = [f for f, option in enumerate(barriers.families) if of_cause.get(option) == cause]
        low, high = barriers.known.low[:, parts, chosen], barriers.known.high[:, parts, chosen]
        complete = barriers.shown[:, parts].all(axis=1) & causes.shown[:, c] & (len(parts) == int((of_cause == cause).sum()))
        rest = high.sum(axis=1, keepdims=True) - high
        least = np.maximum(low, causes.known.low[:, [c], whole] - rest)
        most = np.minimum(high, causes.known.high[:, [c], whole])
        followed = barriers.near_ends[:, parts, chosen] & complete[:, None] & (most - least < 1 - _SLACK)
        if int(followed.sum()):
            yield f"release/barriers: {int(followed.sum())} hidden count(s) follow from the cause {cause}"
