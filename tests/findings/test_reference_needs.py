"""The reference table of training needs, exactly, through the real release: what stands on too few people is not there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.organisations import NOTHING, assembled, instrument_of, release_of, with_tables
from pipeline.findings.training import training
from pipeline.instrument.model import Instrument
from pipeline.tables import Release

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
TOY = REFERENCE / "data" / "toy_training_needs" / "toy.csv"
needs_reference = pytest.mark.skipif(not TOY.is_file(), reason="reference data (shared/reference) are not here")
TOPICS = ("t1", "t2", "t3")
ROLES = {"nurse": "r0", "physician": "r1", "admin": "r2"}


def toy_instrument(k: int) -> Instrument:
    base = instrument_of(3, 1, "two_way").model_dump()
    base |= {"topics": [{"id": topic, "label": topic} for topic in TOPICS], "thresholds": {**base["thresholds"], "k": k}}
    return Instrument.model_validate(base)


def toy_release(instrument: Instrument, copies: int = 1) -> Release:
    """The release of the ten people of the table, each ``copies`` times; on everything else they are neither here nor there."""
    toy = pd.concat([pd.read_csv(TOY)] * copies, ignore_index=True)
    people = pd.DataFrame({"role": toy["role"].map(ROLES), "department": "d0"})
    scales = [scale.id for scale in (*instrument.scales, *instrument.composites)]
    points = np.tile([40.0, 70.0], len(toy))[: len(toy)]
    scores = assembled(instrument, people, pd.DataFrame(dict.fromkeys(scales, points)))
    ratings = {part: toy[[f"{part}_{t}" for t in TOPICS]].set_axis(list(TOPICS), axis=1) for part in ("imp", "conf")}
    both = ratings["imp"].notna() & ratings["conf"].notna()
    scores = with_tables(scores, importance=ratings["imp"].where(both), confidence=ratings["conf"].where(both))
    return release_of(scores, None, instrument, NOTHING)


def expected() -> dict:
    return json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))["toy_training_needs"]


MEANS = (
    ("importance", "mean_importance"),
    ("confidence", "mean_confidence"),
    ("raw_gap", "mean_gap"),
    ("gap", "mean_gap"),
    ("borich", "mwds"),
)


@needs_reference
@pytest.mark.parametrize(("k", "copies", "shown"), [(5, 1, TOPICS[:2]), (10, 10, TOPICS)])
def test_the_gap_table_of_everybody_is_exact(k: int, copies: int, shown: tuple[str, ...]) -> None:
    # Of ten people the third topic stays hidden: an importance of 47 of 50 would say something about every one of them.
    instrument = toy_instrument(k)
    found = training(toy_release(instrument, copies), instrument).needs
    everybody = found[found["grouping"] == "overall"].set_index("topic")
    assert tuple(everybody.index) == shown
    for topic in shown:
        row, table = everybody.loc[topic], expected()["topics"][topic]
        assert row["n"] == copies * table["n_pairs"]
        for ours, theirs in MEANS:
            assert row[ours] == pytest.approx(table[theirs], abs=1e-12), (topic, ours)


@needs_reference
def test_roles_of_four_and_three_people_are_nowhere() -> None:
    instrument = toy_instrument(k=5)
    release = toy_release(instrument)
    found = training(release, instrument)
    assert set(release.topics["grouping"]) == {"overall"} and set(found.needs["grouping"]) == {"overall"}
    assert set(found.seats["basis"]) == {"rest"}
    # With the usual ten, the topic that eight people rated is hidden for everybody too.
    usual = toy_instrument(k=10)
    assert set(training(toy_release(usual), usual).needs["topic"]) <= {"t2", "t3"}


@needs_reference
def test_ranked_discrepancy_and_tables_of_roles_are_exact_where_they_may_be_shown() -> None:
    # Ten copies of every person: the same means and shares, and enough people to be shown.
    instrument = toy_instrument(k=10)
    release = toy_release(instrument, copies=10)
    found = training(release, instrument).needs
    table = expected()
    counted = release.topics[release.topics["grouping"] == "overall"].set_index("topic")
    for topic, values in table["topics"].items():
        row, counts = found[(found["grouping"] == "overall") & (found["topic"] == topic)].iloc[0], counted.loc[topic]
        width = sum(counts[f"{name}_high"] - counts[f"{name}_low"] for name in ("gap_positive", "gap_negative"))
        # Exact where both counts are shown; a count that is an interval takes its middle.
        assert abs(row["ranked"] - values["rds_ranked_discrepancy"]) <= 50 * width / row["n"] + 1e-9
    assert (counted[["gap_positive", "gap_negative"]].notna().all(axis=1)).sum() >= 1
    roles = found[found["grouping"] == "role"].set_index(["role", "topic"])
    for role, topics in table["by_role"].items():
        for topic, values in topics.items():
            row = roles.loc[ROLES[role], topic]
            assert row["n"] == 10 * values["n_pairs"]
            assert row["raw_gap"] == pytest.approx(values["mean_gap"]) and row["borich"] == pytest.approx(values["mwds"])
