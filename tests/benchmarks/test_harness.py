"""What is measured of a program is its own: time, memory, imports, and how it ended."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.harness import MEMORY_ENDED, Figures, Program, Run, interleaved, run

MB = 1 << 20


def _python(name: str, code: str) -> Program:
    return Program(name, lambda folder: [sys.executable, "-S", "-c", code, str(folder)])


def test_peak_is_that_of_the_program_and_not_of_this_process() -> None:
    small, large = _python("small", "pass"), _python("large", f"x = bytearray(200 * {MB})")
    assert run(small).peak < 60  # this process has long more
    assert 200 < run(large).peak < 300


def test_peak_of_several_processes_is_that_of_all_together() -> None:
    child = f"x = bytearray(100 * {MB}); import time; time.sleep(1)"
    start = f"[subprocess.Popen([sys.executable, '-S', '-c', {child!r}]) for _ in range(2)]"
    code = f"import subprocess, sys; [one.wait() for one in {start}]"
    assert 200 < run(_python("two", code)).peak < 300


def test_imports_are_told_apart() -> None:
    one = run(_python("slow start", "import time; time.sleep(.2); print('imported', time.time(), flush=True); time.sleep(.3)"))
    assert one.start is not None and one.start >= 0.2
    assert one.work == pytest.approx(one.wall - one.start) and one.work >= 0.3
    assert one.processor < one.wall  # sleeping is no processor time


def test_a_program_that_takes_too_much_is_stopped() -> None:
    code = f"import time\nx = []\nwhile True:\n    x.append(bytearray(20 * {MB})); time.sleep(.02)"
    assert run(_python("greedy", code), most=150).ended == MEMORY_ENDED


def test_a_program_that_fails_runs_no_more_and_says_why() -> None:
    code = "import sys, pathlib; pathlib.Path(sys.argv[1], 'x').write_text('x')"
    programs = [_python("fails", "raise ValueError('no such column')"), _python("works", code)]
    programs.append(Program("absent", lambda folder: [], absent="is not installed"))
    found = interleaved(programs, 2, say=lambda line: None)
    assert [len(found[name]) for name in ("fails", "works")] == [1, 2]
    assert "no such column" in found["fails"][0].ended and "absent" not in found


def test_median_and_range() -> None:
    runs = [Run(wall, wall, 0.5, 100 * wall) for wall in (3.0, 1.0, 2.0)]
    figures = Figures.of([*runs, Run(0.1, 0.1, None, 1.0, MEMORY_ENDED)])
    assert (figures.runs, figures.wall, figures.least, figures.most, figures.work, figures.peak) == (3, 2.0, 1.0, 3.0, 1.5, 200.0)
    assert figures.ended == MEMORY_ENDED


def test_folders_are_new(tmp_path: Path) -> None:
    seen = []
    program = Program("folder", lambda folder: seen.append(folder) or [sys.executable, "-S", "-c", "pass"])
    run(program), run(program)
    assert seen[0] != seen[1] and not seen[0].exists()
