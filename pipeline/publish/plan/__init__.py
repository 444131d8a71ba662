"""The seat plan as people get it: sentences, tables, files; the same on the dashboard's page and from the command.

Specification: docs/methods/planner.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import Problem, UsageError
from pipeline.findings.plan_limits import PER_PERSON, SEATS_OF_CLASS, SMALLEST_CLASS, Assumption, Limits
from pipeline.findings.plan_reasons import Clash
from pipeline.findings.seat_plan import SeatPlan, seat_plan
from pipeline.publish.plan.asked import asked_problems, for_every_class
from pipeline.publish.plan.clashes import clash_problems, clash_sentences
from pipeline.publish.plan.files import (
    CLASSES_CSV,
    DEPARTMENTS_CSV,
    LIMITS_CSV,
    PLAN_CSV,
    PLAN_FILES,
    PLAN_ICS,
    PLAN_XLSX,
    plan_files,
    plan_tables,
)
from pipeline.publish.plan.limits import LIMITS, assumption_sentence, limits_sentence
from pipeline.publish.plan.save import save_plan, save_problems
from pipeline.publish.plan.schedule import DAYS, Weekly, dates_sentence, weekly_problems, with_dates
from pipeline.publish.plan.tables import (
    CLASSES,
    DEPARTMENTS,
    LIMIT_COLUMNS,
    SEATS,
    class_table,
    department_table,
    limit_table,
    seat_table,
)
from pipeline.publish.plan.text import plan_text
from pipeline.publish.plan.words import PlanSentences, plan_sentences

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def plan_of(bundle: Bundle, limits: Limits) -> SeatPlan | Clash:
    """The plan that meets most need of a wave within the limits, or which of them cannot be kept together.

    raises : SetupError where the wave has no seats; UsageError where limits make no sense or no plan was found in time.
    """
    if problems := asked_problems(bundle, limits):
        raise UsageError(problems)
    try:
        return seat_plan(bundle.release, bundle.findings, bundle.instrument, limits)
    except TimeoutError:
        fix = "ask for fewer floors, or larger classes"
        raise UsageError(Problem("no plan was found in time within these limits", fix=fix)) from None


__all__ = [
    "CLASSES",
    "CLASSES_CSV",
    "DAYS",
    "DEPARTMENTS",
    "DEPARTMENTS_CSV",
    "LIMITS",
    "LIMITS_CSV",
    "LIMIT_COLUMNS",
    "PER_PERSON",
    "PLAN_CSV",
    "PLAN_FILES",
    "PLAN_ICS",
    "PLAN_XLSX",
    "SEATS",
    "SEATS_OF_CLASS",
    "SMALLEST_CLASS",
    "Assumption",
    "Clash",
    "Limits",
    "PlanSentences",
    "SeatPlan",
    "Weekly",
    "asked_problems",
    "assumption_sentence",
    "clash_problems",
    "clash_sentences",
    "class_table",
    "dates_sentence",
    "department_table",
    "for_every_class",
    "limit_table",
    "limits_sentence",
    "plan_files",
    "plan_of",
    "plan_sentences",
    "plan_tables",
    "plan_text",
    "save_plan",
    "save_problems",
    "seat_table",
    "weekly_problems",
    "with_dates",
]
