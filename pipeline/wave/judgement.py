"""What judging one part of a wave tells: who shows signs of careless answers, and how many are left. PRIVATE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.norms import Standards
from pipeline.clean.quality import REASONS
from pipeline.instrument.model import Instrument
from pipeline.measure.quality import QualityCounts
from pipeline.wave.part import Part, judged


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Judgement:
    """What judging one part tells.

    Attributes
    ----------
    counts : of the signs. careless : who shows a sign, columns line, one per sign (0 or 1), set_aside (reason, "" where kept).
    line, why : of those who are set aside, place among the reasons of careless answers.
    answers : axis -> id -> how many of the others. last : moment of the last of their answers, NaT where none is known.
    coded : whether people were asked for a code. linked : whether one of them gave one.
    """

    counts: QualityCounts
    careless: pd.DataFrame
    line: NDArray[np.int64]
    why: NDArray[np.uint8]
    answers: Mapping[str, Mapping[str, int]]
    last: np.datetime64
    coded: bool
    linked: bool


def judgement_of(part: Part, held: Standards | None, instrument: Instrument) -> tuple[Part, Judgement]:
    """The part with who is set aside, and what that tells. held : standards of the wave; None where this part is all of it."""
    quality = judged(part, held, instrument)
    excluded, responses = quality.excluded, part.responses
    rows = np.flatnonzero(quality.any_sign)
    signs = {name: shown[rows].astype(np.uint8) for name, shown in quality.found.items()}
    why = pd.Categorical.from_codes(quality.why[rows], pd.Index(REASONS, dtype="str"))
    careless = pd.DataFrame({"line": responses.line[rows], **signs, "set_aside": why})
    recorded = responses.recorded[~excluded]
    known = recorded[~np.isnat(recorded)]
    counts = {axis: column.rows(~excluded).counts() for axis, column in responses.places.items()}
    judgement = Judgement(
        QualityCounts.of(quality),
        careless,
        responses.line[excluded],
        quality.why[excluded],
        counts,
        known.max() if len(known) else np.datetime64("NaT", "us"),
        part.person is not None,
        part.person is not None and bool((part.person[~excluded] != b"").any()),
    )
    return replace(part, excluded=excluded), judgement
