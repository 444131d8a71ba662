"""When and how each row was sent: clock times inside the fielding, durations, ids and addresses that are plainly made up."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data.world import World

_DAY: Final = 86_400
_FIELDED_DAYS: Final = 19
_ALPHABET: Final = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))


@dataclass(frozen=True, slots=True)
class Sessions:
    """One entry per row. Times are local wall-clock, to the second; ``duration`` in seconds; ``progress`` 0-100.

    ``address`` is of 192.0.2.0/24, which is reserved for documentation; ``response_id`` repeats where a person sent twice.
    """

    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    recorded: NDArray[np.datetime64]
    duration: NDArray[np.int64]
    progress: NDArray[np.int64]
    address: NDArray[np.object_]
    response_id: NDArray[np.object_]

    def taken(self, order: NDArray[np.intp]) -> Sessions:
        """The same in another order."""
        return Sessions(**{one.name: getattr(self, one.name)[order] for one in fields(self)})


def draw_sessions(world: World, wave: int, rows: pd.DataFrame, careless: NDArray[np.bool_], rng: np.random.Generator) -> Sessions:
    """Sessions of all rows. First attempts lie before the row that counts, previews and tests before the first day."""
    size, kind = len(rows), rows["kind"].to_numpy(dtype=object)
    first_day = np.datetime64(world.waves[wave].first_day, "s")
    begins = first_day + _moments(first_day, size, rng).astype("timedelta64[s]")
    early = np.isin(kind, ["preview", "test"])
    begins[early] -= np.timedelta64(7 * _DAY, "s") + (begins[early] - first_day).astype("timedelta64[D]").astype("timedelta64[s]")
    duration = np.rint(np.exp(6.4 + 0.35 * rng.standard_normal(size))).astype(np.int64)
    came_back = rng.random(size) < 0.03
    duration[came_back] += rng.integers(3_600, 20_000, size=size)[came_back]
    hurried = rng.integers(45, 80, size=size)
    duration = np.where(careless | early, hurried, duration)
    partial = np.isin(kind, ["partial", "duplicate_partial"])
    progress = np.where(partial, rng.integers(4, 92, size=size), 100)
    duration = np.where(partial, np.maximum(20, duration * progress // 100), duration)
    begins = _before_the_last(begins, rows, rng)
    ends = begins + duration.astype("timedelta64[s]")
    # The platform records an unfinished answer a week after its last page.
    wait = np.where(kind == "partial", 7 * _DAY, rng.integers(0, 3, size=size)).astype("timedelta64[s]")
    address = np.array([f"192.0.2.{n}" for n in rng.integers(1, 255, size=size)], dtype=object)
    address[kind == "test"] = ""
    return Sessions(begins, ends, ends + wait, duration, progress, address, _response_ids(rows, rng))


def _moments(first_day: np.datetime64, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Seconds after the first midnight: working days, most of them early in the fielding and after reminders."""
    days = np.arange(_FIELDED_DAYS)
    weekday = ((first_day.astype("datetime64[D]").astype(int) + days) + 3) % 7  # 0 = Monday; 1970-01-01 was a Thursday
    weights = np.where(weekday < 5, 0.15 + np.exp(-(days % 7) / 1.6), 0.05)
    day = rng.choice(days, size=size, p=weights / weights.sum())
    clock = np.clip(np.rint((12.5 + 2.8 * rng.standard_normal(size)) * 3_600), 6 * 3_600, 21 * 3_600)
    return day * _DAY + clock.astype(np.int64)


def _before_the_last(begins: NDArray[np.datetime64], rows: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.datetime64]:
    """First attempts of people who sent twice begin some hours before the attempt that counts."""
    earlier = rows["kind"].isin(["duplicate", "duplicate_partial"]).to_numpy()
    counts = dict(zip(rows.loc[~earlier, "person"], begins[~earlier], strict=True))
    moved = begins.copy()
    for i in np.flatnonzero(earlier):
        moved[i] = counts[rows["person"].iloc[i]] - np.timedelta64(int(rng.integers(22_000, 80_000)), "s")
    return moved


def _response_ids(rows: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.object_]:
    """``R_`` and 15 signs, the same for all rows of one person."""
    positions, people = pd.factorize(rows["person"])
    signs = _ALPHABET[rng.integers(len(_ALPHABET), size=(len(people), 15))]
    ids = np.array(["R_" + "".join(row) for row in signs], dtype=object)
    return ids[positions]
