"""What people wrote that may stand in no published file: identifiers, and answers in their own words. PRIVATE."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.clean.bind import Bound
from pipeline.clean.clean import Cleaned
from pipeline.clean.contacts import addresses, contact_columns
from pipeline.clean.sought import perhaps_said
from pipeline.ingest.export import Export
from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.sensitive import sensitive_columns
from pipeline.ingest.texts import Texts
from pipeline.instrument.model import Instrument

if TYPE_CHECKING:
    import pyarrow as pa

_SHORTEST_ID: Final = 6
"""Shorter ones stand in any file by chance."""
_SHORTEST_TEXT: Final = 16
_LONGEST: Final = 200
_NAME: Final = 60
_SPACE: Final = re.compile(r"\s+")
_PARTED: Final = re.compile(r"[,;|<>()\n]")
_BETWEEN: Final = "\n"
_SPACES: Final = r"[\t-\r\x1c-\x1f\x{85}\pZ]+"


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Texts to look for, by the column that they stand in; each once, folded as ``folded`` does."""

    by_column: Mapping[str, Collection[str] | pa.LargeStringArray]


def folded(text: str) -> str:
    """A text as it is compared: one kind of space, no case."""
    return _SPACE.sub(" ", text).strip().casefold()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class PrivateColumns:
    """The columns of one export that hold such texts, and names of roles and departments that match nothing. PRIVATE.

    Attributes
    ----------
    identifying, written, contacts : header -> texts. names : as written.
    """

    identifying: Mapping[str, Texts]
    written: Mapping[str, Texts]
    contacts: Mapping[str, Texts]
    names: tuple[str, ...]

    def secrets(self, instrument: Instrument) -> Secrets:
        """Identifiers, contacts and their parts, comments, other answers in words, and names that match nothing; less what the
        instrument itself says: a comment of the same words as a part of a question cannot be told from it."""
        own = {folded(text) for text in _words(instrument.model_dump(mode="json"))}
        said = _BETWEEN.join(own)
        found: dict[str, Collection[str] | pa.LargeStringArray] = {}
        for name, texts in self.identifying.items():
            found[name] = _without(_folded(texts, _SHORTEST_ID), own, said)
        for name, texts in self.written.items():
            found[name] = _without(_folded(texts, _SHORTEST_TEXT), said, said)
        for name, texts in self.contacts.items():
            found[name] = frozenset(_contact_parts(texts.seen(), said))
        if self.names:
            names = {folded(name) for name in self.names}
            found["names of roles and departments"] = frozenset(name for name in names - own if len(name) >= _SHORTEST_ID)
        return Secrets(found)


def private_texts(export: Export, cleaned: Cleaned, instrument: Instrument) -> Secrets:
    """What may stand in no published file, of one export."""
    names = tuple(map(str, cleaned.review["written"]))
    return private_columns(export, cleaned.bound, names, instrument).secrets(instrument)


def private_columns(export: Export, bound: Bound, names: tuple[str, ...], instrument: Instrument) -> PrivateColumns:
    """The columns to look into. names : of roles and departments, as written, that match nothing."""
    carrying = {*bound.columns.values(), *(p for options in bound.options.values() for p in options.values())}
    texts = {bound.columns[q.id] for q in instrument.questions if q.kind == "text" and q.id in bound.columns}
    linking = {bound.columns[q.id] for q in instrument.questions if q.kind == "respondent" and q.id in bound.columns}
    identifying = linking | {one.column.position for one in sensitive_columns(export) if one.column.position not in carrying}
    written = texts | {c.position for c in export.columns if c.kind == "text" and c.meta is None and c.position not in carrying}

    def named(positions: Iterable[int]) -> dict[str, Texts]:
        return {export.columns[position].name[:_NAME]: export.texts[position] for position in sorted(positions)}

    return PrivateColumns(named(identifying), named(written - identifying), named(contact_columns(bound, instrument)), names)


def _folded(texts: Texts, shortest: int) -> pa.LargeStringArray:
    """The texts of a column, each once, folded, as far as they are compared; those that are too short left out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    every = pc.unique(texts.column if isinstance(texts, LongTexts) else pa.array(texts.seen(), type=pa.large_string()))
    even = pc.utf8_trim(pc.replace_substring_regex(every, _SPACES, " "), " ")
    plain = pc.string_is_ascii(even)
    others = pa.array([text.casefold() for text in even.filter(pc.invert(plain)).to_pylist()], type=pa.large_string())
    words = pc.utf8_slice_codeunits(pa.concat_arrays([pc.ascii_lower(even.filter(plain)), others]), 0, _LONGEST)
    return pc.unique(words.filter(pc.greater_equal(pc.utf8_length(words), shortest)))


def _without(words: pa.LargeStringArray, known: Collection[str], said: str) -> pa.LargeStringArray:
    """The words but those that are known, all of which are said."""
    import pyarrow as pa

    kept = np.ones(len(words), dtype=bool)
    for at in perhaps_said(words, said):
        kept[at] = words[at].as_py() not in known
    return words.filter(pa.array(kept))


def _contact_parts(contacts: Iterable[str], own: str) -> Iterator[str]:
    """Each contact, its addresses, and what stands between its commas and breaks: a name is found without the number behind it.

    One word by itself, such as "(work)", is not looked for, nor is what the instrument says: they stand in any file.
    """
    for text in contacts:
        pieces = [piece for piece in _PARTED.split(text) if " " in piece.strip()]
        for part in (text, *addresses(text), *pieces):
            word = folded(part)[:_LONGEST].strip()
            if len(word) >= _SHORTEST_ID and word not in own:
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
