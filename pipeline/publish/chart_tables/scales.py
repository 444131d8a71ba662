"""Tables of one group: its scales, its training topics, its barriers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.numbers import bounded_columns, bounded_share
from pipeline.tables import GROUP, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def scale_bars(bundle: Bundle, key: str = "overall") -> pd.DataFrame:
    """Diverging bars of one group: one row per scale, composites first.

    columns : id (of the scale), scale (label), n, favourable, neutral, unfavourable (shares to draw; the middle of the interval
    where bounded), the same with ``_text`` (what may be said, "at most 9 %" where bounded) and ``_columns`` (what that is of,
    ``favourable/n``), bounded, mean, low, high.
    """
    scales = bundle.release.scales
    rows = scales[group_key(scales) == key].merge(
        bundle.findings.estimates[[*GROUP, "scale", "mean", "low", "high"]], on=[*GROUP, "scale"], how="left"
    )
    order = [*(c.id for c in bundle.instrument.composites), *(s.id for s in bundle.instrument.scales)]
    rows = rows.assign(order=rows["scale"].map({scale: i for i, scale in enumerate(order)})).sort_values("order")
    n = rows["n"].astype("float64")
    middle = {name: (rows[f"{name}_low"] + rows[f"{name}_high"]).astype("float64") / 2 for name in _THREE}
    total = sum(middle.values(), start=0 * n)
    return pd.DataFrame(
        {
            "id": rows["scale"],
            "scale": rows["scale"].map(bundle.instrument.labels()["scale"]),
            "n": rows["n"],
            **{name: value / total for name, value in middle.items()},
            **{f"{name}_text": _share_texts(rows, name) for name in _THREE},
            **{f"{name}_columns": _share_columns(rows, name) for name in _THREE},
            "bounded": rows["bounded"],
            **{name: rows[name] for name in ("mean", "low", "high")},
        }
    ).reset_index(drop=True)


_THREE = ("favourable", "neutral", "unfavourable")


def _shares(rows: pd.DataFrame, name: str) -> Iterator[tuple[float, float, float]]:
    """Share of each row with its limits; the share is missing where only the limits may be shown."""
    n = rows["n"].astype("float64")
    return zip(*(rows[column].astype("float64") / n for column in (name, f"{name}_low", f"{name}_high")), strict=True)


def _share_texts(rows: pd.DataFrame, name: str) -> list[str]:
    return [bounded_share(*share) for share in _shares(rows, name)]


def _share_columns(rows: pd.DataFrame, name: str) -> list[tuple[str, ...]]:
    """What the texts are of, as ids of numbers say it: ``favourable/n``."""
    names = (f"{name}/n", f"{name}_low/n", f"{name}_high/n")
    return [bounded_columns(*share, names) for share in _shares(rows, name)]


def barrier_table(bundle: Bundle, key: str = "overall") -> pd.DataFrame:
    """Barriers of one group, most named first. columns : id, barrier (label), share, share_low, share_high, n."""
    barriers = bundle.findings.barriers
    rows = barriers[group_key(barriers) == key].sort_values("share", ascending=False, kind="stable")
    labels = bundle.instrument.labels()["barrier"]
    names = ("share", "share_low", "share_high", "n")
    words = {"id": rows["option"], "barrier": rows["option"].map(labels)}
    return pd.DataFrame({**words, **{name: rows[name] for name in names}}).reset_index(drop=True)
