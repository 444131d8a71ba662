"""How the fuzzer changes an input: by what it holds, so that most inputs get through the first checks and into the reader."""

from __future__ import annotations

import random
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import fuzz_containers as containers
from benchmarks.fuzz_coverage import reader_modules
from benchmarks.fuzz_seeds import CODEBOOK, STATISTICS, seeds
from benchmarks.fuzz_tables import Mutator, Table, parsed
from benchmarks.fuzz_target import unpacked

Mutate = Callable[[bytes, int], bytes]


def words_of(platform: str, inputs: list[bytes]) -> list[str]:
    """The platform's own words: the cells of its seeds and the texts in the code of its reader."""
    words = {
        cell for data in inputs for table in [parsed(unpacked(platform, data)[1])] if table for row in table.rows for cell in row
    }
    for module in reader_modules(platform):
        code = compile(Path(str(module.__file__)).read_text(encoding="utf-8"), "reader", "exec")
        words |= _texts(code)
    return sorted(word for word in words if 0 < len(word) < 120 and "\ufffd" not in word)


def _texts(code: types.CodeType) -> set[str]:
    """All text constants of a code object and of those inside it, but sentences."""
    found: set[str] = set()
    pending: list[Any] = list(code.co_consts)
    while pending:
        constant = pending.pop()
        if isinstance(constant, str) and constant.count(" ") < 4:
            found.add(constant)
        elif isinstance(constant, types.CodeType):
            pending += constant.co_consts
        elif isinstance(constant, tuple | frozenset):
            pending += constant
    return found


def tables_of(platform: str, inputs: list[bytes]) -> list[Table]:
    """The tables among the inputs; for statistics files, which are none, those of other platforms."""
    if platform in STATISTICS:
        inputs = [data for name in ("plain", "qualtrics", "msforms", "limesurvey") for data in seeds(name)]
    texts = [unpacked("plain", data)[1] for data in inputs if not data.startswith((b"PK", b"PAR1"))]
    return [table for text in texts if (table := parsed(text))]


def custom_mutator(
    platform: str, inputs: list[bytes], fresh: Sequence[bytes], mutate: Mutate
) -> Callable[[bytes, int, int], bytes]:
    """A mutation by content: tables as tables, archives as archives, one time in eight as mere bytes.

    fresh : whole files to take instead at times, written beforehand; for statistics files, which only a library can write.
    """
    mutator = Mutator(words_of(platform, inputs), tables_of(platform, inputs))

    def mutated(data: bytes, max_size: int, seed: int) -> bytes:
        draw = random.Random(seed)
        content, mark, codebook = data.partition(CODEBOOK)
        if fresh and draw.random() < 0.3:
            data = draw.choice(fresh)
            return data[:max_size] if draw.random() < 0.3 else mutate(data, max_size)
        if draw.random() < 0.12 or platform in STATISTICS:
            return mutate(data, max_size)[:max_size]
        if content.startswith((b"PK", b"PAR1")):
            return _container_mutated(data, draw, mutator, mutate, max_size)
        if mark and draw.random() < 0.5:
            changed = _text_mutated(codebook, draw, mutator, mutate, max_size - len(content) - len(mark))
            return (content + mark + changed)[:max_size]
        changed = _text_mutated(content, draw, mutator, mutate, max_size - len(mark) - len(codebook))
        return (changed + mark + codebook)[:max_size]

    return mutated


def _text_mutated(data: bytes, draw: random.Random, mutator: Mutator, mutate: Mutate, limit: int) -> bytes:
    """Delimited text with its cells changed; a script with its lines or quoted words changed."""
    if b"data[, " in data or b"factor(" in data:
        return _script_mutated(data, draw, mutator)[: max(limit, 1)]
    table = parsed(data)
    if table is None:
        return mutate(data, max(limit, 1))
    return mutator.mutated(table, draw).written(max(limit, 1))


def _script_mutated(data: bytes, draw: random.Random, mutator: Mutator) -> bytes:
    """Lines dropped, doubled, moved or cut, or a piece between quotation marks or commas replaced by another word."""
    lines = data.decode("utf-8", "replace").split("\n")
    at, to, kind = draw.randrange(len(lines)), draw.randrange(len(lines)), draw.randrange(6)
    if kind < 2:
        sign = draw.choice('",(=[')
        parts = lines[at].split(sign)
        parts[draw.randrange(len(parts))] = draw.choice(
            (draw.choice(mutator.words or ["x"]), str(draw.randrange(-1, 12)), "", '\\"', ")")
        )
        lines[at] = sign.join(parts)
    elif kind == 2:
        del lines[at]
    elif kind == 3:
        lines.insert(to, lines[at])
    elif kind == 4:
        lines[at], lines[to] = lines[to], lines[at]
    else:
        lines[at] = lines[at][: draw.randrange(len(lines[at]) + 1)]
    return "\n".join(lines).encode("utf-8", "replace")


def _container_mutated(data: bytes, draw: random.Random, mutator: Mutator, mutate: Mutate, limit: int) -> bytes:
    """A workbook or Parquet file: written anew from a changed table, or damaged."""
    if draw.random() < 0.6 and mutator.others:
        write = containers.parquet if data.startswith(b"PAR1") else containers.ods if _is_ods(data) else containers.xlsx
        kept = containers.table_in(data) if draw.random() < 0.8 else None
        changed = mutator.mutated(kept or draw.choice(mutator.others), draw)
        try:
            return write(changed, draw)[:limit]
        except Exception:
            return mutate(data, limit)  # what the writer refuses is no input
    if data.startswith(b"PK"):
        return containers.archive_mutated(data, draw, mutate, limit)
    return mutate(data, limit)


def _is_ods(data: bytes) -> bool:
    return b"opendocument.spreadsheet" in data[:200]
