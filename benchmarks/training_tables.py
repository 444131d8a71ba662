"""The tables of the benchmark of training needs: which topics are found, how sure, how many seats, how much need a plan meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.table import keep, markdown
from benchmarks.training_plans import (
    BUDGETS,
    ORACLE,
    OURS,
    OWN_TOP,
    PLANNED,
    PRODUCT_TOP,
    RAW,
    TOP,
    TOP_THREE,
    Survey,
)
from benchmarks.training_worlds import RESPONSE, ROLES, SPREADS, TOPICS
from pipeline.findings.plan_limits import SEATS_OF_CLASS, SMALLEST_CLASS

FIRST = 3
MEASURES = {
    "one list for all": ("everybody_gap", 1, (0.57, 0.61, 0.64)),
    "Borich": ("borich", 1, (0.65, 0.78, 0.85)),
    "ranked discrepancy": ("ranked", -1, (0.64, 0.79, 0.86)),
    "raw gap": ("raw_gap", 1, (0.68, 0.81, 0.87)),
    "**shrunken gap**": ("gap", 1, (0.71, 0.81, 0.88)),
}
"""Name -> column, 1 where more is more need, figures of the methods notes."""
_NOTES: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "scarce": {
        TOP: (0.62, 0.65, 0.67),
        TOP_THREE: (0.54, 0.56, 0.55),
        OWN_TOP: (0.69, 0.73, 0.75),
        RAW: (0.83, 0.95, 0.97),
        OURS: (0.90, 0.96, 0.98),
    },
    "moderate": {TOP: (0.67, 0.70), TOP_THREE: (0.58, 0.60), OWN_TOP: (0.74, 0.79), RAW: (0.88, 0.96), OURS: (0.91, 0.96)},
}
"""Need met in the methods notes, at 300, 1,000 and 3,000 answers."""
_BRACKETS = ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01))
Row = dict[str, str]
Found = Mapping[int, Survey]


def report(found: Found, surveys: int, solved: pd.DataFrame) -> None:
    """Print all tables and keep them."""
    own = {answers: own_lists(one.lists) for answers, one in found.items()}
    parts = [_note(surveys)]
    parts += ["## Topics of a role's true top three that its list names among its first three", markdown(list(hit_rows(own)))]
    parts += ["## How sure: firm, and the certainty", markdown(list(firm_rows(own))), markdown(list(certainty_rows(own)))]
    parts += ["## Intervals", markdown(list(coverage_rows(found)))]
    for budget in BUDGETS:
        parts += [f"## Need met as a share of the oracle's: {budget}", markdown(list(plan_rows(found, budget)))]
    parts += ["## Time of a plan", markdown([time_row(solved)])]
    keep("training", "Training needs and the seat plan on organisations of known truth", *parts)


def own_lists(lists: pd.DataFrame) -> pd.DataFrame:
    """Rows of the roles that the release shows with all topics, with what is true of each: among the role's top three."""
    shown = lists[lists.groupby(["seed", "role"])["basis"].transform(lambda basis: (basis == "own").all())].copy()
    return shown.assign(truly=among_first(shown, "true_gap", 1))


def among_first(lists: pd.DataFrame, column: str, sign: int) -> NDArray[np.bool_]:
    """Whether a topic is among the first three of its role; ties go by the topic's number."""
    order = (sign * lists[column]).groupby([lists["seed"], lists["role"]]).rank(method="first", ascending=False)
    return (order <= FIRST).to_numpy()


def hit_rows(own: Mapping[int, pd.DataFrame]) -> Iterator[Row]:
    for name, (column, sign, notes) in MEASURES.items():
        row = {"list by": name}
        for (answers, lists), note in zip(own.items(), notes, strict=True):
            hits = (among_first(lists, column, sign) & lists["truly"]).groupby(lists["seed"]).sum()
            roles = lists.groupby("seed")["role"].nunique()
            row[f"{answers:,} answers"] = f"{hits.sum() / roles.sum() / FIRST:.3f} ± {_error(hits / FIRST, roles):.3f}"
            row[f"notes, {answers:,}"] = f"{note:.2f}"
        yield row


def firm_rows(own: Mapping[int, pd.DataFrame]) -> Iterator[Row]:
    for answers, lists in own.items():
        firm, roles = lists["status"] == "firm", lists.groupby("seed")["role"].nunique().sum()
        yield {
            "answers": f"{answers:,}",
            "roles with a list of their own, per survey": f"{roles / lists['seed'].nunique():.1f} of 12",
            "firm topics per role": f"{firm.sum() / roles:.2f}",
            "roles with one": _ratio(firm.groupby([lists["seed"], lists["role"]]).any().sum(), roles),
            "firm and truly among the three": _ratio((firm & lists["truly"]).sum(), firm.sum()),
        }


def certainty_rows(own: Mapping[int, pd.DataFrame]) -> Iterator[Row]:
    for low, high in _BRACKETS:
        row = {"certainty": f"{low:g} to {min(high, 1):g}"}
        for answers, lists in own.items():
            inside = lists[(lists["certainty"] >= low) & (lists["certainty"] < high)]
            row[f"{answers:,}: mean certainty"] = f"{inside['certainty'].mean():.3f}"
            row[f"{answers:,}: truly among the three"] = _ratio(inside["truly"].sum(), len(inside))
        yield row


def coverage_rows(found: Found) -> Iterator[Row]:
    """Of 90 % intervals, for rows of a role's own and for those that go by others' answers."""
    for answers, one in found.items():
        lists = one.lists
        gap = lists["true_gap"].between(lists["gap_low"], lists["gap_high"])
        seats = lists["in_need"].between(lists["seats_low"].astype(float), lists["seats_high"].astype(float))
        own = lists["basis"] == "own"
        width = (lists["seats_high"] - lists["seats_low"]).astype(float)
        yield {
            "answers": f"{answers:,}",
            "gap, own": f"{gap[own].mean():.3f}",
            "seats, own": f"{seats[own].mean():.3f}",
            "width of seats, own": f"{width[own].mean():.1f}",
            "rows of others' answers": _ratio((~own).sum(), len(own)),
            "gap, others'": f"{gap[~own].mean():.3f}" if (~own).any() else "–",
            "seats, others'": f"{seats[~own].mean():.3f}" if (~own).any() else "–",
            "all seats / all truly in need": f"{lists['seats'].sum() / lists['in_need'].sum():.3f}",
        }


def plan_rows(found: Found, budget: str) -> Iterator[Row]:
    """Mean over surveys of the share of the oracle's need; in brackets where a seat beyond the people in need meets nothing."""
    tables = {answers: met(one.plans, budget) for answers, one in found.items()}
    ways = [way for way in next(iter(tables.values()))["met"].columns if way != ORACLE]
    for way in ways:
        row = {"way": way}
        for answers, table in tables.items():
            every, inside = (table[name][way] / table[name][ORACLE] for name in ("met", "met_in_need"))
            row[f"{answers:,} answers"] = f"{every.mean():.3f} ({inside.mean():.3f})"
        yield row | {"notes": " / ".join(f"{note:.2f}" for note in _NOTES[budget].get(way, ()))}
    for other in (TOP, PRODUCT_TOP):
        row = {"way": f"the plan / {other}"}
        for answers, table in tables.items():
            every, inside = (table[name][OURS].sum() / table[name][other].sum() for name in ("met", "met_in_need"))
            row[f"{answers:,} answers"] = f"{every:.2f} ({inside:.2f})"
        yield row
    yield {"way": "hours, mean"} | {f"{answers:,} answers": f"{table['hours']:.1f}" for answers, table in tables.items()}


def met(plans: pd.DataFrame, budget: str) -> dict:
    """``met`` and ``met_in_need``: surveys × ways; ``hours``: the mean."""
    own = plans[plans["budget"] == budget]
    order = list(dict.fromkeys(own["way"]))
    tables = {name: own.pivot(index="seed", columns="way", values=name)[order] for name in ("met", "met_in_need")}
    return tables | {"hours": own["hours"].mean()}


def time_row(solved: pd.DataFrame) -> Row:
    seconds = solved["seconds"]
    return {
        "problems": str(len(solved)),
        "classes, mean": f"{solved['classes'].mean():.1f}",
        "median": f"{seconds.median():.3f} s",
        "90 % within": f"{seconds.quantile(0.9):.3f} s",
        "slowest": f"{seconds.max():.2f} s",
        "in 1 s": _ratio((seconds < 1).sum(), len(solved)),
        "slowest by the clock, others at work": f"{solved['by_the_clock'].max():.2f} s",
        "proved the best": _ratio(solved["proved"].sum(), len(solved)),
        "largest gap": f"{100 * solved['gap'].max():.2f} %",
    }


def _ratio(part: float, whole: float) -> str:
    return f"{part / whole:.3f} ({part:,}/{whole:,})" if whole else "–"


def _error(hits: pd.Series, roles: pd.Series) -> float:
    """Standard error of a ratio of sums over surveys."""
    rate = hits.sum() / roles.sum()
    return float(np.sqrt(((hits - rate * roles) ** 2).sum()) / roles.sum())


def _note(surveys: int) -> str:
    scarce, moderate = (f"{100 * share:g} %" for share in BUDGETS.values())
    roles, topics, classes = PLANNED
    sds = ", ".join(f"{sd:.2f}" for sd in SPREADS)
    return f"""{surveys} surveys per size, {ROLES} roles × {TOPICS} topics, {100 * RESPONSE:g} % response.
Everything is found in the protected release; lists are scored of the roles that it shows with all topics.

* True gap: mean of importance minus confidence (1-5) of the people that a role's staff are drawn from. Truly in need: staff
  with importance of at least 4 and confidence of at most 2, the silent included.
* The worlds: `benchmarks/training_worlds.py`. SDs of role, topic and role × topic ({sds} of a person's, on each rating),
  sizes of roles, level of confidence and hours were set once, by what the ways of others find in the methods notes ("notes"
  below). What shrunken gaps find had no part in it.
* Plans: classes of {SMALLEST_CLASS} to {SEATS_OF_CLASS}, one hour each, two seats per person at most. Scarce: as many hours as
  make seats for {scarce} of the staff; moderate: for {moderate}. Need met: true gap × seats, as a share of what the same planner
  meets when it knows true gaps and who is truly in need. In brackets: seats beyond those truly in need meet nothing.
* "For all" and "each role its own" give seats by staff, in need or not. "{PRODUCT_TOP}" is what the product
  compares with; it is harder to beat. Raw share in need: a count known as an interval takes its middle.
* Time: {roles} roles × {topics} topics × at most {classes} classes of one to three hours, floors of roles and of ten
  departments, 300 to 5,000 staff; seconds of one processor."""
