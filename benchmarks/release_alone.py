"""From the raw export to the protected release, and nothing after: what the programs of others are compared with.

Usage: python -m benchmarks.release_alone [--profile] [--cluster ADDRESS] ROSTER FOLDER EXPORT …

Everything that `analyze` does until the wall: all cleaning and quality rules, choosing what can be shown, the release as files,
and the attacker on the files as written. Findings, reports and the private files are left out. Prints the time at which its
imports were done; with ``--profile`` also a line of JSON with the seconds per part of the work.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import signal
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from pipeline.run.request import Request
from pipeline.run.store import store_of

if TYPE_CHECKING:
    from pipeline.wave.parts import Store

ROOMS: Final = (
    "pipeline.instrument",
    "pipeline.ingest",
    "pipeline.clean",
    "pipeline.measure",
    "pipeline.release",
    "pipeline.private",
)
_WANTED: Final = ("polars", "pyarrow.parquet", "pipeline.run")
_EVERY: Final = 0.005  # seconds between two samples

#: Part of the work -> where its code stands; the innermost place that is named here counts.
PARTS: Final = {
    "quality": ("clean/quality", "stats/careless", "measure/quality"),
    "reading": ("ingest/", "run/request"),
    "coding": ("clean/", "instrument/"),
    "moments": ("measure/", "stats/moments", "run/measured", "tables/flow"),
    "writing": ("release/store",),
    "audit": ("release/attack/", "release/audit", "release/leaks", "release/linked_audit"),
    "protecting": ("release/", "run/protected", "private/"),
}


def load() -> None:
    """Import what the work needs, so that its time is told apart from the work's."""
    for name in _WANTED:
        importlib.import_module(name)
    for room in ROOMS[:-1]:
        package = importlib.import_module(room)
        for module in pkgutil.iter_modules(package.__path__, f"{room}."):
            importlib.import_module(module.name)


class Sampler:
    """Looks every 5 ms where the program is, and gives the time since the last look to that part.

    The look comes between two steps of the interpreter, so what a library takes in one call counts for whoever called it.
    """

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.last = time.perf_counter()

    def start(self) -> None:
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, _EVERY, _EVERY)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _look(self, number: int, frame: FrameType | None) -> None:
        now = time.perf_counter()
        self.seconds[_part(frame)] += now - self.last
        self.last = now


def _part(frame: FrameType | None) -> str:
    while frame is not None:
        place = frame.f_code.co_filename.replace("\\", "/").rpartition("/pipeline/")[2]
        for part, places in PARTS.items():
            if place.startswith(places):
                return part
        frame = frame.f_back
    return "other"


def released(request: Request, store: Store, folder: Path) -> None:
    """Read, clean, code, score, protect, write and attack one wave; raises RuntimeError where the attacker finds something."""
    from pipeline.private.keep import answered
    from pipeline.release.audit import audit_release
    from pipeline.release.store import read_release, write_release
    from pipeline.run.given import given
    from pipeline.run.measured import measured
    from pipeline.run.protected import protected

    inputs = given(request, lambda line: None)
    scored = measured(request, inputs, store, lambda line: None)
    safe = protected(request, inputs, scored)
    write_release(folder / "wave", safe.release)
    result = audit_release(read_release(folder / "wave"), inputs.instrument, answered(scored.found.tally))
    if not result.safe:
        raise RuntimeError("; ".join(result.violations))


def _request(exports: list[Path], roster: Path, folder: Path, cluster: str | None) -> Request:
    """``analyze`` takes several files as a pattern; a folder with nothing else in it is one."""
    one = exports[0] if len(exports) == 1 else exports[0].parent / "*.csv"
    return Request(one, roster=roster, out=folder / "outputs", private=folder / "private", wave="2026-11", cluster=cluster)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--cluster")
    parser.add_argument("roster", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("exports", type=Path, nargs="+")
    asked = parser.parse_args()
    request = _request(asked.exports, asked.roster, asked.folder, asked.cluster)
    store = store_of(request)
    load()
    print("imported", time.time(), flush=True)
    sampler = Sampler()
    if asked.profile:
        sampler.start()
    released(request, store, asked.folder)
    if asked.profile:
        sampler.stop()
        print(json.dumps(dict(sampler.seconds)))


if __name__ == "__main__":
    main()
