"""Small units climb the ladder: named members, nobody lost, frozen once closed; nested and crossed lattices."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.organisations import NOTHING, answered, instrument_of, lattice_of, release_of, scores_of, some_of, table_of
from pipeline.release.audit import audit_release
from pipeline.release.ladder import Level, axis_levels
from pipeline.release.rows import sums_of
from pipeline.tables import NOT_STATED, covered, group_key

A, B, C = "rn_onc", "app", "social_work"
X, Y = "infusion_center", "medical_oncology"


def climbed(instrument, sizes: dict[str, int], frozen=None) -> list[Level]:
    levels = np.array(list(sizes), dtype=object)
    return axis_levels("role", levels, np.array(list(sizes.values())), instrument, frozen)


def test_small_roles_of_one_group_join_first_then_all_that_are_left(instrument) -> None:
    """Prescribers 6 + 5 reach ten together; genetics 4 and psychology 7 only with each other."""
    levels = climbed(instrument, {A: 40, B: 30, "onc_med": 6, "onc_rad": 5, "genetic": 4, "psych": 7})
    joined = {level.rollup: level.members for level in levels if level.rollup}
    assert joined == {"other_prescriber": ("onc_med", "onc_rad"), "other_roles": ("genetic", "psych")}
    assert [level.members for level in levels if not level.rollup] == [(A,), (B,)]


def test_a_group_of_small_roles_below_k_climbs_on(instrument) -> None:
    levels = climbed(instrument, {A: 40, B: 30, "onc_med": 3, "onc_rad": 3, "psych": 7})
    assert [(level.rollup, level.members) for level in levels if level.rollup] == [
        ("other_roles", ("onc_med", "onc_rad", "psych"))
    ]


def test_not_stated_is_a_level_like_any_other(instrument) -> None:
    levels = climbed(instrument, {A: 40, B: 30, C: 7, NOT_STATED: 5})
    assert levels[-1].members == (C, NOT_STATED)
    assert Level("role", None, (NOT_STATED,)) in climbed(instrument, {A: 40, NOT_STATED: 12})


def test_a_rung_that_is_not_declared_is_not_climbed(instrument) -> None:
    ladder = instrument.lattice.ladder.model_copy(update={"role": ("group",)})
    plain = instrument.model_copy(update={"lattice": instrument.lattice.model_copy(update={"ladder": ladder})})
    levels = climbed(plain, {A: 40, B: 30, "genetic": 4, "psych": 7})
    assert {member for level in levels for member in level.members} == {A, B}


def test_one_level_alone_is_no_axis(instrument) -> None:
    assert climbed(instrument, {A: 40}) == []


@settings(max_examples=120, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_nobody_is_lost_or_counted_twice_and_roll_ups_hold_k_people_of_two_levels(instrument, sizes: list[int]) -> None:
    roles = [role.id for role in instrument.roles][: len(sizes)]
    of = dict(zip(roles, sizes, strict=True))
    levels = climbed(instrument, of)
    members = [member for level in levels for member in level.members]
    assert len(set(members)) == len(members)
    for level in levels:
        if level.grouping == "role_rollup":
            assert len(level.members) >= 2 and sum(of[m] for m in level.members) >= 10
    # Whoever is in no level of the axis could not be k people with anybody.
    if levels and max(sizes) >= 10 and not any(level.grouping == "role_group" for level in levels):
        assert set(members) == set(roles) or sum(of[r] for r in set(roles) - set(members)) == 0


def test_roll_ups_keep_their_members_in_a_later_wave(scores_of, instrument, nothing) -> None:
    """Social work has grown to 30; it stays a member, or the change would tell who it was with."""
    first = release_of(scores_of([(A, X, 60), (B, X, 40), (C, Y, 7), ("genetic", Y, 5), (A, Y, 30)]), None, instrument, nothing)
    [row] = first.groups[first.groups["grouping"] == "role_rollup"].to_dict("records")
    frozen = {"role_rollup": {row["rollup"]: tuple(row["members"].split(";"))}}
    scores = scores_of([(A, X, 60), (B, X, 40), (C, Y, 30), ("genetic", Y, 25), (A, Y, 30)])
    later = release_of(scores, None, instrument, nothing, frozen=frozen)
    assert f"role:{C}" not in set(group_key(later.groups))
    [again] = later.groups[later.groups["grouping"] == "role_rollup"].to_dict("records")
    assert (again["members"], again["n"]) == (row["members"], 55)
    free = release_of(scores, None, instrument, nothing)
    assert f"role:{C}" in set(group_key(free.groups))
    assert audit_release(later, instrument, answered(scores)).safe


def test_groups_that_took_the_place_of_roles_stay_in_their_place(instrument) -> None:
    frozen = {"role_group": {"prescriber": ("onc_med", "onc_rad")}, "role_rollup": {"other_roles": ("psych", "genetic")}}
    levels = climbed(instrument, {"onc_med": 40, "onc_rad": 30, "psych": 20, "genetic": 30}, frozen)
    assert [(level.grouping, level.rollup) for level in levels] == [("role_group", "prescriber"), ("role_rollup", "other_roles")]


@pytest.fixture(scope="module")
def organised():
    def make(kind: str, seed: int = 3, shape: tuple[int, int, int] = (6, 7, 600)):
        rng = np.random.default_rng(seed)
        instrument = instrument_of(*shape[:2], kind)
        scores = scores_of(table_of(*shape, rng), instrument, rng)
        return instrument, scores, release_of(scores, None, instrument, NOTHING)

    return make


@pytest.mark.parametrize("kind", ["nested", "crossed"])
def test_every_group_counts_the_people_it_covers(organised, kind: str) -> None:
    _, scores, release = organised(kind)
    for group in release.groups.to_dict("records"):
        assert int(covered(group, scores.people).sum()) == group["n"], group


def test_a_nested_lattice_has_sites_of_departments_and_role_groups(organised) -> None:
    instrument, scores, release = organised("nested")
    sites = release.groups[release.groups["grouping"] == "site"]
    assert len(sites) and not len(release.sites)
    of_site = {d.id: d.site for d in instrument.departments}
    for row in sites.to_dict("records"):
        assert {of_site[d] for d in row["members"].split(";")} == {row["rollup"]}
    assert {"role_group", "department_group"} & set(release.groups["grouping"])
    assert audit_release(release, instrument, answered(scores)).safe


def test_a_crossed_lattice_tells_apart_who_works_where(organised) -> None:
    instrument, scores, release = organised("crossed")
    assert {"role", "department", "site"} == set(release.sites.columns)
    sites = release.groups[release.groups["grouping"] == "site"]
    assert len(sites) and int(sites["n"].sum()) <= len(scores.people)
    assert {"role_site", "department_site"} & set(release.groups["grouping"])
    assert audit_release(release, instrument, answered(scores)).safe


def test_sums_tie_each_group_to_all_of_one_axis_that_lie_inside_it(organised) -> None:
    instrument, scores, _ = organised("nested")
    lattice = lattice_of(scores, None, instrument)
    everything = np.ones(len(lattice.groups), dtype=bool)
    for one in sums_of(lattice, everything):
        parts = lattice.cover[one.parts]
        assert parts.sum(axis=0).max() == 1  # parts do not overlap
        assert not (parts.any(axis=0) & ~lattice.cover[one.whole]).any()
        assert len(set(lattice.axis[one.parts])) == 1


def test_an_atom_that_nobody_can_be_in_is_known_empty_only_with_a_roster(scores_of, instrument) -> None:
    scores = scores_of([(A, X, 30), (B, Y, 30)])
    roster = pd.DataFrame({"role": [A, B, A], "department": [X, Y, Y], "staff": [50, 50, 4]})
    lattice = lattice_of(scores, roster, instrument)
    empty = lattice.places[lattice.empty]
    assert empty.to_numpy().tolist() == [[B, X]]  # A in Y has staff, though nobody answered
    assert not lattice_of(scores, None, instrument).empty.any()


def test_the_lattice_does_not_depend_on_the_order_of_people(organised) -> None:
    instrument, scores, release = organised("nested")
    order = np.random.default_rng(1).permutation(len(scores.people))
    again = release_of(some_of(scores, order), None, instrument, NOTHING)
    pd.testing.assert_frame_equal(release.groups, again.groups)
    pd.testing.assert_frame_equal(release.willingness, again.willingness)
