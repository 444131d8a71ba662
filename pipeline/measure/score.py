"""From coded answers to scores of respondents. PRIVATE: one row per respondent. Specification: docs/methods/scoring.md.

A score depends on the pattern of answers to the items of a scale and on nothing else of a person. So each pattern that occurs is
scored once, and people look theirs up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.asked import asked
from pipeline.measure.complete import completion, score_sums
from pipeline.measure.forms import forms
from pipeline.measure.patterns import Patterns, count_patterns
from pipeline.measure.points import is_scored, points_of, sides
from pipeline.measure.rules import Rules, rules
from pipeline.measure.topics import topic_ratings
from pipeline.stats.additive import Method
from pipeline.tables import Responses, Scores
from pipeline.tables.coded import Named, Rated

if TYPE_CHECKING:
    from pipeline.measure.part import ScoredPart

_FEW: Final = 4
"""Where no more than one row in so many is kept, these are looked at alone."""


def score(responses: Responses, instrument: Instrument, method: Method = "additive", frozen: pd.Series | None = None) -> Scores:
    """Score every respondent; those without both composites are counted in ``not_scored`` and left out.

    responses : kept respondents, one row each. frozen : item effects of the first wave by item id, 0-100 points. returns :
    Scores; without rows where nobody can be scored. source : docs/methods/scoring.md.
    """
    how = rules(patterns(responses, instrument), instrument, method, frozen, responses)
    points = scale_points(responses, how)
    scored = is_scored(points, instrument)
    inside = points[: len(instrument.scales), scored]
    lacking = (inside < 0).sum(axis=1)
    few = (lacking > 0) & (lacking < instrument.thresholds.k)
    if few.any():
        how = replace(how, completion=completion(score_sums(inside), few))
    return scores_of(responses, how, scored)


def patterns(responses: Responses, instrument: Instrument, kept: NDArray[np.bool_] | None = None) -> dict[str, Patterns]:
    """Scale -> patterns of answers, of the rows that are kept (default: all)."""
    if kept is not None and _FEW * np.count_nonzero(kept) < len(kept):
        responses, kept = responses.only(kept), None
    role = responses.places["role"]
    which = asked(responses.rated, role.names, instrument)
    inside = np.ones(len(responses), dtype=bool) if kept is None else kept
    found = {}
    for scale, form in forms(responses.rated, role.names, instrument).items():
        codes = [which.codes(responses.rated, item, role.codes) for item in form.items]
        found[scale] = count_patterns(form, role.codes, codes, inside)
    return found


def scale_points(responses: Responses, how: Rules) -> NDArray[np.int64]:
    """Points of all constructs, drivers and composites, (S, n), of everybody; constructs completed where the rules say so."""
    role = responses.places["role"].recoded(how.roles).codes
    numbers = {
        scale: lookup.form.numbers([how.asked.codes(responses.rated, item, role) for item in lookup.form.items])
        for scale, lookup in how.lookups.items()
    }
    return points_of(numbers, how)


def scores_of(responses: Responses, how: Rules, scored: NDArray[np.bool_], part: ScoredPart | None = None) -> Scores:
    """Scores of those who are scored. scored : who has both composites *before* anything is completed, (n,). part : the
    responses as they were scored, where that was done before."""
    instrument, everybody = how.instrument, bool(scored.all())
    inside = responses if everybody else responses.only(scored)
    if part is not None and everybody:
        points, codes = part.points, part.codes
        before = points if how.completion is None else np.stack([one.everybody for one in part.before])
    else:
        points, codes = scale_points(inside, how), item_codes(inside, how)
        before = points if how.completion is None else scale_points(inside, replace(how, completion=None))
    names = (*how.lookups, *(composite.id for composite in instrument.composites))
    filled = {}
    if how.completion is not None:
        filled = {name: int(n) for name, n in zip(names, ((before < 0) & (points >= 0)).sum(axis=1), strict=True) if n}
    return Scores(
        places={axis: inside.places[axis] for axis in instrument.axes},
        names=names,
        points=points,
        sides=sides(points, names, instrument),
        keyed=keyed_items(codes, how),
        wanted=topic_ratings(inside, instrument, "importance"),
        able=topic_ratings(inside, instrument, "confidence"),
        ticked=inside.ticked,
        strongest=strongest_barrier(inside),
        completed={name: n for name, n in filled.items() if name in how.lookups},
        not_scored=int((~scored).sum()),
        rows=np.flatnonzero(scored),
        effects=how.effects,
        prorated=how.prorated,
    )


def item_codes(responses: Responses, how: Rules) -> dict[str, NDArray[np.integer]]:
    """Item -> codes, (n,); ``NOT_FOR_ME`` where the respondent did not have to answer."""
    role = responses.places["role"].recoded(how.roles).codes
    return {item.id: how.asked.codes(responses.rated, item.id, role) for item in how.instrument.items}


def keyed_items(codes_of: Mapping[str, NDArray[np.integer]], how: Rules) -> Rated:
    """Keyed answers 0-100 of the items that each respondent had to answer. codes_of : as ``item_codes`` gives them."""
    of = {
        item: values
        for lookup in how.lookups.values()
        for item, values in zip(lookup.form.items, lookup.form.values, strict=True)
    }
    names = [item.id for item in how.instrument.items]
    codes = np.stack([codes_of[name] for name in names])
    return Rated(tuple(names), codes, tuple(of[name] for name in names))


def strongest_barrier(responses: Responses) -> Named:
    """The barrier that each respondent named as the strongest; "" where none."""
    if "barrier_main" in responses.singles:
        return responses.singles["barrier_main"]
    return Named(np.zeros(len(responses), dtype=np.uint8), ("",))
