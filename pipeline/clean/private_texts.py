"""What people wrote that may stand in no published file: identifiers, and answers in their own words. PRIVATE."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.bind import Bound
from pipeline.clean.contacts import addresses, contact_columns
from pipeline.clean.sought import Said
from pipeline.ingest.export import Export
from pipeline.ingest.far_texts import pieces_of
from pipeline.ingest.texts import Texts
from pipeline.instrument.model import Instrument

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_SHORTEST_ID: Final = 6
"""Shorter ones stand in any file by chance."""
_SHORTEST_TEXT: Final = 16
_LONGEST: Final = 200
_NAME: Final = 60
_SPACE: Final = re.compile(r"\s+")
_PARTED: Final = re.compile(r"[,;|<>()\n]")
_BETWEEN: Final = "\n"
_SPACE_SIGN: Final = ord(" ")
_UNEVEN: Final = np.isin(np.arange(256), [*range(9, 14), *range(28, 32), *range(128, 256)])
"""Bytes of texts that are folded one by one: other spaces than the usual one, and all that is not ASCII."""
_LOWER: Final = np.frombuffer(bytes(range(256)).lower(), dtype=np.uint8)


def folded(text: str) -> str:
    """A text as it is compared: one kind of space, no case."""
    return _SPACE.sub(" ", text).strip().casefold()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Sought:
    """Some texts of one column. PRIVATE.

    Attributes
    ----------
    column : its header. words : folded. known : what the instrument says: those that are in it are not looked for.
    """

    column: str
    words: pa.LargeStringArray
    known: Collection[str]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class PrivateColumns:
    """The columns of one export that hold such texts, and names of roles and departments that match nothing. PRIVATE.

    Attributes
    ----------
    identifying, written, contacts : header -> texts. names : as written. comments : columns line, question, text, one row per
        comment of a row that is kept; None where they are not asked for.
    """

    identifying: Mapping[str, Texts]
    written: Mapping[str, Texts]
    contacts: Mapping[str, Texts]
    names: tuple[str, ...]
    comments: pd.DataFrame | None = None

    def said_in(self, said: Said, instrument: Instrument) -> dict[str, list[str]]:
        """Texts that stand in what is published -> their columns: identifiers, contacts and their parts, comments, other answers
        in words, and names that match nothing; less what the instrument itself says: a comment of the same words as a part of a
        question cannot be told from it."""
        found: dict[str, list[str]] = {}
        for one in self.sought(instrument):
            for word in said.holds(one.words):
                if word not in one.known and one.column not in found.setdefault(word, []):
                    found[word].append(one.column)
        return found

    def sought(self, instrument: Instrument) -> Iterator[Sought]:
        """Column by column and piece by piece the texts that are looked for."""
        own = {folded(text) for text in _words(instrument.model_dump(mode="json"))}
        said = _BETWEEN.join(own)
        for name, piece in _pieces(self.identifying):
            yield Sought(name, folded_column(piece, _SHORTEST_ID), own)
        for name, piece in _pieces(self.written):
            yield Sought(name, folded_column(piece, _SHORTEST_TEXT), said)
        for name, texts in self.contacts.items():
            yield Sought(name, _array(_contact_parts(texts.seen())), said)
        if self.names:
            yield Sought("names of roles and departments", folded_column(_array(self.names), _SHORTEST_ID), own)


def private_columns(
    export: Export, bound: Bound, names: tuple[str, ...], instrument: Instrument, personal: frozenset[int]
) -> PrivateColumns:
    """The columns to look into.

    names : of roles and departments, as written, that match nothing. personal : positions of columns that could point at a
        person.
    """
    carrying = {*bound.columns.values(), *(p for options in bound.options.values() for p in options.values())}
    texts = {bound.columns[q.id] for q in instrument.questions if q.kind == "text" and q.id in bound.columns}
    linking = {bound.columns[q.id] for q in instrument.questions if q.kind == "respondent" and q.id in bound.columns}
    identifying = linking | (personal - carrying)
    written = texts | {c.position for c in export.columns if c.kind == "text" and c.meta is None and c.position not in carrying}

    def named(positions: Iterable[int]) -> dict[str, Texts]:
        return {export.columns[position].name[:_NAME]: export.texts[position] for position in sorted(positions)}

    return PrivateColumns(named(identifying), named(written - identifying), named(contact_columns(bound, instrument)), names)


def _pieces(columns: Mapping[str, Texts]) -> Iterator[tuple[str, pa.LargeStringArray]]:
    names = list(columns)
    return ((names[number], piece) for number, piece in pieces_of(list(columns.values())))


def folded_column(texts: pa.LargeStringArray, shortest: int) -> pa.LargeStringArray:
    """Texts folded, as far as they are compared, in any order; those that are too short left out. Most are ASCII with single
    spaces between words, which is seen in their bytes; then their beginning is all that is needed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = texts.filter(pc.greater_equal(pc.binary_length(texts), shortest // 3))
    begun = pc.utf8_slice_codeunits(texts, 0, _LONGEST)
    ends, data = _memory(begun)
    even = np.ones(len(begun), dtype=bool)
    space, odd = data == _SPACE_SIGN, _UNEVEN[data]
    odd[1:] |= space[1:] & space[:-1]
    filled = np.diff(ends) > 0
    for outermost in (ends[:-1][filled], ends[1:][filled] - 1):
        odd[outermost] |= space[outermost]
    even[np.searchsorted(ends, np.flatnonzero(odd), side="right") - 1] = False
    lower = pa.LargeStringArray.from_buffers(len(begun), pa.py_buffer(ends), pa.py_buffer(_LOWER[data]))
    long = pa.array(even & (np.diff(ends) >= shortest))
    return pa.concat_arrays([lower.filter(long), _folded_one_by_one(texts.filter(pa.array(~even)), shortest)])


def _memory(texts: pa.LargeStringArray) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where each text ends in their bytes, with a 0 before the first; and these bytes."""
    _, offsets, data = texts.buffers()
    ends = (
        np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1] if len(texts) else np.zeros(1, int)
    )
    within = np.frombuffer(data or b"", dtype=np.uint8)[ends[0] : ends[-1]]
    return ends - ends[0], within


def _folded_one_by_one(texts: pa.LargeStringArray, shortest: int) -> pa.LargeStringArray:
    words = (folded(text)[:_LONGEST] for text in texts.to_pylist())
    return _array(word for word in words if len(word) >= shortest)


def _array(texts: Iterable[str]) -> pa.LargeStringArray:
    import pyarrow as pa

    return pa.array(list(texts), type=pa.large_string())


def _contact_parts(contacts: Iterable[str]) -> Iterator[str]:
    """Each contact, its addresses, and what stands between its commas and breaks: a name is found without the number behind it.

    One word by itself, such as "(work)", is not looked for: it stands in any file.
    """
    for text in contacts:
        pieces = [piece for piece in _PARTED.split(text) if " " in piece.strip()]
        for part in (text, *addresses(text), *pieces):
            word = folded(part)[:_LONGEST].strip()
            if len(word) >= _SHORTEST_ID:
                yield word


def _words(value: object) -> Iterator[str]:
    """All texts inside nested lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _words(part)
