"""What a plan says, in sentences that are read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.findings.plan_reasons import Eased
from pipeline.findings.seat_plan import SeatPlan
from pipeline.publish.numbers import people, percent, ratio
from pipeline.publish.plan.limits import LIMITS, assumption_sentence, hours, limits_sentence, number
from pipeline.publish.plan.tables import wanted_seats
from pipeline.publish.wording import DRAFT
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

WORTH: Final = say("plan.worth")
_AS_MUCH: Final = 0.005
_NOTHING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class PlanSentences:
    """What is said of a plan, each a sentence or empty.

    Attributes
    ----------
    headline : what it costs and meets. draft : where the wave can still change. proof : whether anything could be better.
    compared : the same hours on one topic. why : what holds the plan back. left : what is left, and who gets no seats.
    waiting : roles where something has to be mended first. worth : what a seat counts. assumes : of the silent. kept : limits.
    """

    headline: str
    draft: str
    proof: str
    compared: str
    why: tuple[str, ...]
    left: tuple[str, ...]
    waiting: tuple[str, ...]
    worth: str
    assumes: str
    kept: str

    @property
    def lines(self) -> tuple[str, ...]:
        """All sentences in the order in which they are read."""
        parts = (self.headline, self.draft, self.proof, self.compared, *self.why, *self.left, *self.waiting)
        return tuple(part for part in (*parts, self.worth, self.assumes, self.kept) if part)


def plan_sentences(bundle: Bundle, plan: SeatPlan) -> PlanSentences:
    """What a director and a trainer should know of a plan."""
    return PlanSentences(
        headline=_headline(plan),
        draft=DRAFT if bundle.manifest.state == "draft" else "",
        proof=_proof(plan),
        compared=_compared(bundle, plan),
        why=tuple(_why(plan)),
        left=tuple(_left(bundle, plan)),
        waiting=tuple(_waiting(bundle, plan)),
        worth=WORTH,
        assumes=assumption_sentence(plan.limits.assumption, bundle.instrument),
        kept=limits_sentence(plan.limits, bundle.instrument, plan.wanted.topics),
    )


def _headline(plan: SeatPlan) -> str:
    classes = int(plan.plan.classes.sum())
    if not classes:
        return say("plan.no_class" if plan.wanted.need else "plan.no_need")
    seats = people(int(plan.plan.seats.sum()), "seat")
    return say(
        "plan.headline_without_waiting" if plan.waiting and not plan.limits.waiting else "plan.headline",
        hours=hours(_taught(plan)),
        classes=people(classes, "class"),
        seats=seats,
        share=_met(plan.plan.met / plan.wanted.need),
        met=f"{plan.plan.met:,.0f}",
        need=f"{plan.wanted.need:,.0f}",
    )


def _taught(plan: SeatPlan) -> float:
    """Hours of all classes."""
    return sum(plan.lengths[topic] * int(n) for topic, n in zip(plan.wanted.topics, plan.plan.classes, strict=True))


def _all_met(plan: SeatPlan) -> bool:
    return plan.plan.met >= plan.wanted.need * (1 - _NOTHING)


def _met(share: float) -> str:
    """A share in whole percent that is never rounded to nothing or to all."""
    if share >= 1 - _NOTHING:
        return "100 %"
    if share < 0.005:
        return say("number.less_than", share=percent(0.01))
    return say("number.over", share=percent(0.99)) if share >= 0.995 else percent(share)


def _proof(plan: SeatPlan) -> str:
    if _all_met(plan):
        return ""
    if plan.plan.proved:
        return say("plan.proved")
    more = _share(plan.plan.gap)
    return say("plan.stopped", more=more)


def _compared(bundle: Bundle, plan: SeatPlan) -> str:
    if plan.top is None:
        return ""
    topic = bundle.instrument.labels()["topic"][plan.top.topic]
    key = "plan.top_topic_within" if _taught(plan) < plan.limits.hours else "plan.top_topic"
    start = say(key, hours=hours(plan.limits.hours), topic=topic)
    if not plan.top.met:
        return say("plan.top_no_class", start=start)
    share = _met(plan.top.met / plan.wanted.need)
    times = plan.plan.met / plan.top.met
    if times < 1 - _AS_MUCH:
        return say("plan.top_more", start=start, share=share)
    if times <= 1 + _AS_MUCH:
        return say("plan.top_as_much", start=start, share=share)
    return say("plan.top_less", start=start, share=share, times=ratio(times))


def _why(plan: SeatPlan) -> Iterator[str]:
    if _all_met(plan):
        yield say("plan.all_met")
        return
    costs = [eased for eased in plan.eased if eased.more > 0]
    idle = [eased for eased in plan.eased if not eased.more]
    if costs:
        held = "; ".join(
            say("plan.eased_meets", step=_step(eased), share=_share(eased.more / plan.wanted.need)) for eased in costs
        )
        yield say("plan.held_back", limits=held)
    else:
        yield say("plan.not_held_back")
    if costs and idle:
        yield say("plan.idle", limits=", ".join(LIMITS[eased.limit].lower() for eased in idle))


def _step(eased: Eased) -> str:
    """One step of easing, as the subject of a sentence."""
    return say(f"plan_eased.{eased.limit}", to="" if eased.to is None else number(eased.to))


def _share(share: float) -> str:
    """A share that may be small, with one decimal; never 0."""
    return f"{100 * share:.1f} %" if share >= 0.0005 else say("number.less_than", share="0.1 %")


def _left(bundle: Bundle, plan: SeatPlan) -> Iterator[str]:
    wanted, given = int(plan.wanted.wanted.sum()), int(plan.plan.seats.sum())
    if wanted > given:
        yield say("plan.seats_left", wanted=people(wanted, "seat"), left=wanted - given)
    labels = bundle.instrument.labels()["role"]
    asked, got = plan.wanted.wanted.sum(axis=1), plan.plan.seats.sum(axis=1)
    none = {plan.wanted.roles[at] for at in np.flatnonzero((asked > 0) & (got == 0))}
    if none and given:
        yield say("plan.no_seats", roles=", ".join(label for role, label in labels.items() if role in none))


def _waiting(bundle: Bundle, plan: SeatPlan) -> Iterator[str]:
    """Roles that wait, by what has to be mended and who owns it."""
    labels = bundle.instrument.labels()["role"]
    seats = wanted_seats(bundle, plan.limits.assumption).groupby("role")["wanted"].sum()
    causes = {cause.id: cause for cause in plan.waiting.values()}
    for name, cause in causes.items():
        roles = [role for role in labels if role in plan.waiting and plan.waiting[role].id == name]
        said = ", ".join(labels[role] for role in roles)
        mend = {"cause": cause.label, "owner": cause.owner, "roles": said}
        count = people(int(seats.reindex(roles).fillna(0).sum()), "seat")
        yield say("plan.waiting_planned" if plan.limits.waiting else "plan.waiting_left_out", **mend, seats=count)
