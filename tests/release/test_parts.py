"""Parts of a group by the roster: cells without staff are empty, so a role may be in one department only, or be all of it.

The roster is published, so everybody can know; what such a sum would tell is held like what every other sum would.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.organisations import lattice_of, release_of, with_tables
from pipeline.release.attack.counts import followed_violations, known_counts
from pipeline.release.attack.read import Map
from pipeline.release.audit import audit_release
from pipeline.release.lattice import Lattice
from pipeline.release.rows import sums_of
from pipeline.tables import Release, Scores, group_key

Cells = list[tuple[str, str, int]]
TOPIC = "T01"
A, B, C, D = "rn_onc", "app", "onc_rad", "rad_therapist"
X, Y, Z = "infusion_center", "medical_oncology", "radiation_oncology"


def roster_of(cells: Cells) -> pd.DataFrame:
    """A roster on which everybody answered, and nobody is anywhere else."""
    return pd.DataFrame(cells, columns=["role", "department", "staff"])


def named_sums(lattice: Lattice) -> set[tuple[str, tuple[str, ...]]]:
    names = [str(group.role or group.department or group.grouping) for group in lattice.groups]
    margins = np.isin(lattice.axis, ["overall", "role", "department"])
    return {(names[one.whole], tuple(names[part] for part in one.parts)) for one in sums_of(lattice, margins)}


def in_need(release: Release) -> dict[str, tuple[int, int]]:
    """Role or department -> limits of the people in need of the one topic."""
    rows = release.topics
    names = rows["role"].fillna(rows["department"]).fillna("overall")
    return dict(zip(names, zip(rows["in_need_low"], rows["in_need_high"], strict=True), strict=True))


@pytest.fixture
def asked(scores_of):
    """Scores of people who were asked about one topic; so many of every cell are in need of it, and nobody else has a gap."""

    def make(cells: Cells, need: dict[tuple[str, str], int]) -> Scores:
        scores = scores_of(cells)
        people = scores.people
        place = people.groupby(["role", "department"]).cumcount().to_numpy()
        lacks = place < [need.get(pair, 0) for pair in zip(people["role"], people["department"], strict=True)]
        importance = pd.DataFrame({TOPIC: np.full(len(people), 4.0)})
        return with_tables(scores, importance=importance, confidence=pd.DataFrame({TOPIC: np.where(lacks, 2.0, 4.0)}))

    return make


def test_a_role_with_staff_in_one_department_only_is_a_part_of_it(scores_of, instrument) -> None:
    """Without a roster nobody knows where staff could be."""
    cells = [(A, X, 30), (A, Y, 30), (B, Y, 20), (C, X, 12)]
    scores = scores_of(cells)
    levels = {("overall", (C, B, A)), ("overall", (Y, X))}
    assert named_sums(lattice_of(scores, None, instrument)) == levels
    assert named_sums(lattice_of(scores, roster_of(cells), instrument)) == levels | {(X, (C,)), (Y, (B,))}


def test_a_role_that_is_a_whole_department_is_tied_to_it_once(scores_of, instrument) -> None:
    cells = [(A, X, 30), (B, X, 20), (C, Z, 12)]
    levels = {("overall", (C, B, A)), ("overall", (Z, X))}
    lattice = lattice_of(scores_of(cells), roster_of(cells), instrument)
    assert named_sums(lattice) == levels | {(C, (Z,)), (X, (B, A))}


def test_what_a_department_has_beyond_its_only_roles_does_not_follow(asked, instrument, nothing) -> None:
    """Z is 16 + 19 people. Six of it are in need, and so are six of the 16: of the 19 it would be nobody. A is "few" as well, so
    the sum of all roles does not tell."""
    cells = [(C, Z, 16), (D, Z, 19), (A, X, 30), (A, Y, 30), (B, X, 30), (B, Y, 30)]
    scores = asked(cells, {(C, Z): 6, (A, X): 2, (B, X): 8, (B, Y): 12})
    without, release = (release_of(scores, roster, instrument, nothing) for roster in (None, roster_of(cells)))
    assert {(name, in_need(without)[name]) for name in (Z, C, D)} == {(Z, (6, 6)), (C, (6, 6)), (D, (0, 1))}
    assert in_need(release)[D] == (0, 1) and in_need(release)["overall"] == (28, 28)
    assert audit_release(release, instrument).violations == ()


def test_a_department_does_not_tell_what_its_only_role_keeps_back(asked, instrument, nothing) -> None:
    """All of Z are D, and all D are in Z. 50 of all are in need: 20 of D, 29 of B and so one of A; B and D are written in steps
    for the sake of A, so Z must not be exact beside D."""
    cells = [(D, Z, 50), (B, X, 30), (B, Y, 30), (A, X, 10), (A, Y, 10)]
    scores = asked(cells, {(D, Z): 20, (B, X): 14, (B, Y): 15, (A, X): 1})
    release = release_of(scores, roster_of(cells), instrument, nothing)
    found = in_need(release)
    assert found["overall"] == (50, 50) and found[A] == (0, 2)
    assert found[D][0] < found[D][1] and found[Z][0] < found[Z][1]
    assert audit_release(release, instrument).violations == ()


def test_the_attacker_reads_one_group_off_another_that_is_the_same_people(asked, instrument, nothing) -> None:
    cells = [(D, Z, 50), (B, X, 30), (B, Y, 30), (A, X, 30), (A, Y, 30)]
    release = release_of(asked(cells, {(D, Z): 20, (B, X): 10, (A, Y): 10}), roster_of(cells), instrument, nothing)
    topics = release.topics.copy()
    topics.loc[group_key(topics) == f"role:{D}", ["in_need_low", "in_need_high"]] = 0, 50
    [found] = followed_violations(known_counts(Map(replace(release, topics=topics))))
    assert found == "release/topics: 1 hidden count(s) follow from others"
