"""Choose the groups that can be shown: nobody can be cornered in fewer than k people by adding and subtracting.

Rule (docs/methods/release.md): with all published totals known, every atom that is not shown itself could still hold k people
or none. Secondary suppression follows the duals of the linear program; hidden groups that turn out safe are added back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.release.add_back import add_back
from pipeline.release.guarded import Candidates, Measure
from pipeline.release.look import Look, Room
from pipeline.release.suppress import suppress


def choose(
    candidates: Candidates,
    persons: Measure,
    measures: Sequence[Measure],
    *,
    secondary: bool = True,
    room: Room | None = None,
) -> NDArray[np.bool_]:
    """Which groups are published, shape (G,).

    persons : who is counted. measures : what must not be cornered: the persons themselves, persons who are *not* reluctant, …
    room : kept over the choices of one wave it spares what was found before; the choice is the same without.
    """
    room = room or Room()
    shown = np.ones(len(candidates.cover), dtype=bool)
    for measure in measures:
        shown &= measure.fit
    if not secondary:
        return shown
    primary, guilty = shown.copy(), list[Measure]()
    looked = Look(candidates.cover, shown, persons, measures, room)
    for at, measure in enumerate(measures):
        if looked.cornered(at) is not None:
            guilty.append(measure)
            shown = suppress(candidates, measure, persons, shown)
            looked = Look(candidates.cover, shown, persons, measures, room)
    if (primary == shown).all():
        return shown
    # Showing less never harms, so where all is well in the end for the measures that were not in danger, it was well on the way.
    found = add_back(candidates, persons, guilty, shown, primary)
    if (found == shown).all():
        return shown
    looked = Look(candidates.cover, found, persons, measures, room)
    if any(looked.cornered(at) is not None for at, measure in enumerate(measures) if not any(measure is one for one in guilty)):
        return add_back(candidates, persons, measures, shown, primary)
    return found
