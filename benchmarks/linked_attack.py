"""The attacker on waves whose people are linked: what it finds with the simple rule alone, and with the audit, and its cost.

Run: python -m benchmarks.linked_attack [organisations per row]
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.linked_waves import NAMES, Habits, connected, made_waves, released
from benchmarks.organisations import NOTHING, Kind, release_of
from benchmarks.table import keep, markdown
from pipeline.measure.linked import places_over_waves
from pipeline.release.attack.linked import attack_linked, attack_simply
from pipeline.release.linked import linked_scales, same_groups, with_linked
from pipeline.tables import group_key

FEW, MOST, ALL = Habits(0.6, 0.5, 0.08, 0.03), Habits(0.85, 0.9, 0.05, 0.02), Habits(1.0, 1.0, 0.04, 0.01)
WORLDS: tuple[tuple[str, Kind, int, Habits, int], ...] = (
    ("two waves, 60 % answer, half give a code", "two_way", 2, FEW, 1),
    ("two waves, 85 % answer, 9 in 10 give a code", "two_way", 2, MOST, 1),
    ("two waves, everybody answers and gives a code", "two_way", 2, ALL, 1),
    ("two waves with sites, 85 % and 9 in 10", "crossed", 2, MOST, 3),
    ("three waves, 85 % and 9 in 10", "two_way", 3, MOST, 3),
    ("three waves, everybody", "two_way", 3, ALL, 3),
    ("four waves, 85 % and 9 in 10", "two_way", 4, MOST, 6),
)
"""Name, kind of organisation, waves, habits, and by what the number of organisations is divided."""
K = 10


@dataclass(frozen=True)
class One:
    """What one organisation came to."""

    linked: float
    both: int
    simple: int
    shown: int
    beaten_simple: bool
    beaten_audited: int
    tightest_simple: float
    tightest: float
    seconds: float


def one(job: tuple[Kind, int, Habits, int]) -> One | None:
    kind, waves, habits, seed = job
    rng = np.random.default_rng([20261126, seed, waves])
    shape = (int(rng.integers(4, 11)), int(rng.integers(4, 11)), int(rng.integers(250, 1501)))
    made = made_waves(kind, *shape, waves, seed, habits)
    if min(len(scores.people) for scores in made.scores) < 3 * K:
        return None
    found, last = released(made), NAMES[waves - 1]
    paths = places_over_waves(made.paths(waves))
    weak = released(made, audited=False)
    alone = release_of(made.scores[-1], None, made.instrument, NOTHING)
    joined = connected(made, {**found, last: alone}, waves - 1)
    start = time.perf_counter()
    with_linked(joined, made.instrument)
    seconds = time.perf_counter() - start
    attacks = [attack_linked(one, last, paths, K, points=one is found) for one in (weak, found)]
    simply = attack_simply(found, last, K)
    overall = made.paths(waves).linked(waves - 2, waves - 1).sum()
    return One(
        linked=float(overall / len(made.scores[-1].people)),
        both=len(same_groups(found[NAMES[waves - 2]], found[last], linked_scales(joined, made.instrument))),
        simple=group_key(weak[last].linked).nunique(),
        shown=group_key(found[last].linked).nunique(),
        beaten_simple=bool(attacks[0].found),
        beaten_audited=len(attacks[1].found) + len(simply.found),
        tightest_simple=attacks[0].tightest,
        tightest=attacks[1].tightest,
        seconds=seconds,
    )


def row_of(name: str, ones: Sequence[One]) -> dict[str, object]:
    return {
        "organisation": name,
        "number": len(ones),
        "of all staff who answered, linked": f"{statistics.mean(o.linked for o in ones):.2f}",
        "groups in both waves": f"{statistics.mean(o.both for o in ones):.1f}",
        "simple rule: shown": f"{statistics.mean(o.simple for o in ones):.1f}",
        "simple rule: organisations beaten": sum(o.beaten_simple for o in ones),
        "fewest people": f"{min(o.tightest_simple for o in ones):.0f}",
        "audited: shown": f"{statistics.mean(o.shown for o in ones):.1f}",
        "audited: ways found": sum(o.beaten_audited for o in ones),
        "fewest people, audited": f"{min(o.tightest for o in ones):.0f}",
        "audit, s (worst)": f"{statistics.median(o.seconds for o in ones):.1f} ({max(o.seconds for o in ones):.1f})",
    }


_NOTES = (
    "Organisations of 4 × 4 to 10 × 10 roles and departments with 250 to 1,500 staff; sizes as in benchmarks/results/attack.md. "
    "Per wave 4 to 8 % leave and as many join, 1 to 3 % change places. The attacker knows where everybody was in each wave, and "
    "who gave a code. Groups in both waves: published in both with the same members. Simple rule: linked people and those not "
    "linked of either wave are none or at least 10 in every shown group. Fewest people: behind a set of answers or changes that "
    "follows, in the worst organisation. Audit: choosing groups of the last wave, on a machine where other work ran beside it."
)


def main(organisations: int = 60) -> None:
    jobs = [
        (name, (kind, waves, habits, seed)) for name, kind, waves, habits, part in WORLDS for seed in range(organisations // part)
    ]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        ones = pool.map(one, [job for _, job in jobs], chunksize=1)
    by_name: dict[str, list[One]] = {}
    for (name, _), result in zip(jobs, ones, strict=True):
        if result is not None:
            by_name.setdefault(name, []).append(result)
    title = f"The attacker on linked waves of {sum(map(len, by_name.values()))} made-up organisations"
    keep("attack_linked", title, _NOTES, markdown([row_of(name, part) for name, part in by_name.items()]))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
