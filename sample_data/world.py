"""A made-up organisation: its staff, how they differ, which groups are special and why, and what spoils its survey.

A world names roles, departments, causes and texts; these stand in ``worlds/*.yaml``, never in Python. All randomness comes
from ``World.stream``: one generator per subject, so that a change of one subject leaves the others as they were.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
import pandas as pd
from pydantic import Field, ValidationError

from pipeline.errors import Problem, SetupError, UsageError
from pipeline.instrument.document import read_yaml
from pipeline.instrument.model import Instrument
from pipeline.instrument.part import Id, Part

WORLDS: Final = Path(__file__).parent / "worlds"
PRESETS: Final = tuple(sorted(path.stem for path in WORLDS.glob("*.yaml")))

#: Streams of random numbers, one per subject.
PLANTS, EFFECTS, PERSONS, ITEMS, NOISE, TOPICS, CHOICES, RESPONSE, FIELDWORK, TURNOVER = range(10)

Share = Annotated[float, Field(ge=0, le=1)]


class Plant(Part):
    """A special group. Shifts are in SDs of a person's trait, against everybody else.

    willingness : of every construct of willingness (for ``reluctant`` groups, of their mean). cause : of the constructs of
    the causes. readiness, rest : of every other construct of readiness, of every other construct.
    barriers : per cause, how much more its barriers are ticked (SDs of a latent propensity).
    """

    kind: Literal["role", "department"]
    pattern: Literal["reluctant", "willing_not_ready"]
    causes: tuple[Id, ...]
    willingness: float
    cause: float
    rest: float = 0.0
    readiness: float | None = None
    barriers: tuple[float, ...] = ()


class Latent(Part):
    """How persons differ. SDs are on a trait that has SD 1 within a group; levels are its mean (0 = middle of the answers)."""

    role_sd: float = 0.28
    department_sd: float = 0.22
    interaction_sd: float = 0.15
    effect_correlation: Share = 0.0
    trait_correlation: Share = 0.5
    loading: Share = 0.75
    item_sd: float = 0.25
    acquiescence_sd: float = 0.15
    readiness: float = 0.7
    willingness: float = 0.75
    drivers: float = 0.25
    stability: Share = 0.8
    """Correlation of a person's trait between two waves."""


class TopicModel(Part):
    """Ratings of topics: level of importance of core and of useful topics, level and spread of confidence."""

    core: float = 1.6
    useful: float = 0.4
    confidence: float = 0.45
    need_sd: float = 0.3
    planted_gaps: int = 3
    planted_shift: float = -0.9
    asked_at_most: int = 12


class Wave(Part):
    """One fielding. ``kept_shift``: position of a planted group -> the part of its shifts that is left in this wave."""

    id: str
    first_day: str
    answers: int | None = None
    lift: float = 0.0
    kept_shift: Mapping[int, float] = {}
    changes: Mapping[Id, float] = {}
    """Role or department -> how much every trait of its staff differs from the first wave, in SDs: real change."""
    left: Share = 0.0
    """Share of staff who left since the wave before; as many joined in their places."""
    left_low: float = 0.0
    """How much likelier somebody left the lower their traits are: log odds per SD; 0 = by chance."""
    moved: Share = 0.0
    """Share of staff who changed places with each other since the wave before."""
    split: tuple[Id, ...] = ()
    """Multi-selects that this wave's export writes with one column per option; the others are joined."""


class Texts(Part):
    """What people write into a text question: each with probability ``share``."""

    share: Share
    texts: tuple[str, ...]


class Dirt(Part):
    """Rows that must not count, and careless people among those that do; counts of rows."""

    partial: int = 0
    preview: int = 0
    test: int = 0
    spam: int = 0
    duplicate: int = 0
    duplicate_partial: int = 0
    blank: int = 0
    careless: int = 0
    item_blank: Share = 0.02
    item_not_applicable: Share = 0.015
    not_branched: Share = 0.1
    """Share of people who see items that do not concern their role, and say so."""


class World(Part):
    """Everything about a made-up organisation except what was asked (the instrument)."""

    id: Id
    seed: int = 2026
    answers: int
    staff: Mapping[Id, Mapping[Id, int]]
    plants: tuple[Plant, ...] = ()
    smallest_planted: int = 0
    largest_exposure: Share = 1.0
    reluctant_response: Share = 0.65
    """Propensity to answer in reluctant groups, as a part of everybody else's."""
    latent: Latent = Latent()
    topics: TopicModel = TopicModel()
    waves: tuple[Wave, ...]
    texts: Mapping[Id, Texts] = {}
    other_texts: Texts | None = None
    """What people write into text questions that are not named in ``texts``."""
    contacts: Share = 0.0
    """Share of people who agree to be contacted, where that is asked."""
    test_texts: tuple[str, ...] = ("test",)
    nothing_holds_back: Id | None = None
    in_person_roles: tuple[Id, ...] = ()
    codes: Share = 0.0
    """Share of people who give a personal code, the same in every wave, so that their answers can be linked."""
    dirt: Dirt = Dirt()
    spelling: Mapping[str, float] = {"label": 1.0}

    def stream(self, *subject: int) -> np.random.Generator:
        """Random numbers of one subject; the same for the same seed, whatever else is drawn."""
        return np.random.default_rng([self.seed, *subject])

    def roster(self, instrument: Instrument) -> pd.DataFrame:
        """Columns role, department (ids), staff; one row per cell with staff, in the order of the instrument."""
        departments = [part.id for part in instrument.departments]
        rows = [
            (role.id, department, self.staff[role.id][department])
            for role in instrument.roles
            if role.id in self.staff
            for department in departments
            if self.staff[role.id].get(department, 0) > 0
        ]
        return pd.DataFrame(rows, columns=["role", "department", "staff"])


@dataclass(frozen=True, slots=True)
class Planted:
    """A special group of one organisation."""

    plant: Plant
    group: str

    @property
    def reluctant(self) -> bool:
        return self.plant.pattern == "reluctant"


def load_world(preset: str, seed: int | None = None) -> World:
    """A world of ``worlds/``, with its own seed unless another is given."""
    if preset not in PRESETS:
        raise UsageError(Problem(f"'{preset}' is not a made-up organisation", allowed=", ".join(PRESETS)))
    document = read_yaml(WORLDS / f"{preset}.yaml")
    try:
        world = World.model_validate(document.values)
    except ValidationError as error:
        raise SetupError(Problem(e["msg"], document.where(tuple(e["loc"]))) for e in error.errors()) from None
    return world if seed is None else world.model_copy(update={"seed": seed})


def require_known(world: World, instrument: Instrument) -> None:
    """Raise SetupError with every role, department and cause of the world that the instrument does not have."""
    named = {
        "roles": {*world.staff, *world.in_person_roles},
        "departments": {department for row in world.staff.values() for department in row},
        "causes": {cause for plant in world.plants for cause in plant.causes},
    }
    known = {kind: {part.id for part in getattr(instrument, kind)} for kind in named}
    problems = [
        Problem(f"'{name}' is not among the {kind} of {instrument.id}", f"world {world.id}")
        for kind, names in named.items()
        for name in sorted(names - known[kind])
    ]
    if problems:
        raise SetupError(problems)


def draw_planted(world: World, instrument: Instrument) -> tuple[Planted, ...]:
    """Which groups are special: one way drawn from all ways that the world allows, each as likely as any other."""
    if not world.plants:
        return ()
    roster = world.roster(instrument)
    sizes = {kind: roster.groupby(kind, sort=False)["staff"].sum() for kind in ("role", "department")}
    pools = [sizes[plant.kind][sizes[plant.kind] >= world.smallest_planted].index for plant in world.plants]
    groups = _Groups(roster)
    ways = [
        way
        for names in itertools.product(*pools)
        if len(set(way := tuple(zip((plant.kind for plant in world.plants), names, strict=True)))) == len(way)
        and groups.exposure([one for one, plant in zip(way, world.plants, strict=True) if plant.pattern == "reluctant"])
        <= world.largest_exposure
    ]
    if not ways:
        raise SetupError(Problem("no groups are large and separate enough to be planted", f"world {world.id}"))
    way = ways[int(world.stream(PLANTS).integers(len(ways)))]
    return tuple(Planted(plant, str(group)) for plant, (_, group) in zip(world.plants, way, strict=True))


class _Groups:
    """Roles and departments of a roster as rows of a table of cells."""

    def __init__(self, roster: pd.DataFrame) -> None:
        names = [(kind, str(group)) for kind in ("role", "department") for group in roster[kind].unique()]
        self.row = {name: i for i, name in enumerate(names)}
        self.inside = np.array([(roster[kind] == group).to_numpy() for kind, group in names])
        self.staff = self.inside * roster["staff"].to_numpy()

    def exposure(self, reluctant: list[tuple[str, str]]) -> float:
        """The largest share of any other role or department that is in reluctant groups."""
        rows = [self.row[name] for name in reluctant]
        exposed = self.staff[:, self.inside[rows].any(axis=0)].sum(axis=1) / self.staff.sum(axis=1)
        return float(np.delete(exposed, rows).max(initial=0.0))
