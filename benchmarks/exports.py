"""Read every file of a folder of exports and print what was found: platform, form, rows by status, questions, seconds.

Usage: python -m benchmarks.exports [folder]      (default: the folder of real exports beside the project)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks.table import keep, markdown
from pipeline.errors import UserError
from pipeline.ingest.describe import describe
from pipeline.ingest.read import read_export

DEFAULT = Path(__file__).parents[2] / "shared" / "exports"
_KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".sav", ".zsav", ".dta", ".parquet")
_FAST = 3


def main(arguments: list[str]) -> int:
    """Print and keep the table; 0 when every file was read or is a codebook, which must be refused as answers."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    if not folder.is_dir():
        print(f"There is no folder {folder.name} beside the project; give one.", file=sys.stderr)
        return 2
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _KINDS)
    rows = [_row(path, path.relative_to(folder)) for path in files]
    refused = [row for row in rows if "platform" not in row]
    head = "Each file as its platform wrote it; counts are rows of answers. Seconds are the best of three, whole reading."
    keep("exports", "Real exports read", head, markdown([row for row in rows if "platform" in row]))
    if refused:
        print(markdown(refused))
    return 1 if any("dictionary" not in str(row["file"]) for row in refused) else 0


def _row(path: Path, name: Path) -> dict[str, object]:
    """One line of the table."""
    seconds = []
    for _ in range(_FAST):
        begun = time.perf_counter()
        try:
            export = read_export(path)
        except UserError as error:
            return {"file": name, "refused": error.problems[0].what}
        seconds.append(time.perf_counter() - begun)
    found = describe(export)
    counts = {key: found[key] for key in ("respondents", "complete", "partial", "test", "blank", "repeats")}
    where = {"encoding": found["encoding"], "header rows": found["header_rows"]}
    return {"file": name, "platform": found["platform"], "form": found["variant"], **where, **counts,
            "questions": len(found["questions"]), "seconds": f"{min(seconds):.3f}"}  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
