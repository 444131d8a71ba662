"""Sentences about what changed since the wave before: how much, how sure, what could have been seen, whose change it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.numbers import chance, odds, people, percent
from pipeline.publish.wording.labels import LABELS, group_label, records
from pipeline.publish.wording.sentence import Sentence, said
from pipeline.publish.words import say
from pipeline.tables import NOT_CONVINCED, ONE_AXIS, Row

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

WHAT_CHANGED: Final = say("page.change")
NO_WAVE_BEFORE: Final = say("sentence.no_wave_before")
NOTHING_COMPARED: Final = say("sentence.nothing_compared")
ARROWS: Final = {arrow: say(f"arrow.{arrow}") for arrow in ("up", "down", "none")}
OTHER_PEOPLE: Final = say("sentence.other_people")
CHANGE_IS_NO_PROOF: Final = say("sentence.change_is_no_proof")
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
    return LABELS["priority"] if measure == NOT_CONVINCED else instrument.labels()["scale"].get(measure, measure)


def finding_text(row: Mapping[str, Any], instrument: Instrument) -> str:
    """What may be said of a change, in a word; of all staff also that it is sure but smaller than what matters."""
    if row["grouping"] == "overall" and row["arrow"] == "none" and not row["low"] <= 0 <= row["high"]:
        least = f"{instrument.thresholds.smallest_change:g}"
        return say("sentence.sure_but_small", arrow=ARROWS["up" if row["low"] > 0 else "down"], points=least)
    return ARROWS[row["arrow"]]


def signed_change(change: float) -> str:
    """A change in points with its sign and one decimal; a true minus, so that no line breaks after it."""
    return f"{change:+.1f}".replace("-", "\N{MINUS SIGN}") if abs(change) >= _NOTHING else "0.0"


def change_rule(bundle: Bundle) -> str:
    """When a change is called one."""
    limits = bundle.instrument.thresholds
    return say("sentence.change_rule", odds=odds(limits.firm), points=f"{limits.smallest_change:g}")


def change_headline(bundle: Bundle) -> Sentence:
    """The wave since the one before, in one sentence on all staff and one on its groups; empty without a wave before."""
    frame = bundle.findings.change
    measures = [measure for measure in change_measures(bundle) if measure != NOT_CONVINCED][:2]
    overall = {row["scale"]: row for row in records(frame[frame["grouping"] == "overall"])}
    rows = [overall[measure] for measure in measures if measure in overall]
    if not rows:
        return Sentence("")
    parts = [
        say("sentence.measure_moved", measure=measure_label(row["scale"], bundle.instrument).lower(), moved=_moved(row))
        for row in rows
    ]
    row = rows[0]
    moved, who = say("sentence.and").join(parts), say("sentence.then_now", then=people(int(row["n_before"])), now=int(row["n"]))
    text = say("sentence.change_headline", earlier=row["earlier"], moved=moved, who=who, groups=_which_groups(bundle))
    return said(text, row, _TABLE, _RULE, row["scale"], row["earlier"])


def change_sentences(bundle: Bundle, measure: str, rows: Sequence[Row] | None = None) -> list[Sentence]:
    """All staff on one measure, then every role, department or site with an arrow or a warning, then all others together.

    rows : those of CHANGE on the measure, where they are at hand.
    """
    if rows is None:
        frame = bundle.findings.change
        rows = records(frame[frame["scale"] == measure])
    found = [sentence for row in rows if row["grouping"] == "overall" for sentence in _of_all(row, bundle)]
    groups = [row for row in rows if row["grouping"] in ONE_AXIS]
    told = [row for row in groups if row["arrow"] != "none" or row["linked_differs"]]
    found += [group_change(row, bundle) for row in sorted(told, key=lambda row: abs(row["change"]), reverse=True)]
    return [*found, *_others([row for row in groups if row["arrow"] == "none"], bundle)]


def group_change(row: Mapping[str, Any], bundle: Bundle) -> Sentence:
    """One group on one measure. row : of CHANGE."""
    direction = "up" if row["probability_up"] >= row["probability_down"] else "down"
    text = say(
        f"sentence.group_change_{direction}",
        group=group_label(row, bundle.instrument),
        measure=measure_label(row["scale"], bundle.instrument).lower(),
        arrow=ARROWS[row["arrow"]].lower(),
        change=signed_change(row["change"]),
        span=_span(row),
        before=level_text(row, "before"),
        now=level_text(row, "now"),
        answers=_answers(row),
        points=f"{bundle.instrument.thresholds.smallest_change:g}",
        chance=chance(row["probability"]),
    )
    return said(" ".join([text, *_beside(row)]), row, _TABLE, _RULE, row["scale"], row["earlier"])


def _of_all(row: Mapping[str, Any], bundle: Bundle) -> list[Sentence]:
    """All staff: what changed, then what could have been seen and whose change it is."""
    limits = bundle.instrument.thresholds
    first = say(
        "sentence.change_of_all",
        group=group_label(row, bundle.instrument),
        measure=measure_label(row["scale"], bundle.instrument).lower(),
        before=level_text(row, "before"),
        earlier=row["earlier"],
        now=level_text(row, "now"),
        change=signed_change(row["change"]),
        interval=percent(limits.interval),
        span=_span(row),
        p=_p(row["p"]),
        answers=_answers(row),
    )
    told = {"points": f"{limits.smallest_change:g}", "chance": chance(row["probability"]), "seen": _seen(row)}
    least = say("sentence.chance_of_change", **told)
    texts = [first, " ".join([least, *_beside(row)])]
    return [said(text, row, _TABLE, _RULE, row["scale"], row["earlier"]) for text in texts]


def _beside(row: Mapping[str, Any]) -> list[str]:
    """What stands beside a change and never replaces it: who answered, and those who answered both times."""
    found = []
    if pd.notna(row["mix"]) and (abs(row["mix"]) >= _LITTLE or row["grouping"] == "overall"):
        found.append(
            say(
                "sentence.change_mix",
                raw=signed_change(row["raw_change"]),
                mix=signed_change(row["mix"]),
                real=signed_change(row["real"]),
            )
        )
    if pd.notna(row["linked_change"]):
        span = say("sentence.from_to", low=signed_change(row["linked_low"]), high=signed_change(row["linked_high"]))
        linked = {"people": int(row["n_linked"]), "change": signed_change(row["linked_change"]), "span": span}
        found.append(say("sentence.change_linked", **linked))
    if row["linked_differs"]:
        found.append(OTHER_PEOPLE)
    return found


def _others(rows: Sequence[Mapping[str, Any]], bundle: Bundle) -> list[Sentence]:
    """The groups without an arrow, together: what could have been seen there."""
    if not rows:
        return []
    seen = [row["smallest_detectable"] for row in rows if pd.notna(row["smallest_detectable"])]
    groups = people(len(rows), "group")
    if not seen:
        return [Sentence(say("sentence.no_clear_change", groups=groups), _TABLE, rule=_RULE)]
    least, most = f"{min(seen):.0f}", f"{max(seen):.0f}"
    key = "sentence.no_clear_change_smallest" if least == most else "sentence.no_clear_change_by_group"
    return [Sentence(say(key, groups=groups, least=least, most=most), _TABLE, rule=_RULE)]


def group_change_sentence(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """What may be said of one group on one measure since the wave before, with what would have been found."""
    text = say(
        "sentence.group_since",
        measure=measure_label(row["scale"], instrument),
        earlier=row["earlier"],
        found=finding_text(row, instrument).lower(),
        change=signed_change(row["change"]),
        span=_span(row),
        answers=_answers(row),
        seen=_seen(row),
    )
    return said(text, row, _TABLE, _RULE, row["scale"], row["earlier"])


def _which_groups(bundle: Bundle) -> str:
    """Roles, departments and sites with an arrow on willingness or who is not yet convinced."""
    frame = bundle.findings.change
    frame = frame[frame["grouping"].isin(ONE_AXIS) & frame["scale"].isin(change_measures(bundle)[:3])]
    arrows = frame[frame["arrow"] != "none"].sort_values("probability", ascending=False, kind="stable")
    points = f"{bundle.instrument.thresholds.smallest_change:g}"
    if arrows.empty:
        return say("sentence.none_changed", points=points)
    named = ", ".join(_named(row, bundle) for row in records(arrows.head(_NAMED)))
    more = " " + say("sentence.and_more", more=len(arrows) - _NAMED) if len(arrows) > _NAMED else ""
    return say("sentence.some_changed", points=points, groups=f"{named}{more}")


def _named(row: Mapping[str, Any], bundle: Bundle) -> str:
    label = measure_label(row["scale"], bundle.instrument).lower()
    group, arrow = group_label(row, bundle.instrument), ARROWS[row["arrow"]].lower()
    return say("sentence.named_change", group=group, measure=label, arrow=arrow, people=int(row["n"]))


def _moved(row: Mapping[str, Any]) -> str:
    """That it rose or fell is said only where its interval holds no zero."""
    if row["low"] <= 0 <= row["high"]:
        return say("sentence.moved_unclear", change=signed_change(row["change"]), span=_span(row))
    moved = say("sentence.rose" if row["change"] > 0 else "sentence.fell", points=f"{abs(row['change']):.1f}")
    return f"{moved} ({_span(row)})"


def _span(row: Mapping[str, Any]) -> str:
    return say("sentence.from_to", low=signed_change(row["low"]), high=signed_change(row["high"]))


def level_text(row: Mapping[str, Any], when: str) -> str:
    """A mean of 100, or a share in percent; ``about`` where a count is known as an interval only. when : before or now."""
    level = f"{row[when]:.1f}{' %' if row['scale'] == NOT_CONVINCED else ''}"
    return say("number.about", value=level) if row["bounded"] else level


def _answers(row: Mapping[str, Any]) -> str:
    both = "" if pd.isna(row["n_linked"]) else say("sentence.both_times", people=int(row["n_linked"]))
    return say("sentence.then_now", then=people(int(row["n_before"])), now=int(row["n"])) + both


def _seen(row: Mapping[str, Any]) -> str:
    if pd.isna(row["smallest_detectable"]):
        return say("sentence.nothing_would_be_seen")
    return say("sentence.smallest_seen", points=f"{row['smallest_detectable']:.1f}")


def _p(p: float) -> str:
    if pd.isna(p):
        return say("number.not_known")
    return "< .001" if p < 0.001 else f"= {p:.3f}".replace("0.", ".", 1)
