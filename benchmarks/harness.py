"""Run programs as whole processes and measure them: wall and processor time, peak memory, and when their imports were done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

MEMORY_ENDED: Final = "memory ended"
_LAUNCH: Final = Path(__file__).with_name("launch.py")
_IMPORTED: Final = "imported "


@dataclass(frozen=True, slots=True)
class Program:
    """What is measured. command : given a new empty folder for what it writes. absent : why it cannot run here, or empty."""

    name: str
    command: Callable[[Path], Sequence[str]]
    environment: Mapping[str, str] | None = None
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one program.

    Attributes
    ----------
    wall, processor : seconds of the whole process, start-up included; processor is user and system, of all its threads.
    start : seconds until the program said that its libraries were loaded; None where it does not say.
    peak : MB. ended : empty, ``MEMORY_ENDED``, or what it complained of last. said : its output.
    """

    wall: float
    processor: float
    start: float | None
    peak: float
    ended: str = ""
    said: str = ""

    @property
    def work(self) -> float:
        """Seconds without start-up."""
        return self.wall - (self.start or 0.0)


def run(program: Program, most: float = 0) -> Run:
    """Run once. most : MB that it may take; 0: what leaves the machine enough."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-I", "-S", str(_LAUNCH), str(most), *program.command(Path(folder))]
        environment = {**os.environ, **(program.environment or {})}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    told = json.loads(done.stdout)
    return Run(told["wall"], told["processor"], _started(told), told["peak"], _ended(told), told["told"])


def _started(told: Mapping[str, Any]) -> float | None:
    line = next((line for line in told["told"].splitlines() if line.startswith(_IMPORTED)), None)
    return float(line.split()[1]) - told["begun"] if line else None


def _ended(told: Mapping[str, Any]) -> str:
    complained = told["complained"].strip()
    if told["stopped"] or "MemoryError" in complained or "cannot allocate" in complained.lower():
        return MEMORY_ENDED
    return f"exit code {told['code']}: {complained.splitlines()[-1][:200] if complained else ''}" if told["code"] else ""


def interleaved(
    programs: Iterable[Program], runs: int, say: Callable[[str], None] = print, once: Container[str] = ()
) -> dict[str, list[Run]]:
    """Every program so many times, in turns: what slows the machine for a while slows all. One that failed runs no more.

    once : names of programs that run in the first turn only.
    """
    able = [program for program in programs if not program.absent]
    found: dict[str, list[Run]] = {program.name: [] for program in able}
    for turn in range(runs):
        for program in able:
            before = found[program.name]
            if before and (before[-1].ended or program.name in once):
                continue
            one = run(program)
            before.append(one)
            say(f"  {turn + 1}/{runs} {program.name}: {one.ended or f'{one.wall:.2f} s, {one.peak:.0f} MB'}")
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of several runs, and the range of the wall time. start is None where it is not told."""

    runs: int
    wall: float
    least: float
    most: float
    work: float
    start: float | None
    processor: float
    peak: float
    ended: str

    @staticmethod
    def of(runs: Sequence[Run]) -> Figures:
        """Of the runs that came to their end; of all where none did."""
        whole = [one for one in runs if not one.ended] or list(runs)
        starts = [one.start for one in whole if one.start is not None]
        walls = [one.wall for one in whole]
        return Figures(
            len(whole),
            median(walls),
            min(walls),
            max(walls),
            median(one.work for one in whole),
            median(starts) if starts else None,
            median(one.processor for one in whole),
            median(one.peak for one in whole),
            runs[-1].ended,
        )

    def as_json(self) -> dict[str, Any]:
        """For keeping beside the tables."""
        return asdict(self)
