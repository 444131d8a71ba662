"""What moves a person's answers: a trait per construct, made of role, department, their interaction and the person."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from sample_data.turnover import persons
from sample_data.world import EFFECTS, PERSONS, Planted, Wave, World

Array = NDArray[np.float64]


def draw_traits(
    world: World, instrument: Instrument, staff: pd.DataFrame, planted: tuple[Planted, ...], wave: int
) -> pd.DataFrame:
    """Staff × constructs and drivers: traits of one wave, SD 1 within a group, higher is better."""
    constructs = [scale.id for scale in instrument.scales]
    fielding = world.waves[wave]
    traits = _levels(world, instrument) + fielding.lift + _group_effects(world, staff, len(constructs), planted)
    traits = traits + _persons(world, len(staff), len(constructs), wave) + _changes(staff, fielding)
    return pd.DataFrame(traits + planted_shifts(instrument, staff, planted, fielding), columns=constructs)


def _changes(staff: pd.DataFrame, fielding: Wave) -> Array:
    """Real change of roles and departments since the first wave, (staff, 1)."""
    found = np.zeros((len(staff), 1))
    for group, change in fielding.changes.items():
        found[(staff["role"] == group) | (staff["department"] == group)] += change
    return found


def _levels(world: World, instrument: Instrument) -> Array:
    latent = world.latent
    inside = dict.fromkeys(instrument.willingness.scales, latent.willingness)
    inside |= dict.fromkeys(instrument.readiness.scales, latent.readiness)
    return np.array([inside.get(scale.id, latent.drivers) for scale in instrument.scales])


def _correlated(rng: np.random.Generator, rows: int, columns: int, correlation: float) -> Array:
    """Standard normal, every two columns equally correlated."""
    common = rng.standard_normal((rows, 1))
    own = rng.standard_normal((rows, columns))
    return np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own


def _group_effects(world: World, staff: pd.DataFrame, constructs: int, planted: tuple[Planted, ...]) -> Array:
    """Effects of role, department and cell. A planted group has its planted shift instead of a random effect."""
    rng, latent = world.stream(EFFECTS), world.latent
    total = np.zeros((len(staff), constructs))
    for kind, sd in (("role", latent.role_sd), ("department", latent.department_sd)):
        positions, groups = pd.factorize(staff[kind])
        effects = sd * _correlated(rng, len(groups), constructs, latent.effect_correlation)
        special = [p.group for p in planted if p.plant.kind == kind]
        effects[np.isin(groups.to_numpy(dtype=object), special)] = 0.0
        total += effects[positions]
    cells, names = pd.factorize(staff["role"] + " " + staff["department"])
    return total + latent.interaction_sd * _correlated(rng, len(names), constructs, latent.effect_correlation)[cells]


def _persons(world: World, size: int, constructs: int, wave: int) -> Array:
    """Own part of the person in every place; later waves keep a part of the first."""
    latent = world.latent
    first = _correlated(world.stream(PERSONS), size, constructs, latent.trait_correlation)
    if wave == 0:
        return first
    first = _of_whoever_is_there(world, first, wave)
    new = _correlated(world.stream(PERSONS, wave), size, constructs, latent.trait_correlation)
    return latent.stability * first + np.sqrt(1 - latent.stability**2) * new


def _of_whoever_is_there(world: World, first: Array, wave: int) -> Array:
    """Own part of the first wave of the people who are in the places now; of joiners, what it would have been."""
    who = persons(world, len(first), wave, first.mean(axis=1))
    later = int(who.max()) + 1 - len(first)
    if later <= 0:
        return first[who]
    joined = _correlated(world.stream(PERSONS, 0, 1), later, first.shape[1], world.latent.trait_correlation)
    return np.concatenate([first, joined])[who]


def persons_of(world: World, constructs: int, places: int, wave: int) -> NDArray[np.intp]:
    """Number of the person in each place, the same in every wave."""
    if wave == 0:
        return np.arange(places)
    first = _correlated(world.stream(PERSONS), places, constructs, world.latent.trait_correlation)
    return persons(world, places, wave, first.mean(axis=1))


def members(staff: pd.DataFrame, one: Planted) -> NDArray[np.bool_]:
    """Who is in a planted group."""
    return (staff[one.plant.kind] == one.group).to_numpy()


def planted_shifts(instrument: Instrument, staff: pd.DataFrame, planted: tuple[Planted, ...], fielding: Wave) -> Array:
    """Staff × constructs: what being in planted groups does. Of several groups, the strongest shift of a construct counts."""
    lowest = np.zeros((len(staff), len(instrument.scales)))
    highest = np.zeros_like(lowest)
    for position, one in enumerate(planted):
        shifts = fielding.kept_shift.get(position, 1.0) * construct_shifts(instrument, one)
        inside = members(staff, one)
        lowest[inside] = np.minimum(lowest[inside], shifts)
        highest[inside] = np.maximum(highest[inside], shifts)
    return lowest + highest


def construct_shifts(instrument: Instrument, one: Planted) -> Array:
    """Per construct: the shift of one planted group.

    Where a cause of reluctance is itself a part of willingness, the other parts are shifted less, so that willingness as a
    whole has the plant's shift and the cause still stands out.
    """
    plant = one.plant
    causes = {cause.id: cause.scales for cause in instrument.causes}
    caused = {scale for cause in plant.causes for scale in causes[cause]}
    parts = instrument.willingness.scales
    inside = [scale for scale in parts if scale in caused]
    others = len(parts) - len(inside)
    other = plant.willingness if not others else (plant.willingness * len(parts) - plant.cause * len(inside)) / others
    readiness = plant.rest if plant.readiness is None else plant.readiness
    shifts = dict.fromkeys([scale.id for scale in instrument.scales], plant.rest)
    shifts |= dict.fromkeys(instrument.readiness.scales, readiness) | dict.fromkeys(parts, other)
    shifts |= dict.fromkeys(sorted(caused), plant.cause)
    return np.array([shifts[scale.id] for scale in instrument.scales])
