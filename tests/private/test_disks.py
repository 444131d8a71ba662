"""A disk that is full or read-only, and a limit on the size of files: told in one sentence, nothing changed, no traceback."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.publish.bundle import open_wave
from tests.made_once import copied
from tests.private.rows import WAVE

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="disks are mounted as POSIX systems do")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a disk of its own with some options; mounted again with others where it is asked for twice."""
    place = tmp_path / "disk"
    mounted = False

    def mount(options: str) -> Path:
        nonlocal mounted
        place.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("disks cannot be mounted here")
        mounted = True
        return place

    if shutil.which("mount") is None:
        pytest.skip("disks cannot be mounted here")
    yield mount
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


def files(folder: Path) -> dict[str, bytes]:
    """All but the lock, which a first command leaves."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def analyze_again(store: Path, place: Path) -> list[str]:
    given = ["--wave", WAVE, "--out", str(place / "outputs"), "--instrument", "tele_oncology_short", "--quiet"]
    return ["analyze", str(store / "answers.csv"), *given]


@pytest.mark.parametrize("command", ["analyze", "close"])
def test_a_full_disk_changes_nothing(
    command: str, disk: Callable[[str], Path], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = disk("size=64m")
    copied(store, place)
    (place / "filler").write_bytes(bytes(shutil.disk_usage(place).free - 150_000))
    before = files(place)
    again = analyze_again(store, place) if command == "analyze" else ["close", WAVE, "--out", str(place / "outputs")]
    assert main(again) == 2
    said = capsys.readouterr().err
    assert "cannot be written (No space left on device)" in said and "make room on the disk" in said
    assert "what was there before is untouched" in said and "Traceback" not in said
    if command == "close":  # the ledger goes first: it may know the wave, and closing it again ends it
        assert open_wave(place / "outputs", WAVE).manifest.state == "draft"
    else:
        assert files(place) == before
    (place / "filler").unlink()
    assert main(again) == 0


@pytest.mark.parametrize("command", ["analyze", "close", "forget"])
def test_a_read_only_disk_changes_nothing(
    command: str, disk: Callable[[str], Path], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = disk("size=64m")
    copied(store, place)
    before = files(place)
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    given = {
        "analyze": analyze_again(store, place),
        "close": ["close", WAVE, "--out", str(place / "outputs")],
        "forget": ["forget", "code-1-0000", "--private", str(place / "private")],
    }
    assert main(given[command]) == 2
    said = capsys.readouterr().err
    assert "cannot be written (Read-only file system)" in said and "Traceback" not in said
    assert files(place) == before and open_wave(place / "outputs", WAVE).wave == WAVE


def test_a_limit_on_the_size_of_files_changes_nothing(store: Path, tmp_path: Path) -> None:
    copied(store, tmp_path)
    before = files(tmp_path)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, 15_000))

    command = [sys.executable, "-m", "pipeline", *analyze_again(store, tmp_path)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limit, env=environment, check=False)
    assert done.returncode == 2 and "cannot be written (File too large)" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and files(tmp_path) == before
