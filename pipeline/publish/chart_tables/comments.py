"""What people write about: topics of comments of one group, never of several beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.numbers import bounded_columns, bounded_share
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_COLUMNS = ("chosen/n", "chosen_low/n", "chosen_high/n")


def comment_table(bundle: Bundle, key: str = "overall") -> pd.DataFrame:
    """Comment topics of one group, most mentioned first; no rows where they may not be told.

    columns : id, comment_topic (label), n (who left a comment), share (of these, missing where only its limits are known),
    share_low, share_high, said (what may be said, "at most 9 %"), said_columns (what that is of).
    """
    frame = bundle.release.comments
    rows = frame[group_key(frame) == key]
    n = rows["n"].astype("float64")
    share, low, high = (rows[name].astype("float64") / n for name in ("chosen", "chosen_low", "chosen_high"))
    spans = list(zip(share, low, high, strict=True))
    table = pd.DataFrame(
        {
            "id": rows["comment_topic"],
            "comment_topic": rows["comment_topic"].map(bundle.instrument.labels()["comment_topic"]),
            "n": rows["n"],
            "share": share,
            "share_low": low,
            "share_high": high,
            "said": pd.Series([bounded_share(*span) for span in spans], index=rows.index, dtype="str"),
            "said_columns": [bounded_columns(*span, _COLUMNS) for span in spans],
        }
    )
    return table.iloc[(-(low + high)).argsort(kind="stable")].reset_index(drop=True)
