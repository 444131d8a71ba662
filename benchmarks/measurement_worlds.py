"""Made-up answers with a known truth, for the figures of ``measurement``: METHODS C, D and E. Not a model of any hospital."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def five_points(latent: Array, cuts: Array) -> Array:
    """Answers 1 to 5 from latent values: one more than the number of cuts below. cuts : one row of four per item."""
    return 1.0 + (latent[..., None] > cuts).sum(axis=-1)


def cuts(rng: np.random.Generator, items: int, spread: float = 0.4) -> Array:
    """Four cuts per item; items differ in how easily they are agreed to."""
    return np.array([-1.5, -0.6, 0.3, 1.2]) + rng.normal(0, spread, (items, 1))


def scale_answers(
    rng: np.random.Generator,
    people: int,
    items: int,
    loading: float = 0.7,
    shift: Array | None = None,
    difficulty: float = 0.4,
) -> Array:
    """Answers to one scale: one trait of SD 1, moved by ``shift`` per person; items load alike and differ in difficulty."""
    trait = rng.normal(0, 1, people) + (0 if shift is None else shift)
    latent = loading * trait[:, None] + np.sqrt(1 - loading**2) * rng.normal(0, 1, (people, items))
    return five_points(latent, cuts(rng, items, difficulty))


@dataclass(frozen=True, slots=True)
class CarelessWorld:
    """Raw answers (persons × 24, four scales of six) who was careless and how (``honest`` or the kind), and seconds."""

    answers: Array
    scale: NDArray[np.int64]
    reverse: NDArray[np.bool_]
    kind: NDArray[np.str_]
    seconds: Array
    attention_failed: NDArray[np.bool_]


KINDS = ("random", "straight", "slips", "half")
_SHARES = (0.3, 0.3, 0.2, 0.2)


def careless_world(
    rng: np.random.Generator, people: int = 1_000, careless: float = 0.1, reversed_items: bool = True
) -> CarelessWorld:
    """METHODS C: 10 % careless of four kinds, 3 % honest people who reject almost everything, quickly."""
    scale = np.repeat(np.arange(4), 6)
    reverse = np.tile([False, False, True, False, False, True] if reversed_items else [False] * 6, 4)
    general = rng.normal(0, 1, (people, 1))
    trait = np.sqrt(0.5) * general + np.sqrt(0.5) * rng.normal(0, 1, (people, 4))
    latent = 0.75 * trait[:, scale] + np.sqrt(1 - 0.75**2) * rng.normal(0, 1, (people, 24))
    keyed = five_points(latent, cuts(rng, 24))
    kind = np.array(["honest"] * people, dtype="<U10")
    kind[rng.random(people) < 0.03] = "rejector"
    rejector = kind == "rejector"
    keyed[rejector] = np.where(rng.random((int(rejector.sum()), 24)) < 0.92, 1.0, 2.0)
    raw = np.where(reverse, 6 - keyed, keyed)
    who = rng.permutation(people)[: round(careless * people)]
    kind[who] = rng.choice(KINDS, len(who), p=_SHARES)
    raw = _spoilt(rng, raw, kind)
    typical = np.select([kind == "rejector", np.isin(kind, KINDS[:3])], [3.2, 2.0], default=5.0)
    seconds = 24 * typical * np.exp(rng.normal(0, 1 / 3, people))
    failed = rng.random(people) < np.where(np.isin(kind, KINDS), 0.7, 0.04)
    return CarelessWorld(raw, scale, reverse, kind, seconds, failed)


def _spoilt(rng: np.random.Generator, raw: Array, kind: NDArray[np.str_]) -> Array:
    size = raw.shape
    anything = rng.integers(1, 6, size).astype(float)
    line = np.repeat(rng.integers(1, 6, (size[0], 1)).astype(float), size[1], axis=1)
    slipping = np.where(rng.random(size) < 0.15, np.clip(line + rng.choice([-1, 1], size), 1, 5), line)
    late = np.where(np.arange(size[1]) >= size[1] // 2, anything, raw)
    choices = {"random": anything, "straight": line, "slips": slipping, "half": late}
    for name, spoilt in choices.items():
        raw = np.where((kind == name)[:, None], spoilt, raw)
    return raw


@dataclass(frozen=True, slots=True)
class StaffWorld:
    """METHODS E: everybody on a roster, with score (1-5), role, department, and whether the person answered."""

    score: Array
    role: NDArray[np.int64]
    department: NDArray[np.int64]
    answered: NDArray[np.bool_]


RESPONSE = ("equal", "by role and department", "low where reluctant", "reluctant people silent")


def staff_world(rng: np.random.Generator, response: str, staff: int = 1_333) -> StaffWorld:
    """12 roles × 10 departments of unequal size, half of the staff answers; SDs of role, department, both: .28, .22, .15."""
    sizes = rng.dirichlet(np.full(12, 2.0)), rng.dirichlet(np.full(10, 2.0))
    role, department = (rng.choice(len(size), staff, p=size) for size in sizes)
    effects = rng.normal(0, 0.28, 12), rng.normal(0, 0.22, 10), rng.normal(0, 0.15, (12, 10))
    group = effects[0][role] + effects[1][department]
    latent = group + effects[2][role, department] + rng.normal(0, 1, staff)
    score = np.clip(3.3 + 0.9 * latent, 1, 5)
    leaning = {
        "equal": np.zeros(staff),
        "by role and department": rng.normal(0, 0.5, 12)[role] + rng.normal(0, 0.5, 10)[department],
        "low where reluctant": 1.3 * group,
        "reluctant people silent": 0.6 * (latent - latent.mean()),
    }[response]
    chance = 1 / (1 + np.exp(-(leaning - leaning.mean())))
    return StaffWorld(score, role, department, rng.random(staff) < chance)
