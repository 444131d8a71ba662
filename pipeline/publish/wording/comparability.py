"""Sentences about what differs from the wave before, and what may therefore not be compared over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.wording.labels import records
from pipeline.publish.wording.sentence import Sentence
from pipeline.tables import NOT_CONVINCED

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

EVERYTHING_COMPARED: Final = "Questions, answers, groups and limits are as they were: everything is compared."
NOT_CONVINCED_LABEL: Final = "the share of those not yet convinced"
_TABLE: Final = "findings/comparability"
_RULE: Final = "comparability"
_NAMED: Final = 5
_SHORT: Final = 70
_ASKED: Final = {"item": "items", "topic": "topics", "question": "questions", "option": "options"}
_DONE: Final = {
    "new": "New {kind}",
    "gone": "Gone {kind}",
    "wording": "Other wording of {kind}",
    "answers": "Other answers to {kind}",
    "direction": "Other direction of {kind}",
    "scale": "Moved to another scale: {kind}",
    "members": "Asked of other roles: {kind}",
}
_GROUPS: Final = {"role": "role", "department": "department", "site": "site", "rollup": "roll-up"}
_BECAUSE: Final = {"new": "new", "gone": "gone", "members": "other members"}


def changed_heading(bundle: Bundle) -> str:
    """``What changed since 2026-11``; "" where there is no wave before."""
    frame = bundle.findings.comparability
    return "" if frame.empty else f"What changed since {frame['earlier'].iloc[0]}"


def comparability_sentences(bundle: Bundle) -> list[Sentence]:
    """Row counts, staff, what was asked otherwise, which measures and groups are not compared over time, limits; nothing where
    there is no wave before."""
    frame = bundle.findings.comparability
    if frame.empty:
        return []
    labels = _labels(bundle)
    texts = [_rows(frame), *_staff(frame, labels)]
    changes = [*_asked(frame, labels), *_measures(frame, labels), *_groups(frame, labels), *_limits(frame)]
    texts += changes or [EVERYTHING_COMPARED]
    return [Sentence(text, _TABLE, rule=_RULE) for text in texts if text]


def difference_text(row: Mapping[str, Any]) -> str:
    """What was and what is, of one row of the ledger: ``10 → 12``; "" where there is nothing to show."""
    sides = [_short(row[side]) if isinstance(row[side], str) else "" for side in ("before", "now")]
    return " → ".join(sides) if all(sides) else "".join(sides)


def thing_label(row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """What a row of the ledger is about, as people call it. labels : of ``thing_labels``."""
    name = str(row["id"])
    return labels.get(f"{row['kind']}:{name}", name.partition(".")[2] or name if row["kind"] == "option" else name)


def thing_labels(bundle: Bundle) -> Mapping[str, str]:
    """``kind:id`` -> label, for everything that has one."""
    return _labels(bundle)


def _labels(bundle: Bundle) -> dict[str, str]:
    own = bundle.instrument.labels()
    found = {
        f"{kind}:{id}": label for kind in ("topic", "role", "department", "site", "scale") for id, label in own[kind].items()
    }
    found |= {f"staff:{kind}:{id}": label for kind in ("role", "department") for id, label in own[kind].items()}
    found |= {
        f"option:{name}.{id}": label
        for kind, name in (("barrier", "barriers"), ("format", "formats"))
        for id, label in own[kind].items()
    }
    found |= {f"rollup:{id}": label for kind in ("role_group", "department_group", "site") for id, label in own[kind].items()}
    return found | {f"scale:{NOT_CONVINCED}": NOT_CONVINCED_LABEL, "staff:overall": "all staff"}


def _rows(frame: pd.DataFrame) -> str:
    """Row counts, with those of the wave before."""
    rows = {row["id"]: row for row in records(frame[frame["kind"] == "rows"])}
    words = {"read": "rows read", "kept": "kept", "set_aside": "set aside", "scored": "scored"}
    parts = [f"{int(rows[name]['now']):,} {word} ({int(rows[name]['before']):,})" for name, word in words.items() if name in rows]
    return f"{', '.join(parts)}; in brackets as it was in {frame['earlier'].iloc[0]}." if parts else ""


def _staff(frame: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    """Staff on the roster, with the roles and departments that changed most."""
    rows = records(frame[frame["kind"] == "staff"])
    total = next((row for row in rows if row["id"] == "overall"), None)
    if total is not None and total["what"] != "value":
        has, had = ("a", "none") if total["what"] == "new" else ("no", "one")
        return [f"There is {has} roster; there was {had} before."]
    moved = sorted((row for row in rows if row is not total), key=lambda row: (-abs(_by(row)), row["id"]))
    if not rows:
        return []
    text = (
        f"Staff on the roster: {int(total['now']):,} ({int(total['before']):,})"
        if total is not None
        else "Staff on the roster: as many"
    )
    most = [f"{thing_label(row, labels)} {int(row['now']):,} ({int(row['before']):,})" for row in moved[:3]]
    return [f"{text}; changed most: {', '.join(most)}." if most else f"{text}."]


def _by(row: Mapping[str, Any]) -> int:
    return int(row["now"]) - int(row["before"])


def _asked(frame: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    """New, gone and otherwise asked items, topics, questions and options; answer scales are told by their items."""
    found = []
    for kind, plural in _ASKED.items():
        for what, words in _DONE.items():
            rows = records(frame[(frame["kind"] == kind) & (frame["what"] == what)])
            if rows:
                names = [_named(row, labels) for row in rows]
                found.append(f"{words.format(kind=plural)} ({len(rows)}): {_listed(names)}.")
    return found


def _named(row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """An item by its id and wording; a changed wording with the one before."""
    name = thing_label(row, labels)
    if row["what"] == "wording":
        return f"{row['id']} {difference_text(row)}"
    if row["what"] in ("new", "gone") and row["kind"] in ("item", "question", "topic"):
        text = row["now"] if row["what"] == "new" else row["before"]
        if isinstance(text, str) and not text.startswith(name):
            return f"{name} {_short(text)}" if row["kind"] == "item" else _short(text)
    return _short(name)


def _measures(frame: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    """Measures that are not compared and why; those that are, on fewer items."""
    rows = records(frame[frame["kind"] == "scale"])
    scoring = records(frame[(frame["kind"] == "scoring") & ~frame["trended"].astype(bool)])
    if scoring:
        row = scoring[0]
        return [
            f"No measure is compared over time: missing answers follow the rule '{row['now']}', before '{row['before']}'. "
            f"Analyze with --scoring {row['before']} to compare."
        ]
    out = list(dict.fromkeys(f"{thing_label(row, labels)}{_why(row)}" for row in rows if not row["trended"]))
    kept = [f"{thing_label(row, labels)}{_why(row)}" for row in rows if row["trended"]]
    found = [f"Not compared over time: {_listed(out, all_of_them=True)}."] if out else []
    return [*found, f"Still compared, on fewer items: {_listed(kept, all_of_them=True)}."] if kept else found


def _why(row: Mapping[str, Any]) -> str:
    if row["what"] in ("new", "gone"):
        return f" ({row['what']})"
    if row["id"] == NOT_CONVINCED:
        return " (another limit)" if row["what"] == "value" else " (since what it stands on is not)"
    return f" ({row['now']} of {row['before']} items are as they were)"


def _groups(frame: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    rows = records(frame[frame["kind"].isin(list(_GROUPS))])
    out = [
        f"{thing_label(row, labels)} ({_GROUPS[row['kind']]}, {_BECAUSE.get(row['what'], row['what'])})"
        for row in rows
        if not row["trended"]
    ]
    renamed = [difference_text(row) for row in rows if row["what"] == "wording"]
    found = [f"Groups that are not compared over time: {_listed(out)}."] if out else []
    return [*found, f"Called otherwise, and compared: {_listed(renamed)}."] if renamed else found


def _limits(frame: pd.DataFrame) -> list[str]:
    limits = [f"{row['id']} {difference_text(row)}" for row in records(frame[frame["kind"] == "threshold"])]
    instrument = [f"{row['id']} {difference_text(row)}" for row in records(frame[frame["kind"] == "instrument"])]
    found = (
        [f"Other limits: {_listed(limits, all_of_them=True)}. What is said by them is not what was said by those before."]
        if limits
        else []
    )
    return [*found, f"Another instrument: {', '.join(instrument)}."] if instrument else found


def _listed(names: Iterable[str], all_of_them: bool = False) -> str:
    names = list(names)
    shown = names if all_of_them else names[:_NAMED]
    more = f"; and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return "; ".join(shown) + more


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"
