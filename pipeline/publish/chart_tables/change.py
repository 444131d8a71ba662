"""What changed since the wave before, group by group: both waves, the change with its interval, what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.chart_tables.groups import MARGIN_KINDS, kind
from pipeline.publish.wording import group_label, records
from pipeline.publish.wording.change import OTHER_PEOPLE, finding_text, level_text, measure_label
from pipeline.publish.words import say
from pipeline.tables import CHANGE, NOT_CONVINCED, ONE_AXIS, group_key, row_key

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

_FIRST: Final = ("key", "finding", "measure", "label", "group", "kind", "before_text", "now_text")
_LAST: Final = ("said", "warning")
_FIGURES: Final = (
    *("n_before", "n", "n_linked", "before", "now", "bounded", "raw_change", "change", "low", "high"),
    *("probability_up", "probability_down", "probability", "arrow", "smallest_detectable", "p"),
    *("linked_change", "linked_low", "linked_high", "linked_differs", "mix", "real"),
)


def change_table(bundle: Bundle, measure: str) -> pd.DataFrame:
    """One measure: all staff first, then roles, departments and sites (with roll-ups), each kind by its change, largest first.

    columns : key (of the group), finding (the row of findings/change, as sentences name it), measure (id), label (of the
    measure), group, kind (All staff, Role, Department, Site), n_before, n, n_linked (missing where not shown), before, now
    (0-100; percent for the share not yet convinced), before_text, now_text ("about" where a count is an interval), bounded,
    raw_change, change, low, high (points; limits of the 90 % interval), probability_up, probability_down, probability, arrow
    (up, down, none), said (what may be said, in a word), better (true where the arrow is one for the better, false for the
    worse, missing without one), smallest_detectable, p (all staff only), linked_change, linked_low, linked_high, linked_differs,
    warning (words, empty where there is none), mix, real.
    """
    frame = bundle.findings.change
    frame = frame[(frame["scale"] == measure) & frame["grouping"].isin(("overall", *ONE_AXIS))]
    table = _with_words(bundle, frame)
    order = table["kind"].map({name: at for at, name in enumerate((say("group.all_staff"), *MARGIN_KINDS))})
    table = table.assign(order=order).sort_values(["order", "change"], ascending=[True, False], kind="stable")
    return table.drop(columns="order").reset_index(drop=True)


def change_overall(bundle: Bundle) -> pd.DataFrame:
    """All staff: one row per measure, willingness, who is not yet convinced and readiness first; columns of ``change_table``."""
    frame = bundle.findings.change
    return _in_order(bundle, _with_words(bundle, frame[frame["grouping"] == "overall"]))


def change_of(bundle: Bundle, key: str) -> pd.DataFrame:
    """One group: one row per measure, in the order of ``change_overall``; columns of ``change_table``."""
    frame = bundle.findings.change
    return _in_order(bundle, _with_words(bundle, frame[group_key(frame) == key]))


def change_cells(bundle: Bundle, measure: str) -> pd.DataFrame:
    """One measure, role × department cells that both waves show, largest change first. columns : of ``change_table``."""
    frame = bundle.findings.change
    table = _with_words(bundle, frame[(frame["scale"] == measure) & (frame["grouping"] == "role_department")])
    return table.sort_values("change", ascending=False, kind="stable", ignore_index=True)


def measure_order(instrument: Instrument) -> dict[str, int]:
    """Measure -> its place: willingness, who is not yet convinced and readiness first."""
    order = [instrument.willingness.id, NOT_CONVINCED, instrument.readiness.id, *(scale.id for scale in instrument.scales)]
    return {measure: at for at, measure in enumerate(order)}


def _in_order(bundle: Bundle, table: pd.DataFrame) -> pd.DataFrame:
    place = table["measure"].map(measure_order(bundle.instrument))
    return table.assign(order=place).sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)


def _with_words(bundle: Bundle, frame: pd.DataFrame) -> pd.DataFrame:
    told = [change_row(row, bundle.instrument) for row in records(frame)]
    words = {name: pd.Series([row[name] for row in told], index=frame.index, dtype="str") for name in (*_FIRST, *_LAST)}
    better = pd.Series([row["better"] for row in told], index=frame.index, dtype="boolean")
    figures = {name: frame[name] for name in _FIGURES}
    first = {name: words[name] for name in _FIRST}
    return pd.DataFrame({**first, **figures, "said": words["said"], "better": better, "warning": words["warning"]})


def change_row(row: Mapping[str, Any], instrument: Instrument) -> dict[str, Any]:
    """One row of CHANGE with its words, as ``change_table`` has it."""
    up = {"up": True, "down": False}.get(row["arrow"])
    key = row_key(row)
    return {
        "key": key,
        "finding": f"{CHANGE.name}#{key}:{row['scale']}:{row['earlier']}",
        "measure": row["scale"],
        "label": measure_label(row["scale"], instrument),
        "group": group_label(row, instrument),
        "kind": say("group.all_staff") if row["grouping"] == "overall" else kind(row["grouping"]),
        "before_text": level_text(row, "before"),
        "now_text": level_text(row, "now"),
        **{name: row[name] for name in _FIGURES},
        "said": finding_text(row, instrument),
        "better": up if up is None or row["scale"] != NOT_CONVINCED else not up,
        "warning": OTHER_PEOPLE if row["linked_differs"] else "",
    }
