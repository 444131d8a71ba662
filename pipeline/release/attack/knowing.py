"""The second attack: by somebody who has the roster and knows how many answered in every cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.headline import NOT_CONVINCED
from pipeline.measure.weight import place_weights
from pipeline.release.attack.answers import HiddenAnswers
from pipeline.release.attack.derived import derived_sets
from pipeline.release.attack.read import Map
from pipeline.release.attack.rounded import half_a_unit, limits_of_count
from pipeline.release.attack.settled import settled
from pipeline.release.attack.told import COUNTS, Told, Weighted
from pipeline.tables import Release

_STANDING: Final = ("reluctant", "undecided", "willing")
_SCORED: Final = ("unfavourable", "neutral", "favourable")
_FAVOURABLE: Final = 5
_WILLING: Final = ("ready_willing", "willing_not_ready")
"""Quadrants that add up to the favourable people of willingness."""
_SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """The narrowest share of reluctant people of any hidden cell (NaN: none is hidden), and sentences for those too narrow."""

    narrowest: float
    found: tuple[str, ...]


def attack_answers(release: Release, instrument: Instrument, answered: pd.DataFrame, places: Map | None = None) -> KnownAnswers:
    """Look for derivable sets of fewer than k people, and bound the reluctant people of every hidden cell.

    answered : columns role, department (and site) and n, how many answered in every cell. places : of the release,
    where it is there.
    """
    places = places or Map(release)
    counts = answered.set_index(list(places.places.columns))["n"]
    people = counts.reindex(_index(places.places), fill_value=0).to_numpy(dtype=np.int64)
    there = np.flatnonzero(people > 0)
    told = _told(places, instrument, there, people[there])
    weighted = _weighted(release, instrument, places.places.iloc[there], people[there])
    hidden = np.flatnonzero(~told.cover[told.cover.sum(axis=1) == 1].any(axis=0))
    names = [places.name(int(cell)) for cell in there]
    found = [
        f"{', '.join(np.array(names)[inside])}: counts and scores of their {told.people[inside].sum()} people follow"
        for inside in derived_sets(told.cover, told.people, hidden, instrument.thresholds.k)
    ]
    open_, weighted, left = settled(told, weighted)
    attacker, asked = HiddenAnswers(open_, weighted), np.searchsorted(left, hidden)  # a hidden cell is never settled
    attacker.look_across(asked)
    found += [
        f"{names[left[one.cell]]}: of {open_.people[one.cell]} people {one.low} to {one.high} are reluctant"
        for one in attacker.narrow(asked)
    ]
    return KnownAnswers(attacker.narrowest(asked), tuple(found))


def _index(places: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(places)


def _told(places: Map, instrument: Instrument, there: NDArray[np.intp], people: NDArray[np.int64]) -> Told:
    """What is written of willingness in every group, over the cells with answers."""
    cuts = (instrument.thresholds.person_reluctant_below, instrument.thresholds.person_willing_from)
    scale = [family for family in places.families("scales") if family.value == instrument.willingness.id]
    low, high = (np.full((len(places.keys), len(COUNTS)), end) for end in (-np.inf, np.inf))
    asked = [(places.families("willingness"), _STANDING, 0), (scale, _SCORED, len(_STANDING))]
    for families, names, first in asked:
        for family in families:
            for at, name in enumerate(names, start=first):
                low[family.groups, at], high[family.groups, at] = limits_of_count(family.figures, name)
    for family in places.families("quadrants"):
        limits = [limits_of_count(family.figures, name) for name in _WILLING]
        favourable, (least, most) = family.groups, (sum(side) for side in zip(*limits, strict=True))
        low[favourable, _FAVOURABLE] = np.maximum(low[favourable, _FAVOURABLE], least)
        high[favourable, _FAVOURABLE] = np.minimum(high[favourable, _FAVOURABLE], most)
    for family in scale:
        total = family.figures["total"]
        low[family.groups, -1], high[family.groups, -1] = total - _SLACK, total + _SLACK
    return Told(places.cover[:, there], people, low, high, cuts)


def _weighted(release: Release, instrument: Instrument, places: pd.DataFrame, people: NDArray[np.int64]) -> tuple[Weighted, ...]:
    """The weighted share and mean score of everybody: the weights follow from the roster and from who answered where."""
    table = release.organisation.weighting
    said = table[table["state"] == "ok"].set_index("measure")["weighted"]
    if release.roster is None or said.empty:
        return ()
    weights = place_weights(places.reset_index(drop=True), people, release.roster, instrument)
    of_cell = weights / (weights @ people)
    half = min(half_a_unit(float(value)) for value in said)
    read = {NOT_CONVINCED: (of_cell * 100, False), instrument.willingness.id: (of_cell, True)}
    return tuple(
        Weighted(weight, float(said[measure]) - half, float(said[measure]) + half, scores)
        for measure, (weight, scores) in read.items()
        if measure in said
    )
