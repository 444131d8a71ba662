"""How long all findings of the sample wave take, and the two-way model alone. Run: python -m benchmarks.findings"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import keep, markdown
from pipeline.commands.analyze import SAMPLE, SAMPLE_ROSTER
from pipeline.findings.crossed import COUNTS, TOTALS, crossing, mean_priors, share_priors
from pipeline.findings.estimate import estimates
from pipeline.findings.findings import find
from pipeline.findings.reluctance import reluctance
from pipeline.run import Request, analyze
from pipeline.tables import GROUP

RUNS = 9


def milliseconds(work: Callable[[], object]) -> str:
    """Median and range of several runs, the first one left out."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return f"{statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f})"


def main() -> None:
    with TemporaryDirectory() as folder:
        bundle = analyze(Request(SAMPLE, roster=SAMPLE_ROSTER, out=Path(folder) / "outputs"))
    release, instrument, findings = bundle.release, bundle.instrument, bundle.findings
    table = crossing(release)
    told = release.willingness
    counts = told[[*GROUP, "n"]].assign(low=told["reluctant_low"], high=told["reluctant_high"])
    scale = release.scales[release.scales["scale"] == instrument.willingness.id]
    rows = [
        ("all findings", lambda: find(release, instrument)),
        ("of these: estimates", lambda: estimates(release, instrument)),
        ("of these: reluctance", lambda: reluctance(release, instrument, findings.estimates, findings.causes)),
        ("two-way model of shares, 12 × 10 and not stated", lambda: share_priors(table.shown(counts, COUNTS), table)),
        ("two-way model of one scale's means", lambda: mean_priors(table.shown(scale, TOTALS), table, 300.0)),
    ]
    shown, hidden = len(release.groups), len(findings.expected_cells)
    note = f"Sample wave: {shown} groups shown, {hidden} hidden cells with an expectation. Median and range of {RUNS} runs."
    keep("findings", "Time of the findings", note, markdown([{"what": what, "ms": milliseconds(work)} for what, work in rows]))


if __name__ == "__main__":
    main()
