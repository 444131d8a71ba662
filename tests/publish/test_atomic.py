"""A folder is in place whole or not at all, whatever moment a run dies at."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.errors import CannotRun
from pipeline.publish import atomic
from pipeline.publish.atomic import current, leftovers, mend, replace_folder, replacing, write_text
from pipeline.publish.bundle import waves

ROOT = Path(__file__).parents[2]
FILES = 12

#: Writes the same folder again and again; every file of one version holds the version's number.
WRITER = f"""
import sys
from pathlib import Path
from pipeline.publish.atomic import replace_folder
target, version = Path(sys.argv[1]), 0
while True:
    version += 1
    def fill(folder):
        for i in range({FILES}):
            (folder / str(i)).write_text(str(version) * 2000)
    replace_folder(target, fill)
    print(version, flush=True)
"""


def whole(folder: Path) -> bool:
    texts = [(folder / str(i)).read_text() for i in range(FILES)]
    return len(set(texts)) == 1 and len(texts[0]) >= 2000


def test_killed_at_any_moment_the_last_good_folder_is_readable(tmp_path: Path) -> None:
    target = tmp_path / "2026-11"
    for attempt in range(25):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.003 * (attempt % 9))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert whole(current(target)), attempt
        assert waves(tmp_path) == ["2026-11"]
    replace_folder(target, lambda folder: [(folder / str(i)).write_text("x" * 2000) for i in range(FILES)] and None)
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11"]  # the next run clears what killed runs left


def test_nothing_changes_when_filling_fails(tmp_path: Path) -> None:
    target = tmp_path / "wave"
    replace_folder(target, lambda folder: (folder / "a").write_text("good") and None)

    def broken(folder: Path) -> None:
        (folder / "a").write_text("bad")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        replace_folder(target, broken)
    assert (target / "a").read_text() == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["wave"]


def test_what_a_killed_run_left_is_cleared_and_what_a_living_one_fills_is_not(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("whether a process lives is asked on POSIX only")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for process in (dead.pid, os.getppid()):
        (tmp_path / f".wave.new-{process}").mkdir()
    (tmp_path / ".wave.previous").mkdir()
    (tmp_path / ".wave.previous" / "a").write_text("old")
    assert current(tmp_path / "wave").name == ".wave.previous"
    replace_folder(tmp_path / "wave", lambda folder: (folder / "a").write_text("new") and None)
    assert (tmp_path / "wave" / "a").read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} == {"wave", f".wave.new-{os.getppid()}"}


def test_private_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("permissions are checked on POSIX only")
    replace_folder(tmp_path / "private" / "2026-11", lambda folder: None, private=True)
    assert stat.S_IMODE((tmp_path / "private" / "2026-11").stat().st_mode) == 0o700


def test_a_place_that_cannot_be_written_is_a_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotRun, match="cannot be written"):
        replace_folder(tmp_path / "file" / "wave", lambda folder: None)


def written(folder: Path, text: str) -> None:
    (folder / "a").write_text(text)


def test_where_the_system_can_there_is_no_moment_without_the_folder(tmp_path: Path) -> None:
    target = tmp_path / "wave"
    replace_folder(target, lambda folder: written(folder, "0"))
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    if not atomic.exchange(one, other):
        pytest.skip("this system or file system cannot let two folders change places")
    missing, done = [], threading.Event()

    def look() -> None:
        while not done.is_set():
            try:
                os.stat(target / "a")
            except FileNotFoundError as error:
                missing.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    for version in range(1, 60):
        replace_folder(target, lambda folder, version=version: written(folder, str(version)))
    done.set()
    reader.join()
    assert not missing and (target / "a").read_text() == "59"


def test_where_it_cannot_the_old_folder_waits_under_its_previous_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    for text in ("old", "new"):
        replace_folder(tmp_path / "wave", lambda folder, text=text: written(folder, text))
    assert (tmp_path / "wave" / "a").read_text() == "new" and [path.name for path in tmp_path.iterdir()] == ["wave"]


def test_a_folder_is_filled_elsewhere_and_nothing_stays_there(tmp_path: Path) -> None:
    target, staging = tmp_path / "outputs" / "wave", tmp_path / "private" / ".staging"
    for text in ("old", "new"):
        with replacing(target, staging=staging) as folder:
            assert folder.parent == staging and not (tmp_path / "outputs" / ".wave.previous").exists()
            written(folder, text)
        assert (target / "a").read_text() == text and not staging.exists()
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == ["wave"]


def test_a_folder_that_was_filled_on_another_disk_is_put_in_place_whole(tmp_path: Path) -> None:
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here")
    staging = other / f"staging-{os.getpid()}"
    try:
        for text in ("old", "new"):
            with replacing(tmp_path / "wave", staging=staging) as folder:
                written(folder, text)
            assert (tmp_path / "wave" / "a").read_text() == text
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    assert [path.name for path in tmp_path.iterdir()] == ["wave"]


def test_mending_puts_back_and_clears_and_touches_nothing_else(tmp_path: Path) -> None:
    for name in (".one.previous", ".two.previous", "two", "notes", ".hidden"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, name)
    (tmp_path / ".key.new").write_text("half")
    assert [path.name for path in leftovers(tmp_path)] == [".key.new", ".one.previous", ".two.previous"]
    assert mend(tmp_path) == (".key.new", ".one.previous", ".two.previous")
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two", "notes", ".hidden"}
    assert (tmp_path / "one" / "a").read_text() == ".one.previous" and (tmp_path / "two" / "a").read_text() == "two"
    assert leftovers(tmp_path / "nowhere") == []


def test_a_single_file_is_written_whole_or_it_is_said_why_not(tmp_path: Path) -> None:
    write_text(tmp_path / "a.json", "new\n")
    assert (tmp_path / "a.json").read_bytes() == b"new\n" and [path.name for path in tmp_path.iterdir()] == ["a.json"]
    with pytest.raises(CannotRun, match="cannot be written"):
        write_text(tmp_path / "a.json" / "b.json", "x")
