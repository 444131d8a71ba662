"""Run one program and tell what it took; a process of its own that holds next to nothing.

Why: Linux counts the memory of the process that a program was split from as the program's own peak, so the splitting one must be
small. Usage: python -I -S launch.py MOST_MB COMMAND …   Prints one line of JSON, and is itself not measured.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

_LOOK = 0.05  # seconds between two looks at the memory left
_LEAST_LEFT = 1_500  # MB that must stay free for the machine


def main(most: float, command: list[str]) -> dict[str, object]:
    """Wall and processor seconds, peak in MB, when it began (seconds since 1970), how it ended and what it said."""
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as complained:
        begun, clock = time.time(), time.perf_counter()
        child = subprocess.Popen(command, stdout=told, stderr=complained, stdin=subprocess.DEVNULL)
        ended, stopped, peaks = threading.Event(), threading.Event(), [0.0]
        watch = threading.Thread(target=_watch, args=(child.pid, most, ended, stopped, peaks), daemon=True)
        watch.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - clock
        ended.set()
        watch.join()
        child.returncode = os.waitstatus_to_exitcode(status)
        return {
            "wall": wall,
            "processor": used.ru_utime + used.ru_stime,
            "peak": max(used.ru_maxrss / 1024, *peaks),
            "begun": begun,
            "code": child.returncode,
            "stopped": stopped.is_set(),
            "told": _text(told),
            "complained": _text(complained)[-2_000:],
        }


def _watch(pid: int, most: float, ended: threading.Event, stopped: threading.Event, peaks: list[float]) -> None:
    """Stop a process that takes more than it may (0: any), or before the machine has no memory left.

    peaks : gets what a program of several processes holds in all; of a single one the system itself tells the exact peak.
    """
    while not ended.wait(_LOOK):
        tree = _tree(pid)
        held = sum(map(_held, tree)) if len(tree) > 1 else _resident(pid)
        if len(tree) > 1:
            peaks.append(max(held, peaks.pop()))
        if _available() < _LEAST_LEFT or (most and held > most):
            stopped.set()
            for one in tree:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, 9)
            return


def _tree(pid: int) -> list[int]:
    """A process and everything that it started."""
    try:
        children = [
            int(one) for task in os.listdir(f"/proc/{pid}/task") for one in _read(f"/proc/{pid}/task/{task}/children").split()
        ]
    except OSError:
        children = []
    return [pid, *(further for child in children for further in _tree(child))]


def _held(pid: int) -> float:
    """MB of one process of several; what it shares with others counts in part for each."""
    line = next((line for line in _read(f"/proc/{pid}/smaps_rollup").splitlines() if line.startswith("Pss:")), "")
    return int(line.split()[1]) / 1024 if line else 0.0


def _resident(pid: int) -> float:
    told = _read(f"/proc/{pid}/statm").split()
    return int(told[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if told else 0.0


def _read(path: str) -> str:
    """A file of the system, or nothing where the process has just ended."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def _available() -> float:
    """MB that the machine can still give; infinity where it does not say."""
    lines = _read("/proc/meminfo").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable")), float("inf"))


def _text(file) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]), sys.argv[2:])))
