"""What is done with one input of the fuzzer: it is read, measured and counted, and a finding is written down.

An input decides by its own checksum how it is read: mostly as a file of the platform, sometimes with the number of header rows
given, with the platform left open, or with its codebook left beside it. So an input alone repeats what it did.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import resource
import signal
import struct
import time
import traceback
import types
import zlib
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from benchmarks.fuzz_seeds import CODEBOOK, STATISTICS
from pipeline.errors import UserError

SLOW_SECONDS = 2.0
HANG_SECONDS = 20
MORE_MEMORY = 500 * 1024**2
_LONGEST_MESSAGE = 10_000
_TALLY = struct.Struct("=QQQQddd")


class Hang(BaseException):
    """The alarm rang while an input was read. Not an Exception, so that no reader can take it for a broken file."""


class Inconsistent(Exception):
    """The reader returned something that contradicts itself."""


@dataclass(slots=True)
class Tally:
    """Counts that outlive the process.

    inputs = refused + read + contained + findings; contained : the library brought the process down, and read as users read
    it, in a child process, the file was refused; slowest : seconds; start_memory : bytes; peak_memory : bytes, start_memory
    and the most that one input took above what was in use before it.
    """

    inputs: int = 0
    refused: int = 0
    read: int = 0
    contained: int = 0
    slowest: float = 0.0
    start_memory: float = 0.0
    peak_memory: float = 0.0

    @classmethod
    def kept(cls, folder: Path) -> Tally:
        """The tally of a folder; zeros where none was kept."""
        path = folder / "tally"
        return cls(*_TALLY.unpack(path.read_bytes()[: _TALLY.size])) if path.exists() else cls()

    def packed(self) -> bytes:
        return _TALLY.pack(*astuple(self))


def unpacked(platform: str, data: bytes) -> tuple[str, bytes, bytes]:
    """An input as the suffix its file gets, the bytes of the file, and those of its codebook (empty: none)."""
    content, _, codebook = data.partition(CODEBOOK)
    if platform in STATISTICS:
        return STATISTICS[platform], data, b""
    if content.startswith(b"PK"):
        return (".ods" if b"opendocument.spreadsheet" in content[:200] else ".xlsx"), data, b""
    if content.startswith(b"PAR1"):
        return ".parquet", data, b""
    return ".csv", content, codebook


def read_input(platform: str, data: bytes, folder: Path) -> bool:
    """Read one input as a user would: True when it became an export, False when it was refused cleanly.

    Any other exception is a finding and passes through.
    """
    from pipeline.ingest import read
    from pipeline.ingest.describe import describe

    suffix, content, codebook = unpacked(platform, data)
    way = zlib.crc32(data) & 7
    options: dict[str, Any] = {"platform": platform}
    path = folder / f"input{suffix}"
    if codebook and way > 5:
        path, kept = _pair(platform, folder)
        kept.write_bytes(codebook)
    elif codebook:
        kept = folder / ("codebook.R" if platform == "limesurvey" else "codebook.csv")
        kept.write_bytes(codebook)
        options["codebook"] = kept
    path.write_bytes(content)
    if platform == "plain" and suffix == ".csv":
        _require_same_table(path)
    if way == 0 and not codebook:
        options["platform"] = None
    elif way in (1, 2):
        allowed = next(reader.header_rows for reader in read.READERS if reader.platform == platform)
        options["header_rows"] = allowed[way % len(allowed)]
    try:
        if way == 3:
            read.detect(path)
        export = read.read_export(path, **options)
    except UserError as error:
        if not error.problems or len(str(error)) > _LONGEST_MESSAGE:
            raise Inconsistent(f"a refusal of {len(error.problems)} problems and {len(str(error))} characters") from None
        return False
    _require_consistent(export)
    json.dumps(describe(export))
    return True


def _require_same_table(path: Path) -> None:
    """The fast path cuts a text file as the careful one does, or leaves it alone."""
    from pipeline.ingest.decode import find_encoding
    from pipeline.ingest.fast import read_fast
    from pipeline.ingest.records import read_text
    from pipeline.ingest.source import open_source

    try:
        source, encoding = open_source(path), find_encoding(path)
    except UserError:
        return
    for delimiter in (",", ";", "\t"):
        cut = read_fast(path, encoding.name, delimiter)
        if cut is None:
            continue
        try:
            careful = read_text(source, encoding, delimiter)
        except UserError:
            raise Inconsistent("the fast path takes a table that the careful one refuses") from None
        texts = [[column.tolist() for column in columns] for columns in (cut.columns, careful.columns)]
        if texts[0] != texts[1] or cut.lines.tolist() != careful.lines.tolist() or cut.last_line != careful.last_line:
            raise Inconsistent("the fast path and the careful one cut different tables")
        if careful.notes != encoding.notes:
            raise Inconsistent("the fast path is silent where the careful one has something to say")


def _pair(platform: str, folder: Path) -> tuple[Path, Path]:
    """Where an export and its codebook lie when the reader is to find the codebook by itself."""
    beside = folder / "pair"
    beside.mkdir(exist_ok=True)
    if platform == "limesurvey":
        return beside / "survey_1_R_data_file.csv", beside / "survey_1_R_syntax_file.R"
    return beside / "input_DATA.csv", beside / "input_DataDictionary.csv"


def _require_consistent(export: Any) -> None:
    """What holds for every export, whatever was in the file."""
    from pipeline.ingest.export import STATUSES

    rows = len(export.status)
    lengths = {len(column) for column in export.texts} | {len(export.lines), len(export.recorded), len(export.finished)}
    if not rows or lengths != {rows}:
        raise Inconsistent("columns, status, lines and moments differ in length, or are empty")
    if not set(export.status) <= set(STATUSES):
        raise Inconsistent("a status that does not exist")
    if [column.position for column in export.columns] != list(range(len(export.texts))):
        raise Inconsistent("columns are not those of the texts")
    if not all(type(text) is str for column in export.texts for text in column.distinct):
        raise Inconsistent("a cell that is no text")
    asked = [column for question in export.questions for column in question.columns]
    if asked != list(export.asked):
        raise Inconsistent("questions do not hold each column that was asked once")


class Target:
    """What atheris calls: reads each input, measures it, keeps the tally, and writes findings down instead of dying of them."""

    def __init__(self, platform: str, folder: Path) -> None:
        self.platform, self.folder = platform, folder
        self.findings = folder / "findings"
        self.findings.mkdir(parents=True, exist_ok=True)
        self.tally = Tally.kept(folder)
        (folder / "tally").write_bytes(self.tally.packed())
        with (folder / "tally").open("r+b") as handle:
            self.shared = mmap.mmap(handle.fileno(), _TALLY.size)
        signal.signal(signal.SIGALRM, self._ring)

    def _ring(self, number: int, frame: types.FrameType | None) -> None:
        raise Hang

    def __call__(self, data: bytes) -> None:
        before = _fresh_peak()
        seconds, outcome = self.measured(data)
        if seconds > SLOW_SECONDS:
            seconds = min(seconds, self.measured(data)[0])
        tally = self.tally
        tally.inputs += 1
        tally.refused += outcome is False
        tally.read += outcome is True
        if seconds > tally.slowest:
            tally.slowest = seconds
            (self.folder / "slowest").write_bytes(data)
        if seconds > SLOW_SECONDS:
            self.keep("slow", f"{seconds:.1f} s", data)
        more = max(_peak_memory() - before, 0.0)
        if more > tally.peak_memory - tally.start_memory:
            if more > MORE_MEMORY:
                self.keep("memory", f"{more / 1024**2:.0f} MB more than before", data)
            tally.peak_memory = tally.start_memory + more
        self.shared[:] = tally.packed()

    def measured(self, data: bytes) -> tuple[float, bool | None]:
        """Seconds, and True (read), False (refused) or None (a finding).

        Seconds are those on the clock or those of the processor, whichever is less: other programs may keep the machine busy.
        """
        began = time.perf_counter(), _processor_seconds()
        outcome: bool | None = None
        signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
        try:
            outcome = read_input(self.platform, data, self.folder)
        except Hang as error:
            self.keep("hang", _place(error), data, error)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic in a library written in Rust is no Exception
            self.keep(type(error).__name__, _place(error), data, error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return min(time.perf_counter() - began[0], _processor_seconds() - began[1]), outcome

    def keep(self, kind: str, place: str, data: bytes, error: BaseException | None = None) -> None:
        """Write a finding down; of several of one kind and place the smallest input stays."""
        name = hashlib.sha256(f"{kind} {place if error else ''}".encode()).hexdigest()[:12]
        path = self.findings / f"{name}.bin"
        if path.exists() and path.stat().st_size <= len(data):
            return
        path.write_bytes(data)
        said = traceback.format_exception(error)[-8:] if error is not None else []
        note = {"platform": self.platform, "kind": kind, "place": place, "bytes": len(data), "traceback": "".join(said)[-3_000:]}
        path.with_suffix(".json").write_text(json.dumps(note, indent=1), encoding="utf-8")

    def warm_up(self, inputs: list[bytes]) -> None:
        """Load every library before memory and time are measured."""
        for data in inputs:
            self.measured(data)
        more = self.tally.peak_memory - self.tally.start_memory
        self.tally.start_memory = _peak_memory()
        self.tally.peak_memory = self.tally.start_memory + more
        self.shared[:] = self.tally.packed()


def _place(error: BaseException) -> str:
    """File and line of the last frame that belongs to the project, and of the last frame of all."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "pipeline" in Path(frame.filename).parts] or frames
    places = [f"{Path(frame.filename).name}:{frame.name}:{frame.lineno}" for frame in (ours[-1], frames[-1])]
    return " < ".join(dict.fromkeys(places))


def _processor_seconds() -> float:
    """Time that this process and its children were computing."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _fresh_peak() -> float:
    """Let the peak of memory start again from what is in use now, where the system can do that; returns it (bytes)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak_memory()


def _peak_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
