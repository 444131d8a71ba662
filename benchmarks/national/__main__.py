"""Make the national survey. Usage: python -m benchmarks.national [ROWS …] [--folder FOLDER]   (default: 100000 1000000)"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.national.write import made

FOLDER = Path(tempfile.gettempdir()) / "national"


def main() -> None:
    parser = argparse.ArgumentParser(description="Exports of a made-up national survey; files that are there are kept.")
    parser.add_argument("rows", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args()
    for rows in given.rows:
        begun = time.perf_counter()
        files = made(rows, given.folder)
        print(f"{rows:,} rows: {len(files.exports)} file(s), {files.size / 1e6:,.0f} MB, {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
