"""A child process computes, refuses, crashes, grows or hangs; the caller lives on."""

import faulthandler
import os
import signal
import sys
from pathlib import Path

import pytest

from pipeline.errors import ExportError, Problem
from pipeline.ingest.apart import ChildDied, run_apart

WAYS = [
    pytest.param(True, id="forked", marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")),
    pytest.param(False, id="new"),
]


def double(number: int) -> int:
    return 2 * number


def refuse(name: str) -> None:
    raise ExportError([Problem("broken", name), Problem("cut off", name)])


def crash() -> None:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def fail() -> None:
    raise ValueError("a bug of the library")


def hang() -> None:
    while True:
        pass


def grow() -> int:
    return len(bytearray(600_000_000))


@pytest.mark.parametrize("fork", WAYS)
def test_a_result_comes_back(fork: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    assert run_apart(max, [3, 7, 5], memory=1 << 30, seconds=60, fork=fork) == 7


def test_the_death_of_the_child_is_told() -> None:
    with pytest.raises(ChildDied):
        run_apart(crash, memory=1 << 30, seconds=30, fork=True)


def test_a_bug_is_not_taken_for_a_damaged_file() -> None:
    with pytest.raises(RuntimeError, match="a bug of the library"):
        run_apart(fail, memory=1 << 30, seconds=30, fork=True)


def test_refusals_pass_through_whole() -> None:
    with pytest.raises(ExportError) as caught:
        run_apart(refuse, "x.sav", memory=1 << 30, seconds=30, fork=True)
    assert [problem.what for problem in caught.value.problems] == ["broken", "cut off"]


def test_a_child_that_hangs_is_stopped() -> None:
    with pytest.raises(ChildDied):
        run_apart(hang, memory=1 << 30, seconds=0.2, fork=True)


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_a_child_may_not_grow_beyond_its_limit() -> None:
    assert run_apart(grow, memory=1 << 30, seconds=30, fork=True) == 600_000_000
    with pytest.raises(ChildDied):
        run_apart(grow, memory=1 << 28, seconds=30, fork=True)


def test_nothing_is_left_behind() -> None:
    before = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    for number in range(20):
        assert run_apart(double, number, memory=1 << 28, seconds=30, fork=True) == 2 * number
    assert (len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0) == before
