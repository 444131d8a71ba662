"""What people wrote that may stand in no published file: identifiers, and answers in their own words. PRIVATE."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.clean.clean import Cleaned
from pipeline.clean.contacts import addresses, contact_columns
from pipeline.ingest.export import Export
from pipeline.ingest.sensitive import sensitive_columns
from pipeline.instrument.model import Instrument

_SHORTEST_ID: Final = 6
"""Shorter ones stand in any file by chance."""
_SHORTEST_TEXT: Final = 16
_LONGEST: Final = 200
_SPACE: Final = re.compile(r"\s+")
_PARTED: Final = re.compile(r"[,;|<>()\n]")
_BETWEEN: Final = "\n"


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Texts to look for, by the column that they stand in; folded as ``folded`` does."""

    by_column: Mapping[str, frozenset[str]]


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
    found: dict[str, frozenset[str]] = {}
    for position in sorted(identifying | written):
        shortest = _SHORTEST_ID if position in identifying else _SHORTEST_TEXT
        words = {folded(text)[:_LONGEST] for text in export.texts[position].seen()}
        strangers = words - own if position in identifying else {word for word in words if word not in said}
        found[export.columns[position].name[:60]] = frozenset(word for word in strangers if len(word) >= shortest)
    for position in contact_columns(cleaned.bound, instrument):
        found[export.columns[position].name[:60]] = frozenset(_contact_parts(export.texts[position].seen(), said))
    if len(cleaned.review):
        names = {folded(str(text)) for text in cleaned.review["written"]}
        found["names of roles and departments"] = frozenset(name for name in names - own if len(name) >= _SHORTEST_ID)
    return Secrets(found)


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
