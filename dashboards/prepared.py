"""What a page draws is made once per wave, not once per reader and click: tables and charts are pure, so they can be kept."""

from __future__ import annotations

import pickle
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

from pipeline.publish.bundle import Bundle

T = TypeVar("T")


@dataclass(slots=True)
class _One:
    """A value that is there, or being made."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    made: bool = False
    value: Any = None


class Kept:
    """Values by key, at most ``most``: each is made once, however many ask at the same time; the longest unused goes first."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._values: OrderedDict[Hashable, _One] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key; what ``make`` raises is raised, and it is tried again for the next who asks."""
        with self._lock:
            one = self._values.setdefault(key, _One())
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        with one.lock:
            if not one.made:
                one.value, one.made = make(), True
            return one.value  # type: ignore[no-any-return]

    def has(self, key: Hashable) -> bool:
        """Whether the value is there already."""
        with self._lock:
            one = self._values.get(key)
        return one is not None and one.made


_MADE: Final = Kept(1_000)


def prepared(make: Callable[..., T], bundle: Bundle, *more: Any) -> T:
    """``make(bundle, *more)``, kept for everybody who looks at this wave; treated as read-only.

    make : a pure function of a module, not a lambda. more : values that can be hashed, or at least pickled.
    """
    key = (str(bundle.path), bundle.manifest.created_at, f"{make.__module__}.{make.__qualname__}", _hashable(more))
    return _MADE.get(key, lambda: make(bundle, *more))


def _hashable(values: tuple[Any, ...]) -> Hashable:
    try:
        hash(values)
    except TypeError:
        return pickle.dumps(values)
    return values


class _Beside:
    """What was made of things, as long as these are there."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._made: dict[int, tuple[weakref.ref[Any], dict[Hashable, Any]]] = {}

    def get(self, thing: Any, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            known = self._made.get(id(thing))
            if known is None or known[0]() is not thing:
                known = self._made[id(thing)] = (weakref.ref(thing, partial(self._forget, id(thing))), {})
        if key not in known[1]:
            known[1][key] = make()
        return known[1][key]  # type: ignore[no-any-return]

    def _forget(self, number: int, gone: weakref.ref[Any]) -> None:
        with self._lock:
            if (known := self._made.get(number)) and known[0] is gone:
                del self._made[number]


_BESIDE: Final = _Beside()


def beside(thing: Any, key: Hashable, make: Callable[[], T]) -> T:
    """``make()``, kept as long as ``thing`` is: for what is made of a prepared table or figure; treated as read-only."""
    return _BESIDE.get(thing, key, make)
