"""Barriers per group and the in-person mark."""

from dataclasses import replace

import pandas as pd
import pytest

from pipeline.findings.barriers import barriers, in_person
from pipeline.tables import group_key


def test_one_row_per_released_row_with_the_raw_share(release, instrument) -> None:
    found = barriers(release, instrument)
    assert len(found) == len(release.barriers)
    assert (found["raw_share"] == release.barriers["chosen"] / release.barriers["n"]).all()
    assert (found["share_low"] <= found["share"]).all() and (found["share"] <= found["share_high"]).all()


def test_overall_stands_alone_and_groups_are_pulled_together(release, instrument) -> None:
    found = barriers(release, instrument).set_index("option").loc["B1"]
    roles = found[found["grouping"] == "role"]
    assert roles["share"].max() - roles["share"].min() < roles["raw_share"].max() - roles["raw_share"].min()
    overall = found[found["grouping"] == "overall"].iloc[0]
    # Of 274 staff 180 answered; the 94 silent are expected at (S + 1) / (n + 2).
    ticked = round(overall["raw_share"] * 180)
    assert overall["share"] == pytest.approx((ticked + 94 * (ticked + 1) / 182) / 274, abs=1e-4)


def test_a_missing_family_gives_an_empty_table(release, instrument) -> None:
    assert len(barriers(replace(release, barriers=release.barriers.iloc[:0]), instrument)) == 0


@pytest.mark.parametrize(
    ("strongest", "chosen", "first"),
    [
        ({"B4": (6, 6), "B1": (2, 2)}, {"B4": (24, 24), "B1": (29, 29)}, True),
        ({"B4": (6, 6), "B1": (2, 2)}, {"B4": (20, 20), "B1": (29, 29)}, False),  # 20 of 75 is below 30 %
        ({"B4": (3, 3), "B1": (3, 3)}, {"B4": (29, 29), "B1": (29, 29)}, False),  # a tie is not first
        ({"B4": (0, 1), "B1": (2, 2)}, {"B4": (32, 32), "B1": (29, 29)}, True),  # ticked most often
        ({"B4": (0, 1), "B1": (2, 2)}, {"B4": (25, 25), "B1": (29, 29)}, False),
        ({"B4": (2, 2), "B5": (9, 9)}, {"B4": (25, 25), "B5": (60, 60)}, True),  # "nothing" is no barrier
        ({"B4": (0, 1), "B1": (0, 1)}, {"B4": (68, 75), "B1": (68, 75)}, False),
    ],
)
def test_in_person_comes_first(release, instrument, strongest: dict, chosen: dict, first: bool) -> None:
    rows = release.barriers[(release.barriers["grouping"] == "role") & (release.barriers["role"] == "nurse")].copy()
    for name, counts in (("strongest", strongest), ("chosen", chosen)):
        for end, side in ((0, "low"), (1, "high")):
            values = [counts.get(option, (0, 0))[end] for option in rows["option"]]
            rows[f"{name}_{side}"] = pd.array(values, dtype="Int64")
    found = in_person(replace(release, barriers=rows), instrument)
    assert found == ({"role:nurse"} if first else set())
    assert set(group_key(rows)) == {"role:nurse"}
