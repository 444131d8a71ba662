"""What is said of published means: never a place in an order, always what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.publish.words import say


def published_mean_text(row: Mapping[str, Any]) -> str:
    """A published mean as it was printed, of whom, and what differs. row : of ``chart_tables.reference_points``."""
    names = {"place": row["place"], "printed": row["as_published"], "asked": row["asked"], "caveat": row["caveat"]}
    return say("elsewhere.told", **names, n=f"{int(row['n']):,}")


def how_published_means_are_drawn(table: pd.DataFrame, interval: str) -> str:
    """How to read the chart; of the open mark only where there is one. interval : of our own means, "90 %"."""
    words = say("elsewhere.drawn", interval=interval)
    return f"{words} {say('elsewhere.drawn_open')}" if table["low"].isna().any() else words
