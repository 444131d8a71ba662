"""Careless answers: which signs a respondent shows, and who is set aside. PRIVATE. Specification: docs/methods/careless.md.

Speed alone excludes; any other sign only together with a second one. Everything else is listed for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.ingest.dates import read_dates
from pipeline.ingest.export import Export
from pipeline.instrument.model import CarelessRule, Instrument
from pipeline.stats.additive import keyed as keyed_answers
from pipeline.stats.careless import (
    contradictions,
    even_odd,
    longest_run,
    mahalanobis_p,
    opposite_pairs,
    response_variability,
)
from pipeline.tables import Responses

TOO_FAST: Final = "answered too fast to have read the questions"
TWO_SIGNS: Final = "several signs of answering without reading"
SIGNS: Final = ("straight_line", "attention_failed", "unusual_pattern", "contradictions")
"""Signs of which two together exclude."""
FLAGS: Final = ("hurried", "low_variation", "inconsistent", "twin")
"""What a person may look at besides; none of these ever excludes, alone or together."""

_CONSISTENT: Final = 0.30
_TWIN_ANSWERS: Final = 15
_TWIN_MINUTES: Final = pd.Timedelta(minutes=10)
_FEWEST_ANSWERS: Final = 10  # with fewer, time per answer and patterns say nothing


@dataclass(frozen=True, slots=True)
class Quality:
    """What the answers themselves tell about how they were given; rows as the responses. PRIVATE.

    Attributes
    ----------
    seconds : seconds per answer, NaN where the platform records no times.
    signs : boolean columns too_fast and SIGNS.
    flags : boolean columns FLAGS.
    reason : why the respondent is set aside, "" where kept.
    checked : sign -> whether it could be looked for at all (times, an attention question, reversed items).
    """

    seconds: NDArray[np.float64]
    signs: pd.DataFrame
    flags: pd.DataFrame
    reason: pd.Series
    checked: Mapping[str, bool]

    @property
    def excluded(self) -> NDArray[np.bool_]:
        """Respondents to be set aside."""
        return (self.reason != "").to_numpy()


def judge(responses: Responses, instrument: Instrument, seconds: NDArray[np.float64]) -> Quality:
    """Look for the signs and apply the rule of the instrument. seconds : whole time of each respondent, NaN where unknown."""
    rule = instrument.thresholds.careless
    items = [item for item in instrument.items if responses.ratings[item.id].notna().any()]
    raw = responses.ratings[[item.id for item in items]].to_numpy(dtype=float)
    keyed = keyed_answers(raw, instrument.item_ranges(items))
    answers = (responses.ratings.notna() | responses.not_applicable).sum(axis=1).to_numpy()
    per_answer = np.where(answers >= _FEWEST_ANSWERS, seconds / np.maximum(answers, 1), np.nan)
    reverse = np.array([item.reverse for item in items], dtype=bool)
    pairs = opposite_pairs(keyed, [item.scale for item in items], reverse)
    failed, asked = _attention(responses, instrument)
    with np.errstate(invalid="ignore"):
        signs = {
            "too_fast": per_answer < rule.seconds_per_answer,
            "straight_line": _straight(raw, rule, reverse),
            "attention_failed": failed,
            "unusual_pattern": mahalanobis_p(raw, _FEWEST_ANSWERS) < rule.pattern_p,
            "contradictions": contradictions(keyed, pairs, rule.contradiction_points) >= rule.contradictions,
        }
    frame = pd.DataFrame(signs, index=responses.people.index)
    several = frame[list(SIGNS)].sum(axis=1).to_numpy() >= rule.signs
    reason = np.select([signs["too_fast"], several], [TOO_FAST, TWO_SIGNS], default="")
    checked = {
        "too_fast": bool(np.isfinite(per_answer).any()),
        "straight_line": bool(reverse.any() and not reverse.all()),
        "attention_failed": asked,
        "unusual_pattern": len(raw) > len(items),
        "contradictions": len(pairs) > 0,
    }
    flags = _flags(responses, raw, keyed, [item.scale for item in items], per_answer)
    return Quality(per_answer, frame, flags, pd.Series(reason, index=frame.index, dtype="str"), checked)


def _flags(
    responses: Responses,
    raw: NDArray[np.float64],
    keyed: NDArray[np.float64],
    scales: list[str],
    per_answer: NDArray[np.float64],
) -> pd.DataFrame:
    """Hurried: under half of the median time. Low variation: the lowest twentieth. Inconsistent: even-odd below .30."""
    spread = response_variability(raw)
    known = per_answer[np.isfinite(per_answer)]
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "hurried": per_answer < (np.median(known) / 2 if len(known) else np.nan),
                "low_variation": spread < (np.nanquantile(spread, 0.05) if np.isfinite(spread).any() else np.nan),
                "inconsistent": even_odd(keyed, scales) < _CONSISTENT,
                "twin": _twins(responses, raw),
            },
            index=responses.people.index,
        )


def _twins(responses: Responses, raw: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The same answer to every item, no straight line, same role and department, within minutes: perhaps one person twice."""
    there = ~np.isnan(raw)
    looked = (there.sum(axis=1) >= _TWIN_ANSWERS) & (longest_run(raw) < there.sum(axis=1) / 2)
    people = responses.people.reset_index(drop=True)
    key = pd.DataFrame(np.nan_to_num(raw, nan=-1.0)).assign(role=people["role"], department=people["department"])
    same = key.groupby(list(key.columns), sort=False).ngroup().to_numpy()
    order = pd.DataFrame({"same": same, "at": people["recorded"].to_numpy()})[looked].sort_values(["same", "at"])
    # Neighbours in time with equal answers; both are flagged.
    apart = order["at"].diff()
    near = (order["same"].diff() == 0) & (apart <= _TWIN_MINUTES).fillna(False)
    found = np.zeros(len(raw), dtype=bool)
    found[order.index[near | near.shift(-1, fill_value=False)]] = True
    return found


def seconds_taken(export: Export, rows: NDArray[np.integer]) -> NDArray[np.float64]:
    """Seconds that each of the rows took: the platform's own figure, else from start to end; NaN where neither is recorded."""
    for position in export.positions("duration"):
        written = pd.to_numeric(export.text(position).str.strip(), errors="coerce").to_numpy(dtype=float)[rows]
        if np.isfinite(written).any():
            return np.where(written > 0, written, np.nan)
    starts, ends = export.positions("start"), export.positions("end") or export.positions("recorded")
    if not starts or not ends:
        return np.full(len(rows), np.nan)
    begun, ended = read_dates([export.texts[starts[0]], export.texts[ends[0]]]).columns
    taken = (ended - begun) / np.timedelta64(1, "s")
    # Times to the minute would make a quick answer look like none.
    taken = np.where(taken > 0, taken, np.nan)[rows]
    return np.full(len(rows), np.nan) if _whole_minutes(taken) else taken


def _whole_minutes(seconds: NDArray[np.float64]) -> bool:
    known = seconds[np.isfinite(seconds)]
    return bool(len(known) and (known % 60 == 0).all())


def _straight(raw: NDArray[np.float64], rule: CarelessRule, reverse: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Half of the items in one run. Where no item is reversed a straight line may be an honest opinion, and is no sign."""
    answered = (~np.isnan(raw)).sum(axis=1)
    if not reverse.any() or reverse.all():
        return np.zeros(len(raw), dtype=bool)
    return (longest_run(raw) >= rule.straight_share * answered) & (answered >= _FEWEST_ANSWERS)


def _attention(responses: Responses, instrument: Instrument) -> tuple[NDArray[np.bool_], bool]:
    """Who gave another answer than the one asked for; a blank is none. Whether anybody was asked."""
    failed, asked = np.zeros(len(responses.people), dtype=bool), False
    for question in instrument.questions:
        if question.correct and question.id in responses.single:
            given = responses.single[question.id].to_numpy()
            failed |= (given != "") & (given != question.correct)
            asked |= bool((given != "").any())
    return failed, asked
