"""Parts of a wave on many machines: workers of a Dask cluster read a file each and keep its codes; only sums come back.

Everything is a task that gives the same each time, so what a lost worker held is made again by another one. A worker writes
nothing; what it would log of a task are names of functions, no answer. PRIVATE. Specification: docs/methods/parts.md.
"""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import Problem, UsageError
from pipeline.ingest.remote import is_url
from pipeline.wave.look import How, Looked, Refused, Told, look
from pipeline.wave.parts import Opened
from pipeline.wave.workers import call, same

if TYPE_CHECKING:
    from distributed import Client, Future

_T = TypeVar("_T")


class OnCluster:
    """Parts held by the workers of a cluster; they forget everything as soon as nothing here uses it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        weakref.finalize(self, client.close)

    def opened(self, paths: Sequence[Path], how: How) -> Opened:
        places = [str(path) if is_url(path) else str(path.resolve()) for path in paths]
        looked = self.asked(partial(_look, how=how), places, key="look")
        told = self.gathered(self.asked(_told, looked, key="told"))
        there = [future for future, one in zip(looked, told, strict=True) if isinstance(one, Told)]
        return Opened(
            [_as_named(one, path) for one, path in zip(told, paths, strict=True)],
            Kept(self, self.asked(_part, there, key="part")),
            Kept(self, self.asked(_private, there, key="private")),
        )

    def asked(self, work: Callable[..., Any], *given: Sequence[Any], key: str) -> list[Future]:
        """The work, for each of what is given; key : how its tasks are called."""
        return self.client.map(call, *given, work=self.shared(work), pure=False, key=key)

    def shared(self, work: Callable[..., Any]) -> Future:
        """Work that several tasks do: sent once, and a task itself, so that it too can be made again."""
        from distributed.protocol.pickle import dumps

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
            return self.client.submit(same, dumps(work), pure=False)

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
        for future in self.store.asked(look, self.parts, *own, key="look"):
            yield self.store.result(future)

    def become(self, change: Callable[..., tuple[Any, _T]], *own: Sequence[Any]) -> tuple[Kept, list[_T]]:
        client, both = self.store.client, self.store.asked(change, self.parts, *own, key="look")
        parts = client.map(itemgetter(0), both, pure=False, key="part")
        told = client.map(itemgetter(1), both, pure=False, key="told")
        del both
        return Kept(self.store, parts), self.store.gathered(told)


def _as_named(one: Told | Refused, path: Path) -> Told | Refused:
    """A file under the name that it was given here."""
    return one if isinstance(one, Refused) else replace(one, source=replace(one.source, path=path))


def _look(place: str, how: How) -> Looked | Refused:
    found = look(Path(place), how)
    if isinstance(found, Looked) or is_url(place) or Path(place).is_file():
        return found
    fix = "every worker must see the file under the same path: put it on a disk that they share, or on an object store"
    return Refused(found.kind, (Problem("a worker cannot read this file", Path(place).name, fix=fix),))


def _told(found: Looked | Refused) -> Told | Refused:
    return found.told if isinstance(found, Looked) else found


def _part(found: Looked) -> Any:
    return found.part


def _private(found: Looked) -> Any:
    return found.private
