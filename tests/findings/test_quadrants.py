"""Four answers per group: from counts where they are shown, else from how many are ready and how many willing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.quadrants import QUADRANTS, quadrant_shares
from pipeline.tables import group_key


def wide(frame: pd.DataFrame, column: str = "share") -> pd.DataFrame:
    return frame.assign(key=group_key(frame)).pivot(index="key", columns="quadrant", values=column)[list(QUADRANTS)]


def hide(release, key: str):
    """The release with the four answers of one group written as "anything"."""
    frame = release.quadrants.copy()
    row = group_key(frame) == key
    for name in QUADRANTS:
        frame.loc[row, name] = pd.NA
        frame.loc[row, f"{name}_low"] = 0
        frame.loc[row, f"{name}_high"] = frame.loc[row, "n"]
    frame.loc[row, "bounded"] = True
    return replace(release, quadrants=frame)


@pytest.fixture(scope="module")
def found(release, instrument) -> pd.DataFrame:
    return quadrant_shares(release, instrument)


def test_the_four_answers_add_up_and_lie_in_their_limits(found) -> None:
    assert np.allclose(wide(found).sum(axis=1), 1)
    assert ((found["share_low"] <= found["share"] + 0.01) & (found["share"] <= found["share_high"] + 0.01)).all()
    assert found["basis"].eq("counts").all()


def test_all_staff_are_their_answers_and_a_prediction_for_the_silent(release, found) -> None:
    row = release.quadrants[release.quadrants["grouping"] == "overall"].iloc[0]
    share = wide(found).loc["overall", "ready_willing"]
    # 180 of 274 answered; the silent are taken to be like them, so the share is that of the answers.
    assert share == pytest.approx(row["ready_willing"] / row["n"], abs=0.01)


def test_without_counts_they_follow_from_the_margins(release, instrument, found) -> None:
    """The odds ratio of all staff, by hand: x(1 - p - q + x) / ((p - x)(q - x)) with p ready and q willing."""
    hidden = quadrant_shares(hide(release, "department:east"), instrument)
    assert hidden.loc[group_key(hidden) == "department:east", "basis"].eq("margins").all()
    assert hidden.loc[group_key(hidden) != "department:east", "basis"].eq("counts").all()
    x, only_willing, only_ready, neither = wide(hidden).loc["department:east"]
    overall = release.quadrants[release.quadrants["grouping"] == "overall"].iloc[0]
    a, b, c, d = (float(overall[name]) + 0.5 for name in QUADRANTS)
    assert x * neither / (only_willing * only_ready) == pytest.approx(a * d / (b * c), rel=1e-6)
    # Ready and willing people together are as many as they are apart.
    scales = release.scales.set_index([group_key(release.scales), "scale"])
    ready = scales.loc[("department:east", "readiness")]
    assert x + only_ready == pytest.approx(ready["favourable"] / ready["n"], abs=0.05)
    # And near what the counts said, which these limits hold whatever they are.
    counted = wide(found).loc["department:east"]
    low, high = (wide(hidden, end).loc["department:east"] for end in ("share_low", "share_high"))
    assert (low <= counted).all() and (counted <= high).all()


def test_a_scale_that_is_not_shown_leaves_everything_open(release, instrument) -> None:
    hidden = hide(release, "department:east")
    scales = hidden.scales
    gone = (group_key(scales) == "department:east") & (scales["scale"] == "readiness")
    found = quadrant_shares(replace(hidden, scales=scales[~gone].reset_index(drop=True)), instrument)
    east = found[group_key(found) == "department:east"]
    assert np.isclose(east["share"].sum(), 1)
    assert (east["share_high"] - east["share_low"]).max() > 0.5
