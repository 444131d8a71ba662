"""How long small commands take, whole processes with everything: `--help`, the sample, 2,000 answers; and which imports take it.

Run: python -m benchmarks.start_up
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.harness import Figures, Program, interleaved
from benchmarks.national.__main__ import FOLDER
from benchmarks.national.write import made
from benchmarks.table import keep, markdown
from pipeline.commands.sample import SAMPLE, SAMPLE_ROSTER

RUNS: Final = 9
ROWS: Final = 2_000
ASKED: Final = {"`--help`": 0.3, "`analyze` of 2,000 answers": 2.5}
_TOP: Final = 12
_LINE: Final = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|(\s+)(\S+)")
_COMMAND: Final = Path(sys.executable).with_name("telehealth-readiness")


def command() -> list[str]:
    """The installed command, or the module where it is not installed."""
    return [str(_COMMAND)] if _COMMAND.exists() else [sys.executable, "-m", "pipeline"]


def programs() -> list[Program]:
    """What a user waits for; without the PDF, which a browser prints, to tell its part apart."""
    survey = made(ROWS, FOLDER)
    whole, sample = (survey.exports[0], survey.roster), (SAMPLE, SAMPLE_ROSTER)
    return [
        Program("`--help`", lambda folder: [*command(), "--help"]),
        Program("`analyze` of the sample, 808 answers", partial(_analyze, *sample, ())),
        Program("`analyze` of the sample, without the PDF", partial(_analyze, *sample, ("--no-pdf",))),
        Program("`analyze` of 2,000 answers", partial(_analyze, *whole, ())),
        Program("`analyze` of 2,000 answers, without the PDF", partial(_analyze, *whole, ("--no-pdf",))),
    ]


def _analyze(export: Path, roster: Path, options: Sequence[str], folder: Path) -> list[str]:
    out = ("--out", str(folder / "outputs"), "--wave", "2026-11", "--quiet")
    return [*command(), "analyze", str(export), "--roster", str(roster), *out, *options]


def imports(arguments: Sequence[str]) -> Counter[str]:
    """Microseconds of importing per library (the first part of a module's name), without what it imports from others."""
    asked = [sys.executable, "-X", "importtime", "-m", "pipeline", *arguments]
    return by_library(subprocess.run(asked, capture_output=True, text=True, check=True).stderr)


def by_library(told: str) -> Counter[str]:
    """Own time of every module of an import log, summed by library; modules of the standard library stand together."""
    found: Counter[str] = Counter()
    for match in _LINE.finditer(told):
        library = match[4].partition(".")[0]
        found["the standard library" if library.lstrip("_") in _standard() else library] += int(match[1])
    return found


def _standard() -> frozenset[str]:
    return frozenset(name.lstrip("_") for name in (*sys.stdlib_module_names, "encodings", "zipimport", "site"))


def _top(found: Counter[str], what: str) -> str:
    rows = [{"library": name, "ms": f"{micro / 1000:.0f}"} for name, micro in found.most_common(_TOP)]
    rows.append({"library": "all", "ms": f"{found.total() / 1000:.0f}"})
    return f"Imports of {what}, milliseconds by library (the log itself makes them slower):\n\n{markdown(rows)}"


def main() -> None:
    rows = []
    for name, runs in interleaved(programs(), RUNS).items():
        one = Figures.of(runs)
        most = ASKED.get(name)
        rows.append(
            {
                "command": name,
                "wall, s": one.ended or f"{one.wall:.2f} ({one.least:.2f} to {one.most:.2f})",
                "processor, s": f"{one.processor:.2f}",
                "peak, MB": f"{one.peak:.0f}",
                "asked": "" if most is None else f"{most:g} s: {'met' if one.wall <= most and not one.ended else 'NOT met'}",
            }
        )
    with tempfile.TemporaryDirectory() as folder:
        whole = imports(["analyze", str(SAMPLE), "--roster", str(SAMPLE_ROSTER), "--out", f"{folder}/outputs", "--quiet"])
    head = f"Whole processes, files in the page cache, medians and ranges of {RUNS} runs in turns."
    tables = (_top(imports(["--help"]), "`--help`"), _top(whole, "`analyze` of the sample"))
    keep("start_up", "Start-up: how long small commands take", head, markdown(rows), *tables)


if __name__ == "__main__":
    main()
