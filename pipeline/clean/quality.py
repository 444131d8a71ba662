"""Careless answers: which signs a respondent shows, and who is set aside. PRIVATE. Specification: docs/methods/careless.md.

Speed alone excludes; any other sign only together with a second one. Everything else is listed for a person to look at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.marks import among, with_time
from pipeline.clean.norms import FEWEST_ANSWERS, Seen, Standards, attention, norms_of, seen, standards
from pipeline.clean.steps import Steps, item_codes, stepped
from pipeline.instrument.model import Instrument
from pipeline.stats.careless import contradictions
from pipeline.stats.even_odd import even_odd
from pipeline.stats.pair_sums import PairSums, pair_sums
from pipeline.tables import Responses
from pipeline.tables.blocks import each, each_of

TOO_FAST: Final = "answered too fast to have read the questions"
TWO_SIGNS: Final = "several signs of answering without reading"
REASONS: Final = ("", TOO_FAST, TWO_SIGNS)
SIGNS: Final = ("straight_line", "attention_failed", "unusual_pattern", "contradictions")
"""Signs of which two together exclude."""
FLAGS: Final = ("hurried", "low_variation", "inconsistent", "twin")
"""What a person may look at besides; none of these ever excludes, alone or together."""

_CONSISTENT: Final = 0.30
_PART: Final = 65_536
"""People who are judged at a time: some MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """What the answers themselves tell about how they were given; rows as the responses. PRIVATE.

    Attributes
    ----------
    seconds : seconds per answer, NaN where the platform records no times or there are few answers.
    found : ``too_fast``, SIGNS and FLAGS -> who shows it, boolean, (n,).
    why : place in REASONS of why the respondent is set aside, 0 where kept.
    checked : sign -> whether it could be looked for at all (times, an attention question, reversed items).
    """

    seconds: NDArray[np.float64]
    found: Mapping[str, NDArray[np.bool_]]
    why: NDArray[np.uint8]
    checked: Mapping[str, bool]

    def __len__(self) -> int:
        return len(self.why)

    @classmethod
    def joined(cls, parts: Sequence[Quality]) -> Quality:
        """Of parts of the respondents, one behind the other; at least one."""
        found = {name: np.concatenate([part.found[name] for part in parts]) for name in parts[0].found}
        seconds, why = (np.concatenate([getattr(part, name) for part in parts]) for name in ("seconds", "why"))
        return cls(seconds, found, why, parts[0].checked)

    @property
    def excluded(self) -> NDArray[np.bool_]:
        """Respondents to be set aside."""
        return self.why > 0

    @property
    def any_sign(self) -> NDArray[np.bool_]:
        """Respondents with a sign or flag of any kind."""
        return np.logical_or.reduce(list(self.found.values()))

    @property
    def signs(self) -> pd.DataFrame:
        """Boolean columns too_fast and SIGNS; made anew at each call."""
        return pd.DataFrame({name: self.found[name] for name in ("too_fast", *SIGNS)})

    @property
    def flags(self) -> pd.DataFrame:
        """Boolean columns FLAGS; made anew at each call."""
        return pd.DataFrame({name: self.found[name] for name in FLAGS})

    @property
    def reason(self) -> pd.Series:
        """Why each respondent is set aside, "" where kept; made anew at each call."""
        return pd.Series(np.array(REASONS, dtype=object)[self.why], dtype="str")


def judge(responses: Responses, instrument: Instrument, seconds: NDArray[np.float64]) -> Quality:
    """Look for the signs among all respondents and apply the rule of the instrument. seconds : whole time, NaN where unknown."""
    steps = Steps.of(responses.rated, instrument)

    def look(rows: slice) -> _Looked:
        part = responses.only(rows)
        shown = seen(part, seconds[rows], steps)
        return _Looked(part, shown, pair_sums(shown.given))

    looked = list(each(look, len(responses), _PART))
    sums = reduce(add, (one.sums for one in looked))
    held = standards(norms_of([one.part for one in looked], [one.shown for one in looked], sums, instrument), instrument)

    def verdict(one: _Looked) -> Quality:
        return _judged(one.part, instrument, one.shown, steps, held)

    return Quality.joined(list(each_of(verdict, looked)))


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """A part of the respondents, what each of them shows, and sums of what they gave."""

    part: Responses
    shown: Seen
    sums: PairSums


def judge_part(part: Responses, seconds: NDArray[np.float64], held: Standards, instrument: Instrument) -> Quality:
    """The same for one part of the respondents. held : ``standards`` from the norms of everybody, of the same codes."""
    steps = Steps.of(part.rated, instrument)
    return _judged(part, instrument, seen(part, seconds, steps), steps, held)


def _judged(part: Responses, instrument: Instrument, shown: Seen, steps: Steps, held: Standards) -> Quality:
    """The rule, applied to what each respondent shows."""
    rule = instrument.thresholds.careless
    keyed = stepped(item_codes(part.rated, steps.items), steps.keyed)
    apart = math.ceil(Fraction(rule.contradiction_points) / steps.points)
    scales = [instrument.items[item].scale for item in held.items]
    nobody = np.zeros(len(part), dtype=bool)
    straight = (shown.run >= rule.straight_share * shown.answered) & (shown.answered >= FEWEST_ANSWERS)
    found = {
        "too_fast": shown.pace < rule.seconds_per_answer,
        "straight_line": straight if held.straight else nobody,
        "attention_failed": np.logical_or.reduce([nobody, *(given == 2 for given in attention(part, instrument))]),
        "unusual_pattern": held.usual.unusual(_rows(shown.given, held.varying), rule.pattern_p, FEWEST_ANSWERS),
        "contradictions": contradictions(keyed, held.pairs, apart) >= rule.contradictions,
        "hurried": shown.pace < held.hurried,
        "low_variation": shown.variability < held.low,
        "inconsistent": even_odd(_rows(keyed, held.items), scales) < _CONSISTENT,
        "twin": shown.twinnable & among(with_time(shown.mark, part.recorded), held.twins) if len(held.twins) else nobody,
    }
    several = np.add.reduce([found[sign].view(np.uint8) for sign in SIGNS], 0, np.uint8) >= rule.signs
    why = np.where(found["too_fast"], 1, np.where(several, 2, 0)).astype(np.uint8)
    return Quality(shown.pace, found, why, held.checked)


def _rows(steps: NDArray[np.integer], items: NDArray[np.intp]) -> NDArray[np.integer]:
    """Some of the items; all of them without a copy."""
    return steps if len(items) == len(steps) else steps[items]
