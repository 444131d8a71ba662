"""Ids of published rows and numbers: short enough to be read aloud, the same for the same wave, unlike in any other.

A row of a published table has an id like ``K7Q2-9FXM``; a number in it is named by its column: ``K7Q2-9FXM.share``. The id is a
hash of wave, table and key, so nothing has to be kept to resolve it: whoever has the wave can look for the row again.
"""

from __future__ import annotations

import hashlib
from typing import Final

import pandas as pd

from pipeline.tables import GROUP, Table, group_key

_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are misread."""
_LENGTH: Final = 8
_HALF: Final = 4
_SHIFTS: Final = range(0, 5 * _LENGTH, 5)
"""A digit stands for five bits."""


def row_id(wave: str, finding: str) -> str:
    """Of a row, named as sentences name it: ``findings/reluctance#role:nurse``; of a whole table: its name."""
    number = int.from_bytes(hashlib.sha256(f"{wave}\n{finding}".encode()).digest()[:8], "big")
    digits = "".join([_DIGITS[(number >> shift) & 31] for shift in _SHIFTS])
    return f"{digits[:_HALF]}-{digits[_HALF:]}"


def number_id(wave: str, finding: str, *columns: str) -> str:
    """Of one number: its row and its column, ``favourable/n`` for a share of counts; of several together, joined by ``+``."""
    return f"{row_id(wave, finding)}.{'+'.join(columns)}"


def row_keys(table: Table, frame: pd.DataFrame) -> pd.Series:
    """The key of each row as sentences write it: group, then other parts; a missing part is ``-``, none at the end."""
    grouped = set(GROUP) <= set(table.fields)
    parts = [name for name in table.key if not (grouped and name in GROUP)]
    columns = [frame[name].to_numpy(dtype=object) for name in parts]
    if grouped:
        columns.insert(0, group_key(frame).to_numpy(dtype=object))
    return pd.Series([_joined(row) for row in zip(*columns, strict=True)], index=frame.index, dtype="str")


def _joined(parts: tuple[object, ...]) -> str:
    words = [part if isinstance(part, str) else "-" for part in parts]
    while words and words[-1] == "-":
        words.pop()
    return ":".join(words)
