"""The attacker on made-up organisations: what it finds in our releases, what protection costs in cells and time.

Waves whose people are linked are attacked by ``benchmarks.linked_attack``, which runs last.

Run: python -m benchmarks.attack [organisations]
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import linked_attack
from benchmarks.organisations import NOTHING, Kind, answered, instrument_of, release_of, scores_of, table_of, wave_of
from benchmarks.table import keep, markdown
from benchmarks.weakened import WAYS, beaten
from pipeline.release.audit import audit_release
from pipeline.release.build import core_mask
from pipeline.release.lattice import CELL
from pipeline.stats.bounds import UpperBounds

#: kind, roles, departments, answers, share of non-empty cells hidden in the table of the methods notes (primary only, audited).
WORLDS: tuple[tuple[Kind, int, int, int, tuple[float, float] | None], ...] = (
    ("two_way", 5, 6, 400, (0.49, 0.71)),
    ("two_way", 8, 10, 1500, (0.51, 0.61)),
    ("two_way", 12, 10, 1000, (0.62, 0.70)),
    ("two_way", 15, 20, 1500, (0.70, 0.74)),
    ("two_way", 15, 20, 3000, (0.59, 0.63)),
    ("nested", 12, 10, 1000, None),
    ("nested", 15, 20, 3000, None),
    ("crossed", 8, 10, 1500, None),
    ("two_way", 0, 0, 0, None),
    ("nested", 0, 0, 0, None),
)
"""Rows of zeros stand for random shapes: 5 × 6 to 15 × 20, n 200 to 3,000."""


_MEANS = (62.0, 50.0, 38.0)


@dataclass(frozen=True)
class One:
    """What one organisation came to."""

    found: dict[str, int]
    primary: float
    two_lines: float
    audited: float
    full: float
    family_ms: float
    seconds: float
    coarse: float
    width: float
    cornered_primary: float
    cornered_lines: float


def two_per_line(counts: np.ndarray, k: int) -> np.ndarray:
    """The usual rule: hide a second cell in every row and column that hides exactly one."""
    shown = counts >= k
    for _ in range(20):
        before = shown.copy()
        for line_counts, line in [*zip(counts, shown, strict=True), *zip(counts.T, shown.T, strict=True)]:
            if int((~line & (line_counts > 0)).sum()) == 1 and line.any():
                line[np.flatnonzero(line)[line_counts[line].argmin()]] = False
        if (before == shown).all():
            break
    return shown


def cornered(counts: np.ndarray, shown: np.ndarray, k: int) -> float:
    """Share of hidden cells with people that lie in a derivable group below k, both margins published."""
    rows, columns = counts.shape
    index = np.arange(counts.size).reshape(counts.shape)
    lines = [index[r] for r in range(rows)] + [index[:, c] for c in range(columns)]
    cover = np.array([np.isin(np.arange(counts.size), group) for group in [*lines, *index[shown].reshape(-1, 1)]])
    bounds = UpperBounds(cover, cover @ counts.ravel(), counts.ravel())
    hidden = [int(atom) for atom in index[~shown & (counts > 0)]]
    return sum(not bounds.can_hold(atom, k - 1e-6) for atom in hidden) / max(1, len(hidden))


def one(job: tuple[Kind, int, int, int, int]) -> One:
    kind, rows, columns, n, seed = job
    rng = np.random.default_rng([20261101, seed, rows, columns, n])
    if not rows:
        rows, columns, n = int(rng.integers(5, 16)), int(rng.integers(6, 21)), int(rng.integers(200, 3001))
    instrument = instrument_of(rows, columns, kind)
    counts = table_of(rows, columns, n, rng)
    scores = scores_of(counts, instrument, rng)
    k = instrument.thresholds.k
    wave = wave_of(scores, instrument)
    cells = np.array([group.grouping == CELL for group in wave.lattice.groups])
    alive = max(1, int((counts > 0).sum()))
    start = time.perf_counter()
    by_people = wave.published(wave.everybody, np.ones(len(cells), dtype=bool))
    family = time.perf_counter() - start
    by_both = core_mask(wave)
    start = time.perf_counter()
    release = release_of(scores, None, instrument, NOTHING)
    seconds = time.perf_counter() - start
    audit = audit_release(release, instrument, answered(scores))
    table = release.willingness
    steps = table[table["reluctant"].isna() & (table["reluctant_low"] > 0) & (table["reluctant_high"] < table["n"])]
    wide = (steps["reluctant_high"] - steps["reluctant_low"] + 1) / steps["n"]
    lines = two_per_line(counts, k)
    return One(
        {finding.attack.split(",")[0]: len(finding.violations) for finding in audit.findings},
        1 - int((counts >= k).sum()) / alive,
        1 - int(lines.sum()) / alive,
        1 - int((by_people & cells).sum()) / alive,
        1 - int((by_both & cells).sum()) / alive,
        family * 1000,
        seconds,
        len(steps) / len(table),
        float(wide.median()) if len(steps) else float("nan"),
        cornered(counts, counts >= k, k),
        cornered(counts, lines, k),
    )


def row_of(world: tuple, ones: Sequence[One]) -> dict[str, object]:
    kind, rows, columns, n, notes = world

    def mean(name: str) -> float:
        return statistics.mean(getattr(one, name) for one in ones)

    return {
        "organisation": f"{kind.replace('_', '-')} " + (f"{rows}×{columns}, n={n}" if rows else "5×6 to 15×20, n 200-3,000"),
        "number": len(ones),
        "found: totals": sum(one.found["Totals"] for one in ones),
        "unanimity": sum(one.found["Unanimity"] for one in ones),
        "counts": sum(one.found["Counts"] for one in ones),
        "sums": sum(one.found["Sums"] for one in ones),
        "answers": sum(one.found["Answers"] for one in ones),
        "identities": sum(one.found["Identities between measures"] for one in ones),
        "cornered, primary only": f"{mean('cornered_primary'):.3f}",
        "cornered, two per line": f"{mean('cornered_lines'):.3f}",
        "hidden, primary only": f"{mean('primary'):.2f}" + (f" ({notes[0]:.2f})" if notes else ""),
        "hidden, two per line": f"{mean('two_lines'):.2f}",
        "hidden, audited": f"{mean('audited'):.2f}" + (f" ({notes[1]:.2f})" if notes else ""),
        "ratio to notes": f"{mean('audited') / notes[1]:.2f}" if notes else "",
        "and unanimity": f"{mean('full'):.2f}",
        "counts in steps": f"{mean('coarse'):.2f}",
        "their width, share of n": f"{np.nanmedian([one.width for one in ones]):.2f}",
        "family, ms (worst)": f"{statistics.median(o.family_ms for o in ones):.0f} ({max(o.family_ms for o in ones):.0f})",
        "release, s (worst)": f"{statistics.median(o.seconds for o in ones):.1f} ({max(o.seconds for o in ones):.1f})",
    }


def unanimity(job: tuple[float, int]) -> dict[str, float]:
    """What the guard against unanimity costs in one organisation of 12 × 10 and 1,000 answers. job : mean score, seed."""
    mean, seed = job
    rng = np.random.default_rng([20261103, seed])
    instrument = instrument_of(12, 10, "two_way")
    counts = table_of(12, 10, 1000, rng)
    scores = scores_of(counts, instrument, rng, mean)
    wave = wave_of(scores, instrument)
    cells = np.array([group.grouping == CELL for group in wave.lattice.groups])
    by_people = wave.published(wave.everybody, np.ones(len(cells), dtype=bool))
    alive = int((counts > 0).sum())
    release = release_of(scores, None, instrument, NOTHING)
    return {
        "reluctant": float((scores.standing == "reluctant").mean()),
        "hidden, people alone": 1 - int((by_people & cells).sum()) / alive,
        "hidden, and unanimity": 1 - int((release.groups["grouping"] == CELL).sum()) / alive,
        "found": len(audit_release(release, instrument, answered(scores)).violations),
    }


def cost_of_unanimity(mean: float, ones: Sequence[Mapping[str, float]]) -> dict[str, object]:
    """One row: means over organisations, and how many ways the attacker found in all."""
    shares = {name: f"{statistics.mean(one[name] for one in ones):.2f}" for name in ones[0] if name != "found"}
    return {"mean score": mean, "number": len(ones), **shares, "found": int(sum(one["found"] for one in ones))}


_NOTES = (
    "Found: violations by attack; the attacker reads the tables as they are published, and for `answers` knows how many "
    "answered in every cell. Cornered: share of hidden cells with people that lie in a derivable group of fewer than 10. "
    "Hidden: share of non-empty role × department cells that are not shown; in brackets those of the tables of the methods "
    "notes (A.4). Sizes of roles and of departments are Dirichlet(0.5), independent of each other, which gives about as "
    "many small cells as there. Audited: persons alone, with every cell without answers known to be empty; and unanimity: "
    "groups that are published. Counts in steps: groups whose reluctant people are written as an interval in the middle, "
    "and its width. Family: choosing the groups of one set of contributors. Two processes at once on two processors."
)
_COST = "What the guard against unanimity costs, two-way 12×10, n=1000, the more people are reluctant:"
_WEAK = (
    "Releases weakened in one way each (`benchmarks/weakened.py`), the same attacker. Late answers and variants are two "
    "releases of one wave, which the ledger refuses. A weighted headline is written only where the attacker finds nothing."
)


def report(ones: Sequence[Sequence[One]], costs: Sequence[Mapping[str, object]], weak: Sequence[Mapping[str, object]]) -> None:
    """Print and keep the tables. ones : per world."""
    rows = [row_of(world, part) for world, part in zip(WORLDS, ones, strict=True)]
    title = f"The attacker on {sum(map(len, ones)):,} made-up organisations"
    keep("attack", title, _NOTES, markdown(rows), _COST, markdown(costs), _WEAK, markdown(weak))


def main(organisations: int = 1000) -> None:
    each = -(-organisations // len(WORLDS))
    jobs = [(*world[:4], seed) for world in WORLDS for seed in range(each)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        ones = pool.map(one, jobs, chunksize=1)
        few = min(50, each)
        sets = pool.map(unanimity, [(mean, seed) for mean in _MEANS for seed in range(few)], chunksize=1)
        weak = pool.map(beaten, [(name, range(min(20, each))) for name in WAYS], chunksize=1)
    costs = [cost_of_unanimity(mean, sets[i * few : (i + 1) * few]) for i, mean in enumerate(_MEANS)]
    report([ones[i * each : (i + 1) * each] for i in range(len(WORLDS))], costs, weak)
    linked_attack.main(min(60, each))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
