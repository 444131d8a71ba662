"""Linked changes of made-up organisations: what is written, and what the attacker makes of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.linked_waves import NAMES, Habits, Waves, connected, made_waves, released
from benchmarks.organisations import some_of
from pipeline.measure.linked import places_over_waves
from pipeline.release.attack.linked import attack_linked, attack_simply
from pipeline.release.linked import with_linked
from pipeline.tables import LINKED, Release, covered, group_key

FIRST, SECOND, THIRD = NAMES[:3]
MANY = Habits(answer=0.9, code=0.9, left=0.04, moved=0.02)


@pytest.fixture(scope="module")
def made() -> Waves:
    return made_waves("two_way", 5, 4, 420, 2, 3)


@pytest.fixture(scope="module")
def releases(made: Waves) -> dict[str, Release]:
    return released(made)


def by_hand(made: Waves, group: dict, scale: str) -> tuple[int, float]:
    """Linked people of a group and the sum of their changes, from the rows, name by name."""
    known: dict[str, float] = {}
    first, second = made.scores[:2]
    inside = covered(group, first.people), covered(group, second.people)
    for row, person in enumerate(made.person[0]):
        if person and inside[0][row]:
            known[person] = first.scales[scale].iloc[row]
    changes = [
        second.scales[scale].iloc[row] - known[person]
        for row, person in enumerate(made.person[1])
        if person in known and inside[1][row]
    ]
    return len(changes), float(sum(changes))


def test_changes_are_those_of_the_same_people(made: Waves, releases: dict[str, Release]) -> None:
    linked, groups = releases[SECOND].linked, releases[SECOND].groups
    assert len(linked) and set(linked["earlier"]) == {FIRST}
    of = dict(zip(group_key(groups), groups.to_dict("records"), strict=True))
    for key, row in zip(group_key(linked), linked.to_dict("records"), strict=True):
        n, total = by_hand(made, of[key], row["scale"])
        assert (row["n_linked"], row["change_total"]) == (n, pytest.approx(total, abs=1e-5))


def test_every_group_shows_all_scales_that_go_together(made: Waves, releases: dict[str, Release]) -> None:
    linked, composites = releases[SECOND].linked, made.instrument.composites
    expected = {scale for part in composites for scale in (part.id, *part.scales)}
    assert all(set(part["scale"]) == expected for _, part in linked.groupby(group_key(linked)))
    one = linked.assign(key=group_key(linked)).pivot(index="key", columns="scale", values="change_total")
    for part in composites:
        assert np.allclose(one[part.id], one[list(part.scales)].mean(axis=1), atol=1e-4)


def test_all_parts_of_a_group_are_none_or_k(made: Waves, releases: dict[str, Release]) -> None:
    k = made.instrument.thresholds.k
    linked = releases[SECOND].linked
    n = dict(zip(group_key(linked), linked["n_linked"].astype(int), strict=True))
    for wave in (FIRST, SECOND):
        groups = releases[wave].groups
        people = dict(zip(group_key(groups), groups["n"].astype(int), strict=True))
        assert all(people[key] - count == 0 or people[key] - count >= k for key, count in n.items())
    assert min(n.values()) >= k


def test_the_order_of_people_changes_nothing(made: Waves, releases: dict[str, Release]) -> None:
    rng = np.random.default_rng(5)
    order = [rng.permutation(len(one)) for one in made.person]

    def turned(number: int):
        return some_of(made.scores[number], order[number])

    other = Waves(made.instrument, (turned(0), turned(1)), tuple(p[o] for p, o in zip(made.person, order, strict=True)))
    pd.testing.assert_frame_equal(released(other)[SECOND].linked, releases[SECOND].linked, check_exact=False, atol=1e-5)


def test_a_group_with_other_members_is_another_group(made: Waves, releases: dict[str, Release]) -> None:
    before = releases[FIRST]
    groups = before.groups.assign(members=before.groups["members"].fillna("somebody else"))
    first = {**releases, FIRST: replace(before, groups=groups), SECOND: replace(releases[SECOND], linked=LINKED.empty())}
    release = with_linked(connected(made, first, 1), made.instrument)
    same = set(group_key(release.linked))
    rollups = set(group_key(releases[SECOND].groups[releases[SECOND].groups["members"].notna()]))
    assert not same & rollups


def test_nobody_is_linked_where_nobody_gives_a_code(made: Waves) -> None:
    silent = Waves(made.instrument, made.scores, tuple(np.full(len(p), "", dtype=object) for p in made.person))
    release = released(silent)[SECOND]
    assert release.linked.empty and release.organisation.linked_spread.empty


@pytest.mark.parametrize("seed", range(6))
def test_the_attacker_never_beats_two_waves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = made_waves("two_way", int(rng.integers(3, 7)), int(rng.integers(3, 7)), int(rng.integers(150, 600)), 2, seed, MANY)
    found = released(made)
    k = made.instrument.thresholds.k
    attack = attack_linked(found, SECOND, places_over_waves(made.paths(2)), k)
    assert attack.found == () and attack.tightest >= k - 1e-6
    assert attack_simply(found, SECOND, k).found == ()


def test_the_attacker_never_beats_three_waves() -> None:
    made = made_waves("two_way", 4, 5, 500, 3, 11, MANY)
    found = released(made)
    for number, wave in ((2, SECOND), (3, THIRD)):
        upto = {name: found[name] for name in NAMES[:number]}
        attack = attack_linked(upto, wave, places_over_waves(made.paths(number)), made.instrument.thresholds.k)
        assert attack.found == (), wave


def test_sites_and_roll_ups_are_attacked_too() -> None:
    made = made_waves("crossed", 4, 4, 400, 2, 2)
    found = released(made)
    paths = places_over_waves(made.paths(2))
    assert "site" in paths.columns and len(found[SECOND].linked)
    assert attack_linked(found, SECOND, paths, made.instrument.thresholds.k, points=False).found == ()


@pytest.mark.parametrize(("seed", "size"), [(0, (7, 6, 525)), (6, (4, 8, 540))])
def test_without_the_audit_the_attacker_wins(seed: int, size: tuple[int, int, int]) -> None:
    """The simple rule alone: every group keeps it, and few people's answers follow all the same."""
    habits = Habits() if seed == 0 else Habits(0.85, 0.9, 0.03, 0.0)
    beaten = 0
    for more in range(8):
        made = made_waves("two_way", *size, 2, seed + 10 * more, habits)
        weak = released(made, audited=False)
        beaten += bool(attack_linked(weak, SECOND, places_over_waves(made.paths(2)), 10, points=False).found)
        if beaten:
            break
    assert beaten


def test_a_change_written_by_hand_is_found(made: Waves, releases: dict[str, Release]) -> None:
    """Somebody adds the changes of a group that was held back."""
    release = releases[SECOND]
    weak = released(made, audited=False)[SECOND]
    few = release.linked.copy()
    few.loc[few["grouping"] == "overall", "n_linked"] = int(release.groups["n"].iloc[0]) - 3
    found = attack_simply({**releases, SECOND: replace(release, linked=few)}, SECOND, 10).found
    assert any("who are not linked: 3" in text for text in found)
    assert len(weak.linked) >= len(release.linked)


def test_an_earlier_wave_that_changed_since_does_not_fit(made: Waves, releases: dict[str, Release]) -> None:
    first = releases[FIRST]
    more = first.groups.assign(n=first.groups["n"] + np.where(first.groups["grouping"] == "overall", 0, 7))
    changed = {**releases, FIRST: replace(first, groups=more)}
    attack = attack_linked(changed, SECOND, places_over_waves(made.paths(2)), 10, points=False)
    assert any("do not fit together" in text for text in attack.found)
