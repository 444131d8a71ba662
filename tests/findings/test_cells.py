"""Cells: they lean on role and department; hidden ones are expected from these and nothing else."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.axes import group_facts
from pipeline.findings.crossed import CELL, COUNTS, crossing, share_priors
from pipeline.findings.estimate import estimates
from pipeline.findings.expected_cells import expected_cells
from pipeline.findings.reluctance import not_convinced
from pipeline.stats.shares import MIDDLES
from pipeline.tables import GROUP, group_key


@pytest.fixture(scope="module")
def south(make_release):
    """South is not convinced, in every role."""
    return make_release({("south", "intention"): 35, ("south", "usefulness"): 30, ("south", "confidence"): 20})


def without_cells(release, pairs):
    """The release with some cells hidden, as a release would write it."""
    hidden = {f"role_department:{role}:{department}" for role, department in pairs}

    def keep(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[~group_key(frame).isin(hidden)].reset_index(drop=True)

    state = [
        "too_few" if (r, d) in pairs else s
        for r, d, s in zip(release.cells["role"], release.cells["department"], release.cells["state"], strict=True)
    ]
    return replace(
        release,
        groups=keep(release.groups),
        scales=keep(release.scales),
        willingness=keep(release.willingness),
        quadrants=keep(release.quadrants),
        cells=release.cells.assign(state=pd.Series(state, dtype="str")),
    )


def counts(release) -> pd.DataFrame:
    frame = release.willingness
    return frame[[*GROUP, "n"]].assign(low=frame["reluctant_low"], high=frame["reluctant_high"])


def test_a_cell_is_expected_where_its_department_is(south) -> None:
    table = crossing(south)
    means = pd.DataFrame(share_priors(table.shown(counts(south), COUNTS), table) @ MIDDLES, table.roles, table.departments)
    assert (means["south"] > means["north"] + 0.15).all()


def test_an_expectation_does_not_see_the_cell_itself(south) -> None:
    """Its prior is the same whatever its own people said, while role and department totals stay as they are."""
    table, frame = crossing(south), counts(south)
    cell = group_key(frame) == "role_department:nurse:north"
    place = table.roles.get_loc("nurse"), table.departments.get_loc("north")
    seen = []
    for reluctant in (2, 20):
        frame.loc[cell, ["low", "high"]] = reluctant
        seen.append(float(share_priors(table.shown(frame, COUNTS), table)[place] @ MIDDLES))
    assert seen[0] == pytest.approx(seen[1], abs=0.03)


def test_hidden_cells_are_expected_from_role_and_department(south, instrument) -> None:
    hidden = without_cells(south, {("clerk", "south"), ("clerk", "east")})
    found = expected_cells(hidden, instrument).set_index("department")
    assert sorted(found.index) == ["east", "south"]
    assert found.loc["south", "share"] > found.loc["east", "share"]
    assert (found["share_low"] <= found["share"]).all() and (found["share"] <= found["share_high"]).all()
    assert found.loc["south", "staff"] == 27
    # What 18 of 27 said there is not used.
    assert found.loc["south", "share_high"] - found.loc["south", "share_low"] > 0.2


def test_what_is_left_of_role_and_department_tells_of_hidden_cells(south, instrument) -> None:
    """Two hidden clerks' cells: more reluctant people left in role and departments, more expected there."""
    hidden = without_cells(south, {("clerk", "south"), ("clerk", "east"), ("doctor", "south"), ("doctor", "east")})
    more = hidden.willingness.copy()
    for key, people in (("role:clerk", 8), ("department:east", 8)):
        row = group_key(more) == key
        columns = ["reluctant", "reluctant_low", "reluctant_high"]
        more.loc[row, columns] = more.loc[row, columns] + people
        columns = ["willing", "willing_low", "willing_high"]
        more.loc[row, columns] = more.loc[row, columns] - people
    before = expected_cells(hidden, instrument).set_index(["role", "department"])["share"]
    after = expected_cells(replace(hidden, willingness=more), instrument).set_index(["role", "department"])["share"]
    assert after["clerk", "east"] > before["clerk", "east"] + 0.02


def test_nothing_is_said_of_cells_with_fewer_than_k_staff_or_without_a_roster(south, instrument) -> None:
    hidden = without_cells(south, {("clerk", "south"), ("clerk", "east")})
    few = hidden.roster.assign(staff=hidden.roster["staff"].where(hidden.roster["role"] != "clerk", 9))
    assert expected_cells(replace(hidden, roster=few), instrument).empty
    assert expected_cells(replace(hidden, roster=None), instrument).empty


def test_without_published_cells_nothing_is_expected(south, instrument) -> None:
    everything = set(zip(south.cells["role"], south.cells["department"], strict=True))
    assert expected_cells(without_cells(south, everything), instrument).empty


def test_cells_borrow_from_their_department_not_from_all_cells(south) -> None:
    frame = south.willingness.reset_index(drop=True)
    known = not_convinced(south, frame, group_facts(south, frame))
    cells = frame["grouping"].eq(CELL).to_numpy()
    share = pd.Series(known.weights @ MIDDLES, index=group_key(frame))
    raw = (frame["reluctant_low"] / frame["n"]).set_axis(share.index)
    # Drawn towards others, yet the department's level stays: every southern cell above every other.
    of_south = share.index.str.endswith(":south") & cells
    assert share[of_south].min() > share[cells & ~of_south].max()
    assert (share - raw).abs()[cells].max() < 0.25


@pytest.mark.parametrize("of_role", [-1, 1])
def test_counts_of_another_decision_may_contradict_each_other(south, of_role: int) -> None:
    """A role that is one short of its cells, or one over, because a group was not checked: nothing becomes unknown."""
    hidden = without_cells(south, {("clerk", "east")})
    table, frame = crossing(hidden), counts(hidden)
    clerks = frame["role"].eq("clerk") & frame["grouping"].eq(CELL)
    most = of_role < 0
    role = group_key(frame) == "role:clerk"
    n = int(frame.loc[role, "n"].iloc[0]) - int(frame.loc[clerks, "n"].sum())
    inside = frame.loc[clerks, ["low", "high"]].sum()
    frame.loc[role, ["low", "high"]] = int(inside["low"]) - 1 if most else int(inside["high"]) + n + 1
    assert np.isfinite(share_priors(table.shown(frame, COUNTS), table)).all()


def test_the_order_of_the_rows_changes_nothing(south, instrument) -> None:
    shuffled = replace(
        south,
        willingness=south.willingness.sample(frac=1, random_state=3).reset_index(drop=True),
        scales=south.scales.sample(frac=1, random_state=3).reset_index(drop=True),
    )
    first, second = (estimates(one, instrument) for one in (south, shuffled))
    key = [*GROUP, "scale"]
    first, second = (one.sort_values(key).reset_index(drop=True) for one in (first, second))
    assert np.allclose(first["mean"], second["mean"])
    frame = south.willingness.reset_index(drop=True)
    again = shuffled.willingness
    means = [
        pd.Series(not_convinced(r, f, group_facts(r, f)).weights @ MIDDLES, index=group_key(f)).sort_index()
        for r, f in ((south, frame), (shuffled, again))
    ]
    assert np.allclose(means[0], means[1])
