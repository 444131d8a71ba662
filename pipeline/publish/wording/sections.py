"""One sentence per question of the report: the answer that stands above the figures, and on top of a slide."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.publish.numbers import percent, share_range
from pipeline.publish.wording.headlines import FEW_STEPS, first_steps, flags
from pipeline.publish.wording.labels import cause_labels, records
from pipeline.publish.wording.sentence import Sentence
from pipeline.publish.words import say
from pipeline.tables import by_group, row_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_ACTIONS: Final = "findings/actions"


def why_sentence(bundle: Bundle) -> Sentence:
    """Why: the causes that come first with the flagged groups; where none is flagged, what holds most staff back."""
    found = flags(bundle)
    if not found:
        return _most_named(bundle)
    firsts = Counter(first for row in found if (first := str(row["causes"]).split(";")[0]))
    if not firsts:
        return Sentence(say("sentence.no_cause_in_flagged", n=len(found)), _ACTIONS, rule="cause")
    parts = [
        say("sentence.cause_in", cause=cause_labels(cause, bundle.instrument).lower(), groups=many)
        for cause, many in firsts.most_common()
    ]
    unknown = len(found) - sum(firsts.values())
    rest = say("sentence.cause_unknown_in", groups=unknown) if unknown else ""
    return Sentence(say("sentence.causes_first", n=len(found), causes=", ".join(parts), rest=rest), _ACTIONS, rule="cause")


def _most_named(bundle: Bundle) -> Sentence:
    """The barrier that most of all staff name; that nobody was asked, where that is so."""
    frame = bundle.findings.barriers
    rows = frame[frame["grouping"] == "overall"].sort_values("share", ascending=False, kind="stable")
    if rows.empty:
        return Sentence(say("sentence.none_flagged_nobody_asked"))
    row = records(rows.head(1))[0]
    label = bundle.instrument.labels()["barrier"][row["option"]]
    span = share_range(row["share_low"], row["share_high"])
    text = say("sentence.none_flagged_most_name", barrier=label, share=percent(row["share"]), span=span, people=int(row["n"]))
    return Sentence(text, f"findings/barriers#overall:{row['option']}", int(row["n"]), "barriers")


def helps_sentence(bundle: Bundle) -> Sentence:
    """What helps: how many steps there are for the flagged groups, and how many courses have to wait."""
    found = flags(bundle)
    actions = by_group(bundle.findings.actions)
    steps = [step for row in found for step in actions.get(row_key(row), ())]
    if not steps:
        return Sentence(say("sentence.no_step_known" if found else "sentence.no_step_flagged"))
    waits = sum(bool(step["waits"]) for step in steps)
    whom = say("sentence.flagged_groups", n=len(found))
    text = say("sentence.steps_help", n=len(steps), whom=whom)
    wait = say("sentence.courses_wait", n=waits) if waits else ""
    return Sentence(f"{text}{wait}.", _ACTIONS, rule="cause")


def where_sentence(bundle: Bundle) -> Sentence:
    """Where training goes: the topic that most staff need."""
    needs = bundle.findings.training_needs
    rows = needs[needs["grouping"] == "overall"]
    if rows.empty:
        return Sentence(say("sentence.no_topic"))
    size = rows["seats"].astype("float64").fillna(rows["share"])
    row = records(rows.assign(size=size).sort_values(["size", "gap"], ascending=False, kind="stable").head(1))[0]
    topic, n = bundle.instrument.labels()["topic"][row["topic"]], int(row["n"])
    if pd.isna(row["seats"]):
        figures = say("sentence.share_concerned", share=percent(row["share"]))
    else:
        seats = {"seats": int(row["seats"]), "low": int(row["seats_low"]), "high": int(row["seats_high"])}
        figures = say("sentence.seats_range", **seats)
    text = say("sentence.most_need", topic=topic, figures=figures, people=n)
    return Sentence(text, f"findings/training_needs#overall:{row['topic']}", n, "training")


def next_sentence(bundle: Bundle) -> Sentence:
    """What next: how many steps come first."""
    many = len(first_steps(bundle))
    if not many:
        return Sentence(say("sentence.nothing_first"))
    return Sentence(say(f"sentence.steps_first_{min(many, FEW_STEPS + 1)}"))
