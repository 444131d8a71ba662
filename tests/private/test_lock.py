"""One command at a time: its holder is said, a killed holder holds nobody up, nothing is left where nothing was written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import CannotRun, SetupError
from pipeline.private.lock import LOCK, RUNNING, STAGING, holder, is_locked, working

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from pipeline.private.lock import working
with working(Path(sys.argv[1]) / "outputs", Path(sys.argv[1]) / "private", "analyze"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_the_second_command_says_who_is_at_work_and_leaves_with_2(
    other: subprocess.Popen[bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, private = str(tmp_path / "outputs"), str(tmp_path / "private")
    assert main(["close", "2026-11", "--out", out]) == 2
    assert main(["analyze", "answers.csv", "--out", out, "--quiet"]) == 2
    assert main(["forget", "MB0412", "--private", private]) == 2
    said = capsys.readouterr().err
    assert said.count("another command is at work here (analyze, started ") == 3 and said.count(f"process {other.pid})") == 3
    assert "--wait 600" in said and "Traceback" not in said
    assert is_locked(tmp_path / "private")


def test_a_killed_holder_holds_nobody_up(other: subprocess.Popen[bytes], tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / STAGING / f".2026-11.new-{other.pid}").mkdir(parents=True)
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert not is_locked(private)
    last = holder(private)
    assert last is not None and last.process == other.pid
    with working(tmp_path / "outputs", private, "close"):
        now = holder(private)
        assert now is not None and (now.command, now.process) == ("close", os.getpid())
        assert not (private / STAGING).exists()
    assert holder(private) is None


def test_waiting_outlasts_the_other(other: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert other.stdin is not None
    with pytest.raises(CannotRun), working(None, tmp_path / "private", "close", wait=0.1):
        pass
    other.stdin.close()
    with working(None, tmp_path / "private", "close", wait=60):
        assert is_locked(tmp_path / "private")


def test_where_nothing_is_written_nothing_stays(tmp_path: Path) -> None:
    private = tmp_path / "a" / "b" / "private"
    with pytest.raises(SetupError), working(tmp_path / "a" / "b" / "outputs", private, "analyze"):
        assert is_locked(private)
        raise SetupError("no")
    assert list(tmp_path.iterdir()) == []


def test_the_lock_stays_where_something_was_written(tmp_path: Path) -> None:
    private = tmp_path / "private"
    with working(tmp_path / "outputs", private, "analyze"):
        (private / "2026-11").mkdir()
    assert {path.name for path in private.iterdir()} == {"2026-11", LOCK} and RUNNING not in os.listdir(private)


def test_a_seal_knows_what_stood_before_and_takes_no_edit_for_ours(tmp_path: Path) -> None:
    from pipeline.private.seals import mark, read_seal, write_seal
    from pipeline.publish.checksums import write_checksums

    def wave(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "manifest.json").write_text(name)
        write_checksums(folder)
        return folder

    private, first, second, third = tmp_path, wave("first"), wave("second"), wave("third")
    write_seal(private, "2026-11", first, tmp_path / "nothing")
    seal = read_seal(private, "2026-11")
    assert seal is not None and (seal.published, seal.before) == (mark(first), "")
    write_seal(private, "2026-11", second, first)  # killed: the first still stands
    write_seal(private, "2026-11", third, first)  # and again
    seal = read_seal(private, "2026-11")
    assert seal is not None and (seal.published, seal.before) == (mark(third), mark(first))
    (first / "manifest.json").write_text("edited")
    write_checksums(first)
    write_seal(private, "2026-11", second, first)
    seal = read_seal(private, "2026-11")
    assert seal is not None and (seal.published, seal.before) == (mark(second), mark(third))
