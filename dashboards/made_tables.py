"""Tables and files that a page has made, kept to be downloaded by the person they were made for.

Each has an address nobody can guess. It holds for the sign-in that saw the table, as long as that holds; the oldest go first when
memory is short.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

_MOST_BYTES: Final = 64_000_000
_MOST_TABLES: Final = 50_000
_Key = tuple[str, str, str, str, bytes]


@dataclass(frozen=True, slots=True)
class Later:
    """Content that is made when somebody asks: ``make(source, *more)``."""

    source: str
    make: Callable[..., bytes]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeTable:
    """One table or file: for which sign-in, on which page and wave, under which file name (whose ending says what it is)."""

    session: str
    page: str
    wave: str
    file_name: str
    data: bytes | Later

    @property
    def content(self) -> bytes:
        """The file itself."""
        return self.data if isinstance(self.data, bytes) else self.data.make(self.data.source, *self.data.more)

    @property
    def kept(self) -> bytes:
        """What is kept in memory for it; of a file that is made later, also how it is made: a picture is no drawing."""
        if isinstance(self.data, bytes):
            return self.data
        return "\0".join((self.data.make.__qualname__, self.data.source, *self.data.more)).encode()


class MadeTables:
    """Tables by token; at most ``most_bytes`` of them. What several sign-ins were shown is kept once."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most, self._size = most_bytes, 0
        self._lock = threading.Lock()
        self._tables: OrderedDict[str, MadeTable] = OrderedDict()
        self._tokens: dict[_Key, str] = {}
        self._contents: dict[bytes, bytes | Later] = {}
        self._users: Counter[bytes] = Counter()

    def keep(self, table: MadeTable) -> str:
        """The token of a table; the same for the same table of the same sign-in, so that links do not change under a finger."""
        key = self._key(table)
        with self._lock:
            token = self._tokens.get(key)
            if token is None:
                token = self._tokens[key] = secrets.token_urlsafe(24)
                self._tables[token] = self._sharing(table, key[-1])
            self._tables.move_to_end(token)
            while len(self._tables) > 1 and (self._size > self._most or len(self._tables) > _MOST_TABLES):
                self._forget(self._tables.popitem(last=False)[1])
            return token

    def get(self, token: str) -> MadeTable | None:
        """The table of a token; None where there is none (any more)."""
        with self._lock:
            return self._tables.get(token)

    def _sharing(self, table: MadeTable, digest: bytes) -> MadeTable:
        """The table with the content that is there already, where somebody else was shown the same."""
        if not self._users[digest]:
            self._contents[digest] = table.data
            self._size += len(table.kept)
        self._users[digest] += 1
        return replace(table, data=self._contents[digest])

    def _forget(self, table: MadeTable) -> None:
        key = self._key(table)
        del self._tokens[key]
        self._users[key[-1]] -= 1
        if not self._users[key[-1]]:
            del self._users[key[-1]], self._contents[key[-1]]
            self._size -= len(table.kept)

    @staticmethod
    def _key(table: MadeTable) -> _Key:
        return (table.session, table.page, table.wave, table.file_name, hashlib.sha256(table.kept).digest())


def safe_file_name(label: str, ending: str = "csv") -> str:
    """A file name from a heading: letters, digits and underscores only."""
    stem = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:60] or "table"
    return f"{stem}.{ending}" if ending else stem


MADE: Final = MadeTables()
"""The tables of this process."""
