"""A sign-in holds for so long, not longer unused, not beyond sign-out or a restart."""

from __future__ import annotations

import time

from dashboards.sessions import Sessions


def test_a_session_holds_while_it_is_used_and_ends_at_its_longest() -> None:
    sessions = Sessions(longest=100, idle=30, started=1_000)
    assert all(sessions.ended("a", 1_000, use=True, now=now) == "" for now in (1_001, 1_030, 1_060, 1_090, 1_100))
    assert "too long ago" in sessions.ended("a", 1_000, use=True, now=1_101)


def test_a_look_does_not_count_as_use() -> None:
    sessions = Sessions(longest=1_000, idle=30, started=1_000)
    assert sessions.ended("a", 1_000, use=True, now=1_010) == ""
    assert sessions.ended("a", 1_000, use=False, now=1_040) == ""
    assert "not used" in sessions.ended("a", 1_000, use=True, now=1_041)
    assert "not used" in sessions.ended("a", 1_000, use=True, now=1_042)  # trying does not wake it


def test_an_unused_sign_in_and_one_from_before_a_restart_do_not_hold() -> None:
    sessions = Sessions(longest=1_000, idle=30, started=1_000.9)
    assert "not used" in sessions.ended("new", 1_000, use=True, now=1_031)
    assert "restarted" in sessions.ended("old", 999, use=True, now=1_001)
    assert sessions.ended("same second", 1_000, use=True, now=1_001) == ""


def test_a_copy_of_the_cookie_is_worth_nothing_after_sign_out() -> None:
    now = time.time()
    sessions = Sessions(longest=1_000, idle=1_000, started=now - 10)
    assert sessions.ended("a", now - 5, use=True) == ""
    sessions.end("a")
    assert sessions.ended("a", now - 5, use=True) == "signed out"


def test_memory_stays_bounded() -> None:
    sessions = Sessions(longest=100, idle=100, started=0)
    for number in range(5_001):
        sessions.ended(str(number), number / 100, use=True, now=number / 100)
    assert sessions.ended("later", 1_000, use=True, now=1_000) == ""
    assert sessions.is_new("0") and not sessions.is_new("later")
