"""The second attack: by somebody who has the roster and knows how many answered in every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.headline import NOT_CONVINCED
from pipeline.measure.weight import place_weights
from pipeline.release.attack.answers import HiddenAnswers, Told, Weighted
from pipeline.release.attack.derived import derived_sets
from pipeline.release.attack.people import Map
from pipeline.release.attack.rounded import half_a_unit, narrowed
from pipeline.release.attack.settled import settled
from pipeline.tables import Release, group_key


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
    told = _told(release, instrument, places.cover(group_key(release.groups))[:, there], people[there])
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


def _told(release: Release, instrument: Instrument, cover: NDArray[np.bool_], people: NDArray[np.int64]) -> Told:
    keys = pd.Index(group_key(release.groups))
    limits = instrument.thresholds
    scale = release.scales[release.scales["scale"] == instrument.willingness.id]
    sides = []
    for side, none in (("low", -np.inf), ("high", np.inf)):

        def read(frame: pd.DataFrame, columns: Sequence[str], none: float = none) -> NDArray[np.float64]:
            return frame.set_index(group_key(frame))[list(columns)].reindex(keys).astype(float).fillna(none).to_numpy()

        def counts(frame: pd.DataFrame, names: Sequence[str], side: str = side) -> NDArray[np.float64]:
            return read(narrowed(frame, names), [f"{name}_{side}" for name in names])

        standing = counts(release.willingness, ("reluctant", "undecided", "willing"))
        three = counts(scale, ("unfavourable", "neutral", "favourable"))
        four = counts(release.quadrants, ("ready_willing", "willing_not_ready")).sum(axis=1)
        three[:, 2] = np.maximum(three[:, 2], four) if side == "low" else np.minimum(three[:, 2], four)
        slack = -1e-6 if side == "low" else 1e-6
        sides.append(np.column_stack([standing, three, read(scale, ["total"])[:, 0] + slack]))
    return Told(cover, people, sides[0], sides[1], (limits.person_reluctant_below, limits.person_willing_from))


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
