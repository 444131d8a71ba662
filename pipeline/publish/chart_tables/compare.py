"""Two groups beside each other: what is estimated of both, and what may be said of the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.wording import records
from pipeline.publish.wording.change import measure_label
from pipeline.publish.words import say
from pipeline.tables import NOT_CONVINCED, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_FIGURES: Final = ("value", "low", "high", "n")
_COLUMNS: Final = (
    *("measure", "label", "first", "first_low", "first_high", "first_n", "second", "second_low", "second_high", "second_n"),
    *("difference", "bracket", "overlap", "comparable", "said"),
)


def compare_table(bundle: Bundle, first_key: str, second_key: str) -> pd.DataFrame:
    """Two published groups: one row per measure that is shown of both.

    The share not yet convinced, readiness, willingness, then every scale.

    columns : measure (id), label; first, first_low, first_high, first_n and the same of second (0-100; of shares percent; limits
    of the interval of estimates); difference (points, first minus second, of those who answered) and bracket (of its adjusted p),
    only where the organisation's table of pairs has the two; overlap (of the intervals), comparable (both are asked enough of the
    scale), said (what may be said, in words).
    """
    first, second = _of(bundle, first_key), _of(bundle, second_key)
    pairs = _pairs(bundle, first_key, second_key)
    instrument = bundle.instrument
    order = [NOT_CONVINCED, instrument.readiness.id, instrument.willingness.id, *(scale.id for scale in instrument.scales)]
    rows = [
        _row(measure, measure_label(measure, instrument), first[measure], second[measure], pairs.get(measure))
        for measure in order
        if measure in first and measure in second
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"first_n": "int64", "second_n": "int64"})


def may_share_people(first_key: str, second_key: str) -> bool:
    """Whether some people may be in both groups: not in two different roles, two departments, or two cells of one kind."""
    one, other = first_key.split(":"), second_key.split(":")
    return one[0] != other[0]


def _of(bundle: Bundle, key: str) -> dict[str, dict[str, Any]]:
    """value, low, high (0-100), n and comparable of one group, by measure."""
    reluctance, estimates = bundle.findings.reluctance, bundle.findings.estimates
    share = reluctance[group_key(reluctance) == key]
    shares = {name: 100 * share[column] for name, column in (("value", "share"), ("low", "share_low"), ("high", "share_high"))}
    scales = estimates[group_key(estimates) == key].rename(columns={"scale": "measure", "mean": "value"})
    own = pd.DataFrame({"measure": NOT_CONVINCED, **shares, "n": share["n"], "comparable": True})
    both = pd.concat([own, scales[["measure", *_FIGURES, "comparable"]]])
    return {str(row["measure"]): row for row in records(both)}


def _pairs(bundle: Bundle, first_key: str, second_key: str) -> dict[str, tuple[float, str]]:
    """Difference (first minus second) and bracket by scale, from the organisation's table of pairs."""
    frame = bundle.release.organisation.pairs
    ends = {name: frame["grouping"] + ":" + frame[name] for name in ("first", "second")}
    found: dict[str, tuple[float, str]] = {}
    for one, other, sign in (("first", "second", 1), ("second", "first", -1)):
        rows = frame[(ends[one] == first_key) & (ends[other] == second_key)]
        found |= {row["scale"]: (sign * float(row["difference"]), str(row["bracket"])) for row in records(rows)}
    return found


def _row(
    measure: str, label: str, first: dict[str, Any], second: dict[str, Any], pair: tuple[float, str] | None
) -> dict[str, Any]:
    overlap = bool(first["low"] <= second["high"] and second["low"] <= first["high"])
    comparable = bool(first["comparable"]) and bool(second["comparable"])
    figures = {
        f"{which}{end}": group[name]
        for which, group in (("first", first), ("second", second))
        for name, end in (("value", ""), ("low", "_low"), ("high", "_high"), ("n", "_n"))
    }
    difference, bracket = pair or (None, "")
    told = {"difference": difference, "bracket": bracket, "overlap": overlap, "comparable": comparable}
    return {"measure": measure, "label": label, **figures, **told, "said": _said(told)}


def _said(told: dict[str, Any]) -> str:
    """What may be said of the two figures."""
    if not told["comparable"]:
        return say("compare.not_comparable")
    if told["difference"] is not None:
        if told["bracket"] == "not":
            return say("compare.no_difference")
        return say("compare.differ", points=f"{abs(told['difference']):.0f}", bracket=told["bracket"])
    return say("compare.overlap" if told["overlap"] else "compare.apart")
