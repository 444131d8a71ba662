"""Sentences about what was done with the steps of the earlier wave, and how their groups changed since. No proof of cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.numbers import people
from pipeline.publish.wording.change import ARROWS, level_text, measure_label, signed_change
from pipeline.publish.wording.labels import group_label, records
from pipeline.publish.wording.sentence import Sentence, row_key, said
from pipeline.tables import NOT_CONVINCED, group_key

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

WHAT_WAS_DONE: Final = "What was done"
NOT_PROOF: Final = (
    "A change beside a step is not proof of cause: groups got a step because they were low, and some of them would have risen "
    "anyway; who takes a step up differs in other ways too; and the two waves are the answers of two sets of people."
)
ACCEPTED: Final = {"yes": "Taken up", "no": "Declined", "open": "Open"}
PROGRESS: Final = {"not_started": "Not started", "in_progress": "In progress", "done": "Done", "dropped": "Dropped"}
NO_LIST: Final = "No list of actions of the wave before was given back for this wave."
FIRST_WAVE: Final = "This is the first wave: what became of its steps is shown from the next wave on."
NOT_COMPARED: Final = "How it changed since cannot be compared."
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
    return f"{state}, {'overdue since' if row['overdue'] else 'due'} {row['due']}"


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
    span = f"{signed_change(row['change'])}, {signed_change(row['low'])} to {signed_change(row['high'])}"
    found = f"{ARROWS[row['arrow']].lower()} ({span} points)"
    if row["scale"] != NOT_CONVINCED:
        return f"{measure_label(str(row['scale']), instrument)}: {found}"
    return f"not yet convinced {level_text(row, 'before')} then, {level_text(row, 'now')} now: {found}"


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
    states = " and ".join(f"{causes.get(step['cause'], step['cause']).lower()} ({step_state(step)})" for step in steps)
    since = {row["scale"]: row for step in steps for row in change_rows(bundle, step)}
    head = f"{group_label(first, bundle.instrument)}: {'step' if len(steps) == 1 else 'steps'} for {states}."
    text = f"{head} {_since(list(since.values()), bundle, first['earlier'])}"
    return said(text, first, _TABLE, _RULE, str(first["cause"]), str(first["earlier"]))


def _since(rows: list[dict[str, Any]], bundle: Bundle, earlier: str) -> str:
    if not rows:
        return NOT_COMPARED
    # The share is told with its figures in any case; scales only where something can be said. The table has all figures.
    told = [row for row in rows if row["scale"] == NOT_CONVINCED or row["arrow"] != "none"]
    figures = [change_text(row, bundle.instrument) for row in told]
    if unclear := [measure_label(str(row["scale"]), bundle.instrument).lower() for row in rows if row not in told]:
        figures.append(f"no clear change in {', '.join(unclear)}")
    return f"Since {earlier}: {'; '.join(figures)} ({people(int(rows[0]['n_before']))} then, {int(rows[0]['n']):,} now)."


def _whole(row: Mapping[str, Any]) -> str:
    states = [f"{int(row[state]):,} {PROGRESS[state].lower()}" for state in ("done", "in_progress", "not_started", "dropped")]
    taken = int(row["taken_up"])
    of_these = f" ({', '.join(part for part in states if not part.startswith('0 '))})" if taken else ""
    return (
        f"Of {people(int(row['suggested']), 'step')} suggested after {row['earlier']}, {taken:,} "
        f"{'was' if taken == 1 else 'were'} taken up{of_these}, {int(row['declined']):,} declined; {int(row['open']):,} "
        f"{'is' if row['open'] == 1 else 'are'} open."
    )


def _late(row: Mapping[str, Any]) -> str:
    late, nobody = int(row["overdue"]), int(row["taken_up"]) - int(row["owner_named"])
    parts = [f"{people(late, 'step')} {'is' if late == 1 else 'are'} overdue"] if late else []
    if nobody:
        parts.append(f"nobody is named for {nobody:,} of those taken up")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _own(row: Mapping[str, Any]) -> str:
    own = int(row["own"])
    return f"People added {people(own, 'step')} of their own; {int(row['own_done']):,} done." if own else ""


def _seats(row: Mapping[str, Any]) -> str:
    if pd.isna(row["seats_held"]):
        return ""
    suggested = "" if pd.isna(row["seats_suggested"]) else f" of {int(row['seats_suggested']):,} suggested"
    return f"Training: {people(int(row['seats_held']), 'seat')} held{suggested}."


def _not_shown(row: Mapping[str, Any]) -> str:
    hidden = int(row["not_shown"])
    if not hidden:
        return ""
    return f"{people(hidden, 'step')} of these {'is' if hidden == 1 else 'are'} of groups that are not shown now: only counted."
