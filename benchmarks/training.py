"""Are the lists the right ones, and the seats? Organisations of known needs, from ratings through the release to the seat plan.

Run: OMP_NUM_THREADS=1 python -m benchmarks.training [surveys per size]. 200 per size take a quarter of an hour on two processors.
"""

from __future__ import annotations

import sys
from functools import partial
from multiprocessing import Pool

import numpy as np
import pandas as pd

from benchmarks.organisations import release_of, some_of
from benchmarks.training_plans import Survey, plans, solving_times
from benchmarks.training_tables import report
from benchmarks.training_worlds import World, plain_instrument, world
from pipeline.findings.training import Training, training
from pipeline.instrument.model import Instrument
from pipeline.measure.spread import spread
from pipeline.measure.tally import tally_of
from pipeline.tables import Organisation as OrganisationTables

SURVEYS, PROBLEMS = 200, 200
ANSWERS = (300, 1_000, 3_000)
_OF_SEATS = (
    "basis", "n", "gap", "gap_low", "gap_high", "certainty", "status", "share", "seats_low", "seats", "seats_high",
)  # fmt: skip
_OF_NEEDS = ("raw_gap", "borich", "ranked", "raw_share")
EVERYBODY = "everybody_gap"


def survey(answers: int, seed: int, instrument: Instrument) -> Survey:
    """Draw one organisation, publish its release, find its needs and plan its seats."""
    drawn = world(np.random.default_rng([answers, seed]), instrument, answers)
    kept = some_of(drawn.made.scores, drawn.made.answered)
    release = release_of(kept, drawn.made.roster, instrument, OrganisationTables.of(spread=spread(tally_of(kept, instrument))))
    counted = release.topics.assign(
        raw_share=(release.topics["in_need_low"] + release.topics["in_need_high"]) / 2 / release.topics["n"].astype(float)
    )
    found = training(release, instrument)
    lists = lists_of(drawn, found, counted)
    shape = drawn.gap.shape
    raw = {"gap": lists["raw_gap"].to_numpy().reshape(shape), "share": lists["raw_share"].to_numpy().reshape(shape)}
    everybody = lists[EVERYBODY].to_numpy().reshape(shape)[0]
    told = {"answers": answers, "seed": seed}
    return Survey(lists.assign(**told), plans(drawn, found, raw, everybody).assign(**told))


def lists_of(drawn: World, found: Training, counted: pd.DataFrame) -> pd.DataFrame:
    """Every role × topic: what is true and what is found; the raw measures are of the group that stands for the role."""
    instrument = drawn.made.instrument
    roles, topics = [role.id for role in instrument.roles], [topic.id for topic in instrument.topics]
    every = pd.MultiIndex.from_product([roles, topics], names=["role", "topic"])
    true = {"true_gap": drawn.gap.ravel(), "in_need": drawn.in_need.ravel(), "staff": np.repeat(drawn.staff, len(topics))}
    frame = pd.DataFrame(true, index=every).join(found.seats.set_index(["role", "topic"])[[*_OF_SEATS, "rollup"]])
    keys = ["grouping", "role", "department", "rollup", "topic"]
    needs = found.needs.merge(counted[[*keys, "raw_share"]], on=keys, how="left", validate="one_to_one")
    overall = needs[needs["grouping"] == "overall"].set_index("topic")
    own = needs[needs["grouping"] == "role"].set_index(["role", "topic"])
    together = needs[needs["grouping"].isin(["role_rollup", "role_group"])].set_index(["rollup", "topic"])
    by_rollup = pd.MultiIndex.from_arrays([frame["rollup"].fillna(""), every.get_level_values("topic")])
    for name in _OF_NEEDS:
        places = (own, every), (together, by_rollup), (overall, every.get_level_values("topic"))
        first, second, last = (part[name].reindex(at).to_numpy(dtype=float) for part, at in places)
        frame[name] = np.where(np.isnan(first), np.where(np.isnan(second), last, second), first)
    gap = overall["raw_gap"].reindex(every.get_level_values("topic")).to_numpy(dtype=float)
    return frame.assign(**{EVERYBODY: gap}).reset_index()


def main(surveys: int = SURVEYS) -> None:
    instrument, found = plain_instrument(), {}
    with Pool() as pool:
        for answers in ANSWERS:
            done = pool.map(partial(survey, answers, instrument=instrument), range(1, surveys + 1), chunksize=4)
            found[answers] = Survey(pd.concat([one.lists for one in done]), pd.concat([one.plans for one in done]))
            print(f"{answers} answers: {surveys} surveys", flush=True)
    report(found, surveys, solving_times(PROBLEMS))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
