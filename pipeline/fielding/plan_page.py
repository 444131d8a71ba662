"""The sample sizes of a roster in words, as a page and as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pandas as pd

from pipeline.fielding.page import Bar, Cell, Page, Table, paragraphs
from pipeline.fielding.plan import GroupPlan, SampleSize
from pipeline.publish.lists import csv_bytes
from pipeline.publish.numbers import odds, percent, short_chance
from pipeline.publish.words import say

HTML: Final = "sample_size.html"
CSV: Final = "sample_size.csv"
_COLUMNS: Final = ("group", "staff", "expected", "picture", "to_show", "to_flag", "shown", "flagged", "falsely", "means")
_SHORT: Final = ("group", "staff", "expected", "", "to_show", "to_flag", "shown", "flagged", "falsely", "")
_SELDOM: Final = 0.5
_NEVER: Final = 0.01


def plan_page(plan: SampleSize) -> Page:
    """The page of a plan."""
    say_ = _say(plan)
    tables = tuple(_table(plan, axis) for axis in ("role", "department") if plan.of(axis))
    meta = say("sample_size.meta", instrument=plan.instrument.title, staff=f"{plan.staff:,}")
    rests = paragraphs(say_("rests"))
    return Page(say("sample_size.title"), meta, tuple(_leads(plan)), tables, say_("picture"), say_("rests_title"), rests)


def plan_csv(plan: SampleSize) -> bytes:
    """The table of a plan; chances in whole hundredths."""
    labels, assumed = plan.instrument.labels(), plan.assumed
    return csv_bytes(
        pd.DataFrame(
            [
                {
                    "kind": group.axis,
                    "id": group.id,
                    "label": labels[group.axis][group.id],
                    "staff": group.staff,
                    "expected_answers": group.expected,
                    "needed_to_be_shown": group.to_show,
                    "needed_to_be_flagged": group.to_flag,
                    "chance_shown": round(group.shown, 2),
                    "chance_flagged": round(group.flagged, 2),
                    "chance_flagged_falsely": round(group.falsely, 2),
                    "together_with": ";".join(one for one in group.together if one != group.id),
                    "response": assumed.response,
                    "share": assumed.share,
                    "calm_share": assumed.calm,
                    "others": assumed.others,
                    "surely": assumed.surely,
                }
                for group in plan.groups
            ]
        ).astype({"needed_to_be_shown": "Int64", "needed_to_be_flagged": "Int64"})
    )


def _say(plan: SampleSize) -> Callable[..., str]:
    """Says a text of the section with all that is assumed."""
    limits, assumed = plan.instrument.thresholds, plan.assumed
    values = {
        "response": percent(assumed.response),
        "others": percent(assumed.others),
        "surely": percent(assumed.surely),
        "k": limits.k,
        "unanimity": limits.unanimity,
        "cut": percent(limits.group_share),
        "priority": odds(limits.priority),
    }
    return lambda key, **more: say(f"sample_size.{key}", **(values | more))


def _leads(plan: SampleSize) -> Iterator[str]:
    """What the plan says in short: its promise, what is false, what response gives, who is never shown."""
    say_, labels, assumed = _say(plan), plan.instrument.labels(), plan.assumed
    alone = [group for group in plan.groups if _by_itself(group)]
    able = sorted((group for group in alone if group.to_flag is not None), key=lambda group: (group.staff, group.id))
    if able:
        # The group in the middle of those that can be found.
        one = able[len(able) // 2]
        yield say_(
            "promise", n=one.to_flag, staff=one.staff, group=labels[one.axis][one.id],
            times=f"{100 * assumed.surely:.0f}", share=percent(assumed.share),
        )  # fmt: skip
        worst = max(group.falsely for group in alone)
        often = say_("calm_seldom") if worst < _NEVER else say_("calm_times", times=f"{100 * worst:.0f}")
        yield say_("calm", share=percent(assumed.calm), often=often)
    expected, enough = sum(group.expected for group in plan.of("role")), sum(_enough(group, plan) for group in alone)
    yield say_("response", expected=f"{expected:,}", enough=enough, all=len(plan.groups))
    never = sum(group.staff < plan.instrument.thresholds.k for group in plan.groups)
    if never:
        yield say_("never", n=never)


def _by_itself(group: GroupPlan) -> bool:
    return group.to_show is not None and group.shown >= _SELDOM


def _enough(group: GroupPlan, plan: SampleSize) -> bool:
    return group.flagged >= plan.assumed.surely


def _table(plan: SampleSize, axis: str) -> Table:
    say_, assumed, label = _say(plan), plan.assumed, plan.instrument.labels()[axis]
    shares = {"flagged": percent(assumed.share), "falsely": percent(assumed.calm)}
    columns = tuple(say_(f"column_{name}", share=shares.get(name, "")) for name in _COLUMNS)
    short = tuple(name and (say_("column_group") if name == "group" else say_(f"short_{name}")) for name in _SHORT)
    return Table(say_(f"caption_{axis}"), columns, short, tuple(_row(group, plan, label[group.id]) for group in plan.of(axis)))


def _row(group: GroupPlan, plan: SampleSize, label: str) -> tuple[Cell, ...]:
    none = say("sample_size.no_number")

    def number(value: int | None) -> Cell:
        return Cell(none if value is None else f"{value:,}", numeric=True)

    def chance(value: float) -> Cell:
        return Cell(none if group.to_show is None else short_chance(value), numeric=True)

    lines = (None if one is None else one / group.staff for one in (group.to_show, group.to_flag))
    return (
        Cell(label),
        number(group.staff),
        number(group.expected),
        Cell("", bar=Bar(group.expected / group.staff, *lines)),
        number(group.to_show),
        number(group.to_flag),
        chance(group.shown),
        chance(group.flagged),
        chance(group.falsely),
        Cell(" ".join(_means(group, plan)), mark="words"),
    )


def _means(group: GroupPlan, plan: SampleSize) -> Iterator[str]:
    """What a row means: whether it is shown by itself, with whom else, and how many to ask for."""
    say_, k = _say(plan), plan.instrument.thresholds.k
    if group.staff < k:
        yield say_("place_few_staff")
    elif group.to_show is None:
        yield say_("place_needed" if group.shown == 0 else "place_unanimous")
    elif not _by_itself(group):
        yield say_("place_mostly")
    elif _enough(group, plan):
        yield say_("means_enough")
    elif group.to_flag is None:
        yield say_("means_none")
    else:
        yield say_("means_ask", n=group.to_flag, share=percent(group.to_flag / group.staff))
    if not _by_itself(group):
        yield _place(group, plan)


def _place(group: GroupPlan, plan: SampleSize) -> str:
    labels = plan.instrument.labels()[group.axis]
    others = [labels[one] for one in group.together if one != group.id]
    if others:
        return say("sample_size.place_with", groups=", ".join(others))
    return say("sample_size.place_nowhere")
