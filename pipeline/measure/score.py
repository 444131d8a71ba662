"""From coded answers to scores of respondents. Private: one row per respondent. Specification: docs/methods/scoring.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Thresholds
from pipeline.stats.additive import Method, ScaleScores, expected_answers, keyed, required_answers, scale_scores
from pipeline.tables import Responses, Scores

# Sums carry binary noise and limits are sharp: 50 must be 50 whatever the order of summation.
_EXACT_DECIMALS = 9
_LOWEST, _HIGHEST = 0.0, 100.0
_RATING_HIGHEST = 5.0  # of topics, from 1

_Rows = TypeVar("_Rows", pd.DataFrame, pd.Series)
_Part = TypeVar("_Part")
_Values = TypeVar("_Values", pd.Series, NDArray[np.float64])


def score(responses: Responses, instrument: Instrument, method: Method = "additive", frozen: pd.Series | None = None) -> Scores:
    """Score every respondent; those without both composites are counted in ``not_scored`` and left out.

    responses : kept respondents, one row each. frozen : item effects of the first wave by item id, 0-100 points. returns :
    Scores,
    0-100, higher is better; without rows where nobody can be scored. source : docs/methods/scoring.md.
    """
    answers = keyed_items(responses, instrument)
    asked = asked_items(responses, instrument)
    answers = answers.where(asked)
    of_scales = construct_scores(answers, asked, instrument, method, frozen)
    constructs = pd.DataFrame({scale: _tidy(found.scores) for scale, found in of_scales.items()}, index=answers.index)
    applies = _applying_constructs(asked, instrument)
    scored = composite_scores(constructs, applies, instrument).notna().all(axis=1).to_numpy()
    measured, applies = _only(constructs, scored), _only(applies, scored)
    complete = complete_constructs(measured, instrument.thresholds.k)
    filled = (complete.notna() & measured.isna()).sum()
    scales = pd.concat([complete, composite_scores(complete, applies, instrument)], axis=1)
    return Scores(
        people=_only(responses.people[list(instrument.axes)], scored),
        scales=scales,
        completed={str(scale): int(count) for scale, count in filled.items() if count},
        standing=standing(scales[instrument.willingness.id], scales[instrument.intention], instrument.thresholds),
        items=_only(answers, scored),
        importance=_only(topic_ratings(responses, instrument, "importance"), scored),
        confidence=_only(topic_ratings(responses, instrument, "confidence"), scored),
        chosen={question: _only(ticked, scored) for question, ticked in responses.chosen.items()},
        answered=_only(responses.answered, scored),
        strongest=_only(_strongest_barrier(responses), scored),
        not_scored=int((~scored).sum()),
        rows=np.flatnonzero(scored),
        effects=_effects(of_scales, asked, instrument),
        prorated={scale: found.prorated for scale, found in of_scales.items()},
    )


def keyed_items(responses: Responses, instrument: Instrument) -> pd.DataFrame:
    """Respondents × items, 0-100 and higher is better; NaN = blank or "does not apply". By the declared answer scales."""
    ratings = responses.ratings[[item.id for item in instrument.items]]
    values = keyed(ratings.to_numpy(dtype=float), instrument.item_ranges(instrument.items))
    return pd.DataFrame(values, columns=ratings.columns, index=ratings.index)


def asked_items(responses: Responses, instrument: Instrument) -> pd.DataFrame:
    """Respondents × items: true where the respondent had to answer the item.

    That is an item that concerns the role and was not marked "does not apply"; where the role is not stated or unknown, an item
    for everybody or one that was answered. An item that nobody answered was not asked.
    """
    columns = [item.id for item in instrument.items]
    answered = responses.ratings[columns].notna().to_numpy()
    role_known = responses.people["role"].isin([role.id for role in instrument.roles]).to_numpy()
    concerns = _concerned(responses.people["role"], instrument.items, instrument.applies_to)
    concerns |= answered & ~role_known[:, None]
    was_asked = (answered & concerns).any(axis=0)
    asked = concerns & was_asked & ~responses.not_applicable[columns].to_numpy(dtype=bool)
    return pd.DataFrame(asked, columns=columns, index=responses.ratings.index)


def construct_scores(
    answers: pd.DataFrame, asked: pd.DataFrame, instrument: Instrument, method: Method, frozen: pd.Series | None = None
) -> dict[str, ScaleScores]:
    """Construct or driver -> scores of all respondents, not clipped; NaN where too few of the applicable items were answered."""
    found = {}
    for scale in instrument.scales:
        items = [item.id for item in instrument.items_of(scale.id)]
        effects = None if frozen is None else frozen.reindex(items).to_numpy(dtype=float)
        found[scale.id] = scale_scores(answers[items], asked[items], method, effects)
    return found


def composite_scores(constructs: pd.DataFrame, applies: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Respondents × composites: the mean of the constructs that are there, where these are half of those that apply."""
    found = {}
    for composite in instrument.composites:
        parts = list(composite.scales)
        needed = required_answers(applies[parts].sum(axis=1), "half")
        enough = constructs[parts].notna().sum(axis=1) >= needed
        found[composite.id] = _tidy(constructs[parts].mean(axis=1).where(enough))
    return pd.DataFrame(found, index=constructs.index)


def complete_constructs(constructs: pd.DataFrame, k: int) -> pd.DataFrame:
    """Fill every construct or driver that fewer than k lack from their other constructs; the others stay as they are."""
    lacking = constructs.isna().sum()
    few = lacking.index[(lacking > 0) & (lacking < k)]
    expected = pd.DataFrame(_tidy(expected_answers(constructs)), columns=constructs.columns, index=constructs.index)
    return constructs.assign(**{str(scale): constructs[scale].fillna(expected[scale]) for scale in few})


def standing(willingness: pd.Series, intention: pd.Series, limits: Thresholds) -> pd.Series:
    """reluctant, undecided or willing, per respondent; a missing intention decides nothing."""
    reluctant = (willingness < limits.person_reluctant_below) | (intention <= limits.person_intention_at_most)
    willing = willingness >= limits.person_willing_from
    words = np.select([reluctant, willing], ["reluctant", "willing"], default="undecided")
    return pd.Series(words, index=willingness.index, name="standing", dtype="str")


def topic_ratings(responses: Responses, instrument: Instrument, rating: str) -> pd.DataFrame:
    """Respondents × topics: one of the two ratings, 1-5; NaN unless both were given and the topic concerns the role.

    Ratings with another declared range are stretched to 1-5, so that limits and gaps mean the same everywhere.
    """
    topics = [topic.id for topic in instrument.topics]
    concerns = _concerned(responses.people["role"], instrument.topics, instrument.topic_concerns)
    pair = [responses.ratings[[f"{topic}_{one}" for topic in topics]] for one in ("importance", "confidence")]
    both = concerns & pair[0].notna().to_numpy(dtype=bool) & pair[1].notna().to_numpy(dtype=bool)
    values = pair[("importance", "confidence").index(rating)].to_numpy(dtype=float)
    scale = instrument.answer_scale.get(getattr(instrument.topic_ratings, rating))
    if scale is not None and scale.low is not None and scale.high is not None:
        values = 1 + (values - scale.low) / (scale.high - scale.low) * (_RATING_HIGHEST - 1)
    return pd.DataFrame(np.where(both, values, np.nan), columns=topics, index=responses.ratings.index)


def _effects(of_scales: Mapping[str, ScaleScores], asked: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Item effects by item id, in points of 0-100; NaN for items that nobody was asked."""
    parts = [
        pd.Series(found.effects, index=[item.id for item in instrument.items_of(scale)]) for scale, found in of_scales.items()
    ]
    return pd.concat(parts).where(asked.any(axis=0)).rename("effect")


def _concerned(roles: pd.Series, parts: Sequence[_Part], concerns: Callable[[_Part, str], bool]) -> NDArray[np.bool_]:
    """Respondents × parts (items or topics): whether each concerns the respondent's role; asked once per role."""
    positions, levels = pd.factorize(roles)
    table = [[concerns(part, str(role)) for part in parts] for role in levels]
    return np.array(table, dtype=bool).reshape(len(levels), len(parts))[positions]


def _applying_constructs(asked: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Respondents × constructs and drivers: true where at least one item had to be answered."""
    return pd.DataFrame(
        {s.id: asked[[item.id for item in instrument.items_of(s.id)]].any(axis=1) for s in instrument.scales},
        index=asked.index,
    )


def _strongest_barrier(responses: Responses) -> pd.Series:
    if "barrier_main" in responses.single:
        return responses.single["barrier_main"].rename("strongest")
    return pd.Series("", index=responses.people.index, name="strongest", dtype="str")


def _tidy(scores: _Values) -> _Values:
    """Within 0-100 and free of binary noise."""
    return scores.clip(_LOWEST, _HIGHEST).round(_EXACT_DECIMALS)


def _only(rows: _Rows, kept: NDArray[np.bool_]) -> _Rows:
    """Some of the rows, numbered anew."""
    return rows.loc[kept].reset_index(drop=True)
