"""Tables of what changed: both waves, the change with its interval, and what stands beside it."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dashboards import show
from pipeline.publish.bundle import Bundle
from pipeline.publish.numbers import percent

_NAMES: Final = {
    "before": "value_then",
    "now": "value_now",
    "n": "n_now",
    "low": "change_low",
    "high": "change_high",
    "probability": "chance_of_change",
    "linked_low": "both_low",
    "linked_high": "both_high",
    "linked_change": "both_change",
}
"""Published columns that are called otherwise on the page."""


def table_of(bundle: Bundle, table: pd.DataFrame, named: str, label: str, *, open_: bool = False) -> None:
    """Rows of ``change_table`` with the columns that say something.

    named : heading of what the rows are: group, cell or measure_label.
    """
    words = "label" if named == "measure_label" else "group"
    shown = table.rename(columns=_NAMES).assign(**{named: table[words]})
    limits = bundle.instrument.thresholds
    columns = show.columns(
        *(named, "said", show.count("value_then", "%.1f"), show.count("value_now", "%.1f")),
        *(show.count("n_before"), show.count("n_now"), show.count("n_linked"), show.count("raw_change", "%+.1f")),
        *(show.count("change", "%+.1f"), show.count("change_low", "%+.1f", interval=percent(limits.interval))),
        *(show.count("change_high", "%+.1f"), show.likely("chance_of_change", points=f"{limits.smallest_change:g}")),
        *(show.count("smallest_detectable", "%.0f"), show.count("mix", "%+.1f"), show.count("real", "%+.1f")),
        *(show.count(name, "%+.1f") for name in ("both_change", "both_low", "both_high")),
        "warning",
    )
    told = {name: config for name, config in columns.items() if _says_something(shown[name])}
    keys = table["finding"].str.partition("#")[2].tolist()
    names = tuple((page, published) for published, page in _NAMES.items())
    show.table(shown, told, label, rows=show.Rows("findings/change", keys, names), open_=open_)


def _says_something(column: pd.Series) -> bool:
    return bool((column.notna() & column.astype("str").ne("")).any())
