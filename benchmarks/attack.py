"""How many hidden cells can be cornered in made-up organisations: primary suppression only, two hidden per line, ours.

Run: python -m benchmarks.attack [organisations]
"""

from __future__ import annotations

import statistics
import sys
import time

import numpy as np
import pandas as pd

from benchmarks.table import keep, markdown
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.release.attack import Attacker, families
from pipeline.release.build import build_release
from pipeline.stats.bounds import UpperBounds
from pipeline.tables import Organisation, Scores

NOTHING = Organisation.of()
SHAPES = ((5, 6, 400), (8, 10, 1500), (12, 10, 1000), (15, 18, 3000))


def table_of(rows: int, columns: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Answers per cell, unequal roles and departments with interaction."""
    shares = np.outer(rng.dirichlet(np.full(rows, 2.0)), rng.dirichlet(np.full(columns, 2.0))) * rng.gamma(
        0.7, 1.0, (rows, columns)
    )
    return rng.multinomial(n, (shares / shares.sum()).ravel()).reshape(rows, columns)


def cornered(counts: np.ndarray, shown: np.ndarray, k: int) -> tuple[int, int]:
    """(hidden cells with people, those inside a derivable group below k) in a table with both margins published."""
    rows, columns = counts.shape
    index = np.arange(counts.size).reshape(counts.shape)
    lines = [index[r] for r in range(rows)] + [index[:, c] for c in range(columns)]
    cover = np.array([np.isin(np.arange(counts.size), group) for group in [*lines, *index[shown].reshape(-1, 1)]])
    bounds = UpperBounds(cover, cover @ counts.ravel(), np.zeros(counts.size, dtype=bool))
    hidden = [int(atom) for atom in index[~shown & (counts > 0)]]
    return len(hidden), sum(not bounds.can_hold(atom, k - 1e-6) for atom in hidden)


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


def scores_of(counts: np.ndarray, instrument: Instrument, rng: np.random.Generator) -> Scores:
    """Core scores for people in the cells of a table; no topics, barriers or items."""
    rows, columns = counts.shape
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    roles = np.array([role.id for role in instrument.roles][:rows], dtype=object)
    departments = np.array([d.id for d in instrument.departments][:columns], dtype=object)
    n = len(cell)
    names = [scale.id for scale in instrument.scales] + [composite.id for composite in instrument.composites]
    base = rng.normal(62, 18, n)
    scales = pd.DataFrame({name: np.clip(base + rng.normal(0, 10, n), 0, 100) for name in names})
    willing = scales[instrument.willingness.id]
    standing = pd.Series(np.where(willing < 50, "reluctant", np.where(willing >= 62.5, "willing", "undecided")))
    empty = pd.DataFrame(index=range(n))
    return Scores(
        people=pd.DataFrame({"role": roles[cell // columns], "department": departments[cell % columns]}),
        scales=scales,
        completed={},
        standing=standing,
        items=empty,
        importance=empty,
        confidence=empty,
        chosen={},
        answered=empty,
        strongest=pd.Series([""] * n),
    )


def organisation(counts: np.ndarray, instrument: Instrument, rng: np.random.Generator) -> tuple[int, float, int]:
    """(violations found by the attacker, seconds to protect the core family, cells shown) for one table."""
    scores = scores_of(counts, instrument, rng)
    start = time.perf_counter()
    release = build_release(scores, None, instrument, NOTHING)
    seconds = time.perf_counter() - start
    attacker = Attacker(release, instrument.thresholds.k)
    found = sum(len(attacker.attack(name, frame).found) for name, frame in families(release))
    return found, seconds, int((release.groups["grouping"] == "role_department").sum())


def main(organisations: int = 100) -> None:
    instrument = load_instrument()
    k = instrument.thresholds.k
    rows = []
    for r, c, n in SHAPES:
        rng = np.random.default_rng(20261101 + r)
        each = max(1, organisations // len(SHAPES))
        tables = [table_of(r, c, n, rng) for _ in range(each)]
        primary = np.array([cornered(t, t >= k, k) for t in tables])
        lines = np.array([cornered(t, two_per_line(t, k), k) for t in tables])
        ours = [organisation(t, instrument, rng) for t in tables]
        rows.append(
            {
                "roles × departments, n": f"{r}×{c}, {n}",
                "organisations": each,
                "cornered, primary only": f"{primary[:, 1].sum() / primary[:, 0].sum():.3f}",
                "cornered, two per line": f"{lines[:, 1].sum() / lines[:, 0].sum():.3f}",
                "found by the attacker, ours": sum(found for found, _, _ in ours),
                "cells shown, primary only": f"{np.mean([(t >= k).sum() for t in tables]):.1f}",
                "cells shown, ours": f"{np.mean([shown for _, _, shown in ours]):.1f}",
                "seconds, median": f"{statistics.median(seconds for _, seconds, _ in ours):.2f}",
            }
        )
    note = (
        "Cornered: share of hidden cells with people that lie in a derivable group of fewer than 10. Ours: everything published."
    )
    keep("attack", f"The attacker on {sum(r['organisations'] for r in rows)} made-up organisations", note, markdown(rows))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
