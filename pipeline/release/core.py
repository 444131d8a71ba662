"""The core family: scales, who is reluctant, and the four quadrants, over one set of contributors.

Which groups show a scale follows docs/methods/release.md: its own persons, those who lack it, and nobody unanimous. A composite
is the mean of its constructs, so it carries their guards too: what one of them withholds cannot be computed from the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Thresholds
from pipeline.release.counts import capped, held
from pipeline.release.hidden import keep_hidden
from pipeline.release.identities import without_identities
from pipeline.release.rows import Marks, counted, sums_of, table_of
from pipeline.release.together import keep_together, silent_beside
from pipeline.release.wave import SCORES, Guard, Mask, Wave, room
from pipeline.tables import QUADRANTS, SCALES, WILLINGNESS


def core_tables(wave: Wave, core: Mask) -> dict[str, pd.DataFrame]:
    """Tables ``scales``, ``willingness``, ``quadrants`` of the release."""
    sums = sums_of(wave.lattice, core)
    cap = wave.instrument.thresholds.cap_share
    rank = wave.lattice.rank
    names = list(wave.scores.scales.columns)
    masks = _scale_masks(wave, core)
    persons = {name: ~np.isnan(_values(wave, name)) for name in names}
    scales = counted(
        wave,
        [masks[name] for name in names],
        [persons[name] for name in names],
        [three(_values(wave, name), wave.instrument.thresholds) for name in names],
        partition=True,
    )
    standing = wave.scores.standing.astype("str").to_numpy()
    marks = {name: standing == name for name in ("reluctant", "undecided", "willing")}
    willingness = counted(wave, [core], [wave.everybody], [marks], partition=True)
    quadrants = counted(wave, [core], [wave.everybody], [_quadrants(wave)], partition=True, whole=True)
    scales, willingness = (held(capped(part, cap), sums, rank) for part in (scales, willingness))
    quadrants = capped(quadrants, cap)
    composites = [names.index(part.id) for part in wave.instrument.composites]
    totals = wave.per_group(np.nan_to_num(wave.scores.scales.to_numpy(dtype=float)))
    if wave.secondary:
        scales, willingness = keep_hidden(wave, scales, composites[-1], totals, willingness, quadrants, sums)
    quadrants = held(silent_beside(quadrants, scales, composites), sums, rank)
    if wave.secondary:
        scales, willingness, quadrants = keep_together(wave, scales, composites, totals, willingness, quadrants, sums)
    return {
        "scales": table_of(SCALES, wave.lattice, scales, {"scale": names}, {"total": totals}),
        "willingness": table_of(WILLINGNESS, wave.lattice, willingness, {}),
        "quadrants": table_of(QUADRANTS, wave.lattice, quadrants, {}),
    }


def three(values: NDArray[np.float64], limits: Thresholds) -> Marks:
    """Favourable, neutral and unfavourable scores, 0-100."""
    high, low = limits.person_willing_from, limits.person_reluctant_below
    with np.errstate(invalid="ignore"):
        return {"favourable": values >= high, "neutral": (values >= low) & (values < high), "unfavourable": values < low}


def _values(wave: Wave, scale: str) -> NDArray[np.float64]:
    return wave.scores.scales[scale].to_numpy(dtype=float)


def _quadrants(wave: Wave) -> Marks:
    limits = wave.instrument.thresholds
    ready = _values(wave, wave.instrument.readiness.id) >= limits.person_ready_from
    willing = _values(wave, wave.instrument.willingness.id) >= limits.person_willing_from
    return {
        "ready_willing": ready & willing,
        "willing_not_ready": ~ready & willing,
        "ready_not_willing": ready & ~willing,
        "neither": ~ready & ~willing,
    }


def _scale_masks(wave: Wave, core: Mask) -> dict[str, Mask]:
    """Scale -> groups that show it."""
    scored = {scale: ~np.isnan(_values(wave, scale)) for scale in wave.scores.scales.columns}
    order = sorted(scored, key=lambda scale: int((~scored[scale]).sum()))
    masks: dict[str, Mask] = {}
    for scale in order:
        persons = scored[scale]
        guards = [*_unanimity(wave, scale), *room(_values(wave, scale), *SCORES, wave.instrument.thresholds)]
        if not persons.all():
            guards = [Guard(~persons, wave.k, none_fits=True), *guards]
        shown = wave.published(persons, core, guards, settled=bool(persons.all())) if persons.any() else core & False
        for other, mask in masks.items():
            differ = wave.people(persons != scored[other])
            shown = shown & ~(mask & (differ > 0) & (differ < wave.k))
        masks[scale] = shown
    return without_identities(wave, core, masks, scored) if wave.secondary else masks


def _unanimity(wave: Wave, scale: str) -> Sequence[Guard]:
    """Guards of a scale: its own persons who are not unfavourable, and those of the scales that it could give away."""
    threshold, low = wave.instrument.thresholds.unanimity, wave.instrument.thresholds.person_reluctant_below
    of = [scale]
    for composite in wave.instrument.composites:
        inside = [part for part in composite.scales if part in wave.scores.scales]
        if scale == composite.id:
            of += inside
        elif inside and scale == inside[0]:
            of.append(composite.id)
    scored = ~np.isnan(_values(wave, scale))
    with np.errstate(invalid="ignore"):
        return [Guard(scored & ~(_values(wave, one) < low), threshold) for one in dict.fromkeys(of)]
