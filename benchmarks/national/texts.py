"""Columns of text for one chunk, as polars series: every cell as an export shows it, null where blank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.national.draw import KINDS, Drawn
from benchmarks.national.layout import SETTINGS, Layout, spellings

_SIGNS: Final = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", dtype=np.uint8)
_SHARED: Final = 2_000  # so many response ids are drawn from by all chunks
_MOST: Final = 3  # barriers that one person ticks
_MINUTES: Final = 1_440


def picked(words: Sequence[str | None], places: NDArray[np.integer]) -> pl.Series:
    """The words at these places."""
    return pl.Series(words, dtype=pl.String).gather(places.astype(np.uint32))


def response_ids(drawn: Drawn, rng: np.random.Generator) -> pl.Series:
    """``R_`` and 15 signs; repeated rows have that of the row they repeat, and few one that other chunks may have too."""
    signs = _SIGNS[rng.integers(len(_SIGNS), size=(len(drawn.kind), 15))]
    shared = rng.random(len(signs)) < SETTINGS["shared_ids"]
    known = _SIGNS[np.random.default_rng([SETTINGS["seed"], 2]).integers(len(_SIGNS), size=(_SHARED, 15))]
    signs[shared] = known[rng.integers(_SHARED, size=shared.sum())]
    whole = np.concatenate([np.broadcast_to(np.frombuffer(b"R_", np.uint8), (len(signs), 2)), signs[drawn.twin]], axis=1)
    ends = pa.py_buffer(np.arange(0, whole.size + 1, whole.shape[1], dtype=np.int64))
    return pl.Series(pa.LargeStringArray.from_buffers(len(whole), ends, pa.py_buffer(np.ascontiguousarray(whole))))


def names(layout: Layout, kind: str, drawn: Drawn, rng: np.random.Generator) -> pl.Series:
    """Roles or departments as people write them; nothing in blank rows."""
    ways, shares = spellings(kind), SETTINGS["spelling"]
    pools: list[str | None] = []
    starts = np.zeros((len(shares), len(ways["label"])), dtype=np.int64)
    lengths = np.ones_like(starts)
    for w, way in enumerate(shares):
        for part, forms in enumerate(ways[way]):
            starts[w, part], lengths[w, part] = len(pools), len(forms)
            pools += forms
    way = rng.choice(len(shares), size=len(drawn.kind), p=list(shares.values()))
    part = layout.cells[drawn.cell][:, 0 if kind == "roles" else 1]
    place = starts[way, part] + rng.integers(1_000, size=len(part)) % lengths[way, part]
    place[drawn.reached == 0] = len(pools)
    return picked([*pools, None], place)


def barriers(layout: Layout, drawn: Drawn, rng: np.random.Generator) -> tuple[pl.Series, pl.Series]:
    """Up to three options in one cell, joined by commas, and which of them is the strongest."""
    labels = [barrier.label for barrier in layout.instrument.barriers]
    nobody = next(i for i, barrier in enumerate(layout.instrument.barriers) if barrier.id == _nothing(layout))
    drawn_from = np.setdiff1d(np.arange(len(labels)), [nobody])
    weights = np.linspace(2, 1, len(drawn_from))
    several = drawn_from[np.searchsorted(np.cumsum(weights / weights.sum())[:-1], rng.random((len(drawn.kind), _MOST)))]
    several.sort(axis=1)
    blank = len(labels)
    main = several[:, 0].copy()
    several[:, 1:][several[:, 1:] == several[:, :-1]] = blank
    several[np.arange(_MOST)[None, :] >= rng.integers(1, _MOST + 1, size=len(main))[:, None]] = blank
    free, silent = rng.random(len(main)) < 0.1, (rng.random(len(main)) < 0.08) | (drawn.reached < 1)
    several[free], main[free] = [nobody, *[blank] * (_MOST - 1)], nobody
    several[silent], main[silent] = blank, blank
    joined = _joined([picked([*labels, None], several[:, i]) for i in range(_MOST)], ",")
    return joined.replace({"": None}), picked([*labels, None], main)


def _nothing(layout: Layout) -> str:
    """The option that excludes all others: of a cause that is none, the last one."""
    without = {cause.id for cause in layout.instrument.causes if cause.kind == "none"}
    return [barrier.id for barrier in layout.instrument.barriers if barrier.cause in without][-1]


def comments(drawn: Drawn, kind: str, rng: np.random.Generator) -> pl.Series:
    """Free text: ``long`` with an opening and every sentence on a line of its own, ``short`` on one line."""
    told = SETTINGS[kind]
    writes = np.flatnonzero((rng.random(len(drawn.kind)) < told["share"]) & (drawn.reached == 1))
    shown = rng.integers(told["fewest"], told["most"] + 1, size=len(writes))
    lines = [_sentence(len(writes), shown > i, rng) for i in range(told["most"])]
    if kind == "long":
        lines.insert(0, picked(SETTINGS["openings"], rng.integers(len(SETTINGS["openings"]), size=len(writes))))
    joined = _joined(lines, "\n" if kind == "long" else " ")
    place = np.full(len(drawn.kind), len(joined))
    place[writes] = np.arange(len(writes))
    place[drawn.kind == KINDS.index("test")] = len(joined) + 1
    return pl.concat([joined, pl.Series([None, SETTINGS["test_text"]], dtype=pl.String)]).gather(place.astype(np.uint32))


def _sentence(size: int, shown: NDArray[np.bool_], rng: np.random.Generator) -> pl.Series:
    """One sentence for each, null where none is to be shown."""
    whole = _joined([picked(pool, rng.integers(len(pool), size=size)) for pool in SETTINGS["sentences"]], " ")
    return pl.concat([whole, pl.Series([None], dtype=pl.String)]).gather(np.where(shown, np.arange(size), size).astype(np.uint32))


def _joined(parts: Sequence[pl.Series], between: str) -> pl.Series:
    """Texts side by side; what is null is passed over."""
    frame = pl.DataFrame([part.alias(str(i)) for i, part in enumerate(parts)])
    return frame.select(pl.concat_str(pl.all(), separator=between, ignore_nulls=True).alias("joined"))["joined"]


def moments(size: int, begins: float, ends: float, rng: np.random.Generator) -> NDArray[np.datetime64]:
    """Sorted times between two shares (0-1) of all answers: working hours of the days of the fielding, most of them early."""
    minutes = np.arange(SETTINGS["days"] * _MINUTES)
    first = np.datetime64(SETTINGS["first_day"], "s")
    weekday = (first.astype("datetime64[D]").astype(int) + 3 + minutes // _MINUTES) % 7
    busy = np.where(weekday < 5, 0.15 + np.exp(-(minutes // _MINUTES % 7) / 1.6), 0.05)
    busy *= np.exp(-(((minutes % _MINUTES) / 60 - 12.5) ** 2) / (2 * 2.8**2)) + 1e-4
    at = np.interp(np.sort(rng.uniform(begins, ends, size)), np.cumsum(busy) / busy.sum(), minutes)
    return first + (at * 60).astype("timedelta64[s]")
