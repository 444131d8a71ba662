"""The core family: scales, who is reluctant, and the four quadrants, over one set of contributors.

Which groups show a scale follows docs/methods/release.md: its own persons, those who lack it, and nobody unanimous. A composite
is the mean of its constructs, so it carries their guards too: what one of them withholds cannot be computed from the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.release.counts import Counts, capped, held
from pipeline.release.hidden import keep_hidden
from pipeline.release.identities import without_identities
from pipeline.release.rows import Marks, counted, sums_of, table_of
from pipeline.release.together import keep_together, silent_beside
from pipeline.release.wave import SCORES, Guard, Mask, Wave, room
from pipeline.stats.sums import Sum
from pipeline.tables import QUADRANTS, SCALES, WILLINGNESS
from pipeline.tables.responses import STANDINGS
from pipeline.tables.tally import Counts as People

THREE: Final = ("favourable", "neutral", "unfavourable")
_UNFAVOURABLE: Final = THREE.index("unfavourable")
_FOUR: Final = ("ready_willing", "willing_not_ready", "ready_not_willing", "neither")


@dataclass(frozen=True, slots=True)
class Core:
    """Counts of the core family as they are told apart from their ends, and nothing more. PRIVATE.

    Attributes
    ----------
    names : of the scales. scales, willingness, quadrants : counts. sums : how the groups are made of each other.
    composites : which of the scales are readiness and willingness.
    """

    names: Sequence[str]
    scales: Counts
    willingness: Counts
    quadrants: Counts
    sums: Sequence[Sum]
    composites: Sequence[int]


def core_counts(wave: Wave, core: Mask) -> Core:
    """Which groups show a scale, and their counts. core : the groups that exist."""
    sums = sums_of(wave.lattice, core)
    cap = wave.instrument.thresholds.cap_share
    rank = wave.lattice.rank
    tally = wave.tally
    names = list(tally.scales.names)
    masks = _scale_masks(wave, core)
    shown, everybody = np.stack([masks[name] for name in names], axis=1), wave.everybody[:, None]
    scales = counted(wave, shown, tally.scales.scored, marks_of(THREE, tally.scales.classes), partition=True)
    standing = marks_of(STANDINGS, tally.sides[:, None])
    willingness = counted(wave, core[:, None], everybody, standing, partition=True)
    four = marks_of(_FOUR, tally.quadrants[:, None])
    quadrants = counted(wave, core[:, None], everybody, four, partition=True, whole=True)
    scales, willingness = (held(capped(part, cap), sums, rank) for part in (scales, willingness))
    composites = [names.index(part.id) for part in wave.instrument.composites]
    return Core(names, scales, willingness, capped(quadrants, cap), sums, composites)


def core_tables(wave: Wave, counts: Core) -> dict[str, pd.DataFrame]:
    """Tables ``scales``, ``willingness``, ``quadrants`` of the release; most of the time the solver is at work."""
    scales, willingness, quadrants = counts.scales, counts.willingness, counts.quadrants
    sums, composites, totals = counts.sums, counts.composites, wave.totals
    if wave.secondary:
        scales, willingness = keep_hidden(wave, scales, composites[-1], totals, willingness, quadrants, sums)
    quadrants = held(silent_beside(quadrants, scales, composites), sums, wave.lattice.rank)
    if wave.secondary:
        scales, willingness, quadrants = keep_together(wave, scales, composites, totals, willingness, quadrants, sums)
    return {
        "scales": table_of(SCALES, wave.lattice, scales, {"scale": counts.names}, {"total": totals}),
        "willingness": table_of(WILLINGNESS, wave.lattice, willingness, {}),
        "quadrants": table_of(QUADRANTS, wave.lattice, quadrants, {}),
    }


def marks_of(names: Sequence[str], counts: People) -> Marks:
    """The counts of one table by name. counts : per atom, family and kind of count, (A, F, C)."""
    return {name: counts[:, :, kind] for kind, name in enumerate(names)}


def _scale_masks(wave: Wave, core: Mask) -> dict[str, Mask]:
    """Scale -> groups that show it."""
    tally, limits = wave.tally.scales, wave.instrument.thresholds
    scored, people = tally.scored, int(wave.everybody.sum())
    lacking = people - scored.sum(axis=0)
    masks: dict[str, Mask] = {}
    for scale in np.argsort(lacking, kind="stable"):
        persons = scored[:, scale]
        guards = [*_unanimity(wave, tally.names[scale]), *room(wave.millionths[:, scale], persons, *SCORES, limits)]
        if lacking[scale]:
            guards = [Guard(wave.everybody - persons, wave.k, none_fits=True), *guards]
        shown = wave.published(persons, core, guards, settled=not lacking[scale]) if lacking[scale] < people else core & False
        # Of two scales, the people who have one of them only.
        others = [tally.names.index(other) for other in masks]
        apart = wave.people(persons[:, None] + scored[:, others] - 2 * tally.together[:, scale, others])
        for differ, mask in zip(apart.T, masks.values(), strict=True):
            shown = shown & ~(mask & (differ > 0) & (differ < wave.k))
        masks[tally.names[scale]] = shown
    return without_identities(wave, core, masks) if wave.secondary else masks


def _unanimity(wave: Wave, scale: str) -> Sequence[Guard]:
    """Guards of a scale: its own persons who are not unfavourable, and those of the scales that it could give away."""
    tally, threshold = wave.tally.scales, wave.instrument.thresholds.unanimity
    own = tally.names.index(scale)
    scored, unfavourable = tally.scored[:, own], tally.classes[:, :, _UNFAVOURABLE]
    found = {scale: scored - unfavourable[:, own]}
    for number, composite in enumerate(wave.instrument.composites):
        inside = [part for part in composite.scales if part in tally.names]
        if scale == composite.id:
            # Everybody who is scored has every composite.
            found |= {part: scored - unfavourable[:, tally.names.index(part)] for part in inside}
        elif inside and scale == inside[0]:
            found[composite.id] = scored - tally.beside[:, own, number]
    return [Guard(persons, threshold) for persons in found.values()]
