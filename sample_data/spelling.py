"""How people write the name of their role or department: label, synonym, id, other case, blanks, misspelt, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.part import Labelled
from pipeline.instrument.words import normal


@dataclass(frozen=True, slots=True)
class Written:
    """Names as written, one per respondent; ``known`` is false where the name is blank or matches nothing."""

    texts: NDArray[np.object_]
    known: NDArray[np.bool_]


def write_names(ids: pd.Series, parts: Sequence[Labelled], shares: Mapping[str, float], rng: np.random.Generator) -> Written:
    """Names of roles or departments, written in the ways of ``shares`` (way -> how often); blank where there is no list."""
    if not parts:
        return Written(np.full(len(ids), "", dtype=object), np.zeros(len(ids), dtype=bool))
    by_id = {part.id: part for part in parts}
    taken = {normal(word) for part in parts for word in (part.id, part.label, *part.synonyms)}
    ways = list(shares)
    weights = np.array([shares[way] for way in ways])
    drawn = rng.choice(len(ways), size=len(ids), p=weights / weights.sum())
    which = rng.integers(1_000_000, size=len(ids))
    texts = [_write(by_id[one], ways[way], int(pick), taken) for one, way, pick in zip(ids, drawn, which, strict=True)]
    unknown = np.array([ways[way] in ("misspelt", "empty") for way in drawn], dtype=bool)
    return Written(np.array(texts, dtype=object), ~unknown)


def _write(part: Labelled, way: str, pick: int, taken: set[str]) -> str:
    if way == "empty":
        return ""
    if way == "synonym" and part.synonyms:
        return part.synonyms[pick % len(part.synonyms)]
    if way == "misspelt":
        return misspelt(part.label, pick, taken)
    blanks = (f"{part.label} ", f" {part.label}", part.label.replace(" ", "\u00a0"), part.label.replace(" ", "  "))
    return {
        "id": part.id,
        "upper": part.label.upper(),
        "lower": part.label.lower(),
        "blanks": blanks[pick % len(blanks)],
    }.get(way, part.label)


def misspelt(label: str, pick: int, taken: set[str]) -> str:
    """The label with one letter missing, doubled or swapped, such that it is no known name."""
    letters = [i for i in range(1, len(label) - 1) if label[i].isalpha() and label[i + 1].isalpha() and label[i] != label[i + 1]]
    for attempt in range(pick, pick + 3 * len(letters)):
        i = letters[attempt % len(letters)]
        wrong = (
            label[:i] + label[i + 1 :],
            label[: i + 1] + label[i:],
            label[:i] + label[i + 1] + label[i] + label[i + 2 :],
        )[attempt % 3]
        if normal(wrong) not in taken:
            return wrong
    return f"{label} (?)"
