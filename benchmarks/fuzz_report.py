"""What fuzzing came to, as tables and sentences in ``results/fuzz.md``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import table
from benchmarks.fuzz_coverage import PARTS
from benchmarks.fuzz_target import Tally
from pipeline.ingest.read import READERS

REGRESSIONS = Path(__file__).parents[1] / "tests" / "ingest" / "fuzz_regressions"
ENOUGH_LINES = 0.85


@dataclass(frozen=True, slots=True)
class Outcome:
    """What fuzzing one reader came to; seconds : time of the fuzzing processes, their starts included."""

    platform: str
    tally: Tally
    seconds: float
    coverage: dict[str, dict[str, Any]]
    findings: list[dict[str, Any]]

    @property
    def lines(self) -> tuple[int, int]:
        """Lines of the reader's own modules reached, and all of them."""
        own = [module for module in self.coverage.values() if module["own"]]
        total = sum(module["lines"] for module in own)
        return total - sum(len(module["missed"]) for module in own), total

    def row(self) -> dict[str, object]:
        """One row of the table."""
        reached, total = self.lines
        tally = self.tally
        return {
            "reader": self.platform,
            "inputs": f"{tally.inputs:,}",
            "per second": f"{tally.inputs / max(self.seconds, 1e-9):.0f}",
            "refused cleanly": f"{tally.refused:,}",
            "read": f"{tally.read:,}",
            "library died, refused": f"{tally.contained:,}",
            "lines reached": f"{reached} of {total} ({reached / max(total, 1):.0%})",
            "slowest input": f"{tally.slowest:.2f} s",
            "most memory for one": f"{(tally.peak_memory - tally.start_memory) / 1024**2:.0f} MB",
            "findings": len(self.findings),
        }


def write(outcomes: list[Outcome]) -> None:
    """The table, what is common to all readers, what is open and what was mended."""
    shared: dict[str, list[set[int]]] = {}
    sizes: dict[str, int] = {}
    for outcome in outcomes:
        for name, module in outcome.coverage.items():
            shared.setdefault(name, []).append(set(module["missed"]))
            sizes[name] = module["lines"]
    own = {f"{name}.py" for parts in PARTS.values() for name in parts} | {"__init__.py"}
    names = tuple(reader.platform for reader in READERS)
    common = [
        {
            "module": name,
            "lines reached by all readers together": f"{sizes[name] - len(set.intersection(*missed))} of {sizes[name]}",
        }
        for name, missed in sorted(shared.items())
        if sizes[name] and name not in own and not name.startswith(names)
    ]
    thin = [o.platform for o in outcomes if o.lines[0] < ENOUGH_LINES * o.lines[1]]
    table.keep("fuzz", "Fuzzing the readers", *_words(outcomes, thin), table.markdown([o.row() for o in outcomes]),
               *([table.markdown(common)] if common else []), _open_findings(outcomes), _mended())  # fmt: skip


def _words(outcomes: list[Outcome], thin: list[str]) -> list[str]:
    """What was done, in sentences."""
    how = (
        "Coverage-guided (atheris), from tiny files of each platform written by hand and, where present, cut from real exports. "
        "Each input is a whole file (with its codebook where the reader takes one), read with `read_export` and summed up with "
        "`describe`, warnings being errors. Mutations change cells, rows, columns, headers, encodings and delimiters of tables, "
        "parts of archives, lines of scripts, and bytes. Plain text must be cut alike by the fast and the careful path. One "
        "input in eight is read without naming the platform, two in eight with the number of header rows given. A finding is any "
        "exception but a clean refusal, an export that contradicts itself, the death of the process, more than 2 s for one input "
        "(the better of two times, in instrumented code), or more "
        "than 500 MB above what was in use before. SPSS and Stata files are read within the fuzzing process, ten times as fast; "
        "where their library brings it down (`library died`), the same file is read again as users read it, in a child process, "
        "and must be refused cleanly."
    )
    lines = (
        "Lines reached: lines inside functions of the reader's own modules, replayed from the corpus; lines that run when a "
        "module is loaded count on neither side."
    )
    verdict = f"Below {ENOUGH_LINES:.0%} of their lines, so not fuzzed enough: {', '.join(thin)}." if thin else ""
    return [how, lines, *([verdict] if verdict else [])]


def _open_findings(outcomes: list[Outcome]) -> str:
    notes = [note for outcome in outcomes for note in outcome.findings]
    if not notes:
        return "Open findings: none."
    return "Open findings:\n\n" + "\n".join(f"- {n['platform']}: {n['kind']} at {n['place']}, {n['bytes']} bytes" for n in notes)


def _mended() -> str:
    """What fuzzing found before, kept as inputs that the tests replay."""
    names = [f"{path.parent.name}: {path.stem.replace('_', ' ')}" for path in sorted(REGRESSIONS.glob("*/*"))]
    if not names:
        return "Found and mended before: nothing."
    return "Found and mended before (each replayed by `tests/ingest/test_fuzz.py`):\n\n" + "\n".join(
        f"- {name}" for name in names
    )
