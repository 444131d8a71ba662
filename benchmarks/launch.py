"""Run one program and tell what it took; a process of its own that holds next to nothing.

Why: Linux counts the memory of the process that a program was split from as the program's own peak, so the splitting one must be
small. Usage: python -I -S launch.py MOST_MB COMMAND …   Prints one line of JSON, and is itself not measured.
"""

from __future__ import annotations

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
        ended, stopped = threading.Event(), threading.Event()
        watch = threading.Thread(target=_watch, args=(child.pid, most, ended, stopped), daemon=True)
        watch.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - clock
        ended.set()
        watch.join()
        child.returncode = os.waitstatus_to_exitcode(status)
        return {
            "wall": wall,
            "processor": used.ru_utime + used.ru_stime,
            "peak": used.ru_maxrss / 1024,
            "begun": begun,
            "code": child.returncode,
            "stopped": stopped.is_set(),
            "told": _text(told),
            "complained": _text(complained)[-2_000:],
        }


def _watch(pid: int, most: float, ended: threading.Event, stopped: threading.Event) -> None:
    """Stop a process that takes more than it may (0: any), or before the machine has no memory left."""
    while not ended.wait(_LOOK):
        if _available() < _LEAST_LEFT or (most and _resident(pid) > most):
            stopped.set()
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                return


def _available() -> float:
    """MB that the machine can still give; infinity where it does not say."""
    try:
        with open("/proc/meminfo") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("MemAvailable")) / 1024
    except OSError:
        return float("inf")


def _resident(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


def _text(file) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]), sys.argv[2:])))
