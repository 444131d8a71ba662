"""A plan for the terminal: its sentences, and a short table of its classes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.findings.seat_plan import SeatPlan
from pipeline.publish.plan.limits import number
from pipeline.publish.plan.schedule import Weekly, dates_sentence, with_dates
from pipeline.publish.plan.tables import class_table
from pipeline.publish.plan.words import plan_sentences

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_WIDTH: Final = 110
_HEAD: Final = f"{'classes':>7} {'seats':>6} {'hours':>6}  "


def plan_text(bundle: Bundle, plan: SeatPlan, weekly: Weekly | None = None) -> str:
    """Several lines: what the plan meets and why not more, then one paragraph per topic with who sits there."""
    lines = [f"Seat plan of wave {bundle.wave}", ""]
    for sentence in (*plan_sentences(bundle, plan).lines, dates_sentence(weekly)):
        lines += textwrap.wrap(sentence, _WIDTH, subsequent_indent="  ", break_long_words=False)
    classes = with_dates(class_table(bundle, plan), weekly)
    if len(classes):
        lines += ["", f"{_HEAD}topic: who sits there"]
    roles = bundle.instrument.labels()["role"]
    for topic, own in classes.groupby("topic", sort=False):
        seats = plan.plan.seats[:, plan.wanted.topics.index(str(topic))]
        given = pd.Series(seats, index=list(plan.wanted.roles)).sort_values(ascending=False, kind="stable")
        who = ", ".join(f"{roles.get(str(role), str(role))} {n:,}" for role, n in given.items() if n)
        figures = f"{len(own):>7,} {own['seats'].sum():>6,} {number(own['hours'].sum()):>6}  "
        text = f"{own['topic_label'].iloc[0]}: {who}{_when(own)}"
        lines += textwrap.wrap(text, _WIDTH, initial_indent=figures, subsequent_indent=" " * len(_HEAD), break_long_words=False)
    return "\n".join(lines)


def _when(classes: pd.DataFrame) -> str:
    """The first and the last proposed day of a topic."""
    if classes["start"].isna().all():
        return ""
    first, last = classes["start"].min(), classes["end"].max()
    return f" ({first:%Y-%m-%d}{'' if first.date() == last.date() else f' to {last:%Y-%m-%d}'})"
