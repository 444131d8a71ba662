"""The release: small groups are rolled up or hidden, nobody can be cornered, and without protection somebody is."""

from __future__ import annotations

import copy
import functools
import itertools
import operator
from collections.abc import Mapping
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.organisations import answered, release_of, some_of, with_tables
from pipeline.errors import NothingToRelease
from pipeline.measure.tally import tally_of
from pipeline.release.audit import audit_release
from pipeline.release.build import build_release
from pipeline.tables import GROUPS, Release, Scores, group_key
from pipeline.tables.tally import Grid, Tally

A, B, C = "rn_onc", "app", "social_work"
X, Y, Z = "infusion_center", "medical_oncology", "radiation_oncology"


def published(release: Release) -> dict[str, int]:
    return dict(zip(group_key(release.groups), release.groups["n"].astype(int), strict=True))


def same_counts(one: object, other: object) -> bool:
    """Whether two tallies hold the same numbers, field by field."""
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_counts(value, other[key]) for key, value in one.items())
    if type(one).__module__ == Tally.__module__:
        return all(same_counts(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    return isinstance(one, tuple) or one == other


@pytest.fixture(scope="module")
def violations(instrument):
    """What the attacker finds; who also knows who answered where, if the scores are given."""

    def attack(release: Release, scores: Scores | None = None) -> tuple[str, ...]:
        return audit_release(release, instrument, None if scores is None else answered(scores)).violations

    return attack


def test_a_cell_that_follows_by_subtraction_is_hidden_with_another(scores_of, instrument, nothing, violations) -> None:
    """Nurses 40 = 20 + 16 + 4: with 20 and 16 shown, the 4 follow; so the 16 must go too (20 stays: 16 + 4 = 20 hidden)."""
    cells = [(A, X, 20), (A, Y, 16), (A, Z, 4), (B, X, 30), (B, Y, 30), (B, Z, 30)]
    scores = scores_of(cells)
    weak = published(release_of(scores, None, instrument, nothing, secondary=False))
    assert {f"role_department:{A}:{X}", f"role_department:{A}:{Y}"} <= set(weak)
    assert weak[f"role:{A}"] - weak[f"role_department:{A}:{X}"] - weak[f"role_department:{A}:{Y}"] == 4
    safe = published(release_of(scores, None, instrument, nothing))
    assert f"role_department:{A}:{Y}" not in safe
    assert not violations(release_of(scores, None, instrument, nothing))
    assert violations(release_of(scores, None, instrument, nothing, secondary=False))


def test_margins_stay_and_cells_go_first(scores_of, instrument, nothing) -> None:
    cells = [(A, X, 20), (A, Y, 16), (A, Z, 4), (B, X, 30), (B, Y, 30), (B, Z, 30)]
    safe = published(release_of(scores_of(cells), None, instrument, nothing))
    assert {"overall", f"role:{A}", f"role:{B}", f"department:{X}", f"department:{Y}", f"department:{Z}"} <= set(safe)


def test_small_roles_are_rolled_up_with_their_members_named(scores_of, instrument, nothing) -> None:
    cells = [(A, X, 60), (B, X, 40), (C, Y, 7), ("genetic", Y, 5), ("not_stated", Y, 3), (A, Y, 20)]
    release = release_of(scores_of(cells), None, instrument, nothing)
    [row] = release.groups[release.groups["grouping"] == "role_rollup"].to_dict("records")
    assert (row["rollup"], row["n"]) == ("other_roles", 15)
    assert set(row["members"].split(";")) == {C, "genetic", "not_stated"}
    by_role = release.groups[release.groups["grouping"].isin(["role", "role_rollup"])]
    assert int(by_role["n"].sum()) == 135  # nobody is lost, nobody counted twice


def test_a_lone_small_role_takes_the_smallest_large_one_with_it(scores_of, instrument, nothing) -> None:
    release = release_of(scores_of([(A, X, 60), (B, X, 40), (C, X, 25), ("genetic", X, 4)]), None, instrument, nothing)
    [row] = release.groups[release.groups["grouping"] == "role_rollup"].to_dict("records")
    assert (set(row["members"].split(";")), row["n"]) == ({C, "genetic"}, 29)


def test_a_role_on_the_roster_without_answers_is_a_member_of_the_roll_up(scores_of, instrument, nothing) -> None:
    roster = pd.DataFrame({"role": [A, B, "genetic"], "department": [X, X, Y], "staff": [90, 60, 3]})
    release = release_of(scores_of([(A, X, 60), (B, X, 40)]), roster, instrument, nothing)
    assert set(release.cells["role"]) == {A, B, "genetic"}
    assert release.cells.set_index(["role", "department"]).loc[("genetic", X), "state"] == "none_on_roster"


def test_role_groups_take_the_place_of_roles_in_a_small_center(scores_of, instrument, nothing, violations) -> None:
    roles = ["onc_med", "onc_rad", "onc_surg", "app", "social_work", "psych", "front_desk", "billing", "manager"]
    cells = [(role, X if i % 2 else Y, 6) for i, role in enumerate(roles)]
    release = release_of(scores_of(cells), None, instrument, nothing)
    shown = release.groups[release.groups["grouping"] == "role_group"].set_index("rollup")["n"].to_dict()
    assert shown["prescriber"] == 24 and shown["administrative"] == 18
    assert not violations(release)


def test_nothing_is_released_below_k(scores_of, instrument, nothing) -> None:
    with pytest.raises(NothingToRelease, match="9 answers could be scored; at least 10"):
        release_of(scores_of([(A, X, 9)]), None, instrument, nothing)


def test_a_unanimous_group_is_not_shown(scores_of, instrument, nothing) -> None:
    """All 12 of one cell are reluctant: showing the cell, or its role with the rest, would tell it of everybody."""
    cells = [(A, X, 12), (A, Y, 40), (B, X, 40), (B, Y, 40)]
    release = release_of(scores_of(cells, reluctant={(A, X)}), None, instrument, nothing)
    assert f"role_department:{A}:{X}" not in published(release)


@pytest.mark.parametrize("seed", range(4))
def test_random_organisations_hold_against_the_attacker_and_fall_without_protection(
    scores_of, random_cells, instrument, nothing, violations, seed: int
) -> None:
    scores = scores_of(random_cells(seed), seed=seed)
    assert not violations(release_of(scores, None, instrument, nothing), scores)
    weak = release_of(scores, None, instrument, nothing, secondary=False)
    assert len(weak.groups) >= len(release_of(scores, None, instrument, nothing).groups)


def test_without_secondary_suppression_the_attacker_wins_nearly_always(
    scores_of, random_cells, instrument, nothing, violations
) -> None:
    beaten = [
        bool(violations(release_of(scores_of(random_cells(s), seed=s), None, instrument, nothing, secondary=False)))
        for s in range(4)
    ]
    assert sum(beaten) >= 3


@pytest.mark.parametrize("seed", range(4))
def test_no_sum_of_published_groups_isolates_fewer_than_k(scores_of, random_cells, instrument, nothing, seed: int) -> None:
    """Brute force beside the linear program: every ± combination of a role with its shown cells, and of all margins."""
    release = release_of(scores_of(random_cells(seed), seed=seed), None, instrument, nothing)
    groups = release.groups
    for axis, other in (("role", "department"), ("department", "role")):
        for level in groups.loc[groups["grouping"] == axis, axis]:
            total = int(groups.loc[(groups["grouping"] == axis) & (groups[axis] == level), "n"].iloc[0])
            cells = groups.loc[(groups["grouping"] == "role_department") & (groups[axis] == level), "n"].astype(int).tolist()
            for r in range(1, len(cells) + 1):
                for chosen in itertools.islice(itertools.combinations(cells, r), 200):
                    rest = total - sum(chosen)
                    assert rest == 0 or rest >= 10, (axis, level, other)


def test_order_of_people_changes_nothing_and_counts_are_not_mutated(scores_of, random_cells, instrument, nothing) -> None:
    scores = scores_of(random_cells(3), seed=3)
    tally = tally_of(scores, instrument)
    before = copy.deepcopy(tally)
    first = build_release(tally, None, instrument, nothing)
    assert same_counts(tally, before)
    turned = some_of(scores, np.random.default_rng(4).permutation(len(scores)))
    again = release_of(turned, None, instrument, nothing)
    for name, frame in first.by_name().items():
        pd.testing.assert_frame_equal(frame, again.by_name()[name])


def test_totals_are_plain_sums_of_the_people_behind_them(scores_of, instrument, nothing) -> None:
    scores = scores_of([(A, X, 40), (A, Y, 30), (B, X, 30), (B, Y, 30)])
    release = release_of(scores, None, instrument, nothing)
    row = release.scales.set_index(group_key(release.scales)).query("scale == 'skills'").loc[f"role:{A}"]
    mine = (scores.people["role"] == A).to_numpy()
    assert row["total"] == pytest.approx(float(scores.scales.loc[mine, "skills"].sum()))
    assert row["n"] == 70


def test_a_scale_that_few_people_of_a_group_lack_is_withheld_there(scores_of, instrument, nothing) -> None:
    """Twelve nurses of X and three of Y lack the scale: shown where 0 or at least k people differ, else withheld."""
    scores = scores_of([(A, X, 60), (A, Y, 60), (B, X, 60), (B, Y, 60)])
    scales = scores.scales
    scales.loc[np.r_[0:12, 60:63], "rules"] = np.nan
    release = release_of(with_tables(scores, scales=scales), None, instrument, nothing)
    shown = set(group_key(release.scales[release.scales["scale"] == "rules"]))
    assert f"role:{A}" in shown and f"role:{B}" in shown  # 15 and 0 people differ
    assert f"role_department:{A}:{Y}" not in shown and f"department:{Y}" not in shown  # 3 people differ


def test_every_table_keeps_its_declaration(scores_of, random_cells, instrument, nothing) -> None:
    release = release_of(scores_of(random_cells(1)), None, instrument, nothing)
    assert GROUPS.check(release.groups).equals(release.groups)
    for name in ("scales", "willingness", "quadrants", "topics", "barriers", "causes", "formats", "items"):
        assert len(getattr(release, name)), name


@pytest.mark.parametrize("seed", [103, 104, 105, 112])
def test_lacking_scales_extreme_answers_and_a_roster_hold_too(
    scores_of, random_cells, instrument, nothing, violations, seed: int
) -> None:
    """Some roles and some people lack some scales, nearly all give the same rating and answer, a roster is known."""
    rng = np.random.default_rng(seed)
    scores = scores_of(random_cells(seed), seed=seed)
    n, scales = len(scores.people), scores.scales
    if seed % 2:
        for composite in instrument.composites:
            scales[composite.id] = scales[list(composite.scales)].mean(axis=1)
    willing = scales["willingness"]
    standing = pd.Series(np.where(willing < 50, "reluctant", np.where(willing >= 62.5, "willing", "undecided")))
    for scale in rng.choice([s.id for s in instrument.scales], 3, replace=False):
        roles = rng.choice(scores.people["role"].unique(), 2)
        lacking = scores.people["role"].isin(roles).to_numpy() | (rng.random(n) < rng.choice([0, 0.02, 0.1]))
        scales.loc[lacking, scale] = np.nan
    importance, items = scores.importance, scores.items
    if seed % 4 == 0:
        importance = importance.where(importance.isna(), np.where(rng.random(importance.shape) < 0.9, 5, 4))
        items = items.where(rng.random(items.shape) >= 0.9, items.clip(0, 25))
    scores = with_tables(scores, scales=scales, standing=standing, importance=importance, items=items)
    roster = None
    if seed % 5 == 0:
        answers = scores.people.groupby(["role", "department"]).size().rename("staff").reset_index()
        roster = answers.assign(staff=(answers["staff"] * 1.7).astype(int) + 1)
    assert not violations(release_of(scores, roster, instrument, nothing), scores)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_a_release_of_parts_that_are_added_is_that_of_all(
    scores_of, random_cells, instrument, nothing, seed: int, parts: int
) -> None:
    """One file or many, in any order: the counts add up, so every table is the same to the last digit."""
    rng = np.random.default_rng(seed)
    scores = scores_of(random_cells(seed), seed=seed)
    whole = tally_of(scores, instrument)
    part = rng.integers(0, parts, len(scores))
    tallies = [tally_of(some_of(scores, part == one), instrument, grid=whole.grid) for one in rng.permutation(parts)]
    added = functools.reduce(operator.add, tallies)
    assert same_counts(added, whole)
    one, other = (build_release(tally, None, instrument, nothing).by_name() for tally in (added, whole))
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], check_exact=True)


def test_levels_of_nobody_in_the_grid_are_told_nowhere(scores_of, instrument, nothing) -> None:
    """A grid may be made before it is known who is scored."""
    scores = scores_of([(A, X, 60), (A, Y, 30), (B, X, 40), (B, Y, 20)])
    wide = Grid({"role": (B, A, C), "department": (Y, X, Z)})
    one, other = tally_of(scores, instrument, grid=wide), tally_of(scores, instrument)
    assert same_counts(one.inhabited(None), other) and one.inhabited(None).grid == other.grid
    roster = pd.DataFrame({"role": [A, C], "department": [X, X], "staff": [90, 3]})
    assert one.inhabited(roster).grid.levels == {"role": (B, A, C), "department": (Y, X)}
    assert set(build_release(one, None, instrument, nothing).cells["role"]) == {A, B}
