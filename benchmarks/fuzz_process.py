"""One fuzzing process: atheris drives one reader until the tally of a folder has reached the number of runs.

``python -m benchmarks.fuzz_process READER FOLDER --runs N --seed S`` goes on where an earlier process of the same folder died.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import resource
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.fuzz_mutation import custom_mutator
from benchmarks.fuzz_pool import written
from benchmarks.fuzz_seeds import STATISTICS, seeds
from benchmarks.fuzz_target import Target, read_input

MEMORY_LEFT = 1024**3
"""Address space that a process may take beyond what its libraries and threads hold when it starts (1.6 GB and more)."""
LONGEST_INPUT = 12_000


def _in_this_process() -> None:
    """Let statistics files be read here and not in a child process: ten times as fast, and guided by what it reaches.

    Where memory runs out the child process gets its turn after all; where this process dies, ``benchmarks.fuzz`` reads the input
    again as users do. So what a user would meet is what counts.
    """
    from pipeline.ingest import statistics_file

    apart = statistics_file.run_apart

    def here(function: Callable[..., Any], *arguments: Any, **limits: Any) -> Any:
        try:
            return function(*arguments)
        except MemoryError:
            return apart(function, *arguments, **limits)

    statistics_file.run_apart = here


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + MEMORY_LEFT
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def once(platform: str, path: Path) -> None:
    """Read one input as users do; leaves with 0 when it was read or refused cleanly."""
    with tempfile.TemporaryDirectory() as folder:
        _limit_memory()
        read_input(platform, path.read_bytes(), Path(folder))


def main() -> None:
    """Fuzz until the tally of the folder has reached the number of runs; with ``--once``, read one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platform")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--once", action="store_true", help="the folder is a file: read it, and leave with 0 if that is clean")
    given = parser.parse_args()
    if given.once:
        return once(given.platform, given.folder)
    import atheris

    with atheris.instrument_imports(include=["pipeline.ingest"]):
        import pipeline.ingest.describe
        import pipeline.ingest.read  # noqa: F401
    if given.platform in STATISTICS:
        _in_this_process()
    faulthandler.enable((given.folder / "death.log").open("w"))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error")
    corpus = given.folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    inputs = [data for data in seeds(given.platform) if len(data) <= LONGEST_INPUT]
    for data in inputs:
        (corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)
    target = Target(given.platform, given.folder)
    target.warm_up(inputs)
    _limit_memory()
    left = given.runs - target.tally.inputs
    if left <= 0:
        return
    flags = (f"-runs={left}", f"-seed={given.seed}", f"-max_len={LONGEST_INPUT}", "-rss_limit_mb=0", "-timeout=0", "-verbosity=0")
    quiet = (
        "-handle_segv=0",
        "-handle_abrt=0",
        "-handle_bus=0",
        "-handle_fpe=0",
        "-handle_ill=0",
        f"-artifact_prefix={given.folder}/",
    )
    fresh = written(given.platform, given.folder, min(2_000, 20 + given.runs // 10))
    mutator = custom_mutator(given.platform, inputs, fresh, lambda data, limit: atheris.Mutate(data, limit))
    atheris.Setup([sys.argv[0], *flags, *quiet, str(corpus)], target, custom_mutator=mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
