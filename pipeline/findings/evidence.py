"""How much worse a group is than everybody else, cause by cause: by its answers and by the barriers it names.

Specification: docs/methods/causes.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL, group_facts, person_variance, person_variances
from pipeline.findings.barriers import CHOSEN_SHARE, Ticked, ticked, ticked_barriers
from pipeline.findings.estimate import SPAN
from pipeline.instrument.model import Instrument
from pipeline.tables import GROUP, Release, group_key

LOW_MEAN = 50.0
"""A construct is low in itself below the middle of the scale ..."""
UNFAVOURABLE_SHARE = 0.40
"""... or where more than 40 % of persons are below the middle, or ``CHOSEN_SHARE`` name a barrier."""
_TOGETHER = 0.2  # correlation of a person's barriers of one cause; the release has no pairs, so this is a convention

EVIDENCE = ["n", "here", "elsewhere", "difference", "error", "low"]
"""Columns: persons behind the figures, the figures, the difference (SDs of persons) with its standard error, low in itself."""


def answers(release: Release, instrument: Instrument, estimates: pd.DataFrame) -> pd.DataFrame:
    """Evidence of the constructs, indexed by (group key, cause); the figures are those of the lowest construct that counts."""
    construct = _constructs(release, instrument, estimates)
    asked = [(cause.id, scale) for cause in instrument.causes for scale in cause.scales]
    rows = pd.DataFrame(asked, columns=["cause", "scale"], dtype="str").merge(construct, on="scale")
    if rows.empty:
        return _nothing()
    # Willingness is what is to be explained: its own constructs speak only where the cause has no other.
    outcome = rows["scale"].isin(instrument.willingness.scales)
    rows = rows[outcome == outcome.groupby([rows["key"], rows["cause"]]).transform("min")]
    by_cause = rows.groupby(["key", "cause"])
    found = rows.loc[by_cause["here"].idxmin()].set_index(["key", "cause"])[["n", "here", "elsewhere"]]
    return found.join(by_cause.agg(difference=("difference", "mean"), error=("error", "mean"), low=("low", "any")))


def _constructs(release: Release, instrument: Instrument, estimates: pd.DataFrame) -> pd.DataFrame:
    """EVIDENCE of every group (not overall) and comparable scale, with columns key and scale."""
    frame = estimates.merge(release.scales, on=[*GROUP, "scale", "n"], validate="one_to_one")
    facts = group_facts(release, frame)
    overall = frame[frame["grouping"] == OVERALL].set_index("scale")
    inside = (frame["grouping"] != OVERALL) & frame["comparable"].astype(bool) & frame["scale"].isin(overall.index)
    frame, facts = frame[inside], facts[inside]
    pairs = list(zip(facts["axis"], frame["scale"], strict=True))
    known = person_variances(release)
    sds = {pair: max(np.sqrt(person_variance(known, *pair, SPAN)), 1e-6) for pair in set(pairs)}
    sd = np.array([sds[pair] for pair in pairs])
    n, rest = _rest(frame["n"], frame["scale"].map(overall["n"]))
    elsewhere = ((frame["scale"].map(overall["total"]) - frame["total"]) / rest).clip(0, SPAN)
    own = _error(frame["high"] - frame["low"], instrument) / sd
    unfavourable = (frame["unfavourable_low"] + frame["unfavourable_high"]).astype(float) / 2 / n
    table = pd.DataFrame(
        {
            "key": facts["key"],
            "scale": frame["scale"],
            "n": frame["n"],
            "here": frame["mean"],
            "elsewhere": elsewhere,
            "difference": (elsewhere - frame["mean"]) / sd,
            "error": np.sqrt(own**2 + 1 / rest),
            "low": (frame["mean"] < LOW_MEAN) | (unfavourable > UNFAVOURABLE_SHARE),
        }
    )
    return _beyond_reluctance(table.dropna(subset=["difference"]), instrument)


def _beyond_reluctance(table: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Differences, for the constructs of willingness less the mean difference of its other constructs: what stands out."""
    inside = table["scale"].isin(instrument.willingness.scales)
    part = pd.DataFrame({"difference": table["difference"], "square": table["error"] ** 2})[inside]
    by_group = part.groupby(table.loc[inside, "key"])
    count = by_group["square"].transform("count") - 1
    others = (by_group.transform("sum") - part).div(count.where(count > 0), axis=0)
    others["square"] /= count.where(count > 0)
    others = others.reindex(table.index).fillna(0.0)
    error = np.sqrt(table["error"] ** 2 + others["square"])
    return table.assign(difference=table["difference"] - others["difference"], error=error)


def named_barriers(release: Release, instrument: Instrument, by_option: Ticked | None = None) -> pd.DataFrame:
    """Evidence of the barriers, indexed by (group key, cause); the figures are the shares who tick any barrier of the cause.

    by_option : ``ticked_barriers``, where it is known already.
    """
    cause_of = {barrier.id: barrier.cause for barrier in instrument.barriers}
    there = (release.barriers["n"] > 0) & release.barriers["option"].isin(list(cause_of))
    if not there.any() or release.causes.empty:
        return _nothing()
    told = by_option or ticked_barriers(release, instrument)
    table = _compared(told, instrument).assign(cause=told.what.map(cause_of))
    table = table.assign(square=table["error"] ** 2).dropna(subset=["rest", "cause"])
    found = table.groupby(["key", "cause"]).agg(
        n=("n", "min"), difference=("difference", "mean"), total=("square", "sum"), count=("square", "count")
    )
    error = np.sqrt(found["total"] * (1 + (found["count"] - 1) * _TOGETHER)) / found["count"]
    any_of = ticked(release, instrument, narrow_causes(release, instrument), "cause")
    figures = _compared(any_of, instrument).assign(cause=any_of.what).set_index(["key", "cause"])
    figures = figures[["here", "elsewhere"]].reindex(found.index)
    return found[["n", "difference"]].join(figures).assign(error=error, low=(figures["here"] >= CHOSEN_SHARE))


def narrow_causes(release: Release, instrument: Instrument) -> pd.DataFrame:
    """``release.causes`` with limits that the barriers imply: at least the largest of a cause's counts, at most their sum."""
    cause_of = {barrier.id: barrier.cause for barrier in instrument.barriers}
    barrier = release.barriers.assign(key=group_key(release.barriers), cause=release.barriers["option"].map(cause_of))
    limits = barrier.groupby(["key", "cause"]).agg(least=("chosen_low", "max"), most=("chosen_high", "sum"))
    frame = release.causes[release.causes["n"] > 0].reset_index(drop=True)
    of_rows = limits.reindex(pd.MultiIndex.from_arrays([group_key(frame), frame["cause"]]))
    least, most = (of_rows[name].reset_index(drop=True) for name in ("least", "most"))
    low = frame["chosen_low"].where(least.isna() | (least <= frame["chosen_low"]), least)
    high = frame["chosen_high"].where(most.isna() | (most >= frame["chosen_high"]), most)
    return frame.assign(chosen_low=low, chosen_high=high)


def _compared(told: Ticked, instrument: Instrument) -> pd.DataFrame:
    """Key, n, here, elsewhere, difference, error and rest (persons elsewhere) of every row of counts; NaN for overall."""
    frame, found, expected = told.frame, told.found, told.known.expected_count
    everybody, total = _everybody(frame, told.facts["axis"], told.what, expected)
    _, rest = _rest(frame["n"], everybody)
    elsewhere = ((total - expected) / rest).clip(0, 1)
    common = (total / everybody).clip(0.01, 0.99)
    sd = np.sqrt(common * (1 - common))
    own = _error(found.high - found.low, instrument) / sd
    return pd.DataFrame(
        {
            "key": told.facts["key"],
            "n": frame["n"],
            "rest": rest,
            "here": found.mean,
            "elsewhere": elsewhere,
            "difference": (found.mean - elsewhere) / sd,
            "error": np.sqrt(own**2 + 1 / rest),
        }
    )


def _everybody(
    frame: pd.DataFrame, axis: pd.Series, what: pd.Series, expected: NDArray[np.float64]
) -> tuple[pd.Series, pd.Series]:
    """Persons of the whole organisation and how many of them ticked, per row.

    Where the count of everybody is an interval, the groups of the row's axis stand for everybody.
    """
    table = pd.DataFrame({"axis": axis, "what": what, "n": frame["n"].astype(float), "expected": expected})
    overall = table.assign(exact=frame["chosen_low"] == frame["chosen_high"])[axis == OVERALL].set_index("what")
    groups = table.groupby(["axis", "what"])
    everybody = what.map(overall["n"])
    total = groups["expected"].transform("sum") / groups["n"].transform("sum") * everybody
    return everybody, what.map(overall["expected"]).where(what.map(overall["exact"]).eq(True), total)


def _rest(n: pd.Series, everybody: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Persons in the group and everywhere else; NaN where the group is everybody."""
    here = n.astype("float64")
    rest = everybody.astype("float64") - here
    return here, rest.where(rest > 0)


def _error(width: ArrayLike, instrument: Instrument) -> NDArray[np.float64]:
    """Standard error of estimates from the widths of their intervals."""
    return np.asarray(width, dtype=float) / (2 * float(ndtri((1 + instrument.thresholds.interval) / 2)))


def _nothing() -> pd.DataFrame:
    index = pd.MultiIndex.from_arrays([pd.Series(dtype="str"), pd.Series(dtype="str")], names=["key", "cause"])
    return pd.DataFrame(columns=EVIDENCE, index=index)
