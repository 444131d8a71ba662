"""What a new user waits for: `make analyze` and `make test` in a fresh clone without .venv.

Run: python -m benchmarks.fresh_clone
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.table import keep, markdown

ROOT = Path(__file__).parents[1]
STEPS = (
    ("make analyze, first time (sets up .venv)", ["make", "analyze"]),
    ("make analyze, second time", ["make", "analyze"]),
    ("make check", ["make", "check"]),
    ("make test", ["make", "test"]),
)


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        for name, command in STEPS:
            start = time.perf_counter()
            done = subprocess.run(command, cwd=clone, capture_output=True, text=True)
            last = (done.stdout.strip().splitlines() or [""])[-1]
            seconds = f"{time.perf_counter() - start:.0f}"
            rows.append({"step": name, "seconds": seconds, "exit code": done.returncode, "last line": last})
    keep("fresh_clone", "From a fresh clone", markdown(rows))


if __name__ == "__main__":
    main()
