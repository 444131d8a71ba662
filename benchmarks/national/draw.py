"""Answers of one chunk of people as small integers; everything is drawn from one seed, the same for the same chunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.national.layout import SETTINGS, Layout

KINDS: Final = ("usable", *SETTINGS["rows"])
_CUTS: Final = np.array([-1.45, -0.55, 0.4, 1.25], dtype=np.float32)
_LOADING: Final = 0.75
_EFFECTS: Final = (0.3, 0.2, 0.25)
"""SDs of what role, department and item add to a trait of SD 1."""
_ATTENTIVE: Final = 0.985
_LEVEL: Final = 0.25
Array = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chunk. All arrays have one entry (or row) per line of the export, in its order.

    Attributes
    ----------
    kind : place in ``KINDS``. cell : place in the layout's cells. codes : place among the labels of each rated column, (n, k).
    twin : the line whose response id this one repeats, or its own. seconds : time taken. careless : who did not read.
    reached : share of the questionnaire that was seen.
    """

    kind: NDArray[np.int8]
    cell: NDArray[np.int64]
    codes: NDArray[np.int8]
    twin: NDArray[np.int64]
    seconds: NDArray[np.int64]
    careless: NDArray[np.bool_]
    reached: NDArray[np.float64]


def effects(layout: Layout) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """What role, department and column add: shapes (R, T), (D, T), (k,). The same for all chunks."""
    rng = np.random.default_rng([SETTINGS["seed"], 1])
    traits = max(column.trait for column in layout.rated) + 1
    sizes = ((len(layout.instrument.roles), traits), (len(layout.instrument.departments), traits), (len(layout.rated),))
    role, department, item = (rng.normal(0, sd, size).astype(np.float32) for sd, size in zip(_EFFECTS, sizes, strict=True))
    return role, department, item


def draw(layout: Layout, size: int, rng: np.random.Generator) -> Drawn:
    """Draw ``size`` lines."""
    shares = SETTINGS["rows"]
    kind = rng.choice(len(KINDS), size=size, p=[1 - sum(shares.values()), *shares.values()]).astype(np.int8)
    cell = np.searchsorted(np.cumsum(layout.weights)[:-1], rng.random(size))
    usable = np.flatnonzero(kind == 0)
    twin = np.arange(size)
    repeated = np.flatnonzero(kind == KINDS.index("duplicate"))
    twin[repeated] = usable[rng.integers(len(usable), size=len(repeated))]
    cell[repeated] = cell[twin[repeated]]
    careless = (rng.random(size) < SETTINGS["careless"]) & (kind == 0)
    codes = _codes(layout, cell, rng)
    changed = rng.random((len(repeated), codes.shape[1])) < 0.3
    codes[repeated] = np.where(changed, codes[repeated], codes[twin[repeated]])
    _answer_carelessly(codes, np.flatnonzero(careless), rng)
    _leave_out(layout, codes, cell, rng)
    reached = np.ones(size)
    partial, empty = kind == KINDS.index("partial"), kind == KINDS.index("blank")
    reached[partial], reached[empty] = rng.uniform(0.08, 0.9, partial.sum()), 0.0
    codes[np.arange(codes.shape[1])[None, :] >= np.ceil(reached * codes.shape[1])[:, None]] = 0
    return Drawn(kind, cell, codes, twin, _seconds(careless, reached, rng), careless, reached)


def _codes(layout: Layout, cell: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int8]:
    """Answers from a general trait, one per construct, and effects of role, department and item; stored by column."""
    role_effect, department_effect, item_effect = effects(layout)
    role, department = layout.cells[cell].T
    general = rng.standard_normal(len(cell), dtype=np.float32)
    codes = np.empty((len(cell), len(layout.rated)), dtype=np.int8, order="F")
    traits = {}
    for j, column in enumerate(layout.rated):
        t = column.trait
        if t not in traits:
            own = rng.standard_normal(len(cell), dtype=np.float32)
            traits[t] = 0.7 * general + 0.71 * own + role_effect[role, t] + department_effect[department, t] + _LEVEL
        latent = _LOADING * traits[t] + 0.66 * rng.standard_normal(len(cell), dtype=np.float32) + item_effect[j]
        code = 1 + sum((latent > cut).astype(np.int8) for cut in _CUTS)
        codes[:, j] = 6 - code if column.reverse else code
    return codes


def _answer_carelessly(codes: NDArray[np.int8], who: NDArray[np.int64], rng: np.random.Generator) -> None:
    """Half of them one answer to everything, the others any."""
    anything = rng.integers(1, 6, size=(len(who), codes.shape[1]), dtype=np.int8)
    codes[who] = np.where((np.arange(len(who)) % 2 == 0)[:, None], anything[:, :1], anything)


def _leave_out(layout: Layout, codes: NDArray[np.int8], cell: NDArray[np.int64], rng: np.random.Generator) -> None:
    """Blanks, "does not apply", and what a role is not asked (which some answer with "does not apply")."""
    role = layout.cells[cell][:, 0]
    unbranched = rng.random(len(cell)) < SETTINGS["unbranched"]
    for j, column in enumerate(layout.rated):
        chance = rng.random(len(cell), dtype=np.float32)
        codes[chance < SETTINGS["not_applicable"], j] = len(column.labels) - 1
        codes[chance > 1 - SETTINGS["blank"], j] = 0
        out = ~column.asked[role]
        codes[out, j] = np.where(unbranched[out], len(column.labels) - 1, 0)


def _seconds(careless: NDArray[np.bool_], reached: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Some come back hours later; every second careless person hurries."""
    taken = np.exp(6.3 + 0.35 * rng.standard_normal(len(reached)))
    taken[rng.random(len(reached)) < 0.03] += 7_200
    hurried = careless & (rng.random(len(reached)) < 0.5)
    taken[hurried] = rng.uniform(40, 80, hurried.sum())
    return np.maximum(taken * np.maximum(reached, 0.05), 12).astype(np.int64)
