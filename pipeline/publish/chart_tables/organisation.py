"""Tables of the whole organisation: what goes together with intention and with barriers, how groups differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.wording import AXES
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def driver_table(bundle: Bundle) -> pd.DataFrame:
    """What goes together with intention, most first; empty below 300 answers.

    columns : id (of the scale), scale (label), share, share_low, share_high (of what goes together with all of them, 0-1, 95 %
    limits), top_two (share of resamples with it among the two strongest), correlation (with intention), n.
    """
    frame = bundle.release.organisation.drivers.sort_values("share", ascending=False, kind="stable")
    names = ("share", "share_low", "share_high", "top_two", "correlation", "n")
    return _with_labels(bundle, frame, {"scale": "scale"}, names).assign(id=frame["scale"].to_numpy())


def association_table(bundle: Bundle) -> pd.DataFrame:
    """Barriers and not being convinced within roles, strongest first.

    columns : id (of the barrier), barrier (label), odds_ratio, low, high (95 % limits), bracket (of the adjusted p),
    goes_together, n.
    """
    frame = bundle.release.organisation.associations.sort_values("odds_ratio", ascending=False, kind="stable")
    names = ("odds_ratio", "low", "high", "bracket", "goes_together", "n")
    return _with_labels(bundle, frame, {"barrier": "option"}, names).assign(id=frame["option"].to_numpy())


def omnibus_table(bundle: Bundle) -> pd.DataFrame:
    """Are all shown roles (departments) alike? columns : grouping, scale (labels), groups, n, welch, kruskal (brackets), effect
    (partial eta squared)."""
    frame = bundle.release.organisation.comparisons
    table = _with_labels(bundle, frame, {"scale": "scale"}, ("groups", "n", "welch", "kruskal", "effect"))
    table.insert(0, "grouping", frame["grouping"].map(AXES).to_numpy())
    return table


def pair_table(bundle: Bundle) -> pd.DataFrame:
    """Two shown roles (departments) each. columns : grouping, scale, first, second (labels), first_n, second_n, difference
    (points of 0-100, first minus second), hedges (SDs of persons), bracket (of the adjusted p)."""
    frame = bundle.release.organisation.pairs
    table = _with_labels(bundle, frame, {"scale": "scale"}, ("difference", "hedges", "bracket"))
    labels = bundle.instrument.labels()
    scales = bundle.release.scales
    n = dict(zip(group_key(scales) + ":" + scales["scale"], scales["n"], strict=True))
    for at, name in enumerate(("first", "second"), start=1):
        words = [labels[axis].get(one, one) for axis, one in zip(frame["grouping"], frame[name], strict=True)]
        table.insert(at, name, pd.Series(words, dtype="str"))
        keys = frame["grouping"] + ":" + frame[name] + ":" + frame["scale"]
        table[f"{name}_n"] = keys.map(n).astype("Int64").to_numpy()
    table.insert(0, "grouping", frame["grouping"].map(AXES).to_numpy())
    return table


def _with_labels(bundle: Bundle, frame: pd.DataFrame, ids: dict[str, str], names: tuple[str, ...]) -> pd.DataFrame:
    """Columns of a table with words for ids. ids : kind of label -> column."""
    labels = bundle.instrument.labels()
    words = {kind: pd.Series([labels[kind].get(one, one) for one in frame[column]], dtype="str") for kind, column in ids.items()}
    return pd.DataFrame({**words, **{name: frame[name].to_numpy() for name in names}})
