"""From raw export to results: ours against what users would pick instead, at a thousand to ten million answers.

Usage: python -m benchmarks.end_to_end [ROWS …] [--runs 5] [--folder FOLDER] [--only PROGRAM …]

Every size is one run of its own: all programs in turns, warm page cache, medians. Figures are kept in results/national.json by
size; results/national.md is made from all that were kept.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.competitors_known import POLARS, WRITTEN, R, competitors, versions_of_r
from benchmarks.harness import Figures, Program, interleaved, run
from benchmarks.national.__main__ import FOLDER
from benchmarks.national.write import PART, Made, made
from benchmarks.table import RESULTS, machine

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
OURS: Final = "ours, to the protected release"
ALL: Final = "ours, `analyze` as a whole"
MILLION: Final = "ours, a million answers in turns with these"
KEPT: Final = RESULTS / "national.json"
LARGEST: Final = {POLARS, OURS, MILLION}
"""Only these run several times where the survey is several files; the others once, as far as memory reaches."""
#: The size at which it is asked, against whom, and how much at most.
ASKED: Final = ((1_000_000, POLARS, 2.2), (1_000_000, WRITTEN, 0.25), (1_000_000, R, 0.12))
MEMORY_ASKED: Final = {1_000_000: 700, 10_000_000: 1_000}
GROWTH_ASKED: Final = 1.1
_BYTES_A_ROW: Final = 1_100


def ours(survey: Made) -> list[Program]:
    """The whole command, and the part of it that others do, too."""
    return [Program(OURS, partial(_release_alone, survey)), Program(ALL, partial(_analyze, survey))]


def _release_alone(survey: Made, folder: Path, *options: str) -> Sequence[str]:
    files = (survey.roster, folder, *survey.exports)
    return [sys.executable, "-m", "benchmarks.release_alone", *options, *map(str, files)]


def _analyze(survey: Made, folder: Path) -> Sequence[str]:
    export = survey.exports[0] if len(survey.exports) == 1 else survey.exports[0].parent / "*.csv"
    command = [sys.executable, "-m", "pipeline", "analyze", str(export), "--roster", str(survey.roster)]
    return [*command, "--out", str(folder / "outputs"), "--wave", "2026-11", "--quiet"]


def measure(rows: int, runs: int, folder: Path, only: Sequence[str]) -> dict[str, Any]:
    """One size: figures per program, why others were left out, and where our time goes."""
    survey = made(rows, folder)
    _warm(survey)
    programs = [*competitors(survey), *ours(survey)]
    if rows > PART:  # how time grows is told of one run: machines are not as fast every day
        programs.append(Program(MILLION, partial(_release_alone, made(PART, folder))))
    if only:
        programs = [one for one in programs if any(word in one.name for word in only)]
    print(f"{rows:,} rows, {survey.size / 1e6:,.0f} MB")
    once = {one.name for one in programs} - LARGEST if rows > PART else set()
    found = interleaved(programs, runs, once=once)
    known = {
        "rows": rows,
        "megabytes": survey.size / 1e6,
        "machine": machine(),
        "r": versions_of_r(),
        "programs": {name: Figures.of(of_one).as_json() for name, of_one in found.items()},
        "absent": {one.name: one.absent for one in programs if one.absent},
    }
    if OURS in found and not found[OURS][-1].ended:
        profiled = run(Program("profile", partial(_profiled, survey)))
        known["profile"] = json.loads(profiled.said.splitlines()[-1]) if not profiled.ended else {}
    return known


def _profiled(survey: Made, folder: Path) -> Sequence[str]:
    return _release_alone(survey, folder, "--profile")


def _warm(survey: Made) -> None:
    """Read the files once, so that they come from memory, as far as it reaches."""
    for path in survey.exports:
        with path.open("rb") as file:
            while file.read(1 << 24):
                pass


def has_room(rows: int, folder: Path) -> bool:
    """Whether the files are there or the disk can hold them twice."""
    last = folder / f"{rows}.roster.csv"
    folder.mkdir(parents=True, exist_ok=True)
    return last.is_file() or shutil.disk_usage(folder).free > 2 * rows * _BYTES_A_ROW


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours over another's, whole processes and without start-up; asked is the most that is asked, None where nothing is."""

    rows: int
    against: str
    whole: float
    work: float
    asked: float | None


def ratios(kept: dict[str, Any]) -> list[Ratio]:
    """Of every size and every program that came to its end."""
    found = []
    for size, known in sorted(kept.items(), key=lambda item: int(item[0])):
        mine = known["programs"].get(OURS)
        if mine is None or mine["ended"]:
            continue
        for name, other in known["programs"].items():
            if name not in (OURS, ALL, MILLION) and not other["ended"]:
                asked = next((most for rows, against, most in ASKED if (rows, against) == (int(size), name)), None)
                found.append(Ratio(int(size), name, mine["wall"] / other["wall"], mine["work"] / other["work"], asked))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", nargs="*", default=[], help="parts of programs' names")
    asked = parser.parse_args()
    for rows in asked.rows:
        if not has_room(rows, asked.folder):
            print(f"{rows:,} rows are left out: the disk has no room for {2 * rows * _BYTES_A_ROW / 1e9:.0f} GB")
            continue
        known = measure(rows, asked.runs, asked.folder, asked.only)
        kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
        kept[str(rows)] = known
        RESULTS.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    from benchmarks.end_to_end_page import write_page

    write_page(json.loads(KEPT.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
