"""The rule on careless answers in numbers with NaN, persons × items, as it was first written: small integers agree with it.

Slow and plain: one figure at a time, over everybody. Specification: docs/methods/careless.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from pipeline.clean.quality import SIGNS, TOO_FAST, TWO_SIGNS
from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import CarelessRule
from pipeline.stats.additive import keyed as keyed_answers
from pipeline.stats.moments import moments
from pipeline.tables import Responses

_LEAST_OWN = 1e-6
_FEWEST_SCALES = 5
_ENTRIES = 4_000_000
_CONSISTENT = 0.30
_TWIN_ANSWERS = 15
_TWIN_MINUTES = pd.Timedelta(minutes=10)
_FEWEST_ANSWERS = 10


@dataclass(frozen=True)
class Judged:
    """What the rule finds: frames of signs and flags, reasons, what could be looked for; and figures that limits cut."""

    signs: pd.DataFrame
    flags: pd.DataFrame
    reason: pd.Series
    checked: dict[str, bool]
    variability: NDArray[np.float64]
    consistency: NDArray[np.float64]
    pattern_p: NDArray[np.float64]


def judge(responses: Responses, instrument: Instrument, seconds: NDArray[np.float64]) -> Judged:
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
    scales = [item.scale for item in items]
    flags = _flags(responses, raw, keyed, scales, per_answer)
    figures = response_variability(raw), even_odd(keyed, scales), mahalanobis_p(raw, _FEWEST_ANSWERS)
    return Judged(frame, flags, pd.Series(reason, index=frame.index, dtype="str"), checked, *figures)


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


def longest_run(answers: ArrayLike) -> NDArray[np.int64]:
    """Longest run of one and the same answer, shape (n,).

    answers : persons × items as given, in the order asked; NaN is passed over.
    """
    x = np.asarray(answers, dtype=float)
    last, run, longest = np.full(len(x), np.nan), np.zeros(len(x), dtype=np.int64), np.zeros(len(x), dtype=np.int64)
    for j in range(x.shape[1]):
        given = ~np.isnan(x[:, j])
        run = np.where(given, np.where(x[:, j] == last, run + 1, 1), run)
        last = np.where(given, x[:, j], last)
        longest = np.maximum(longest, run)
    return longest


def mahalanobis_p(answers: ArrayLike, fewest: int = 10) -> NDArray[np.float64]:
    """P(a distance as large from everybody's mean) of each person by chi square, shape (n,).

    From the items that the person answered and their pairwise covariances. NaN below ``fewest`` answers, and for all where
    there are
    not more people than items. Items answered alike by all are left out.
    """
    x = np.asarray(answers, dtype=float)
    known = moments(x)
    used = known.varying
    x, n = x[:, used], known.n[np.ix_(used, used)]
    there = ~np.isnan(x)
    answered = there.sum(axis=1)
    if not used.any() or len(x) <= used.sum():
        return np.full(len(x), np.nan)
    centred = x - (known.centre + np.diag(known.total) / np.maximum(np.diag(known.n), 1))[used]
    covariance = np.where(n >= 2, known.covariance[np.ix_(used, used)], 0.0)
    distance = _distances(np.where(there, centred, 0.0), there, _definite(covariance))
    return np.where(answered >= fewest, chi2.sf(distance, np.maximum(answered, 1)), np.nan)


def response_variability(answers: ArrayLike) -> NDArray[np.float64]:
    """Standard deviation of each person's answers as given (intra-individual response variability), shape (n,); NaN below two."""
    x = np.asarray(answers, dtype=float)
    there = ~np.isnan(x)
    n = there.sum(axis=1)
    mean = np.where(there, x, 0).sum(axis=1) / np.maximum(n, 1)
    squares = np.where(there, (x - mean[:, None]) ** 2, 0).sum(axis=1)
    return np.where(n >= 2, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)


def even_odd(answers: ArrayLike, scale: ArrayLike) -> NDArray[np.float64]:
    """Even-odd consistency, shape (n,): correlation over scales of the means of odd and even items, stepped up; NaN if undefined.

    answers : persons × items, keyed. Only scales of two items and more count; with fewer than five of them the figure is too
    rough to be used at all, and everybody gets NaN.
    """
    x, of = np.asarray(answers, dtype=float), np.asarray(scale)
    names = [name for name in dict.fromkeys(of.tolist()) if (of == name).sum() >= 2]
    if len(names) < _FEWEST_SCALES:
        return np.full(len(x), np.nan)
    odd, even = (np.column_stack([_row_means(x[:, of == name][:, start::2]) for name in names]) for start in (0, 1))
    both = ~np.isnan(odd) & ~np.isnan(even)
    r = _row_correlations(np.where(both, odd, np.nan), np.where(both, even, np.nan))
    stepped = np.divide(2 * r, 1 + r, out=np.full(len(x), -1.0), where=r > -1)
    return np.where(both.sum(axis=1) >= _FEWEST_SCALES, np.where(np.isnan(r), np.nan, np.maximum(stepped, -1.0)), np.nan)


def contradictions(answers: ArrayLike, pairs: ArrayLike, apart: float) -> NDArray[np.int64]:
    """How many pairs of oppositely worded items a person answered against each other, shape (n,).

    answers : persons × items, *keyed* in one direction. pairs : two item numbers each, shape (p, 2). apart : smallest distance
    between the keyed answers that contradicts, in their unit.
    """
    x, two = np.asarray(answers, dtype=float), np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        return (np.abs(x[:, two[:, 0]] - x[:, two[:, 1]]) >= apart).sum(axis=1)


def opposite_pairs(answers: ArrayLike, scale: ArrayLike, reverse: ArrayLike) -> NDArray[np.int64]:
    """Each reversed item with the other item of its scale, not reversed, that goes with it most closely; shape (p, 2).

    answers : persons × items, keyed. Only pairs that go together at all (r > 0); an item stands in several pairs if need be.
    """
    c = moments(answers).covariance
    spread = np.sqrt(np.diag(c))
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.nan_to_num(c / np.outer(spread, spread), nan=-1.0)
    scales, reversed_ = np.asarray(scale), np.asarray(reverse, dtype=bool)
    pairs = []
    for j in np.flatnonzero(reversed_):
        candidates = np.flatnonzero((scales == scales[j]) & ~reversed_)
        if len(candidates) and r[j, candidates].max() > 0:
            pairs.append((j, candidates[r[j, candidates].argmax()]))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _row_means(x: NDArray[np.float64]) -> NDArray[np.float64]:
    there = ~np.isnan(x)
    n = there.sum(axis=1)
    return np.where(n > 0, np.where(there, x, 0).sum(axis=1) / np.maximum(n, 1), np.nan)


def _row_correlations(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of each row of two arrays with NaN in the same places."""
    there = ~np.isnan(a)
    x = np.where(there, a - _row_means(a)[:, None], 0)
    y = np.where(there, b - _row_means(b)[:, None], 0)
    spread = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    return np.divide((x * y).sum(axis=1), spread, out=np.full(len(x), np.nan), where=spread > 1e-9)


def _definite(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest matrix whose correlations can be those of one set of people: pairwise ones may contradict each other."""
    spread = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
    if values.min() >= _LEAST_OWN:
        return covariance
    mended = (vectors * np.maximum(values, _LEAST_OWN)) @ vectors.T
    unit = np.sqrt(np.diag(mended))
    return mended / np.outer(unit, unit) * np.outer(spread, spread)


def _distances(centred: NDArray[np.float64], there: NDArray[np.bool_], covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared Mahalanobis distance of every person over the items answered.

    With P the inverse of all covariances and z = P x (blanks at 0), it is x'z - z_m' (P_mm)^-1 z_m over the m items left out: one
    small system for each person, all of those with as many blanks together.
    """
    precision = np.linalg.inv(covariance)
    z = centred @ precision
    distance = (centred * z).sum(axis=1)
    blanks = (~there).sum(axis=1)
    for m in np.unique(blanks[blanks > 0]).tolist():
        for people in np.array_split(np.flatnonzero(blanks == m), (blanks == m).sum() * m * m // _ENTRIES + 1):
            left_out = np.nonzero(~there[people])[1].reshape(len(people), m)
            own = np.take_along_axis(z[people], left_out, axis=1)
            systems = precision[left_out[:, :, None], left_out[:, None, :]]
            distance[people] -= (own * np.linalg.solve(systems, own[:, :, None])[:, :, 0]).sum(axis=1)
    return np.maximum(distance, 0.0)
