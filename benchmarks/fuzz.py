"""Fuzz every reader: damaged and invented files may only be read or refused, quickly and in little memory.

``python -m benchmarks.fuzz [READER ...] --runs 200000 --workers 2``. Each reader has a process of its own; when it dies, that
is a finding too, and another goes on. State is kept in ``results/.fuzz/<reader>/``: a run that was interrupted goes on where
it stopped (``--fresh`` starts over), and the table is written again after each reader.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from benchmarks import table
from benchmarks.fuzz_coverage import fingerprint
from benchmarks.fuzz_report import Outcome, write
from benchmarks.fuzz_seeds import CODEBOOK
from benchmarks.fuzz_target import Tally
from pipeline.ingest.read import READERS

STATE = table.RESULTS / ".fuzz"
_STUCK_SECONDS = 90
_MOST_DEATHS = 1_000
#: A line of a traceback that faulthandler writes when a process dies.
_FRAME = re.compile(r'File "([^"]+)", line \d+ in (\S+)')


def fuzz(platform: str, folder: Path, runs: int, seed: int = 1) -> Outcome:
    """Fuzz one reader until ``runs`` inputs are counted in the folder; then replay the corpus for its lines."""
    folder.mkdir(parents=True, exist_ok=True)
    _forget_other_code(platform, folder)
    clock = folder / "seconds"
    spent = float(clock.read_text()) if clock.exists() else 0.0
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as memory:
        work = Path(memory)
        _move(folder, work)
        began = time.monotonic()
        try:
            drive(platform, work, runs, seed)
        finally:
            _move(work, folder)
            spent += time.monotonic() - began
            clock.write_text(str(spent))
    return Outcome(platform, Tally.kept(folder), spent, _coverage(platform, folder), found(folder))


def drive(platform: str, folder: Path, runs: int, seed: int = 1) -> None:
    """Start fuzzing processes, one after another as they die, until ``runs`` inputs are counted in the folder."""
    deaths = 0
    while (done := Tally.kept(folder).inputs) < runs and deaths < _MOST_DEATHS:
        if code := _run(platform, folder, runs, seed + done):
            deaths += 1
            _keep_death(platform, folder, code)
        elif Tally.kept(folder).inputs == done:
            break


def _forget_other_code(platform: str, folder: Path) -> None:
    """Drop counts and findings of an earlier state of the reader; the inputs that it led to stay, to start from."""
    print_of_code, kept = fingerprint(platform), folder / "code"
    if kept.exists() and kept.read_text() == print_of_code:
        return
    for name in ("tally", "seconds", "slowest"):
        (folder / name).unlink(missing_ok=True)
    for name in ("findings", "died"):
        shutil.rmtree(folder / name, ignore_errors=True)
    kept.write_text(print_of_code)


def _move(source: Path, target: Path) -> None:
    """Copy the state between the disk and the memory disk, where thousands of small files cost nothing."""
    for path in source.iterdir():
        if path.is_dir():
            shutil.copytree(path, target / path.name, dirs_exist_ok=True)
        else:
            shutil.copyfile(path, target / path.name)


def _run(platform: str, folder: Path, runs: int, seed: int) -> int:
    """One fuzzing process; its exit code. A process that counts nothing for long is stuck in native code and is ended."""
    command = [sys.executable, "-m", "benchmarks.fuzz_process", platform, str(folder), "--runs", str(runs), "--seed", str(seed)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=Path(__file__).parents[1])
        seen, since = -1, time.monotonic()
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2)
            count = Tally.kept(folder).inputs
            if count != seen:
                seen, since = count, time.monotonic()
            elif time.monotonic() - since > _STUCK_SECONDS:
                process.send_signal(signal.SIGKILL)
                process.wait()
    return process.returncode


def _keep_death(platform: str, folder: Path, code: int) -> None:
    """Count the input that a process died of; a finding, unless it is refused cleanly when it is read as users read it."""
    data = _last_input(folder)
    path = folder / "died" / f"{hashlib.sha256(data).hexdigest()[:16]}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    command = [sys.executable, "-m", "benchmarks.fuzz_process", platform, str(path), "--once"]
    again = subprocess.run(command, capture_output=True, cwd=Path(__file__).parents[1], check=False)
    tally = Tally.kept(folder)
    tally.inputs += 1
    tally.contained += again.returncode == 0
    (folder / "tally").write_bytes(tally.packed())
    if again.returncode:
        _write_death(platform, folder, code, data)


def _last_input(folder: Path) -> bytes:
    """The input that was being read last: it is still in the files that were written for it."""
    written = max((*folder.glob("input*"), *folder.glob("pair/*data*"), *folder.glob("pair/*DATA*")), key=_changed, default=None)
    if written is None:
        return b""
    books = [path for path in (*folder.glob("codebook.*"), *folder.glob("pair/*[yR]*")) if path != written]
    last = max(books, key=_changed, default=None)
    together = last is not None and abs(_changed(last) - _changed(written)) < 0.01
    return written.read_bytes() + (CODEBOOK + last.read_bytes() if last is not None and together else b"")


def _write_death(platform: str, folder: Path, code: int, data: bytes) -> None:
    """Write down that a process died, where, and of what."""
    log = (folder / "death.log").read_text(errors="replace") if (folder / "death.log").exists() else ""
    frames = _FRAME.findall(log)
    place = " < ".join(f"{Path(file).name}:{name}" for file, name in frames[:2]) or f"exit {code}"
    kind = f"death by signal {-code}" if code < 0 else f"end with code {code}"
    path = folder / "findings" / f"death-{hashlib.sha256(f'{kind} {place}'.encode()).hexdigest()[:8]}"
    path.parent.mkdir(exist_ok=True)
    path.with_suffix(".bin").write_bytes(data)
    said = (log or (folder / "log").read_text(errors="replace"))[-2_000:]
    note = {"platform": platform, "kind": kind, "place": place, "bytes": len(data), "traceback": said}
    path.with_suffix(".json").write_text(json.dumps(note, indent=1), encoding="utf-8")


def _changed(path: Path) -> float:
    return path.stat().st_mtime


def _coverage(platform: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Lines by module, measured in a process of its own."""
    with tempfile.TemporaryDirectory() as work:
        for name in ("corpus", "died"):
            if (folder / name).is_dir():
                shutil.copytree(folder / name, Path(work) / name)
        command = [sys.executable, "-m", "benchmarks.fuzz_coverage", platform, work]
        done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=True)
    result: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return result


def found(folder: Path) -> list[dict[str, Any]]:
    """The findings kept in a folder, the most severe kinds first."""
    notes = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "findings").glob("*.json"))]
    return sorted(notes, key=lambda note: (not note["kind"].startswith(("death", "hang")), note["kind"], note["place"]))


def main() -> None:
    """Fuzz the readers named, or all, two at a time; write the table after each."""
    names = [reader.platform for reader in READERS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platforms", nargs="*", metavar="READER", help=", ".join(names))
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget what was kept of these readers")
    given = parser.parse_args()
    wanted = given.platforms or names
    if unknown := set(wanted) - set(names):
        parser.error(f"no such reader: {', '.join(sorted(unknown))}")
    if given.fresh:
        for name in wanted:
            shutil.rmtree(STATE / name, ignore_errors=True)
    outcomes: dict[str, Outcome] = {}
    lock = Lock()

    def one(name: str) -> None:
        outcome = fuzz(name, STATE / name, given.runs)
        with lock:
            outcomes[name] = outcome
            write([outcomes[done] for done in names if done in outcomes])

    with ThreadPoolExecutor(given.workers) as pool:
        list(pool.map(one, wanted))


if __name__ == "__main__":
    main()
