"""The choice of groups: exchanges and what was found before spare linear programs and change nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.release.guarded import Candidates, Measure
from pipeline.release.look import Room
from pipeline.release.protect import choose
from pipeline.stats.bounds import UpperBounds

SLACK = 1e-6


def by_programs(candidates: Candidates, persons: Measure, measures: Sequence[Measure]) -> np.ndarray:
    """The rule of docs/methods/release.md, steps 1 to 5, every atom asked of a linear program."""
    cover = candidates.cover
    shown = np.all([measure.fit for measure in measures], axis=0)
    primary, own = (
        shown.copy(),
        [next((g for g in np.flatnonzero(cover[:, a]) if cover[g].sum() == 1), -1) for a in range(len(cover.T))],
    )

    def bounds_of(measure: Measure) -> UpperBounds:
        bounds = UpperBounds(cover, measure.groups, measure.atoms)
        for group in np.flatnonzero(~shown):
            bounds.hide(int(group))
        return bounds

    def unsafe(atom: int, measure: Measure, bounds: UpperBounds) -> bool:
        if bounds.can_hold(atom, measure.threshold - SLACK):
            return False
        if measure.none != "tells":
            return bounds.upper(atom) > SLACK
        if persons.atoms[atom] == 0 and not bounds_of(persons).can_hold(atom, 0.5):
            return False
        bounds.upper(atom)
        return True

    for measure in measures:
        bounds = bounds_of(measure)
        queue = [a for a in range(cover.shape[1]) if own[a] < 0 or not shown[own[a]]]
        bounds.look_around(np.array(queue, dtype=np.intp), measure.threshold - SLACK)
        for atom in queue:
            while unsafe(atom, measure, bounds):
                choice = shown & ~candidates.fixed
                carriers = [g for g in bounds.carriers() if choice[g]] or list(np.flatnonzero(choice))
                if not carriers:
                    break
                worst = min(carriers, key=lambda g: (candidates.priority[g], persons.groups[g], g))
                shown[worst] = False
                bounds.hide(int(worst))
                queue += [a for a in range(len(own)) if own[a] == worst]
    for group in sorted(np.flatnonzero(primary & ~shown), key=lambda g: (-candidates.priority[g], -persons.groups[g], g)):
        shown[group] = True
        hidden = [a for a in range(cover.shape[1]) if own[a] < 0 or not shown[own[a]]]
        shown[group] = not any(unsafe(atom, measure, bounds_of(measure)) for measure in measures for atom in hidden)
    return shown


@pytest.mark.parametrize("seed", range(60))
def test_the_choice_is_that_of_linear_programs_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 6)), int(rng.integers(2, 6))
    index = np.arange(rows * columns)
    margins = [index >= 0, *(index // columns == r for r in range(rows)), *(index % columns == c for c in range(columns))]
    beside = [np.isin(index // columns, rng.choice(rows, 2, replace=False)) for _ in range(int(rng.integers(0, 3)))]
    cover = np.array([*margins, *beside, *np.eye(rows * columns, dtype=bool)])
    rank = np.array([3, *[2] * (rows + columns), *[1] * len(beside), *[0] * len(index)])
    candidates = Candidates(cover, rank, np.arange(len(cover)) == 0)
    people = rng.poisson(rng.gamma(0.6, 8.0, len(index)))

    def measure(atoms: np.ndarray, threshold: float, none: str) -> Measure:
        return Measure(cover @ atoms.astype(float), atoms.astype(float), threshold, none)

    persons = measure(people, 10, "hidden")
    guards = [
        measure(rng.binomial(people, 0.7), 2, "tells"),
        measure((people * rng.uniform(20, 80, len(people))).round(6), 100.0, "tells"),
    ]
    lacking = measure(rng.binomial(people, 0.2), 10, "fine")
    room = Room()
    for measures in ([persons], [persons, guards[0]], [persons, *guards], [persons, lacking, guards[0]]):
        expected = by_programs(candidates, persons, measures)
        assert choose(candidates, persons, measures).tolist() == expected.tolist()
        assert choose(candidates, persons, measures, room=room).tolist() == expected.tolist()
