"""The rule for changes of linked people: against every set of answers that follows, and by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.instrument.thresholds import Thresholds
from pipeline.release.linked_audit import Change, Told, Total, safe_changes
from pipeline.release.observations import Bounds, Observations, all_signs, observations

K = 5
LIMITS = Thresholds(k=K)
PLACES = ("a", "b")


def people_of(paths: list[tuple[tuple[str, ...], int]]) -> np.ndarray:
    """Places of people over waves, (N, W); "" where they are not there."""
    return np.array([path for path, count in paths for _ in range(count)], dtype=object)


def told_of(places: np.ndarray, groups: list[set[str]], *, level: float = 50.0) -> Told:
    """Every wave publishes the same groups; everybody scored about the same."""
    there = places != ""
    rows = np.where(there, np.arange(len(places))[:, None], -1)
    rng = np.random.default_rng(1)
    values = np.where(there, np.clip(level + rng.normal(0, 10, places.shape), 0, 100), np.nan)
    totals = [Total(w, np.isin(places[:, w], list(g)), frozenset(["s"])) for w in range(places.shape[1]) for g in groups]
    return Told(rows, tuple(range(places.shape[1])), tuple(totals), (), {"s": values})


def change(places: np.ndarray, group: set[str], now: int = 1, before: int = 0, rank: int = 0) -> Change:
    inside = np.isin(places, list(group))
    return Change(before, now, inside[:, before] & inside[:, now], rank)


def matrix(told: Told, changes: list[Change]) -> Observations:
    """The totals as rows over observations, made here once more."""
    rows = []
    for total in told.totals:
        row = np.zeros(told.rows.shape, dtype=np.int8)
        row[total.inside, total.wave] = 1
        rows.append(row)
    for one in changes:
        row = np.zeros(told.rows.shape, dtype=np.int8)
        row[one.linked, one.now], row[one.linked, one.before] = 1, -1
        rows.append(row)
    return observations(told.rows, rows)


def sets_that_follow(waves: Observations, signs: tuple[int, ...], rows: np.ndarray) -> np.ndarray:
    """Every set of classes whose sum, with these signs, is a combination of some totals: (S, C) boolean."""
    cover = waves.signed(signs)[rows].astype(float)
    _, values, right = np.linalg.svd(cover)
    rank = int((values > 1e-9).sum())
    classes = cover.shape[1]
    sets = np.array(list(product((False, True), repeat=classes)))[1:]
    return sets[np.abs(sets @ right[rank:].T).max(axis=1, initial=0.0) < 1e-7]


def persons_in(waves: Observations, sets: np.ndarray) -> np.ndarray:
    """How many different people are in each set."""
    member = np.where(waves.member >= 0, waves.member, sets.shape[1])
    inside = np.concatenate([sets, np.zeros((len(sets), 1), dtype=bool)], axis=1)[:, member]
    return inside.any(axis=2).sum(axis=1)


def smallest(told: Told, changes: list[Change]) -> int:
    """The fewest people behind any set of answers or changes that follows."""
    waves = matrix(told, changes)
    every = np.arange(len(waves.cover))
    found = [persons_in(waves, sets) for signs in all_signs(told.rows.shape[1], both_ends=False)
             if len(sets := sets_that_follow(waves, signs, every))]  # fmt: skip
    return int(min(part.min() for part in found))


def safe_alone(told: Told) -> bool:
    """Whether the waves are safe without any change, by the same program."""
    waves = matrix(told, [])
    bounds = Bounds(waves.signed((1,) * told.rows.shape[1]), waves.sums(np.ones(told.rows.shape)), waves.asked)
    return all(bounds.most(one) >= K for one in range(len(waves.wave)))


@st.composite
def organisations(draw: st.DrawFn, waves: int, kinds: int) -> np.ndarray:
    place = st.sampled_from(["a", "a", "b", ""])
    path = st.tuples(*[place] * waves).filter(any)
    paths = draw(st.lists(st.tuples(path, st.sampled_from([1, 2, 3, 5, 6, 9])), min_size=3, max_size=kinds))
    return people_of(paths)


@pytest.mark.parametrize(("waves", "kinds"), [(2, 7), (3, 4)])
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_no_few_people_are_behind_anything_that_follows(waves: int, kinds: int, data: st.DataObject) -> None:
    places = data.draw(organisations(waves, kinds))
    groups = [{"a", "b"}, *([{"a"}, {"b"}] if data.draw(st.booleans()) else [])]
    told = told_of(places, groups)
    assume(all(total.inside.sum() > 0 for total in told.totals) and safe_alone(told))
    asked = [
        change(places, group, w, w - 1, rank) for w in range(1, waves) for rank, group in enumerate([{"a"}, {"b"}, {"a", "b"}])
    ]
    asked = [one for one in asked if one.linked.any()]
    assume(asked)
    assume(matrix(told, asked).cover.shape[1] <= 13)
    shown = safe_changes(told, asked, LIMITS)
    assert smallest(told, [one for one, kept in zip(asked, shown, strict=True) if kept]) >= K


def test_enough_people_of_every_kind_hide_each_other() -> None:
    places = people_of([(("a", "a"), 20), (("a", ""), 8), (("", "a"), 7), (("b", "b"), 12), (("b", ""), 6), (("", "b"), 6)])
    told = told_of(places, [{"a", "b"}, {"a"}, {"b"}])
    assert safe_changes(told, [change(places, {"a"}), change(places, {"b"}), change(places, {"a", "b"})], LIMITS).all()


def test_few_leavers_without_joiners_would_be_seen() -> None:
    """Everybody of now is linked: T2 - C is what the linked said before, and T1 less that is what the three who left said."""
    places = people_of([(("a", "a"), 20), (("a", ""), 3), (("b", "b"), 12), (("b", ""), 6), (("", "b"), 6)])
    told = told_of(places, [{"a", "b"}, {"a"}, {"b"}])
    asked = [change(places, {"a"}), change(places, {"b"})]
    assert smallest(told, asked) == 3
    assert list(safe_changes(told, asked, LIMITS)) == [False, True]


def test_few_who_changed_beside_many_would_be_seen() -> None:
    """Three linked people are not in the smaller group; that many beside them are not linked does not hide their change."""
    places = people_of([(("a", "a"), 20), (("b", "b"), 3), (("b", ""), 20), (("", "b"), 20), (("a", ""), 9), (("", "a"), 9)])
    told = told_of(places, [{"a", "b"}, {"a"}, {"b"}])
    asked = [change(places, {"a"}, rank=2), change(places, {"a", "b"}, rank=3)]
    assert smallest(told, asked) == 3
    assert list(safe_changes(told, asked, LIMITS)) == [False, True]


def test_three_waves_corner_one_person_that_no_two_of_them_do() -> None:
    """Everybody is linked but for twelve guests of the middle wave, and one person leaves after it."""
    places = people_of([(("a", "a", "a"), 20), (("", "a", ""), 12), (("a", "a", ""), 1)])
    first = Told(*_two(places, 0, 1))
    second = Told(*_two(places, 1, 2))
    assert smallest(first, [change(places[:, :2], {"a"})]) == 12
    assert smallest(second, [change(places[:, 1:], {"a"})]) == 13
    told = told_of(places, [{"a"}])
    both = [change(places, {"a"}, 1, 0), change(places, {"a"}, 2, 1)]
    assert smallest(told, both) == 1
    earlier = Told(told.rows, told.followed, told.totals, (both[0],), told.values)
    assert not safe_changes(earlier, both[1:], LIMITS).any()


def _two(places: np.ndarray, one: int, other: int) -> tuple:
    told = told_of(places[:, [one, other]], [{"a"}])
    return told.rows, told.followed, told.totals, told.changes, told.values


def test_waves_further_away_are_given_to_the_attacker() -> None:
    """The same, with the first wave's answers known: the one who left after the second is seen all the more."""
    places = people_of([(("a", "a", "a"), 20), (("", "a", ""), 12), (("a", "a", ""), 1)])
    told = told_of(places, [{"a"}])
    both = [change(places, {"a"}, 1, 0), change(places, {"a"}, 2, 1)]
    earlier = Told(told.rows, (1, 2), told.totals, (both[0],), told.values)
    assert not safe_changes(earlier, both[1:], LIMITS).any()


def test_a_sum_that_says_that_everybody_scored_nothing_is_held_back() -> None:
    """Everybody is linked; the eight who left had 0, and the change would say so."""
    places = people_of([(("a", "a"), 20), (("a", ""), 8)])
    told = told_of(places, [{"a"}])
    asked = [change(places, {"a"})]
    assert safe_changes(told, asked, LIMITS).all()
    told.values["s"][20:, 0] = 0.0
    assert not safe_changes(told, asked, LIMITS).any()
    assert safe_changes(told, asked, LIMITS.model_copy(update={"unanimity": 0})).all()
