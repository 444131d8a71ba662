"""Tables of one group: its scales, its training topics, its barriers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.publish.numbers import bounded_columns, bounded_share
from pipeline.publish.words import say
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
    words = {"id": rows["scale"], "scale": rows["scale"].map(bundle.instrument.labels()["scale"])}
    means = {name: rows[name] for name in ("mean", "low", "high")}
    return pd.DataFrame({**words, **_parts(rows), **means}).reset_index(drop=True)


def item_answers(bundle: Bundle, key: str = "overall") -> pd.DataFrame:
    """What all staff or one role answered to each question: one row per question, in the questionnaire's order.

    columns : id (of the question), scale (label), item (wording, and whether disagreement is favourable), then n to bounded as
    ``scale_bars``. Favourable: the two best of five answers, counted so that more is better.
    """
    items = bundle.instrument.items
    frame = bundle.release.items
    rows = frame[group_key(frame) == key]
    place = {item.id: at for at, item in enumerate(items)}
    rows = rows.assign(order=rows["item"].map(place)).sort_values("order", kind="stable")
    scales = bundle.instrument.labels()["scale"]
    known = {item.id: item for item in items}
    asked = [known[item] for item in rows["item"]]
    texts = [say("answers.reversed", question=item.text) if item.reverse else item.text for item in asked]
    words = {"scale": [scales[item.scale] for item in asked], "item": texts}
    table = pd.DataFrame({"id": rows["item"], **_parts(rows)}).reset_index(drop=True)
    for at, (name, values) in enumerate(words.items(), start=1):
        table.insert(at, name, pd.Series(values, dtype="str"))
    return table


_THREE = ("favourable", "neutral", "unfavourable")


def _parts(rows: pd.DataFrame) -> dict[str, Any]:
    """n, the three parts as shares to draw, as texts and by their columns, and whether they are known as intervals only."""
    middle = {name: (rows[f"{name}_low"] + rows[f"{name}_high"]).astype("float64") / 2 for name in _THREE}
    total = sum(middle.values(), start=0 * rows["n"].astype("float64"))
    return {
        "n": rows["n"],
        **{name: value / total for name, value in middle.items()},
        **{f"{name}_text": _share_texts(rows, name) for name in _THREE},
        **{f"{name}_columns": _share_columns(rows, name) for name in _THREE},
        "bounded": rows["bounded"],
    }


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
