"""Many machines on one: from many exports to the protected release with one and two workers, against no cluster.

Run: python -m benchmarks.cluster [ROWS] [--files 10] [--runs 5] [--folder FOLDER]

A scheduler and workers of one thread each are processes of their own, as on machines apart. Then the same with a worker killed
in the middle. What is compared: time, memory of all processes together, and every file of the release, bit by bit. What
`analyze` does afterwards is done where the command runs, with and without a cluster, and is left out (``release_alone``).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.national.__main__ import FOLDER
from benchmarks.national.write import Made, made
from benchmarks.table import keep, markdown

SPEEDUP_ASKED: Final = 1.6
PLAIN, ONE, TWO, KILLED = "no cluster", "one worker", "two workers", "two workers, one killed in the middle"
_PATIENCE: Final = 60  # seconds until a scheduler or worker must be there
_ONE_THREAD: Final = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")}


@dataclass(frozen=True, slots=True)
class Took:
    """One run.

    Attributes
    ----------
    wall, start_up : seconds in all, and until the command's libraries were imported. peak : MB of the command with all workers,
        looked at ten times a second. release : SHA-256 of every file of it.
    """

    wall: float
    start_up: float
    peak: float
    release: Mapping[str, str]

    @property
    def work(self) -> float:
        """Seconds without start-up."""
        return self.wall - self.start_up


def released(survey: Made, folder: Path, *options: str, meanwhile: Callable[[float], None] | None = None) -> Took:
    """To the protected release of all exports, into a new folder; raises RuntimeError with what it complained of.

    meanwhile : called again and again with the seconds since the start.
    """
    shutil.rmtree(folder, ignore_errors=True)
    files = (survey.roster, folder, *survey.exports)
    command = [sys.executable, "-m", "benchmarks.release_alone", *options, *map(str, files)]
    peak, begun, at = 0.0, time.perf_counter(), time.time()
    with tempfile.TemporaryFile() as told:
        child = subprocess.Popen(command, stdout=told, stderr=told)
        while child.poll() is None:
            peak = max(peak, memory_of([child.pid]))
            if meanwhile is not None:
                meanwhile(time.perf_counter() - begun)
            time.sleep(0.1)
        wall = time.perf_counter() - begun
        told.seek(0)
        said = told.read().decode("utf-8", "replace")
        if child.returncode:
            raise RuntimeError(said[-2_000:])
    imported = next(float(line.split()[1]) for line in said.splitlines() if line.startswith("imported "))
    return Took(wall, imported - at, peak, checksums(folder / "wave" / "release"))


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder, by its place in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def memory_of(pids: Sequence[int]) -> float:
    """MB that these processes and all their children hold; what several share is counted for each."""
    import psutil

    total = 0
    for pid in pids:
        try:
            parent = psutil.Process(pid)
            total += sum(one.memory_info().rss for one in (parent, *parent.children(recursive=True)))
        except psutil.Error:
            continue
    return total / 1e6


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler and its workers, each a process of its own."""

    address: str
    workers: tuple[subprocess.Popen, ...]

    def memory(self) -> float:
        """MB of all workers."""
        return memory_of([worker.pid for worker in self.workers])


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[Cluster]:
    """A scheduler on a free port of this machine and so many workers of one thread; all are ended afterwards."""
    address = f"tcp://127.0.0.1:{_free_port()}"
    quiet = ["--no-dashboard"]
    with ExitStack() as stack:
        host, port = address.removeprefix("tcp://").split(":")
        stack.enter_context(_process(["scheduler", "--host", host, "--port", port, *quiet], folder))
        _wait_for(int(port))
        each = ["worker", address, "--nthreads", "1", "--nworkers", "1", "--no-nanny", "--local-directory", str(folder), *quiet]
        started = tuple(stack.enter_context(_process(each, folder)) for _ in range(workers))
        _wait_for_workers(address, workers)
        yield Cluster(address, started)


@contextmanager
def _process(arguments: Sequence[str], folder: Path) -> Iterator[subprocess.Popen]:
    environment = {**os.environ, **_ONE_THREAD, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "dask", *arguments]
    null = subprocess.DEVNULL
    child = subprocess.Popen(command, cwd=folder, env=environment, stdout=null, stderr=null)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait_for(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the scheduler does not answer")


def _wait_for_workers(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, timeout=_PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=_PATIENCE)


def with_workers(survey: Made, workers: int, folder: Path, kill_after: float | None = None) -> Took:
    """On a cluster that is there already, as users have it. kill_after : seconds until the last worker is killed."""
    with tempfile.TemporaryDirectory() as scratch, cluster(workers, Path(scratch)) as made_:
        held, done = [0.0], threading.Event()

        def meanwhile(seconds: float) -> None:
            held[0] = max(held[0], made_.memory())
            if kill_after is not None and seconds >= kill_after and not done.is_set():
                done.set()
                made_.workers[-1].send_signal(signal.SIGKILL)

        took = released(survey, folder, "--cluster", made_.address, meanwhile=meanwhile)
        if kill_after is not None and not done.is_set():
            raise RuntimeError("the command ended before a worker was killed")
        return replace(took, peak=took.peak + held[0])


def measure(survey: Made, runs: int, folder: Path) -> dict[str, list[Took]]:
    """All ways in turns; then, once, a worker is killed in the middle of what two took."""
    found: dict[str, list[Took]] = {PLAIN: [], ONE: [], TWO: []}
    for turn in range(runs):
        found[PLAIN].append(released(survey, folder))
        found[ONE].append(with_workers(survey, 1, folder))
        found[TWO].append(with_workers(survey, 2, folder))
        print(f"  {turn + 1}/{runs} " + ", ".join(f"{name} {took[-1].wall:.1f} s" for name, took in found.items()), flush=True)
    found[KILLED] = [with_workers(survey, 2, folder, kill_after=median(one.wall for one in found[TWO]) / 2)]
    return found


def _range(values: Sequence[float]) -> str:
    """Median, least and most."""
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    survey = made(asked.rows, asked.folder, asked.rows // asked.files)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(survey, asked.runs, Path(folder) / "run")
    return write_page(survey, found)


def write_page(survey: Made, found: Mapping[str, Sequence[Took]]) -> int:
    """results/cluster.md; 1 where a result differs."""
    first = found[PLAIN][0].release
    works = {name: median(one.work for one in took) for name, took in found.items()}
    rows = [
        {
            "how": name,
            "runs": len(took),
            "wall, s": _range([one.wall for one in took]),
            "start-up, s": f"{median(one.start_up for one in took):.1f}",
            "without it, s": _range([one.work for one in took]),
            "peak of all processes, MB": f"{median(one.peak for one in took):.0f}",
            "release, bit by bit": "the same" if all(one.release == first for one in took) else "DIFFERS",
        }
        for name, took in found.items()
    ]
    gain, share = works[ONE] / works[TWO], works[TWO] / works[PLAIN]
    said = (
        f"- Two workers against one: {gain:.2f} times as fast (asked: {SPEEDUP_ASKED}): "
        f"{'met' if gain >= SPEEDUP_ASKED else 'NOT met'}.\n"
        f"- Two workers against no cluster: {share:.2f} of its time (asked: no slower): {'met' if share <= 1 else 'NOT met'}."
    )
    head = (
        f"{survey.rows:,} answers in {len(survey.exports)} files, from exports to the protected and attacked release. *Start-up* "
        "ends when the command has imported its libraries, which workers do at the same time; ratios are without it. A scheduler "
        "and new workers of one thread each are there already, as processes of their own; without a cluster the process may use "
        "all processors. A killed worker is sent SIGKILL when half of the time of two workers is over, and none takes its place."
    )
    keep("cluster", "Many machines: Dask workers against no cluster", head, said, markdown(rows))
    return 0 if all(row["release, bit by bit"] == "the same" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
