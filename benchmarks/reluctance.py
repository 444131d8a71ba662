"""Is who is called not yet convinced truly so? Surveys of known truth, from scores through the release to the findings.

Run: OMP_NUM_THREADS=1 python -m benchmarks.reluctance [surveys per world]. 200 per world take half an hour on two processors.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from multiprocessing import Pool

import numpy as np
import pandas as pd

from benchmarks.organisations import release_of, some_of
from benchmarks.reluctance_rules import CUT, RULES, answers
from benchmarks.reluctance_tables import report
from benchmarks.reluctance_worlds import DEPARTMENTS, ROLES, Organisation, lone_department, organisation
from pipeline.findings.axes import families, group_facts
from pipeline.findings.crossed import COUNTS, crossing, share_priors
from pipeline.findings.expected_cells import expected_cells
from pipeline.findings.reluctance import reluctance
from pipeline.measure.spread import spread
from pipeline.measure.tally import tally_of
from pipeline.stats.prediction import predict
from pipeline.stats.shares import posterior
from pipeline.tables import CAUSE_FINDINGS, ESTIMATES, GROUP, Release
from pipeline.tables import Organisation as OrganisationTables

SURVEYS = 200
APART = (0.0, 0.05, 0.1, 0.2)
"""Chances of a group to be like no other that were tried."""
SHIPPED = 0.2
Draw = Callable[[np.random.Generator], Organisation]
WORLDS: dict[str, Draw] = {
    "base, 800 answers": partial(organisation, answers=800),
    "base, 1,500 answers": partial(organisation, answers=1500),
    "low, 800 answers": partial(organisation, answers=800, spread="low"),
    "low, 1,500 answers": partial(organisation, answers=1500, spread="low"),
    "base, 1,500 answers, reluctant silent": partial(organisation, answers=1500, silent=True),
    "lone department, 12 of 40 answered, 55 %": partial(lone_department, staff=40, answered=12, share=0.55),
    "lone department, 12 of 20 answered, 65 %": partial(lone_department, staff=20, answered=12, share=0.65),
    "lone department, 12 of 20 answered, 80 %": partial(lone_department, staff=20, answered=12, share=0.80),
}
_TAKEN = (
    "share", "share_low", "share_high", "raw_low", "raw_high", "probability", "label", "tipping_point", "among_lowest",
)  # fmt: skip
_LEVELS = {"role": ROLES, "department": DEPARTMENTS, "role_department": ROLES * DEPARTMENTS}


def survey(draw: Draw, seed: tuple[int, int]) -> pd.DataFrame:
    """Every group of role, department and cell that has staff: truth, answers, finding, and what other rules and priors say."""
    made = draw(np.random.default_rng(seed))
    kept = some_of(made.scores, made.answered)
    release = release_of(
        kept, made.roster, made.instrument, OrganisationTables.of(spread=spread(tally_of(kept, made.instrument)))
    )
    # Estimates and causes of the findings play no part in whether a group is flagged.
    reluctant = reluctance(release, made.instrument, ESTIMATES.empty(), CAUSE_FINDINGS.empty())
    number = {"role": made.role, "department": made.department, "role_department": made.role * DEPARTMENTS + made.department}
    said = {"": reluctant, **other_models(release, made)}
    parts = []
    for grouping, size in _LEVELS.items():
        frame = known(grouping, number[grouping], size, made, kept.scales[made.instrument.willingness.id].to_numpy())
        for name, values in said.items():
            mine = values[values["grouping"] == grouping]
            for column in _TAKEN:
                if column in mine:
                    frame.loc[place(mine, made), f"{name}{column}"] = mine[column].to_numpy()
        parts.append(frame[frame["staff"] > 0])
    found = pd.concat(parts, ignore_index=True)
    found["raw"] = (found["raw_low"] + found["raw_high"]) / 2
    hidden = expected_cells(release, made.instrument)
    cells = found["grouping"].eq("role_department").to_numpy()
    for column in ("share", "share_low", "share_high"):
        values = np.full(_LEVELS["role_department"], np.nan)
        values[place(hidden, made)] = hidden[column]
        found.loc[cells, f"expected_{column}"] = values[found.loc[cells, "number"]]
    return found.assign(seed=seed[1], everybody=made.reluctant[made.answered].mean())


def known(grouping: str, group: np.ndarray, size: int, made: Organisation, scores: np.ndarray) -> pd.DataFrame:
    """What is true of every group, and what the rules that a user would use instead say."""
    told = answers(scores, made.reluctant[made.answered], group[made.answered], size)
    staff = np.bincount(group, minlength=size)
    return pd.DataFrame(
        {
            "grouping": grouping,
            "number": np.arange(size),
            "staff": staff,
            "truth": np.bincount(group, weights=made.reluctant, minlength=size) / np.maximum(staff, 1),
            "n": told.n,
            "exact": told.reluctant / np.maximum(told.n, 1),
            **{rule: flags(told) for rule, flags in RULES.items()},
        }
    )


def place(frame: pd.DataFrame, made: Organisation) -> np.ndarray:
    """Number of the group of every row, within its grouping."""
    ids = [{part.id: i for i, part in enumerate(parts)} for parts in (made.instrument.roles, made.instrument.departments)]
    role, department = (frame[column].map(numbers) for column, numbers in zip(("role", "department"), ids, strict=True))
    if role.notna().all() and department.notna().all():
        return (role * DEPARTMENTS + department).to_numpy(dtype=int)
    return role.fillna(department).to_numpy(dtype=int)


def other_models(release: Release, made: Organisation) -> dict[str, pd.DataFrame]:
    """The same groups under other models: cells one way, other chances to be apart, and counts without protection."""
    frame = release.willingness[release.willingness["rollup"].isna()].reset_index(drop=True)
    facts = group_facts(release, frame)
    low, high, n = (frame[column].to_numpy(dtype=int) for column in ("reluctant_low", "reluctant_high", "n"))
    exact = np.array([made.reluctant[made.answered & inside].sum() for inside in memberships(frame, made)])
    family = families(facts["axis"])
    models = {"one-way:": posterior(low, high, n, family)}
    for name, ends, chances in (("apart {:g}:", (low, high), APART), ("unprotected:", (exact, exact), (SHIPPED,))):
        priors = cell_priors_of(release, frame, *ends)
        models |= {name.format(apart): posterior(*ends, n, family, priors, apart) for apart in chances}
    found = {}
    for name, model in models.items():
        p = predict(model, facts["staff"].to_numpy(dtype=float), cut=CUT)
        values = {"share": p.mean, "share_low": p.low, "share_high": p.high, "probability": p.probability}
        found[name] = frame[[*GROUP]].assign(**values)
    return found


def cell_priors_of(release: Release, frame: pd.DataFrame, low: np.ndarray, high: np.ndarray) -> dict[int, np.ndarray]:
    """Row number of every cell -> its prior masses by the two-way model."""
    cells = np.flatnonzero(frame["grouping"].eq("role_department"))
    if not len(cells):
        return {}
    table = crossing(release)
    rows, columns = table.place(frame)
    prior = share_priors(table.shown(frame[[*GROUP, "n"]].assign(low=low, high=high), COUNTS), table)
    return {int(cell): prior[rows[cell], columns[cell]] for cell in cells}


def memberships(frame: pd.DataFrame, made: Organisation) -> list[np.ndarray]:
    """Who belongs to the group of every row, each of shape (N,)."""
    people = made.scores.people
    found = []
    for _, row in frame.iterrows():
        inside = np.ones(len(people), dtype=bool)
        for column in ("role", "department"):
            if isinstance(row[column], str):
                inside &= people[column].eq(row[column]).to_numpy()
        found.append(inside)
    return found


def main(surveys: int = SURVEYS) -> None:
    found = {}
    with Pool() as pool:
        for number, (name, draw) in enumerate(WORLDS.items()):
            seeds = [(number, seed) for seed in range(1, surveys + 1)]
            found[name] = pd.concat(pool.map(partial(survey, draw), seeds, chunksize=4), ignore_index=True)
            print(f"{name}: {surveys} surveys", flush=True)
    report(found, surveys)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
