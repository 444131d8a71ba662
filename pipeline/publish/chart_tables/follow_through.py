"""The earlier wave's steps with what became of them, and the change of their groups beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.reference import row_keys
from pipeline.publish.wording import group_label, records
from pipeline.publish.wording.change import ARROWS
from pipeline.publish.wording.follow_through import ACCEPTED, PROGRESS, change_rows, change_text
from pipeline.publish.wording.sentence import row_key
from pipeline.publish.words import say
from pipeline.tables import FOLLOW_THROUGH, NOT_CONVINCED

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_COLUMNS: Final = (
    *("key", "group_key", "group", "cause", "step", "owner", "accepted", "status", "due", "late", "named", "n_before", "n"),
    *("share_before", "share_now", "arrow", "share_change", "share_low", "share_high", "change_key", "scales"),
)
_TAKEN: Final = ("done", "in_progress", "not_started", "dropped")
_ORDER: Final = {"yes": 0, "no": 1, "open": 2}


def follow_through_table(bundle: Bundle) -> pd.DataFrame:
    """One row per step of a group that is shown in both waves, those taken up first; empty where no list came back.

    columns : key (of the row of findings/follow_through), group_key, group, cause (labels), step, owner (as suggested), accepted,
    status, late, named (words), due (year and month, missing where none), n_before, n; of the share not yet convinced
    share_before, share_now (0-1), arrow (words), share_change, share_low, share_high (points), change_key (of findings/change;
    "" where it cannot be compared); scales: the change of the scales of the cause in words.
    """
    frame = bundle.findings.follow_through
    ordered = frame.assign(order=frame["accepted"].map(_ORDER)).sort_values("order", kind="stable").drop(columns="order")
    keys = row_keys(FOLLOW_THROUGH, ordered)
    rows = [{"key": key, **_row(bundle, row)} for key, row in zip(keys, records(ordered), strict=True)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def taken_up_table(bundle: Bundle) -> pd.DataFrame:
    """What became of all steps of the earlier wave, shown or not: one row per state, those taken up first; empty without a list.

    columns : id (done, in_progress, not_started, dropped: of those taken up; declined; open), state (words), taken (bool), steps,
    n (all steps).
    """
    frame = bundle.findings.follow_through_overall
    if frame.empty:
        return pd.DataFrame(columns=["id", "state", "taken", "steps", "n"])
    row = records(frame)[0]
    words = {**{name: PROGRESS[name] for name in _TAKEN}, "declined": ACCEPTED["no"], "open": ACCEPTED["open"]}
    rows = [
        {"id": name, "state": said, "taken": name in _TAKEN, "steps": int(row[name]), "n": int(row["suggested"])}
        for name, said in words.items()
    ]
    return pd.DataFrame(rows)


def _row(bundle: Bundle, row: dict[str, Any]) -> dict[str, Any]:
    changes = {str(one["scale"]): one for one in change_rows(bundle, row)}
    share = changes.pop(NOT_CONVINCED, None)
    taken = row["accepted"] == "yes"
    return {
        "group_key": row_key(row),
        "group": group_label(row, bundle.instrument),
        "cause": bundle.instrument.labels()["cause"].get(row["cause"], row["cause"]),
        "step": row["step"],
        "owner": row["owner"],
        "accepted": ACCEPTED[row["accepted"]],
        "status": PROGRESS[row["status"]] if taken else "",
        "due": row["due"],
        "late": say("named_owner.overdue") if row["overdue"] else "",
        "named": _named(row) if taken else "",
        "n": int(row["n"]),
        "scales": "; ".join(change_text(one, bundle.instrument) for one in changes.values()),
        **_share(share, row),
    }


def _named(row: dict[str, Any]) -> str:
    if not row["owner_named"]:
        return say("named_owner.nobody")
    return say("named_owner.as_suggested" if row["as_suggested"] else "named_owner.somebody")


def _share(change: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    if change is None:
        return {"change_key": ""}
    return {
        "n_before": int(change["n_before"]),
        "share_before": change["before"] / 100,
        "share_now": change["now"] / 100,
        "arrow": ARROWS[change["arrow"]],
        "share_change": change["change"],
        "share_low": change["low"],
        "share_high": change["high"],
        "change_key": f"{row_key(row)}:{NOT_CONVINCED}:{row['earlier']}",
    }
