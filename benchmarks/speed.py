"""How long `analyze` of the sample takes, how much memory, and where the time goes. Run: python -m benchmarks.speed"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.table import keep, markdown

RUNS = 5
HEAVY = ("pingouin", "matplotlib", "plotly", "streamlit", "statsmodels", "sklearn", "scipy.stats", "scipy.optimize")

#: Runs in a fresh interpreter: one analysis, its stages, peak memory and what was imported.
CHILD = """
import json, resource, sys, time
start = time.perf_counter()
from pathlib import Path
from pipeline.commands.analyze import SAMPLE, SAMPLE_ROSTER
from pipeline.run import Request, analyze
marks = [("start-up", start)]
out = Path(sys.argv[1])
analyze(Request(SAMPLE, roster=SAMPLE_ROSTER, out=out / "outputs"), lambda line: marks.append((line, time.perf_counter())))
marks.append(("end", time.perf_counter()))
stages = {a: b_at - a_at for (a, a_at), (_, b_at) in zip(marks, marks[1:])}
print(json.dumps({
    "stages": stages,
    "wall": marks[-1][1] - start,
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "modules": [name for name in sys.argv[2].split(",") if name in sys.modules],
}))
"""


def run_once() -> dict:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, "-c", CHILD, folder, ",".join(HEAVY)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def whole_process() -> float:
    """Seconds of the whole command, interpreter start included."""
    import time

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [sys.executable, "-m", "pipeline", "analyze", "--quiet", "--out", str(Path(folder) / "outputs")]
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start


def main() -> None:
    run_once()  # compiles, fills the page cache
    runs = [run_once() for _ in range(RUNS)]
    walls = [whole_process() for _ in range(RUNS)]
    median = statistics.median
    total = median(run["wall"] for run in runs)
    stages = [
        {
            "stage": stage.removesuffix(" …"),
            "seconds": f"{(seconds := median(run['stages'][stage] for run in runs)):.2f}",
            "share": f"{seconds / total:.0%}",
        }
        for stage in runs[0]["stages"]
    ]
    figures = [
        {
            "figure": "whole command, wall seconds",
            "median": f"{median(walls):.2f}",
            "range": f"{min(walls):.2f}-{max(walls):.2f}",
        },
        {"figure": "in process, wall seconds", "median": f"{total:.2f}", "range": ""},
        {"figure": "peak memory, MB", "median": f"{median(run['peak'] for run in runs):.0f}", "range": ""},
        {"figure": "heavy libraries imported", "median": ", ".join(runs[0]["modules"]) or "none", "range": ""},
    ]
    keep("speed", f"`analyze` of the shipped sample, {RUNS} runs, warm", markdown(figures), markdown(stages))


if __name__ == "__main__":
    main()
