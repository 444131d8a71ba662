"""Parts of a wave on many machines: workers of a Dask cluster read a file each and keep its codes; only sums come back.

Everything is a task that gives the same each time, so what a lost worker held is made again by another one. A worker writes
nothing; what it would log of a task are names of functions, no answer. PRIVATE. Specification: docs/methods/parts.md.
"""

from __future__ import annotations

import pickle
import warnings
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pipeline.errors import Problem, UsageError
from pipeline.ingest.remote import is_url
from pipeline.tables.blocks import at_most
from pipeline.wave.look import How, Looked, Refused, Told, look
from pipeline.wave.parts import Opened

if TYPE_CHECKING:
    from distributed import Client, Future

_T = TypeVar("_T")
_PATIENCE: Final = 10
"""Seconds until the scheduler must answer, and until there must be a worker."""


class OnCluster:
    """Parts held by the workers of a cluster; they forget everything as soon as nothing here uses it."""

    def __init__(self, address: str) -> None:
        self.client = _connected(address)
        weakref.finalize(self, self.client.close)

    def opened(self, paths: Sequence[Path], how: How) -> Opened:
        shared = self.shared(how)
        places = [str(path) if is_url(path) else str(path.resolve()) for path in paths]
        looked = self.client.map(_look, places, how=shared, pure=False, key="look")
        told = self.gathered(self.client.map(_told, looked, pure=False, key="told"))
        there = [future for future, one in zip(looked, told, strict=True) if isinstance(one, Told)]
        return Opened(
            [_as_named(one, path) for one, path in zip(told, paths, strict=True)],
            Kept(self, self.client.map(_part, there, pure=False, key="part")),
            Kept(self, self.client.map(_private, there, pure=False, key="private")),
        )

    def shared(self, value: Any) -> Future:
        """Something that every task needs: sent once, and a task itself, so that it too can be made again."""
        from distributed.protocol.pickle import dumps

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
            return self.client.submit(_same, dumps(value), pure=False)

    def gathered(self, futures: Sequence[Future]) -> list[Any]:
        """Results, in order; raises UsageError where the workers are gone or cannot do this work."""
        return [self.result(future) for future in futures]

    def result(self, future: Future) -> Any:
        """One result."""
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except KilledWorker:
            fix = "give the workers more memory, or split the exports into smaller files"
            raise UsageError(Problem("several workers ended while they looked at the same file", "--cluster", fix=fix)) from None
        except ModuleNotFoundError as error:
            fix = "install the same version of this program with the extra 'cluster' on every machine"
            raise UsageError(Problem(f"the workers cannot do this work ({error})", "--cluster", fix=fix)) from None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Kept:
    """Parts that workers keep."""

    store: OnCluster
    parts: list[Future]

    def each(self, look: Callable[..., _T], *own: Sequence[Any]) -> Iterator[_T]:
        for future in self._asked(look, own):
            yield self.store.result(future)

    def become(self, change: Callable[..., tuple[Any, _T]], *own: Sequence[Any]) -> tuple[Kept, list[_T]]:
        client, both = self.store.client, self._asked(change, own)
        parts = client.map(itemgetter(0), both, pure=False, key="part")
        told = client.map(itemgetter(1), both, pure=False, key="told")
        del both
        return Kept(self.store, parts), self.store.gathered(told)

    def _asked(self, look: Callable[..., Any], own: Sequence[Sequence[Any]]) -> list[Future]:
        shared = self.store.shared(look)
        return self.store.client.map(_do, self.parts, *own, look=shared, pure=False, key="look")


def _connected(address: str) -> Client:
    """A client of a scheduler that has workers; raises UsageError."""
    try:
        from distributed import Client
    except ImportError:
        fix = "pip install 'telehealth-readiness[cluster]'"
        raise UsageError(Problem("the extra 'cluster' is not installed", "--cluster", fix=fix)) from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        fix = "start one with `dask scheduler`, and give the address that it tells, as tcp://10.0.0.5:8786"
        what = f"no scheduler answers at {address} ({type(error).__name__})"
        raise UsageError(Problem(what, "--cluster", fix=fix)) from None
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        with suppress(Exception):
            client.close()
        fix = f"start some with `dask worker {address}`"
        raise UsageError(Problem("the scheduler has no workers", "--cluster", fix=fix)) from None
    return client


def _as_named(one: Told | Refused, path: Path) -> Told | Refused:
    """A file under the name that it was given here."""
    return one if isinstance(one, Refused) else replace(one, source=replace(one.source, path=path))


def _same(value: bytes) -> bytes:
    return value


# A worker has as many tasks at a time as it has threads, so each of them uses one processor.


def _look(place: str, how: bytes) -> Looked | Refused:
    with at_most(1):
        found = look(Path(place), pickle.loads(how))
    if isinstance(found, Looked) or is_url(place) or Path(place).is_file():
        return found
    fix = "every worker must see the file under the same path: put it on a disk that they share, or on an object store"
    return Refused(found.kind, (Problem("a worker cannot read this file", Path(place).name, fix=fix),))


def _do(part: Any, *own: Any, look: bytes) -> Any:
    with at_most(1):
        found = pickle.loads(look)(part, *own)
        return list(found) if isinstance(found, Iterator) else found  # what is made bit by bit cannot travel


def _told(found: Looked | Refused) -> Told | Refused:
    return found.told if isinstance(found, Looked) else found


def _part(found: Looked) -> Any:
    return found.part


def _private(found: Looked) -> Any:
    return found.private
