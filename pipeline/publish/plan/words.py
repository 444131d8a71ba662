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

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

WORTH: Final = (
    "A seat counts as many points as the role's gap on the topic (importance minus confidence, 1 to 5). It says where need is, "
    "not that a class closes it."
)
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
        return "No class can be held within these limits." if plan.wanted.need else "Nobody needs a seat."
    seats = people(int(plan.plan.seats.sum()), "seat")
    of = f"{plan.plan.met:,.0f} of {plan.wanted.need:,.0f} points of the gap"
    counted = ", roles that wait not counted" if plan.waiting and not plan.limits.waiting else ""
    met = _met(plan.plan.met / plan.wanted.need)
    named = f"{classes:,} classes" if classes != 1 else "1 class"
    return f"{hours(_taught(plan))}: {named}, {seats}. They meet {met} of the need for training ({of}{counted})."


def _taught(plan: SeatPlan) -> float:
    """Hours of all classes."""
    return sum(plan.lengths[topic] * int(n) for topic, n in zip(plan.wanted.topics, plan.plan.classes, strict=True))


def _all_met(plan: SeatPlan) -> bool:
    return plan.plan.met >= plan.wanted.need * (1 - _NOTHING)


def _met(share: float) -> str:
    """A share in whole percent that is never rounded to nothing or to all."""
    if share >= 1 - _NOTHING:
        return "100 %"
    return "less than 1 %" if share < 0.005 else "over 99 %" if share >= 0.995 else percent(share)


def _proof(plan: SeatPlan) -> str:
    if _all_met(plan):
        return ""
    if plan.plan.proved:
        return "No other plan within these limits meets more need; this is proved."
    more = _share(plan.plan.gap)
    return f"The search was stopped in time: another plan within these limits may meet up to {more} more than this one."


def _compared(bundle: Bundle, plan: SeatPlan) -> str:
    if plan.top is None:
        return ""
    topic = bundle.instrument.labels()["topic"][plan.top.topic]
    start = f"The same {hours(plan.limits.hours)} on the top topic for everyone ({topic})"
    if _taught(plan) < plan.limits.hours:
        start = f"Within the same limits the top topic alone, for everyone ({topic}),"
    if not plan.top.met:
        return f"{start} would fill no class."
    share = _met(plan.top.met / plan.wanted.need)
    times = plan.plan.met / plan.top.met
    if times < 1 - _AS_MUCH:
        return f"{start} would meet {share}, more than the plan: it keeps no floors."
    if times <= 1 + _AS_MUCH:
        return f"{start} would meet as much ({share})."
    return f"{start} would meet {share}: the plan meets {ratio(times)} times as much."


def _why(plan: SeatPlan) -> Iterator[str]:
    if _all_met(plan):
        yield "All need is met."
        return
    costs = [eased for eased in plan.eased if eased.more > 0]
    idle = [eased for eased in plan.eased if not eased.more]
    if costs:
        held = "; ".join(f"{_step(eased)} would meet {_share(eased.more / plan.wanted.need)} more of the need" for eased in costs)
        yield f"What holds the plan back: {held}."
    else:
        yield "No limit alone holds the plan back: easing any of them by one step meets no more need."
    if costs and idle:
        yield f"Easing these alone would give nothing: {', '.join(LIMITS[eased.limit].lower() for eased in idle)}."


def _step(eased: Eased) -> str:
    """One step of easing, as the subject of a sentence."""
    to = "" if eased.to is None else number(eased.to)
    words = {
        "hours": f"{to} hours of teaching",
        "class_size": f"one more seat in each class ({to})",
        "smallest": "classes of any size",
        "per_person": f"one more seat per person ({to})",
        "classes": f"one more class ({to})",
        "role_most": "no limit to the seats of a role",
        "role_floor": "no floors of roles",
        "department_floor": "no floors of departments",
    }
    return words[eased.limit]


def _share(share: float) -> str:
    """A share that may be small, with one decimal; never 0."""
    return f"{100 * share:.1f} %" if share >= 0.0005 else "less than 0.1 %"


def _left(bundle: Bundle, plan: SeatPlan) -> Iterator[str]:
    wanted, given = int(plan.wanted.wanted.sum()), int(plan.plan.seats.sum())
    if wanted > given:
        yield f"Of {people(wanted, 'seat')} wanted, {wanted - given:,} are left."
    labels = bundle.instrument.labels()["role"]
    asked, got = plan.wanted.wanted.sum(axis=1), plan.plan.seats.sum(axis=1)
    none = {plan.wanted.roles[at] for at in np.flatnonzero((asked > 0) & (got == 0))}
    if none and given:
        yield f"No seats in this plan: {', '.join(label for role, label in labels.items() if role in none)}."


def _waiting(bundle: Bundle, plan: SeatPlan) -> Iterator[str]:
    """Roles that wait, by what has to be mended and who owns it."""
    labels = bundle.instrument.labels()["role"]
    seats = wanted_seats(bundle, plan.limits.assumption).groupby("role")["wanted"].sum()
    causes = {cause.id: cause for cause in plan.waiting.values()}
    for name, cause in causes.items():
        roles = [role for role in labels if role in plan.waiting and plan.waiting[role].id == name]
        said = ", ".join(labels[role] for role in roles)
        mend = f"{cause.label} first ({cause.owner}): {said}."
        count = people(int(seats.reindex(roles).fillna(0).sum()), "seat")
        if plan.limits.waiting:
            yield f"{mend} Planned for all the same ({count} wanted); a course alone will not help there."
        else:
            yield f"{mend} Left out, {count} wait: a course alone will not help there."
