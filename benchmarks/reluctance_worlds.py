"""Made-up organisations whose staff are all known, the silent included: who is truly not yet convinced, and what was answered.

12 roles × 10 departments, sizes Dirichlet and independent, about 30 % not yet convinced. Every person answers the short form's
items on five points; effects of role, department and their crossing move every latent construct of willingness (SD 1 within a
cell). Not a model of any hospital. The spreads are those of the methods notes; the level was set to give 30 % overall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from benchmarks.measurement_worlds import cuts, five_points
from benchmarks.organisations import assembled, instrument_of
from pipeline.instrument.model import Instrument
from pipeline.tables import Scores

ROLES, DEPARTMENTS = 12, 10
RESPONSE = 0.6
SPREADS = {"base": (0.28, 0.22, 0.15), "low": (0.12, 0.10, 0.08)}
"""SDs of the effects of role, department and their crossing, in SDs of persons."""
_LEVEL = 0.33  # latent mean that makes about 30 % of staff not yet convinced
_LOADING = 0.75
_ELSEWHERE = 0.3
_SIZES = 1.0


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation: all its staff, and who of them answered.

    Attributes
    ----------
    instrument : its questionnaire. role, department : number of each person's, shape (N,). scores : scores of everybody, one row
    per person. reluctant : by their complete answers, (N,). answered : who answered, (N,).
    """

    instrument: Instrument
    role: NDArray[np.int64]
    department: NDArray[np.int64]
    scores: Scores
    reluctant: NDArray[np.bool_]
    answered: NDArray[np.bool_]

    @property
    def roster(self) -> pd.DataFrame:
        """Staff per role × department."""
        people = self.scores.people[["role", "department"]]
        return people.groupby(["role", "department"], sort=True).size().rename("staff").reset_index()


def organisation(rng: np.random.Generator, answers: int, spread: str = "base", silent: bool = False) -> Organisation:
    """Draw one. silent : the not yet convinced answer at 45 %, the others at 68 % (else everybody at 60 %)."""
    instrument = instrument_of(ROLES, DEPARTMENTS, "two_way")
    shares = np.outer(rng.dirichlet(np.full(ROLES, _SIZES)), rng.dirichlet(np.full(DEPARTMENTS, _SIZES)))
    staff = rng.multinomial(round(answers / RESPONSE), shares.ravel())
    cell = np.repeat(np.arange(staff.size), staff)
    role, department = np.divmod(cell, DEPARTMENTS)
    effects = [rng.normal(0, sd, size) for sd, size in zip(SPREADS[spread], (ROLES, DEPARTMENTS, staff.size), strict=True)]
    shift = _LEVEL + effects[0][role] + effects[1][department] + effects[2][cell]
    scores = scores_of(rng, instrument, role, department, shift)
    reluctant = (scores.standing == "reluctant").to_numpy()
    chance = np.where(reluctant, 0.45, 0.68) if silent else np.full(len(cell), RESPONSE)
    return Organisation(instrument, role, department, scores, reluctant, rng.random(len(cell)) < chance)


def lone_department(rng: np.random.Generator, staff: int, answered: int, share: float) -> Organisation:
    """A small department far from nine others of 60 to 220 staff that are near 25 %; exactly so many answer and are reluctant."""
    instrument = instrument_of(ROLES, DEPARTMENTS, "two_way")
    sizes = np.append(staff, rng.integers(60, 221, DEPARTMENTS - 1))
    level = norm.cdf(norm.ppf(0.25) + rng.normal(0, SPREADS["base"][1], DEPARTMENTS - 1))
    department = np.repeat(np.arange(DEPARTMENTS), sizes)
    role = rng.integers(0, ROLES, len(department))
    reluctant = rng.random(len(department)) < np.append(0.0, level)[department]
    reluctant[: round(share * staff)] = True
    says = rng.random(len(department)) < RESPONSE
    says[:staff] = rng.permutation(staff) < answered
    # Scores that say just what is true: everybody well on one side of every limit.
    points = np.where(reluctant, rng.uniform(26, 44, len(role)), rng.uniform(55, 90, len(role)))
    return Organisation(instrument, role, department, _scores(instrument, role, department, points), reluctant, says)


def _scores(
    instrument: Instrument, role: NDArray[np.int64], department: NDArray[np.int64], points: NDArray[np.float64]
) -> Scores:
    """Everybody has the same points on every scale."""
    names = [scale.id for scale in (*instrument.scales, *instrument.composites)]
    return assembled(instrument, _people(instrument, role, department), pd.DataFrame(dict.fromkeys(names, points)))


def scores_of(
    rng: np.random.Generator,
    instrument: Instrument,
    role: NDArray[np.int64],
    department: NDArray[np.int64],
    shift: NDArray[np.float64],
) -> Scores:
    """Scores of complete answers to every item. shift : each latent construct of a person's willingness is N(shift, 1)."""
    n = len(role)
    general = {part.id: rng.normal(0, 1, n) for part in instrument.composites}
    scales = {}
    for scale in instrument.scales:
        inside = next((part for part in instrument.composites if scale.id in part.scales), None)
        trait = general[inside.id] if inside is not None else rng.normal(0, 1, n)
        level = shift if inside is instrument.willingness else _ELSEWHERE
        own = level + 0.8 * trait + 0.6 * rng.normal(0, 1, n)
        items = len(instrument.items_of(scale.id))
        latent = _LOADING * own[:, None] + np.sqrt(1 - _LOADING**2) * rng.normal(0, 1, (n, items))
        scales[scale.id] = 25 * (five_points(latent, cuts(rng, items)).mean(axis=1) - 1)
    frame = pd.DataFrame(scales)
    for part in instrument.composites:
        frame[part.id] = frame[list(part.scales)].mean(axis=1)
    return assembled(instrument, _people(instrument, role, department), frame)


def _people(instrument: Instrument, role: NDArray[np.int64], department: NDArray[np.int64]) -> pd.DataFrame:
    numbered = (("role", instrument.roles, role), ("department", instrument.departments, department))
    return pd.DataFrame({axis: np.array([part.id for part in parts], dtype=object)[who] for axis, parts, who in numbered})
