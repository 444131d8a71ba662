"""What changed since the wave before, group by group: both waves, the change with its interval, what may be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.publish.chart_tables.groups import MARGIN_KINDS, kind
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import group_labels, records
from pipeline.publish.wording.change import OTHER_PEOPLE, finding_text, level_text, measure_label
from pipeline.publish.words import say
from pipeline.tables import CHANGE, NOT_CONVINCED, ONE_AXIS, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

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


def _in_order(bundle: Bundle, table: pd.DataFrame) -> pd.DataFrame:
    """Rows by measure: willingness, who is not yet convinced and readiness first."""
    instrument = bundle.instrument
    order = [instrument.willingness.id, NOT_CONVINCED, instrument.readiness.id, *(scale.id for scale in instrument.scales)]
    place = table["measure"].map({measure: at for at, measure in enumerate(order)})
    return table.assign(order=place).sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)


def _with_words(bundle: Bundle, frame: pd.DataFrame) -> pd.DataFrame:
    rows = records(frame)
    up = frame["arrow"].map({"up": True, "down": False}).astype("boolean")
    warnings = [OTHER_PEOPLE if flag else "" for flag in frame["linked_differs"]]
    texts = {f"{when}_text": pd.Series([level_text(row, when) for row in rows], index=frame.index) for when in ("before", "now")}
    return pd.DataFrame(
        {
            "key": group_key(frame),
            "finding": CHANGE.name + "#" + row_keys(CHANGE, frame),
            "measure": frame["scale"],
            "label": pd.Series([measure_label(one, bundle.instrument) for one in frame["scale"]], index=frame.index, dtype="str"),
            "group": group_labels(frame, bundle.instrument),
            "kind": frame["grouping"].map(lambda grouping: say("group.all_staff") if grouping == "overall" else kind(grouping)),
            **{name: text.astype("str") for name, text in texts.items()},
            **{name: frame[name] for name in _FIGURES},
            "said": pd.Series([finding_text(row, bundle.instrument) for row in rows], index=frame.index, dtype="str"),
            "better": up.where(frame["scale"] != NOT_CONVINCED, ~up),
            "warning": pd.Series(warnings, index=frame.index, dtype="str"),
        }
    )
