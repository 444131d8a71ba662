"""Where the parts of a wave are while they are looked at: in memory, or in a private folder of this machine. PRIVATE.

A look at a part gives something small; a change gives the part anew, and something small. Both are called part by part, in the
order of the files, so that nothing depends on where the parts are.
"""

from __future__ import annotations

import os
import pickle
import shutil
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from pipeline.ingest.rooms import give_back
from pipeline.wave.look import How, Looked, Refused, Told, look

_T = TypeVar("_T")


class Parts(Protocol):
    """The parts of a wave, in the order of its files."""

    def each(self, look: Callable[..., _T], *own: Sequence[Any]) -> Iterator[_T]:
        """What ``look(part, …)`` finds in each. own : sequences with something of its own for every part."""

    def become(self, change: Callable[..., tuple[Any, _T]], *own: Sequence[Any]) -> tuple[Parts, list[_T]]:
        """The parts that ``change(part, …)`` makes of each, and what it tells; these parts may be gone then."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Files after the first look. told : of each. parts : of ``Part``; private : of ``PrivateColumns``; without refused files."""

    told: list[Told | Refused]
    parts: Parts
    private: Parts


class Store(Protocol):
    """Where parts are kept."""

    def opened(self, paths: Sequence[Path], how: How) -> Opened:
        """Look at every file."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Parts in memory. at_once : files that are looked at at the same time."""

    at_once: int = 1

    def opened(self, paths: Sequence[Path], how: How) -> Opened:
        if self.at_once > 1 and len(paths) > 1:
            with ThreadPoolExecutor(self.at_once) as pool:
                found = list(pool.map(lambda path: look(path, how), paths))
        else:
            found = [look(path, how) for path in paths]
        there = [one for one in found if isinstance(one, Looked)]
        told = [one.told if isinstance(one, Looked) else one for one in found]
        return Opened(told, Held([one.part for one in there]), Held([one.private for one in there]))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Parts in memory."""

    parts: list[Any]

    def each(self, look: Callable[..., _T], *own: Sequence[Any]) -> Iterator[_T]:
        for part, *given in zip(self.parts, *own, strict=True):
            yield look(part, *given)

    def become(self, change: Callable[..., tuple[Any, _T]], *own: Sequence[Any]) -> tuple[Held, list[_T]]:
        parts, told = [], []
        for place, given in enumerate(zip(*own, strict=True) if own else [()] * len(self.parts)):
            part, said = change(self.parts[place], *given)
            # One by one, so that no part is there twice for longer than its change takes.
            self.parts[place] = None
            parts.append(part)
            told.append(said)
        return Held(parts), told


class OnDisk:
    """Parts in a new folder inside another one, which this account alone may read. It is gone as soon as nothing uses it, and at
    the latest when the process ends; what a killed process leaves, `doctor` tells and the next command clears."""

    def __init__(self, inside: Path) -> None:
        inside.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Named like everything that is being made: what a killed process leaves is known by the number of the process.
        names = (inside / f".parts-{number}.new-{os.getpid()}" for number in count())
        self.folder = next(folder for folder in names if not folder.exists())
        self.folder.mkdir(mode=0o700)
        weakref.finalize(self, _remove, self.folder, os.getpid())

    def opened(self, paths: Sequence[Path], how: How) -> Opened:
        told: list[Told | Refused] = []
        numbers = count()
        parts, private = Written(self, numbers, []), Written(self, numbers, [])
        for path in paths:
            found = look(path, how)
            if isinstance(found, Refused):
                told.append(found)
                continue
            parts.add(found.part)
            private.add(found.private)
            told.append(found.told)
            del found  # before the next file is read
            give_back()
        return Opened(told, parts, private)


def _remove(folder: Path, process: int) -> None:
    """Take a folder away, unless this is a copy of the process that made it; and the one around it if it is empty then."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            folder.parent.rmdir()


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """Parts as files: plain arrays behind each other, read again one part at a time."""

    store: OnDisk
    numbers: Iterator[int]
    files: list[Path]

    def add(self, part: Any) -> None:
        """Write one more part."""
        path = self.store.folder / f"{next(self.numbers)}.part"
        write_arrays(path, part)
        self.files.append(path)

    def each(self, look: Callable[..., _T], *own: Sequence[Any]) -> Iterator[_T]:
        for path, *given in zip(self.files, *own, strict=True):
            yield look(read_arrays(path), *given)
            give_back()

    def become(self, change: Callable[..., tuple[Any, _T]], *own: Sequence[Any]) -> tuple[Written, list[_T]]:
        new, told = Written(self.store, self.numbers, []), []
        for path, *given in zip(self.files, *own, strict=True):
            part, said = change(read_arrays(path), *given)
            path.unlink()
            new.add(part)
            told.append(said)
            del part, said
            give_back()
        return new, told


def write_arrays(path: Path, value: Any) -> None:
    """Write a value whose arrays stand behind it as they lie in memory."""
    arrays: list[pickle.PickleBuffer] = []
    head = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
    raws = [array.raw() for array in arrays]
    with path.open("xb") as file:
        pickle.dump((head, [raw.nbytes for raw in raws]), file)
        for raw in raws:
            file.write(raw)


def read_arrays(path: Path) -> Any:
    """What ``write_arrays`` wrote. Arrays are read, not mapped: what is mapped counts as memory, and stays."""
    with path.open("rb", buffering=0) as file:
        head, sizes = pickle.load(file)
        arrays = [np.empty(size, dtype=np.uint8) for size in sizes]
        for array in arrays:
            rest = memoryview(array.data)
            while rest and (read := file.readinto(rest)):
                rest = rest[read:]
    return pickle.loads(head, buffers=arrays)
