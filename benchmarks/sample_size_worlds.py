"""Made-up waves through the real release and the rule of the findings: which roles were shown, and which of them flagged.

In one kind of wave one role has a planted share and the others lie where the sample-size page assumes them; in the other
every role has one of five planted shares. Who answers does not depend on what they think.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from benchmarks.organisations import assembled, instrument_of, release_of
from benchmarks.reluctance_worlds import scores_of
from pipeline.findings.reluctance import LABELS, label_ranks, told_of
from pipeline.instrument.model import Instrument
from pipeline.stats.flag_chances import marked

CENTER = (24, 36, 50, 64, 90, 120)
SMALL = (8, 14, 22, 40)
DEPARTMENTS = (0.1, 0.15, 0.2, 0.25, 0.3)
MIXED = (0.4, 0.45, 0.5, 0.55, 0.65)
MIXED_RESPONSE = 0.6
OTHERS = 0.3
_SPREAD = 0.48
"""Of the logits of roles: 10 points of the share, as is assumed."""
_LEVELS = (0.0, 0.33, 0.6)
_POOL = 4000


@dataclass(frozen=True, slots=True)
class Setting:
    """A roster, the number of a role of it, how many answer, and the share that is planted."""

    name: str
    sizes: tuple[int, ...]
    target: int
    response: float
    share: float

    @property
    def staff(self) -> int:
        """Of the role."""
        return self.sizes[self.target]


SETTINGS = (
    Setting("center", CENTER, 0, 0.6, 0.55),
    Setting("center", CENTER, 0, 0.6, 0.65),
    Setting("center", CENTER, 3, 0.6, 0.55),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One wave.

    Attributes
    ----------
    n, count : of the role: who answered, and who of them is reluctant. shown, flagged : what became of it.
    others, falsely : roles beside it that were shown and are truly at the cut or below; of them, those that were flagged.
    """

    n: int
    count: int
    shown: bool
    flagged: bool
    others: int
    falsely: int


@dataclass(frozen=True, slots=True)
class Mixed:
    """One role of a wave in which all have planted shares. n, count : who answered, and who of them is reluctant."""

    role: int
    share: float
    n: int
    count: int
    shown: bool
    flagged: bool


@cache
def instrument_for(sizes: tuple[int, ...]) -> Instrument:
    return instrument_of(len(sizes), len(DEPARTMENTS), "two_way")


@cache
def roster_of(sizes: tuple[int, ...]) -> pd.DataFrame:
    """Roles of these sizes, spread over the departments; the smallest lie in two of them."""
    instrument, rows = instrument_for(sizes), []
    for number, size in enumerate(sizes):
        weights = np.roll(DEPARTMENTS if size >= 30 else (0.6, 0.4, 0, 0, 0), number)
        parts = np.diff(np.rint(np.cumsum(weights) * size), prepend=0).astype(int)
        rows += [(instrument.roles[number].id, instrument.departments[at].id, int(n)) for at, n in enumerate(parts) if n]
    return pd.DataFrame(rows, columns=["role", "department", "staff"])


@cache
def profiles(sizes: tuple[int, ...]) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Scores of people who answered items on five points, and who of them is reluctant."""
    rng, here = np.random.default_rng(5), np.zeros(_POOL, dtype=int)
    scores = scores_of(rng, instrument_for(sizes), here, here, rng.choice(_LEVELS, _POOL))
    return scores.scales, (scores.standing == "reluctant").to_numpy()


def labelled(
    sizes: tuple[int, ...], reluctant: NDArray[np.bool_], answered: NDArray[np.bool_], rng: np.random.Generator
) -> dict[int, bool]:
    """Number of every role that the release shows by itself -> whether it is flagged.

    reluctant, answered : of all staff, (N,).
    """
    instrument, roster = instrument_for(sizes), roster_of(sizes)
    people = staff_of(sizes)
    pool, of_pool = profiles(sizes)
    row = np.where(reluctant, *(rng.choice(np.flatnonzero(of_pool == kind), len(people)) for kind in (True, False)))
    scores = assembled(instrument, people[answered].reset_index(drop=True), pool.iloc[row[answered]].reset_index(drop=True))
    told = told_of(release_of(scores, roster, instrument))
    labels = label_ranks(told.known, told.facts["staff"].to_numpy(dtype=float), instrument.thresholds, 0)
    roles = np.flatnonzero(told.frame["grouping"] == "role")
    number = told.frame["role"].iloc[roles].str.removeprefix("r").astype(int)
    return dict(zip(number.tolist(), (labels[roles] == LABELS.index("priority")).tolist(), strict=True))


@cache
def staff_of(sizes: tuple[int, ...]) -> pd.DataFrame:
    """One row per person."""
    roster = roster_of(sizes)
    return roster.loc[np.repeat(roster.index, roster["staff"]), ["role", "department"]].reset_index(drop=True)


@cache
def role_of(sizes: tuple[int, ...]) -> NDArray[np.int64]:
    """Number of the role of every person."""
    return staff_of(sizes)["role"].str.removeprefix("r").to_numpy(dtype=np.int64)


def planted(role: NDArray[np.int64], number: int, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Who of a role is reluctant: exactly so many."""
    staff = int((role == number).sum())
    return rng.permutation(staff) < marked(share, staff)


def wave(setting: Setting, rng: np.random.Generator) -> Seen:
    """Draw one wave in which one role stands out, and put it through the release."""
    role, staff = role_of(setting.sizes), np.array(setting.sizes)
    level = expit(logit(OTHERS) + rng.normal(0, _SPREAD, len(staff)))
    reluctant = rng.random(len(role)) < level[role]
    own = role == setting.target
    reluctant[own] = planted(role, setting.target, setting.share, rng)
    answered = rng.random(len(role)) < setting.response
    flags = labelled(setting.sizes, reluctant, answered, rng)
    calm = np.bincount(role[reluctant], minlength=len(staff)) <= 0.4 * staff
    others = [flagged for number, flagged in flags.items() if number != setting.target and calm[number]]
    n, count = int((own & answered).sum()), int((own & answered & reluctant).sum())
    return Seen(n, count, setting.target in flags, flags.get(setting.target, False), len(others), sum(others))


def mixed_wave(sizes: tuple[int, ...], rng: np.random.Generator) -> list[Mixed]:
    """Draw one wave in which every role has one of the planted shares, by chance."""
    role, share = role_of(sizes), rng.choice(MIXED, len(sizes))
    reluctant = np.zeros(len(role), dtype=bool)
    for number in range(len(sizes)):
        reluctant[role == number] = planted(role, number, share[number], rng)
    answered = rng.random(len(role)) < MIXED_RESPONSE
    flags = labelled(sizes, reluctant, answered, rng)
    counts = [
        (int((here & answered).sum()), int((here & answered & reluctant).sum()))
        for here in (role == r for r in range(len(sizes)))
    ]
    return [
        Mixed(number, float(share[number]), *counts[number], number in flags, flags.get(number, False))
        for number in range(len(sizes))
    ]


def mixed(sizes: tuple[int, ...], waves: int, first: int = 0) -> list[Mixed]:
    """Roles of many such waves."""
    return [
        one
        for number in range(first, first + waves)
        for one in mixed_wave(sizes, np.random.default_rng((len(sizes), 77, number)))
    ]


def seen(number: int, waves: int, first: int = 0) -> list[Seen]:
    """Waves of one setting."""
    return [wave(SETTINGS[number], np.random.default_rng((number, one))) for one in range(first, first + waves)]
