"""Sentences about what changed since the wave before: how much, how sure, what could have been seen, whose change it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.numbers import chance, odds, people, percent
from pipeline.publish.wording.labels import group_label, records
from pipeline.publish.wording.sentence import Sentence, said
from pipeline.tables import NOT_CONVINCED, ONE_AXIS

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

WHAT_CHANGED: Final = "What changed"
NO_WAVE_BEFORE: Final = (
    "There is no wave before this one to compare with. From the second wave on, this page shows what changed in the groups that "
    "both waves show, and how sure that is."
)
NOTHING_COMPARED: Final = "Nothing can be compared with the wave before: no group and measure is the same in both."
ARROWS: Final = {"up": "Up", "down": "Down", "none": "No clear change"}
OTHER_PEOPLE: Final = (
    "Those who answered both times changed otherwise: those who left and those who joined were other people, and part of the "
    "change is theirs."
)
CHANGE_IS_NO_PROOF: Final = "That something changed is no proof of what changed it."
_TABLE: Final = "findings/change"
_RULE: Final = "change"
_NOTHING: Final = 0.05
"""A change below this is none in one decimal."""
_LITTLE: Final = 0.5
"""What who answered makes of a group's change is not said below this; the table has it."""
_NAMED: Final = 6
"""So many groups are named in one sentence."""


def change_measures(bundle: Bundle) -> list[str]:
    """Measures that can be compared, in the order they are told: willingness, who is not yet convinced, readiness, constructs."""
    instrument, there = bundle.instrument, set(bundle.findings.change["scale"])
    first = [instrument.willingness.id, NOT_CONVINCED, instrument.readiness.id]
    return [measure for measure in [*first, *(scale.id for scale in instrument.scales)] if measure in there]


def measure_label(measure: str, instrument: Instrument) -> str:
    """A measure as people call it."""
    return "Not yet convinced" if measure == NOT_CONVINCED else instrument.labels()["scale"].get(measure, measure)


def finding_text(row: Mapping[str, Any], instrument: Instrument) -> str:
    """What may be said of a change, in a word; of all staff also that it is sure but smaller than what matters."""
    if row["grouping"] == "overall" and row["arrow"] == "none" and not row["low"] <= 0 <= row["high"]:
        least = f"{instrument.thresholds.smallest_change:g}"
        return f"{ARROWS['up' if row['low'] > 0 else 'down']}, less than {least} points"
    return ARROWS[row["arrow"]]


def signed_change(change: float) -> str:
    """A change in points with its sign and one decimal; a true minus, so that no line breaks after it."""
    return f"{change:+.1f}".replace("-", "\N{MINUS SIGN}") if abs(change) >= _NOTHING else "0.0"


def change_rule(bundle: Bundle) -> str:
    """When a change is called one."""
    limits = bundle.instrument.thresholds
    return (
        "We say that a group changed only when, taking its size and all other groups into account, there is at least a "
        f"{odds(limits.firm)} chance that it changed by {limits.smallest_change:g} points or more in that direction."
    )


def change_headline(bundle: Bundle) -> Sentence:
    """The wave since the one before, in one sentence on all staff and one on its groups; empty without a wave before."""
    frame = bundle.findings.change
    measures = [measure for measure in change_measures(bundle) if measure != NOT_CONVINCED][:2]
    overall = {row["scale"]: row for row in records(frame[frame["grouping"] == "overall"])}
    rows = [overall[measure] for measure in measures if measure in overall]
    if not rows:
        return Sentence("")
    parts = [f"{measure_label(row['scale'], bundle.instrument).lower()} {_moved(row)}" for row in rows]
    row = rows[0]
    who = f"{people(int(row['n_before']))} then, {int(row['n']):,} now"
    text = f"Since {row['earlier']}, {' and '.join(parts)}; {who}. {_which_groups(bundle)}"
    return said(text, row, _TABLE, _RULE, row["scale"], row["earlier"])


def change_sentences(bundle: Bundle, measure: str) -> list[Sentence]:
    """All staff on one measure, then every role, department or site with an arrow or a warning, then all others together."""
    frame = bundle.findings.change
    rows = frame[frame["scale"] == measure]
    found = [sentence for row in records(rows[rows["grouping"] == "overall"]) for sentence in _of_all(row, bundle)]
    groups = rows[rows["grouping"].isin(ONE_AXIS)]
    told = groups["arrow"].ne("none") | groups["linked_differs"].astype(bool)
    order = groups.assign(size=groups["change"].abs())[told].sort_values("size", ascending=False, kind="stable")
    found += [group_change(row, bundle) for row in records(order)]
    return [*found, *_others(records(groups[groups["arrow"] == "none"]), bundle)]


def group_change(row: Mapping[str, Any], bundle: Bundle) -> Sentence:
    """One group on one measure. row : of CHANGE."""
    name = f"{group_label(row, bundle.instrument)}, {measure_label(row['scale'], bundle.instrument).lower()}"
    limits = bundle.instrument.thresholds
    direction = "up" if row["probability_up"] >= row["probability_down"] else "down"
    least = f"{limits.smallest_change:g} points or more {direction}"
    parts = [
        f"{name}: {ARROWS[row['arrow']].lower()}.",
        f"We expect a change of {signed_change(row['change'])} points ({_span(row)});",
        f"those who answered went from {level_text(row, 'before')} to {level_text(row, 'now')} ({_answers(row)}).",
        f"The chance of {least} is {chance(row['probability'])}.",
        *_beside(row),
    ]
    return said(" ".join(parts), row, _TABLE, _RULE, row["scale"], row["earlier"])


def _of_all(row: Mapping[str, Any], bundle: Bundle) -> list[Sentence]:
    """All staff: what changed, then what could have been seen and whose change it is."""
    limits = bundle.instrument.thresholds
    name = f"{group_label(row, bundle.instrument)}, {measure_label(row['scale'], bundle.instrument).lower()}"
    test = f"{percent(limits.interval)} interval {_span(row)}; p {_p(row['p'])}"
    first = (
        f"{name}: {level_text(row, 'before')} in {row['earlier']}, {level_text(row, 'now')} now, a change of "
        f"{signed_change(row['change'])} points ({test}; {_answers(row)})."
    )
    least = f"The chance of a change of {limits.smallest_change:g} points or more is {chance(row['probability'])}; {_seen(row)}."
    texts = [first, " ".join([least, *_beside(row)])]
    return [said(text, row, _TABLE, _RULE, row["scale"], row["earlier"]) for text in texts]


def _beside(row: Mapping[str, Any]) -> list[str]:
    """What stands beside a change and never replaces it: who answered, and those who answered both times."""
    found = []
    if pd.notna(row["mix"]) and (abs(row["mix"]) >= _LITTLE or row["grouping"] == "overall"):
        found.append(
            f"Of the raw change of {signed_change(row['raw_change'])}, {signed_change(row['mix'])} comes from which roles and "
            f"departments answered; with the staff of the roster it would be {signed_change(row['real'])}."
        )
    if pd.notna(row["linked_change"]):
        span = f"{signed_change(row['linked_low'])} to {signed_change(row['linked_high'])}"
        found.append(
            f"Those who answered both times ({int(row['n_linked']):,} people) changed by "
            f"{signed_change(row['linked_change'])} ({span})."
        )
    if row["linked_differs"]:
        found.append(OTHER_PEOPLE)
    return found


def _others(rows: Sequence[Mapping[str, Any]], bundle: Bundle) -> list[Sentence]:
    """The groups without an arrow, together: what could have been seen there."""
    if not rows:
        return []
    seen = [row["smallest_detectable"] for row in rows if pd.notna(row["smallest_detectable"])]
    text = f"In {people(len(rows), 'group')} no clear change is found. That is not the same as no change"
    if seen:
        least, most = min(seen), max(seen)
        span = f"{least:.0f} points" if round(least) == round(most) else f"{least:.0f} to {most:.0f} points, by group"
        text += f": the smallest that would most likely have been found there is {span}"
    return [Sentence(f"{text}.", _TABLE, rule=_RULE)]


def group_change_sentence(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """What may be said of one group on one measure since the wave before, with what would have been found."""
    label, found = measure_label(row["scale"], instrument), finding_text(row, instrument).lower()
    change = f"{signed_change(row['change'])} points; {_span(row)}; {_answers(row)}"
    text = f"{label} since {row['earlier']}: {found} ({change}); {_seen(row)}."
    return said(text, row, _TABLE, _RULE, row["scale"], row["earlier"])


def _which_groups(bundle: Bundle) -> str:
    """Roles, departments and sites with an arrow on willingness or who is not yet convinced."""
    frame = bundle.findings.change
    frame = frame[frame["grouping"].isin(ONE_AXIS) & frame["scale"].isin(change_measures(bundle)[:3])]
    arrows = frame[frame["arrow"] != "none"].sort_values("probability", ascending=False, kind="stable")
    least = f"{bundle.instrument.thresholds.smallest_change:g} points or more"
    if arrows.empty:
        return f"Of no role or department can it be said that it changed by {least}."
    named = [_named(row, bundle) for row in records(arrows.head(_NAMED))]
    more = f" and {len(arrows) - _NAMED} more" if len(arrows) > _NAMED else ""
    return f"Changed by {least}, as far as can be told: {', '.join(named)}{more}."


def _named(row: Mapping[str, Any], bundle: Bundle) -> str:
    label = measure_label(row["scale"], bundle.instrument).lower()
    return f"{group_label(row, bundle.instrument)} ({label} {row['arrow']}, n = {int(row['n'])})"


def _moved(row: Mapping[str, Any]) -> str:
    """That it rose or fell is said only where its interval holds no zero."""
    if row["low"] <= 0 <= row["high"]:
        return f"shows no clear change ({signed_change(row['change'])}; {_span(row)})"
    return f"{'rose' if row['change'] > 0 else 'fell'} by {abs(row['change']):.1f} points ({_span(row)})"


def _span(row: Mapping[str, Any]) -> str:
    return f"{signed_change(row['low'])} to {signed_change(row['high'])}"


def level_text(row: Mapping[str, Any], when: str) -> str:
    """A mean of 100, or a share in percent; ``about`` where a count is known as an interval only. when : before or now."""
    share = row["scale"] == NOT_CONVINCED
    return f"{'about ' if row['bounded'] else ''}{row[when]:.1f}{' %' if share else ''}"


def _answers(row: Mapping[str, Any]) -> str:
    both = "" if pd.isna(row["n_linked"]) else f", {int(row['n_linked']):,} of them both times"
    return f"{people(int(row['n_before']))} then, {int(row['n']):,} now{both}"


def _seen(row: Mapping[str, Any]) -> str:
    if pd.isna(row["smallest_detectable"]):
        return "no change up to 100 points would have been found"
    return f"the smallest true change that would most likely have been found is {row['smallest_detectable']:.1f} points"


def _p(p: float) -> str:
    if pd.isna(p):
        return "not known"
    return "< .001" if p < 0.001 else f"= {p:.3f}".replace("0.", ".", 1)
