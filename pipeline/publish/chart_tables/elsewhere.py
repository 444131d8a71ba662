"""Table of published means beside those of all staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.numbers import percent
from pipeline.publish.words import say
from pipeline.stats.published_mean import CONFIDENCE, published_mean
from pipeline.tables import records

if TYPE_CHECKING:
    from pipeline.instrument.model import ReferencePoint
    from pipeline.publish.bundle import Bundle

_COLUMNS: Final = (
    "id",
    "scale",
    "here",
    "place",
    "n",
    "mean",
    "low",
    "high",
    "sure",
    "as_published",
    "asked",
    "caveat",
    "source",
    "link",
)


def reference_points(bundle: Bundle) -> pd.DataFrame:
    """Per scale that has published means: all staff here, then each of these, the oldest first. Empty where there are none.

    columns : id (of the scale, or of the reference point), scale (label), here (whether the row is ours), place (of whom), n,
    mean, low, high (0 to 100; limits missing where none can be known), sure (which limits they are, "95 %"), as_published, asked
    (whether with the same questions), caveat, source, link; the last five empty in our own rows.
    """
    estimates = bundle.findings.estimates
    own = {str(row["scale"]): row for row in records(estimates[estimates["grouping"] == "overall"])}
    rows: list[dict[str, Any]] = []
    for scale in bundle.instrument.scales:
        points = [point for point in bundle.instrument.reference_points if point.scale == scale.id]
        if points and scale.id in own:
            rows.append(_here(own[scale.id], scale.label, bundle))
            rows += [_elsewhere(point, scale.label) for point in sorted(points, key=lambda point: point.year)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _here(row: dict[str, Any], label: str, bundle: Bundle) -> dict[str, Any]:
    figures = {name: row[name] for name in ("n", "mean", "low", "high")}
    sure = percent(bundle.instrument.thresholds.interval)
    nothing = dict.fromkeys(("as_published", "asked", "caveat", "source", "link"), "")
    return {
        "id": row["scale"],
        "scale": label,
        "here": True,
        "place": say("elsewhere.here", scale=label),
        **figures,
        "sure": sure,
    } | nothing


def _elsewhere(point: ReferencePoint, label: str) -> dict[str, Any]:
    found = published_mean(point.mean, point.sd, point.n, point.low, point.high)
    printed = {"mean": f"{point.mean:g}", "low": f"{point.low:g}", "high": f"{point.high:g}"}
    known = point.sd is not None
    return {
        "id": point.id,
        "scale": label,
        "here": False,
        "place": say("elsewhere.place", people=point.people, year=point.year),
        "n": point.n,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "sure": percent(CONFIDENCE) if known else say("elsewhere.not_given"),
        "as_published": say("elsewhere.printed_sd", **printed, sd=f"{point.sd:g}")
        if known
        else say("elsewhere.printed", **printed),
        "asked": say(f"elsewhere.same_{point.same}"),
        "caveat": point.caveat,
        "source": point.source,
        "link": point.link,
    }
