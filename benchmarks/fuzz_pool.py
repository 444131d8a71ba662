"""Statistics files for the fuzzer, written in a process of their own: ``python -m benchmarks.fuzz_pool READER FILE NUMBER``.

The library that writes them is native code too. What it might do to memory must not be taken for a fault of the reader.
"""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import warnings
from pathlib import Path

from benchmarks.fuzz_containers import statistics_file
from benchmarks.fuzz_mutation import tables_of
from benchmarks.fuzz_seeds import STATISTICS
from benchmarks.fuzz_tables import Mutator


def written(platform: str, folder: Path, number: int) -> list[bytes]:
    """About so many files of changed tables, kept in the folder; none for readers of other kinds of file."""
    if platform not in STATISTICS:
        return []
    path = folder / "pool"
    if not path.exists():
        command = [sys.executable, "-m", "benchmarks.fuzz_pool", platform, str(path), str(number)]
        subprocess.run(command, cwd=Path(__file__).parents[1], check=False)
    content, files, at = path.read_bytes(), [], 0
    while at + 4 <= len(content):
        (size,) = struct.unpack_from("=I", content, at)
        files.append(content[at + 4 : at + 4 + size])
        at += 4 + size
    return files


def main() -> None:
    """Write the files one after another, each after its length, so that what is there can be used if the writer dies."""
    platform, path, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("ignore")
    tables = tables_of(platform, [])
    mutator = Mutator([], tables)
    with path.open("wb", buffering=0) as out:
        for seed in range(number):
            draw = random.Random(seed)
            table = mutator.mutated(draw.choice(tables), draw)
            try:
                data = statistics_file(STATISTICS[platform], table, draw)
            except Exception:
                continue  # what the writer refuses is no input
            out.write(struct.pack("=I", len(data)) + data)


if __name__ == "__main__":
    main()
