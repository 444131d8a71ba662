"""Which lines of a reader a set of inputs reaches: ``python -m benchmarks.fuzz_coverage READER FOLDER`` prints JSON.

Only lines inside functions count, on both sides of the fraction: the lines at the left margin and those of classes run when
a module is loaded, whatever the input.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import mmap
import sys
import types
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.fuzz_seeds import seeds
from benchmarks.fuzz_target import read_input

#: Modules that belong to a reader beside those that bear its name.
PARTS = {
    "plain": ("records", "fast", "sheet", "opendocument", "parquet"),
    "spss": ("statistics_file",),
    "stata": ("statistics_file", "spss"),
}
_MOST_LINES = 2_000


def reader_modules(platform: str) -> list[types.ModuleType]:
    """The modules of one reader: those whose names begin with the platform's, and for files of one program the file's own."""
    from pipeline.ingest import read

    module = next(reader.build.__module__ for reader in read.READERS if reader.platform == platform)
    package = module.rpartition(".")[0]
    parts = {f"{package}.{name}" for name in PARTS.get(platform, ())}
    return [found for name, found in sorted(sys.modules.items()) if name in parts or name.startswith(f"{package}.{platform}")]


def fingerprint(platform: str) -> str:
    """A checksum of the code that a reader runs: its own modules and all that belong to no reader."""
    from pipeline.ingest import read

    own = {Path(str(module.__file__)) for module in reader_modules(platform)}
    others = tuple(reader.platform for reader in read.READERS if reader.platform != platform)
    modules = sorted(Path(str(read.__file__)).parent.glob("*.py"))
    texts = [path.read_bytes() for path in modules if path in own or not path.stem.startswith(others)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def executable_lines(path: Path) -> set[int]:
    """The lines of all functions of a source file, without their ``def`` lines."""
    found: set[int] = set()
    pending: list[types.CodeType] = [compile(path.read_text(encoding="utf-8"), str(path), "exec")]
    while pending:
        code = pending.pop()
        pending += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
        if code.co_flags & inspect.CO_OPTIMIZED:
            inside = {line for _, _, line in code.co_lines() if line}
            found |= inside - {code.co_firstlineno} if not code.co_name.startswith("<") else inside
    return found


def reached_lines(platform: str, inputs: Iterable[bytes], folder: Path, files: set[str]) -> dict[str, set[int]]:
    """The lines of some files that run while the inputs are read, by file; in child processes too, so the marks are shared."""
    starts = {file: number * _MOST_LINES for number, file in enumerate(sorted(files))}
    marks = mmap.mmap(-1, max(len(files), 1) * _MOST_LINES)

    def trace(frame: types.FrameType, event: str, argument: Any) -> Any:
        start = starts.get(frame.f_code.co_filename)
        if start is None:
            return None
        marks[start + min(frame.f_lineno, _MOST_LINES - 1)] = 1
        return trace

    sys.settrace(trace)
    try:
        for data in inputs:
            try:
                read_input(platform, data, folder)
            except Exception:
                continue  # a finding: it is written down where it was found
    finally:
        sys.settrace(None)
    return {file: {line for line in range(_MOST_LINES) if marks[start + line]} for file, start in starts.items()}


def main() -> None:
    """Replay seeds and corpus; print the lines reached, executable and missed, by module."""
    platform, folder = sys.argv[1], Path(sys.argv[2])
    warnings.simplefilter("error")
    from pipeline.ingest import read

    own = {str(module.__file__) for module in reader_modules(platform)}
    shared = {str(path) for path in Path(str(read.__file__)).parent.glob("*.py")}
    corpus = sorted(path for name in ("corpus", "died") for path in (folder / name).glob("*"))
    reached = reached_lines(platform, [*seeds(platform), *(path.read_bytes() for path in corpus)], folder, own | shared)
    result = {}
    for file in sorted(own | shared):
        lines = executable_lines(Path(file))
        missed = sorted(lines - reached[file])
        result[Path(file).name] = {"own": file in own, "lines": len(lines), "missed": missed}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
