"""The same attacker beats a release that is weakened on purpose, in each way, and finds nothing in the protected one."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.weakened import WAYS, case_of, found, protected

SEED = 1


@cache
def intact(kind: str) -> tuple[str, ...]:
    case = case_of(kind, SEED)
    return found(protected(case), case)


@pytest.mark.parametrize("way", WAYS)
def test_a_weakened_release_is_beaten_and_the_protected_one_is_not(way: str) -> None:
    attack, kind = WAYS[way]
    assert attack(case_of(kind, SEED)), "the attacker must see through it"
    assert intact(kind) == ()


def test_what_the_attacker_says_names_the_people_it_corners() -> None:
    attack, kind = WAYS["filter differencing"]
    [first, *_] = attack(case_of(kind, SEED))
    assert "holds at most" in first and "people" in first
