"""Sentences about what differs from the wave before, and what may therefore not be compared over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.wording.sentence import Sentence
from pipeline.publish.words import say
from pipeline.tables import NOT_CONVINCED, Row, by_column, records

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

EVERYTHING_COMPARED: Final = say("sentence.everything_compared")
NOT_CONVINCED_LABEL: Final = say("sentence.share_not_convinced")
_TABLE: Final = "findings/comparability"
_RULE: Final = "comparability"
_NAMED: Final = 5
_SHORT: Final = 70
_ASKED: Final = ("item", "topic", "question", "option")
_DONE: Final = ("new", "gone", "wording", "answers", "direction", "scale", "members")
_GROUPS: Final = {kind: say(f"kind.{kind}") for kind in ("role", "department", "site", "rollup")}
_BECAUSE: Final = {what: say(f"because.{what}") for what in ("new", "gone", "members")}


def changed_heading(bundle: Bundle) -> str:
    """``What changed since 2026-11``; "" where there is no wave before."""
    frame = bundle.findings.comparability
    return "" if frame.empty else say("sentence.changed_since", earlier=frame["earlier"].iloc[0])


def comparability_sentences(bundle: Bundle) -> list[Sentence]:
    """Row counts, staff, what was asked otherwise, which measures and groups are not compared over time, limits; nothing where
    there is no wave before."""
    frame = bundle.findings.comparability
    if frame.empty:
        return []
    labels, kinds = _labels(bundle), by_column(frame, "kind")
    texts = [_rows(kinds), *_staff(kinds, labels)]
    changes = [*_asked(kinds, labels), *_measures(kinds, labels), *_groups(records(frame), labels), *_limits(kinds)]
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
    return found | {f"scale:{NOT_CONVINCED}": NOT_CONVINCED_LABEL, "staff:overall": say("group.all_staff_within")}


_Kinds = Mapping[str, Sequence[Row]]
"""Rows of COMPARABILITY by their kind."""


def _rows(kinds: _Kinds) -> str:
    """Row counts, with those of the wave before."""
    rows = {row["id"]: row for row in kinds.get("rows", ())}
    parts = [
        say(f"rows_then.{name}", now=int(rows[name]["now"]), before=int(rows[name]["before"]))
        for name in ("read", "kept", "set_aside", "scored")
        if name in rows
    ]
    return say("sentence.rows_then", rows=", ".join(parts), earlier=kinds["rows"][0]["earlier"]) if parts else ""


def _staff(kinds: _Kinds, labels: Mapping[str, str]) -> list[str]:
    """Staff on the roster, with the roles and departments that changed most."""
    rows = kinds.get("staff", ())
    total = next((row for row in rows if row["id"] == "overall"), None)
    if total is not None and total["what"] != "value":
        return [say("sentence.roster_new" if total["what"] == "new" else "sentence.roster_gone")]
    moved = sorted((row for row in rows if row is not total), key=lambda row: (-abs(_by(row)), row["id"]))
    if not rows:
        return []
    text = (
        say("sentence.roster_staff", now=int(total["now"]), before=int(total["before"]))
        if total is not None
        else say("sentence.roster_as_many")
    )
    most = [
        say("sentence.roster_group", group=thing_label(row, labels), now=int(row["now"]), before=int(row["before"]))
        for row in moved[:3]
    ]
    return [text + say("sentence.changed_most", groups=", ".join(most)) if most else f"{text}."]


def _by(row: Mapping[str, Any]) -> int:
    return int(row["now"]) - int(row["before"])


def _asked(kinds: _Kinds, labels: Mapping[str, str]) -> list[str]:
    """New, gone and otherwise asked items, topics, questions and options; answer scales are told by their items."""
    found = []
    for kind in _ASKED:
        for what in _DONE:
            rows = [row for row in kinds.get(kind, ()) if row["what"] == what]
            if rows:
                names = [_named(row, labels) for row in rows]
                said = say(f"asked_otherwise.{what}", kind=say(f"asked.{kind}"))
                found.append(f"{said} ({len(rows)}): {_listed(names)}.")
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


def _measures(kinds: _Kinds, labels: Mapping[str, str]) -> list[str]:
    """Measures that are not compared and why; those that are, on fewer items."""
    rows = kinds.get("scale", ())
    scoring = [row for row in kinds.get("scoring", ()) if not row["trended"]]
    if scoring:
        row = scoring[0]
        return [say("sentence.other_scoring", now=row["now"], before=row["before"])]
    out = list(dict.fromkeys(f"{thing_label(row, labels)}{_why(row)}" for row in rows if not row["trended"]))
    kept = [f"{thing_label(row, labels)}{_why(row)}" for row in rows if row["trended"]]
    found = [say("sentence.not_compared", names=_listed(out, all_of_them=True))] if out else []
    return [*found, say("sentence.still_compared", names=_listed(kept, all_of_them=True))] if kept else found


def _why(row: Mapping[str, Any]) -> str:
    if row["what"] in ("new", "gone"):
        return f" ({_BECAUSE[row['what']]})"
    if row["id"] == NOT_CONVINCED:
        return f" ({say('because.limit' if row['what'] == 'value' else 'because.stands_on')})"
    return f" ({say('because.items', now=row['now'], before=row['before'])})"


def _groups(ledger: Sequence[Row], labels: Mapping[str, str]) -> list[str]:
    rows = [row for row in ledger if row["kind"] in _GROUPS]
    out = [
        f"{thing_label(row, labels)} ({_GROUPS[row['kind']]}, {_BECAUSE.get(row['what'], row['what'])})"
        for row in rows
        if not row["trended"]
    ]
    renamed = [difference_text(row) for row in rows if row["what"] == "wording"]
    found = [say("sentence.groups_not_compared", names=_listed(out))] if out else []
    return [*found, say("sentence.groups_renamed", names=_listed(renamed))] if renamed else found


def _limits(kinds: _Kinds) -> list[str]:
    limits = [f"{row['id']} {difference_text(row)}" for row in kinds.get("threshold", ())]
    instrument = [f"{row['id']} {difference_text(row)}" for row in kinds.get("instrument", ())]
    found = [say("sentence.other_limits", names=_listed(limits, all_of_them=True))] if limits else []
    return [*found, say("sentence.other_instrument", names=", ".join(instrument))] if instrument else found


def _listed(names: Iterable[str], all_of_them: bool = False) -> str:
    names = list(names)
    shown = names if all_of_them else names[:_NAMED]
    more = "; " + say("sentence.and_more", more=len(names) - len(shown)) if len(names) > len(shown) else ""
    return "; ".join(shown) + more


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"
