"""Which places belong to a group: what one can see, and the same for many groups as for each of them."""

import itertools

import numpy as np
import pandas as pd

from pipeline.tables import Places, covered, covers

PLACES = pd.DataFrame(
    list(itertools.product(["r1", "r2", "r3"], ["d1", "d2"], ["s1", "s2"])), columns=["role", "department", "site"], dtype="str"
)


def group(grouping: str, role=None, department=None, rollup=None, members=None) -> dict:
    return {"grouping": grouping, "role": role, "department": department, "rollup": rollup, "members": members}


GROUPS = [
    group("overall"),
    group("role", role="r2"),
    group("role_department", role="r1", department="d2"),
    group("role_group", rollup="g", members="r1;r3"),
    group("role_group_department", department="d1", rollup="g", members="r1;r3"),
    group("department_group", rollup="h", members="d2;elsewhere"),
    group("site", rollup="s1"),
    group("role_site", role="r3", rollup="s2", members=""),
    group("role", role="nobody"),
]


def test_members_of_a_roll_up_are_its_places():
    inside = PLACES[covered(GROUPS[4], PLACES)]
    assert inside[["role", "department"]].drop_duplicates().values.tolist() == [["r1", "d1"], ["r3", "d1"]]


def test_a_site_without_members_is_its_own_places():
    assert set(PLACES["site"][covered(GROUPS[6], PLACES)]) == {"s1"}


def test_many_groups_are_covered_as_each_is():
    assert np.array_equal(covers(GROUPS, PLACES), np.array([covered(one, PLACES) for one in GROUPS]))


def test_nothing_is_covered_by_no_groups_and_missing_places_by_none_of_a_level():
    places = pd.DataFrame({"role": ["r1", None], "department": ["d1", "d1"]}, dtype="str")
    assert covers([], places).shape == (0, 2)
    assert covers([GROUPS[0], group("role", role="r1")], places).tolist() == [[True, True], [True, False]]
    assert set(Places(places).levels("role")) == {"r1"} and set(Places(places).axes) == {"role", "department"}
