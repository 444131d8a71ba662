"""Sentences about what was done with the steps of the earlier wave, and how their groups changed since. No proof of cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.numbers import people
from pipeline.publish.wording.change import ARROWS, level_text, measure_label, signed_change
from pipeline.publish.wording.labels import group_label, records
from pipeline.publish.wording.sentence import Sentence, row_key, said
from pipeline.publish.words import say
from pipeline.tables import NOT_CONVINCED, group_key

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

WHAT_WAS_DONE: Final = say("page.actions")
NOT_PROOF: Final = say("sentence.step_not_proof")
ACCEPTED: Final = {one: say(f"accepted.{one}") for one in ("yes", "no", "open")}
PROGRESS: Final = {one: say(f"progress.{one}") for one in ("not_started", "in_progress", "done", "dropped")}
NO_LIST: Final = say("sentence.no_list")
FIRST_WAVE: Final = say("sentence.first_wave")
NOT_COMPARED: Final = say("sentence.since_not_compared")
_TABLE: Final = "findings/follow_through"
_OVERALL: Final = "findings/follow_through_overall"
_RULE: Final = "follow_through"


def follow_through_sentences(bundle: Bundle) -> list[Sentence]:
    """What became of all steps, with the warning; nothing where no list came back."""
    frame = bundle.findings.follow_through_overall
    if frame.empty:
        return []
    row = records(frame)[0]
    texts = [_whole(row), _late(row), _own(row), _seats(row), _not_shown(row), NOT_PROOF]
    return [Sentence(text, _OVERALL, None, _RULE) for text in texts if text]


def followed_groups(bundle: Bundle) -> list[Sentence]:
    """One sentence per group that took a step up or declined one: what became of it, and how the group changed since.

    Groups in which something is done come first, then those in which something is in progress.
    """
    frame = bundle.findings.follow_through
    decided = frame[frame["accepted"] != "open"]
    decided = decided.assign(key=group_key(decided), first=_furthest(decided)).sort_values("first", kind="stable")
    return [_group(bundle, records(decided[decided["key"] == key])) for key in dict.fromkeys(decided["key"])]


def step_state(row: Mapping[str, Any]) -> str:
    """How far one step is, in words: ``in progress, due 2027-05``. row : of FOLLOW_THROUGH."""
    if row["accepted"] != "yes":
        return ACCEPTED[row["accepted"]].lower()
    state = PROGRESS[row["status"]].lower()
    if not isinstance(row["due"], str) or row["status"] in ("done", "dropped"):
        return state
    return say("sentence.state_overdue" if row["overdue"] else "sentence.state_due", state=state, due=row["due"])


def change_rows(bundle: Bundle, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of findings/change beside one step: the share not yet convinced first, then the scales of the step's cause."""
    change = bundle.findings.change
    own = change[(group_key(change) == row_key(row)) & (change["earlier"] == row["earlier"])]
    measures = [NOT_CONVINCED, *_scales(bundle.instrument, str(row["cause"]))]
    found = {str(one["scale"]): one for one in records(own)}
    return [found[measure] for measure in measures if measure in found]


def change_text(row: Mapping[str, Any], instrument: Instrument) -> str:
    """One measure: ``Skills: no clear change (+0.6, -2.0 to +3.2 points)``; the share with its levels.

    row : of findings/change.
    """
    figures = {name: signed_change(row[name]) for name in ("change", "low", "high")}
    found = say("sentence.arrow_with_figures", arrow=ARROWS[row["arrow"]].lower(), **figures)
    if row["scale"] != NOT_CONVINCED:
        return f"{measure_label(str(row['scale']), instrument)}: {found}"
    return say("sentence.convinced_then_now", then=level_text(row, "before"), now=level_text(row, "now"), found=found)


def _furthest(steps: pd.DataFrame) -> pd.Series:
    """How far the furthest step of each row's group is: 0 done, 1 in progress, 2 taken up, 3 declined."""
    far = steps["status"].map({"done": 0, "in_progress": 1}).fillna(2).where(steps["accepted"] == "yes", 3)
    return far.groupby(group_key(steps)).transform("min")


def _scales(instrument: Instrument, cause: str) -> tuple[str, ...]:
    return next((one.scales for one in instrument.causes if one.id == cause), ())


def _group(bundle: Bundle, steps: list[dict[str, Any]]) -> Sentence:
    """All that was decided of one group. steps : of FOLLOW_THROUGH, one group."""
    causes = bundle.instrument.labels()["cause"]
    first = steps[0]
    states = [f"{causes.get(step['cause'], step['cause']).lower()} ({step_state(step)})" for step in steps]
    since = {row["scale"]: row for step in steps for row in change_rows(bundle, step)}
    head = say(
        "sentence.steps_for", n=len(steps), group=group_label(first, bundle.instrument), states=say("sentence.and").join(states)
    )
    text = f"{head} {_since(list(since.values()), bundle, first['earlier'])}"
    return said(text, first, _TABLE, _RULE, str(first["cause"]), str(first["earlier"]))


def _since(rows: list[dict[str, Any]], bundle: Bundle, earlier: str) -> str:
    if not rows:
        return NOT_COMPARED
    # The share is told with its figures in any case; scales only where something can be said. The table has all figures.
    told = [row for row in rows if row["scale"] == NOT_CONVINCED or row["arrow"] != "none"]
    figures = [change_text(row, bundle.instrument) for row in told]
    if unclear := [measure_label(str(row["scale"]), bundle.instrument).lower() for row in rows if row not in told]:
        figures.append(say("sentence.no_clear_change_in", measures=", ".join(unclear)))
    who = say("sentence.then_now", then=people(int(rows[0]["n_before"])), now=int(rows[0]["n"]))
    return say("sentence.since", earlier=earlier, figures="; ".join(figures), who=who)


def _whole(row: Mapping[str, Any]) -> str:
    states = [f"{int(row[state]):,} {PROGRESS[state].lower()}" for state in ("done", "in_progress", "not_started", "dropped")]
    taken = int(row["taken_up"])
    of_these = f" ({', '.join(part for part in states if not part.startswith('0 '))})" if taken else ""
    return say(
        "sentence.steps_whole",
        steps=people(int(row["suggested"]), "step"),
        earlier=row["earlier"],
        taken=say("sentence.taken_up", n=taken),
        of_these=of_these,
        declined=int(row["declined"]),
        open=say("sentence.steps_open", n=int(row["open"])),
    )


def _late(row: Mapping[str, Any]) -> str:
    late, nobody = int(row["overdue"]), int(row["taken_up"]) - int(row["owner_named"])
    parts = [say("sentence.steps_overdue", n=late)] if late else []
    if nobody:
        parts.append(say("sentence.nobody_named", steps=nobody))
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _own(row: Mapping[str, Any]) -> str:
    own = int(row["own"])
    return say("sentence.own_steps", steps=people(own, "step"), done=int(row["own_done"])) if own else ""


def _seats(row: Mapping[str, Any]) -> str:
    if pd.isna(row["seats_held"]):
        return ""
    held = people(int(row["seats_held"]), "seat")
    if pd.isna(row["seats_suggested"]):
        return say("sentence.seats_held", seats=held)
    return say("sentence.seats_held_of", seats=held, suggested=int(row["seats_suggested"]))


def _not_shown(row: Mapping[str, Any]) -> str:
    hidden = int(row["not_shown"])
    if not hidden:
        return ""
    return say("sentence.steps_not_shown", n=hidden)
