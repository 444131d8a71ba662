"""One sentence per question of the report: the answer that stands above the figures, and on top of a slide."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.publish.numbers import people, percent, share_range
from pipeline.publish.wording.headlines import FEW_STEPS, first_steps, flagged
from pipeline.publish.wording.labels import cause_labels, records
from pipeline.publish.wording.sentence import Sentence
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_ACTIONS: Final = "findings/actions"
_COUNTS: Final = ("", "One step comes", "Two steps come", "Three steps come", "Four steps come")


def why_sentence(bundle: Bundle) -> Sentence:
    """Why: the causes that come first with the flagged groups; where none is flagged, what holds most staff back."""
    flags = pd.concat([flagged(bundle), flagged(bundle, "watch")])
    if flags.empty:
        return _most_named(bundle)
    firsts = Counter(first for causes in flags["causes"] if (first := str(causes).split(";")[0]))
    if not firsts:
        return Sentence(f"No cause stands out in {_flagged_groups(len(flags))}.", _ACTIONS, rule="cause")
    parts = [f"{cause_labels(cause, bundle.instrument).lower()} in {many}" for cause, many in firsts.most_common()]
    unknown = len(flags) - sum(firsts.values())
    rest = f"; in {unknown} no cause stands out" if unknown else ""
    text = f"What comes first in {_flagged_groups(len(flags))}: {', '.join(parts)}{rest}."
    return Sentence(text, _ACTIONS, rule="cause")


def _flagged_groups(many: int) -> str:
    return "the flagged group" if many == 1 else f"the {many} flagged groups"


def _most_named(bundle: Bundle) -> Sentence:
    """The barrier that most of all staff name; that nobody was asked, where that is so."""
    frame = bundle.findings.barriers
    rows = frame[frame["grouping"] == "overall"].sort_values("share", ascending=False, kind="stable")
    if rows.empty:
        return Sentence("No group is flagged, and nobody was asked what holds them back.")
    row = records(rows.head(1))[0]
    label = bundle.instrument.labels()["barrier"][row["option"]]
    span = share_range(row["share_low"], row["share_high"])
    text = f"No group is flagged. What most of all staff name: {label} ({percent(row['share'])}, {span}; n = {int(row['n']):,})."
    return Sentence(text, f"findings/barriers#overall:{row['option']}", int(row["n"]), "barriers")


def helps_sentence(bundle: Bundle) -> Sentence:
    """What helps: how many steps there are for the flagged groups, and how many courses have to wait."""
    flags = pd.concat([flagged(bundle), flagged(bundle, "watch")])
    frame = bundle.findings.actions
    steps = frame[group_key(frame).isin(set(group_key(flags)))]
    if steps.empty:
        return Sentence("No group is flagged for which a step is known." if flags.empty else "No step is known: listen first.")
    waits = int(steps["waits"].sum())
    text = f"{people(len(steps), 'step')} {'helps' if len(steps) == 1 else 'help'} {_flagged_groups(len(flags))}"
    course = "one of them is a course that waits" if waits == 1 else f"{waits} of them are courses that wait"
    return Sentence(f"{text}; {course} until what blocks is mended." if waits else f"{text}.", _ACTIONS, rule="cause")


def where_sentence(bundle: Bundle) -> Sentence:
    """Where training goes: the topic that most staff need."""
    needs = bundle.findings.training_needs
    rows = needs[needs["grouping"] == "overall"]
    if rows.empty:
        return Sentence("No training topic can be shown.")
    size = rows["seats"].astype("float64").fillna(rows["share"])
    row = records(rows.assign(size=size).sort_values(["size", "gap"], ascending=False, kind="stable").head(1))[0]
    topic, n = bundle.instrument.labels()["topic"][row["topic"]], int(row["n"])
    if pd.isna(row["seats"]):
        figures = f"{percent(row['share'])} of those whom it concerns"
    else:
        figures = f"about {int(row['seats']):,} seats, {int(row['seats_low']):,} to {int(row['seats_high']):,}"
    text = f"Most staff need: {topic} ({figures}; n = {n:,})."
    return Sentence(text, f"findings/training_needs#overall:{row['topic']}", n, "training")


def next_sentence(bundle: Bundle) -> Sentence:
    """What next: how many steps come first."""
    many = len(first_steps(bundle))
    if not many:
        return Sentence("Nothing has to come first: no group is flagged, and no topic is needed for certain.")
    order = "" if many == 1 else ", the surest finding first"
    return Sentence(f"{_COUNTS[min(many, FEW_STEPS + 1)]} first{order}.")
