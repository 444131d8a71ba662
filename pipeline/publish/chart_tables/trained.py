"""Confidence in two waves for every role and topic, where training was held and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.wording import HELD, group_labels
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def trained_table(bundle: Bundle) -> pd.DataFrame:
    """One row per group and topic, those with training first, largest change first.

    columns : key (of the row), group, topic (labels), trained (bool), held (words), seats, n_before, n, before, now (mean
    confidence, 1-5), change, change_low, change_high.
    """
    frame = bundle.findings.trained
    labels = bundle.instrument.labels()["topic"]
    trained = frame["trained"].astype(bool)
    table = pd.DataFrame(
        {
            "key": group_key(frame) + ":" + frame["topic"].astype("str"),
            "group": group_labels(frame, bundle.instrument),
            "topic": pd.Series([labels.get(topic, topic) for topic in frame["topic"]], index=frame.index, dtype="str"),
            "trained": trained,
            "held": trained.map(HELD).astype("str"),
            **{name: frame[name] for name in ("seats", "n_before", "n")},
            "before": frame["confidence_before"],
            "now": frame["confidence"],
            **{name: frame[name] for name in ("change", "change_low", "change_high")},
        }
    )
    return table.sort_values(["trained", "change"], ascending=False, kind="stable", ignore_index=True)


def trained_means(bundle: Bundle) -> pd.DataFrame:
    """Mean change where training was held and elsewhere; empty without a list.

    columns : trained (bool), held (words), pairs, change (missing where there are no pairs).
    """
    frame = bundle.findings.trained_overall
    rows = [
        {"trained": flag, "held": HELD[flag], "pairs": int(row[name]), "change": row[f"change_{name}"]}
        for row in frame.to_dict("records")
        for flag, name in ((True, "trained"), (False, "untrained"))
    ]
    return pd.DataFrame(rows, columns=["trained", "held", "pairs", "change"])
