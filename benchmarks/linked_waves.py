"""Made-up organisations over several waves, people linked: some leave, join, change places, stay silent or give no code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.organisations import NOTHING, Kind, assembled, instrument_of, release_of, table_of
from pipeline.instrument.model import Instrument
from pipeline.measure.linked import Observed, Paths, follow
from pipeline.release.linked import Connected, with_linked
from pipeline.tables import Release, Scores

NAMES = ("2026-11", "2027-02", "2027-05", "2027-08")
_SPREAD, _CHANGE = 18.0, 9.0


@dataclass(frozen=True)
class Habits:
    """Shares: of staff who answer, of people who give a code, of staff who leave (and join) and who change places, per wave."""

    answer: float = 0.7
    code: float = 0.7
    left: float = 0.08
    moved: float = 0.03


@dataclass(frozen=True)
class Waves:
    """Scores per wave, and who is behind each row ("" where no code was given)."""

    instrument: Instrument
    scores: tuple[Scores, ...]
    person: tuple[np.ndarray, ...]

    def observed(self) -> list[Observed]:
        return [
            Observed(name, person, scores.people, scores.scales, scores.standing.to_numpy(dtype=object))
            for name, scores, person in zip(NAMES, self.scores, self.person, strict=False)
        ]

    def paths(self, waves: int) -> Paths:
        return follow(self.observed()[:waves])


def made_waves(kind: Kind, rows: int, columns: int, staff: int, waves: int, seed: int, habits: Habits | None = None) -> Waves:
    """One organisation over so many waves."""
    habits = habits or Habits()
    rng = np.random.default_rng([20261126, seed, rows, columns, staff])
    instrument = instrument_of(rows, columns, kind)
    counts = table_of(rows, columns, staff, rng)
    place = np.repeat(np.arange(counts.size), counts.ravel())
    who, people = np.arange(len(place)), len(place)
    level = rng.normal(62, _SPREAD, len(place))
    effect = rng.normal(0, 6, counts.size)
    code = rng.random(len(place)) < habits.code
    scores, persons = [], []
    for wave in range(waves):
        if wave:
            gone = rng.random(len(place)) < habits.left
            who = np.where(gone, people + np.cumsum(gone) - 1, who)
            people += int(gone.sum())
            level = np.where(gone, rng.normal(62, _SPREAD, len(place)), level + rng.normal(0, _CHANGE, len(place)))
            code = np.where(gone, rng.random(len(place)) < habits.code, code)
            moving = np.flatnonzero(rng.random(len(place)) < habits.moved)
            place = place.copy()
            place[moving] = place[np.roll(moving, 1)]
        there = rng.random(len(place)) < habits.answer
        scores.append(_scored(instrument, place[there], columns, level[there] + effect[place[there]], rng))
        names = np.array([f"p{one}" for one in who], dtype=object)
        persons.append(np.where(code, names, "")[there])
    return Waves(instrument, tuple(scores), tuple(persons))


def _scored(instrument: Instrument, place: np.ndarray, columns: int, base: np.ndarray, rng: np.random.Generator) -> Scores:
    people = pd.DataFrame(
        {
            "role": np.array([role.id for role in instrument.roles], dtype=object)[place // columns],
            "department": np.array([d.id for d in instrument.departments], dtype=object)[place % columns],
        }
    )
    if "site" in instrument.axes:
        people["site"] = [f"s{s}" for s in (place % columns) % 4]
    scales = pd.DataFrame({s.id: np.clip(base + rng.normal(0, 10, len(base)), 0, 100).round(2) for s in instrument.scales})
    for composite in instrument.composites:
        scales[composite.id] = scales[list(composite.scales)].mean(axis=1)
    return assembled(instrument, people, scales)


def released(made: Waves, *, audited: bool = True) -> dict[str, Release]:
    """The releases of all waves, each linked with the one before."""
    found: dict[str, Release] = {}
    for number, scores in enumerate(made.scores):
        release = release_of(scores, None, made.instrument, NOTHING)
        if number:
            found[NAMES[number]] = release
            release = with_linked(connected(made, found, number), made.instrument, audited=audited)
        found[NAMES[number]] = release
    return found


def connected(made: Waves, releases: dict[str, Release], number: int) -> Connected:
    """A wave with all before it."""
    return Connected(NAMES[number], NAMES[number - 1], made.paths(number + 1), dict(releases))


def wave_names(made: Waves) -> Sequence[str]:
    return NAMES[: len(made.scores)]
