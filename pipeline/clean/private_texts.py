"""What people wrote that may stand in no published file: identifiers, and answers in their own words. PRIVATE."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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


def private_texts(export: Export, cleaned: Cleaned, instrument: Instrument) -> Secrets:
    """Identifiers of every column that could point at a person, contacts and their parts, comments, other answers in words, and
    names of roles and departments that match nothing; less what the instrument itself says: a comment of the same words as a part
    of a question cannot be told from it."""
    own = {folded(text) for text in _words(instrument.model_dump(mode="json"))}
    said = _BETWEEN.join(own)
    bound = {*cleaned.bound.columns.values(), *(p for options in cleaned.bound.options.values() for p in options.values())}
    texts = {cleaned.bound.columns[q.id] for q in instrument.questions if q.kind == "text" and q.id in cleaned.bound.columns}
    codes = [q.id for q in instrument.questions if q.kind == "respondent" and q.id in cleaned.bound.columns]
    linking = {cleaned.bound.columns[code] for code in codes}
    identifying = linking | {one.column.position for one in sensitive_columns(export) if one.column.position not in bound}
    written = texts | {c.position for c in export.columns if c.kind == "text" and c.meta is None and c.position not in bound}
    found: dict[str, Collection[str] | pa.LargeStringArray] = {}
    for position in sorted(identifying | written):
        words = _folded_texts(export.texts[position], _SHORTEST_ID if position in identifying else _SHORTEST_TEXT)
        perhaps = perhaps_said(words, said)
        known = own if position in identifying else said
        also_ours = [at for at in perhaps.tolist() if words[at].as_py() in known]
        found[export.columns[position].name[:60]] = _without(words, also_ours)
    for position in contact_columns(cleaned.bound, instrument):
        found[export.columns[position].name[:60]] = frozenset(_contact_parts(export.texts[position].seen(), said))
    if len(cleaned.review):
        names = {folded(str(text)) for text in cleaned.review["written"]}
        found["names of roles and departments"] = frozenset(name for name in names - own if len(name) >= _SHORTEST_ID)
    return Secrets(found)


def _folded_texts(texts: Texts, shortest: int) -> pa.LargeStringArray:
    """The texts of a column folded, as far as they are compared; those that are too short left out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    every = pc.unique(texts.column if isinstance(texts, LongTexts) else pa.array(texts.seen(), type=pa.large_string()))
    plain = pc.string_is_ascii(every)
    even = [
        pc.utf8_trim(pc.replace_substring_regex(part, _SPACES, " "), " ")
        for part in (every.filter(plain), every.filter(pc.invert(plain)))
    ]
    others = pa.array([text.casefold() for text in even[1].to_pylist()], type=pa.large_string())
    words = pc.utf8_slice_codeunits(pa.concat_arrays([pc.ascii_lower(even[0]), others]), 0, _LONGEST)
    return pc.unique(words.filter(pc.greater_equal(pc.utf8_length(words), shortest)))


def _without(words: pa.LargeStringArray, places: list[int]) -> pa.LargeStringArray:
    import numpy as np
    import pyarrow as pa

    if not places:
        return words
    kept = np.ones(len(words), dtype=bool)
    kept[places] = False
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
