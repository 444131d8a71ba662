"""RESULTS.md: what was measured, with one line for every page of results. Run: python -m benchmarks.results_page"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.end_to_end import KEPT
from benchmarks.end_to_end_page import asked, short
from benchmarks.table import RESULTS, machine, markdown

PAGE: Final = Path(__file__).parent / "RESULTS.md"
#: Pages of results in the order of their subjects -> what they tell.
TELLS: Final[Mapping[str, Mapping[str, str]]] = {
    "Speed": {
        "national": "from raw export to results against polars, DuckDB, pandas and R, a thousand to ten million answers",
        "start_up": "`--help`, the sample and 2,000 answers as whole commands; which imports take the time",
        "cluster": "one and two Dask workers against no cluster, and a worker killed in the middle",
        "speed": "`analyze` of the shipped sample, stage by stage",
        "findings": "how long all findings of a wave take, and the two-way models alone",
        "dashboard_speed": "how long a reader waits in a real browser: start of the server, first page, filters",
        "dashboard_load": "fifty readers at once: answers, memory per session",
        "fresh_clone": "from a fresh clone to results and to an open dashboard",
    },
    "Privacy": {
        "attack": "what the attacker finds on a thousand made-up organisations",
        "attack_linked": "what the attacker finds where people are linked over waves",
        "masking": "identifiers in comments that are masked, from lists that the masker has not seen, and other words",
    },
    "Accuracy": {
        "reluctance": "flags on surveys whose truth is known, against other rules",
        "flags": "flags, causes and the attacker on made-up organisations",
        "barriers": "barriers that say nothing, and one that does",
        "training": "training needs and the seat plan where the needs are known",
        "trained": "whether training helped, where it did and where it did not",
        "sample_size": "the chances that the sample-size page states, against waves through the real release",
        "change": "change between two waves: arrows, false and found",
        "measurement": "signs of careless answers, alarms of items, reliability",
    },
    "Robustness": {
        "exports": "real exports of many platforms, read",
        "fuzz": "damaged files fed to every reader",
        "kills": "commands killed at any moment",
        "same_bytes": "the same answers give the same files everywhere",
    },
}
HEAD: Final = """\
`make benchmark` measures everything again; each page tells its machine, versions, number of runs and conditions. Times of one
table are of one run, with all programs in turns, so their ratios can be compared where the times themselves cannot."""


def page() -> str:
    """The whole page, from what is kept under results/."""
    parts = ["# What was measured", HEAD, f"This page was made with {machine()}."]
    if KEPT.is_file():
        parts += _national(json.loads(KEPT.read_text(encoding="utf-8")))
    for subject, pages in TELLS.items():
        there = {name: told for name, told in pages.items() if (RESULTS / f"{name}.md").is_file()}
        lines = [f"- [{_title(name)}](results/{name}.md): {told}." for name, told in there.items()]
        parts += [f"## {subject}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _national(kept: Mapping[str, Any]) -> list[str]:
    """The head of the page: what is asked, and one line per program and size."""
    told = "Median seconds of whole processes; in brackets peak memory in MB. [All of it](results/national.md)."
    return ["## From raw export to protected release", markdown(asked(kept)), told, markdown(short(kept))]


def _title(name: str) -> str:
    return (RESULTS / f"{name}.md").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Written: {PAGE.name}")


if __name__ == "__main__":
    main()
