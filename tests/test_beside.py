"""Work beside: the same result and the same error as without it, whatever becomes of the copy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipeline.beside import beside
from pipeline.errors import Problem, UsageError
from pipeline.second import Second, second

ROOT = Path(__file__).parents[1]
forks = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are copied on Linux only")
ways = pytest.mark.parametrize("fork", [False, pytest.param(True, marks=forks)], ids=["here", "beside"])


@ways
def test_the_result_is_that_of_the_work(fork: bool) -> None:
    with beside(partial(sorted, [3, 1, 2]), fork=fork) as result:
        assert result() == [1, 2, 3]
        assert result() is result()


@forks
def test_it_is_done_in_another_process() -> None:
    with beside(os.getpid, fork=True) as other, beside(os.getpid, fork=False) as here:
        assert other() != os.getpid() == here()


@ways
def test_an_error_comes_back_as_it_is(fork: bool) -> None:
    def refuse() -> None:
        raise UsageError([Problem("one", "here"), Problem("two", "there")])

    with pytest.raises(UsageError) as error, beside(refuse, fork=fork) as result:
        result()
    assert [problem.what for problem in error.value.problems] == ["one", "two"]


@forks
def test_a_copy_that_dies_changes_nothing() -> None:
    parent = os.getpid()

    def work() -> str:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    with beside(work, fork=True) as result:
        assert result() == "done"


@forks
def test_a_copy_of_the_program_does_the_work_itself() -> None:
    with beside(os.getpid, fork=True) as result:
        copy = os.fork()
        if copy == 0:
            os._exit(0 if result() == os.getpid() else 1)
        assert os.waitpid(copy, 0)[1] == 0
        assert result() != os.getpid()


@forks
def test_a_copy_that_is_interrupted_on_its_way_out_stays_a_copy() -> None:
    """Its answer is read as soon as it closes the pipe, so that the interruption may reach it at its last step."""
    escaped = 9
    code = f"""
import os, signal
from pipeline.copied import copied
leave = os._exit
def interrupted_first(code):
    os._exit = leave
    os.kill(os.getpid(), signal.SIGINT)
    leave(code)
def run():
    os._exit = interrupted_first
try:
    process = copied(run)
except KeyboardInterrupt:
    leave({escaped})
assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != {escaped}
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


@forks
def test_a_large_result_comes_back_whole() -> None:
    with beside(partial(bytes, 3_000_000), fork=True) as result:
        assert len(result()) == 3_000_000


@forks
def test_work_that_nobody_waits_for_clears_up_and_ends(tmp_path: Path) -> None:
    def work() -> None:
        try:
            (tmp_path / "begun").touch()
            time.sleep(60)
        finally:
            (tmp_path / "cleared").touch()

    begun = time.monotonic()
    with pytest.raises(ZeroDivisionError), beside(work, fork=True):
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        raise ZeroDivisionError
    assert (tmp_path / "cleared").exists() and time.monotonic() - begun < 30


@forks
def test_it_ends_when_the_program_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from pipeline.beside import beside\n"
        "def work():\n"
        "    import os; Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)\n"
        "with beside(work, fork=True) as result: result()"
    )
    assert_ends_with_its_program(code, tmp_path / "process")


def assert_ends_with_its_program(code: str, told: Path) -> None:
    """A copy that writes its number to ``told`` does not outlive the program that made it."""
    program = subprocess.Popen([sys.executable, "-c", code, str(told)], cwd=ROOT)
    while not told.exists() or not told.read_text():
        time.sleep(0.01)
    program.kill()
    program.wait()
    child, patience = int(told.read_text()), time.monotonic() + 30
    while _lives(child) and time.monotonic() < patience:
        time.sleep(0.01)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@forks
def test_a_process_with_polars_is_not_copied() -> None:
    """Its threads would be missing in the copy, and whatever waits for them there waits for ever."""
    code = """
import os
from pipeline.beside import beside
import polars
polars.DataFrame({"a": [1, 2]}).lazy().select(polars.col("a").sum()).collect()
with beside(os.getpid) as other:
    assert other() == os.getpid()
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


@forks
def test_a_process_with_polars_has_its_work_done_by_a_second_one() -> None:
    """It was copied before; its answers are those of the work, one after the other, and it may be copied itself."""
    code = """
import os
from functools import partial
from pipeline.beside import beside
from pipeline.second import second
with second(lambda: None) as other:
    import polars
    polars.DataFrame({"a": [1, 2]}).lazy().select(polars.col("a").sum()).collect()
    for values in ([3, 1, 2], range(300_000)):
        with beside(partial(sorted, values), second=other) as result:
            assert result() == sorted(values)
    with beside(os.getpid, second=other) as there:
        assert there() not in (os.getpid(), None)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def nothing() -> None:
    """What is loaded first."""


def refuse() -> None:
    raise UsageError([Problem("one", "here"), Problem("two", "there")])


def die(parent: int) -> str:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


@forks
@pytest.mark.parametrize("load", [nothing, refuse], ids=["alive", "dead from the start"])
def test_whatever_goes_wrong_in_the_second_process_the_work_is_done_here(load: Callable[[], None]) -> None:
    with second(load) as other:
        with pytest.raises(UsageError) as error, beside(refuse, fork=False, second=other) as result:
            result()
        assert [problem.what for problem in error.value.problems] == ["one", "two"]
        with beside(lambda: "bound to this process", fork=False, second=other) as result:
            assert result() == "bound to this process"
        for _ in range(2):
            with beside(partial(die, os.getpid()), fork=False, second=other) as result:
                assert result() == "done"


@forks
def test_the_second_process_does_one_thing_at_a_time() -> None:
    with second(nothing) as other:
        first, then = (beside(os.getpid, fork=False, second=other) for _ in range(2))
        with first as there, then as here:
            assert there() != here() == os.getpid()


@forks
def test_a_second_process_at_work_that_nobody_waits_for_is_ended() -> None:
    begun = time.monotonic()
    with second(nothing) as other:
        assert isinstance(other, Second)
        with beside(partial(time.sleep, 60), fork=False, second=other):
            pass
        with beside(os.getpid, fork=False, second=other) as result:
            assert result() == os.getpid()
    assert time.monotonic() - begun < 30


@forks
def test_the_second_process_ends_when_the_program_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from pipeline.second import second\n"
        "with second(lambda: Path(sys.argv[1]).write_text(str(os.getpid()))): time.sleep(60)"
    )
    assert_ends_with_its_program(code, tmp_path / "process")
