"""Item effects kept from wave to wave, so that a scale means the same in each. PRIVATE: ``private/<wave>/item_effects.csv``.

An item belongs together over waves by its id *and* by what it is: wording, answers and direction. One that changed is a new item.
Specification: docs/methods/scoring.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.errors import Problem, SetupError
from pipeline.instrument.model import Instrument
from pipeline.instrument.words import normal

FILE: Final = "item_effects.csv"
_COLUMNS: Final = ("item", "fingerprint", "effect")


@dataclass(frozen=True, slots=True)
class Frozen:
    """Item effects of earlier waves.

    Attributes
    ----------
    effects : points of 0-100 by item id; without rows in the first wave.
    waves : the waves that they were frozen in, earliest first.
    """

    effects: pd.Series
    waves: tuple[str, ...]


def read_frozen(private: Path, wave: str, instrument: Instrument, closed: bool = False) -> Frozen:
    """The effect of every item from the earliest wave before ``wave`` that had it; raises SetupError for a damaged file.

    closed : the wave itself is closed, so that its own effects stand too.
    """
    fingerprints = item_fingerprints(instrument)
    found: dict[str, float] = {}
    used: list[str] = []
    for path in sorted(private.glob(f"????-??/{FILE}")):
        if path.parent.name > wave or (path.parent.name == wave and not closed):
            continue
        kept = _read(path)
        new = {
            item: effect
            for item, fingerprint, effect in kept.itertuples(index=False)
            if fingerprints.get(item) == fingerprint and item not in found
        }
        if new:
            found |= new
            used.append(path.parent.name)
    return Frozen(pd.Series(found, dtype=float), tuple(used))


def write_frozen(folder: Path, item_effects: pd.Series, instrument: Instrument) -> None:
    """Keep the effects that the scores of a wave were made with, by item id."""
    fingerprints = item_fingerprints(instrument)
    effects = item_effects.dropna()
    frame = pd.DataFrame({"item": effects.index, "effect": effects.to_numpy()})
    frame = frame.assign(fingerprint=frame["item"].map(fingerprints))[list(_COLUMNS)]
    frame.to_csv(folder / FILE, index=False, lineterminator="\n")


def item_fingerprints(instrument: Instrument) -> dict[str, str]:
    """Item id -> hash of what the item is: wording, direction, and the answers with their scores."""
    found = {}
    for item in instrument.items:
        scale = instrument.answer_scale[item.answers]
        answers = ";".join(f"{answer.label}={answer.score}" for answer in scale.answers)
        what = f"{normal(item.text)}|{item.scale}|{item.reverse}|{scale.low}|{scale.high}|{answers}"
        found[item.id] = hashlib.sha256(what.encode()).hexdigest()[:16]
    return found


def _read(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype={"item": "str", "fingerprint": "str", "effect": "float64"})
        if frame["effect"].isna().any():
            raise ValueError("effect")
        return frame[list(_COLUMNS)]
    except (OSError, ValueError, KeyError):
        fix = f"analyze wave {path.parent.name} again, or remove the file to estimate the item effects anew"
        raise SetupError(
            Problem("the item effects of an earlier wave cannot be read", f"{path.parent.name}/{FILE}", fix=fix)
        ) from None
