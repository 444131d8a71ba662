"""Does training seem to work where it did nothing? Made-up pairs of waves, with topics chosen for their low confidence.

Every pair of waves goes through ``pipeline.findings.trained``. Run: python -m benchmarks.trained [surveys]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.table import keep, markdown
from pipeline.findings.before import Before
from pipeline.findings.trained import trained
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument, Topic
from pipeline.tables import GROUPS, RELEASE_TABLES, SPREAD, TOPICS, Organisation, Release

ROLES, TOPICS_ASKED = 12, 14
VARIANCE = 1.1
"""Of persons within a role, squared rating steps, as in the shipped sample."""
TARGET_BIAS, TARGET_COVERAGE = 0.03, (0.86, 0.94)
Array = NDArray[np.float64]
Choice = Callable[[np.random.Generator, Array, Array], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class World:
    """One kind of organisation, with what is trained in it.

    Attributes
    ----------
    choice : who is trained, from observed confidence and importance (NaN where a topic is not asked). effect : true points of
        training. same : correlation of a pair's chance error in the two waves, as where the same people answer. pull : share of
        a low (high) confidence that is made up for anyway. drift : SD of what happens to a whole topic, points.
    """

    name: str
    choice: Choice
    effect: float = 0.0
    same: float = 0.0
    pull: float = 0.0
    drift: float = 0.0
    roles: int = ROLES


def lowest(rng: np.random.Generator, confidence: Array, importance: Array) -> NDArray[np.bool_]:
    """The pairs with the lowest observed confidence, one in twelve."""
    number = round(np.isfinite(confidence).sum() / 12)
    chosen = np.zeros(confidence.shape, dtype=bool)
    chosen.ravel()[np.argsort(np.where(np.isnan(confidence), 9, confidence).ravel(), kind="stable")[:number]] = True
    return chosen


def largest_gaps(rng: np.random.Generator, confidence: Array, importance: Array) -> NDArray[np.bool_]:
    """The two largest observed gaps of every other role."""
    gap = np.where(np.isnan(confidence), -9, importance - confidence)
    chosen = np.zeros(confidence.shape, dtype=bool)
    for role in rng.permutation(len(gap))[: len(gap) // 2]:
        chosen[role, np.argsort(-gap[role], kind="stable")[:2]] = True
    return chosen & ~np.isnan(confidence)


def whole_topics(rng: np.random.Generator, confidence: Array, importance: Array) -> NDArray[np.bool_]:
    """The two topics with the lowest mean confidence, in all roles."""
    chosen = np.zeros(confidence.shape, dtype=bool)
    chosen[:, np.argsort(np.nanmean(confidence, axis=0), kind="stable")[:2]] = True
    return chosen & ~np.isnan(confidence)


def by_lot(rng: np.random.Generator, confidence: Array, importance: Array) -> NDArray[np.bool_]:
    """One pair in twelve, by lot."""
    asked = np.flatnonzero(np.isfinite(confidence).ravel())
    chosen = np.zeros(confidence.shape, dtype=bool)
    chosen.ravel()[rng.choice(asked, round(len(asked) / 12), replace=False)] = True
    return chosen


WORLDS = (
    World("chosen by lot", by_lot),
    World("lowest confidence", lowest),
    World("lowest, the same people", lowest, same=0.6),
    World("lowest, low ones rise anyway", lowest, pull=0.3),
    World("largest gaps of a role", largest_gaps),
    World("two whole topics", whole_topics),
    World("two whole topics that drift", whole_topics, drift=0.1),
    World("lowest, five roles", lowest, roles=5),
    World("lowest, true effect .3", lowest, effect=0.3),
)


def two_waves(rng: np.random.Generator, world: World, instrument: Instrument) -> tuple[Before, Release]:
    """The earlier wave with what was trained, and the later one."""
    shape = (world.roles, TOPICS_ASKED)
    roles = [role.id for role in instrument.roles][: world.roles]
    n = np.exp(rng.normal(3.3, 0.7, world.roles)).round().clip(10, 150)
    later_n = (n * rng.uniform(0.7, 1.2, world.roles)).round().clip(10)
    true = 3 + 0.25 * rng.standard_normal((world.roles, 1)) + 0.35 * rng.standard_normal((1, TOPICS_ASKED))
    true = true + 0.25 * rng.standard_normal(shape)
    error, new = _errors(rng, shape) / np.sqrt(n)[:, None], _errors(rng, shape) / np.sqrt(later_n)[:, None]
    later_error = world.same * error * np.sqrt(n / later_n)[:, None] + np.sqrt(1 - world.same**2) * new
    asked = rng.random(shape) < 0.7
    importance = 4 + 0.3 * rng.standard_normal(shape) + np.sqrt(0.7 / n)[:, None] * rng.standard_normal(shape) + 0.2 * error
    observed = np.where(asked, true + error, np.nan)
    held = world.choice(rng, observed, importance)
    later = true + 0.1 + 0.1 * rng.standard_normal((world.roles, 1)) + world.drift * rng.standard_normal((1, TOPICS_ASKED))
    later = later - world.pull * (true - 3) + 0.05 * rng.standard_normal(shape) + world.effect * held + later_error
    topics = [topic.id for topic in instrument.topics]
    where = np.argwhere(held)
    list_held = pd.DataFrame({"role": [roles[r] for r, _ in where], "topic": [topics[t] for _, t in where], "seats": 12})
    before = Before("2026-11", _release(observed, n, roles, topics), instrument, list_held)
    return before, _release(np.where(asked, later, np.nan), later_n, roles, topics)


def _errors(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Errors of pairs at one answer each: the same people rate all topics of a role, so a third is common to them."""
    return np.sqrt(VARIANCE) * (np.sqrt(0.35) * rng.standard_normal((shape[0], 1)) + np.sqrt(0.65) * rng.standard_normal(shape))


def _release(confidence: Array, n: Array, roles: list[str], topics: list[str]) -> Release:
    """A release with nothing but these means."""
    rows = [
        {"grouping": "role", "role": roles[r], "topic": topics[t], "n": int(n[r]), "mean": confidence[r, t]}
        for r, t in np.argwhere(np.isfinite(confidence))
    ]
    frame = pd.DataFrame(rows).assign(department=None, rollup=None, importance_total=0, bounded=False)
    frame = frame.assign(confidence_total=frame["mean"].clip(1, 5) * frame["n"])
    counts = {name: 0 for name in TOPICS.fields if name.startswith(("in_need", "gap_"))}
    groups = pd.DataFrame({"grouping": "role", "role": roles, "n": n}).assign(department=None, rollup=None, members=None)
    everybody = groups.head(1).assign(grouping="overall", role=None, n=n.sum())
    return replace(
        _without_rows(tuple(topics)),
        groups=GROUPS.check(pd.concat([everybody, groups], ignore_index=True).assign(staff=None, response_rate=np.nan)),
        topics=TOPICS.check(frame.drop(columns="mean").assign(**counts)),
    )


@cache
def _without_rows(topics: tuple[str, ...]) -> Release:
    """A release that knows how much persons differ, and nothing else."""
    spread = pd.DataFrame({"measure": [f"confidence:{topic}" for topic in topics], "grouping": "role", "df": 1000})
    empty = {table.name.split("/")[1]: table.empty() for table in RELEASE_TABLES if table.name.count("/") == 1}
    return Release(**empty, organisation=Organisation.of(spread=SPREAD.check(spread.assign(within_ss=1000 * VARIANCE))))


def row(world: World, surveys: int, instrument: Instrument) -> Mapping[str, object]:
    """One line: bias of the plain and of the adjusted difference, and how often the interval holds the truth."""
    made = (two_waves(np.random.default_rng([3, i]), world, instrument) for i in range(surveys))
    found = pd.concat([trained(later, instrument, before).overall for before, later in made], ignore_index=True)
    plain = (found["change_trained"] - found["change_untrained"] - world.effect).to_numpy(dtype=float)
    adjusted = found["difference"].to_numpy(dtype=float) - world.effect
    told = found["status"].eq("compared").to_numpy()
    held = (found["difference_low"] <= world.effect) & (world.effect <= found["difference_high"])
    bias, coverage = float(adjusted[told].mean()), float(held[told].mean())
    reached = abs(bias) <= TARGET_BIAS and TARGET_COVERAGE[0] <= coverage <= TARGET_COVERAGE[1]
    return {
        "trained": world.name,
        "plain difference: bias": f"{plain.mean():+.3f}",
        "adjusted: bias": f"{bias:+.3f}",
        "its SD": f"{adjusted[told].std():.3f}",
        "90 % interval covers": f"{coverage:.3f}",
        "interval above 0": f"{(found['difference_low'][told] > 0).mean():.3f}",
        "compared": f"{told.mean():.3f}",
        "reached": "a limit" if world.drift else "yes" if reached else "no",
    }


def plain_instrument() -> Instrument:
    """The shipped roles, and topics that concern everybody."""
    shipped = load_instrument()
    topics = tuple(Topic(id=f"T{i:02d}", label=f"Topic {i}") for i in range(1, TOPICS_ASKED + 1))
    return shipped.model_copy(update={"topics": topics})


def main(surveys: int = 400) -> None:
    instrument = plain_instrument()
    rows = [row(world, surveys, instrument) for world in WORLDS]
    keep("trained", "Did it work: training without an effect, and with one", _note(surveys), markdown(rows))


def _note(surveys: int) -> str:
    low, high = TARGET_COVERAGE
    return (
        f"{surveys} pairs of waves in each line; {ROLES} roles with 10 to 150 answers, {TOPICS_ASKED} topics of which each role "
        "rates about 70 %. Confidence differs by .25 between roles, .35 between topics, .25 beyond; persons by about 1.05, a "
        "third of that common to all their ratings. Every role changes by .1 ± .1 on its own. Without an effect, whatever is "
        "found is wrong. Plain difference: mean change where training was held minus elsewhere. The same people: errors of the "
        "two waves correlate .6. Low ones rise anyway: 30 % of the distance from the middle is made up for without training. "
        f"Target: bias at most {TARGET_BIAS:g}, coverage {low:g} to {high:g}. Whole topics that drift by .1 show a limit of the "
        "method (docs/methods/trained.md)."
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
