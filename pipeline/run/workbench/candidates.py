"""Columns that could carry a field, the likeliest first: by wording, and by what the field knows of their answers. PRIVATE."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.instrument.words import normal

if TYPE_CHECKING:
    from pipeline.clean.bind import Bound
    from pipeline.clean.headers import Headers
    from pipeline.ingest.export import Column, Export
    from pipeline.instrument.model import Instrument

_CANDIDATES: Final = 5
_LOOKED_AT: Final = 12
_FEW_LETTERS: Final = 3
_WEIGHT_OF_FIT: Final = 0.3
_LIKELY: Final = 0.75
_FITTING: Final = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column, or a question with a column per option, that could carry a field.

    binds : as a decision takes it (``decisions.bound_to``). header, wording : of the column. similarity : of wordings, 0 to 1.
    place : of the (first) column in the file, from 1. fit : share of its answers that the field's answers know, 0 to 1; None
    where the field has no list of answers.
    """

    binds: str | Mapping[str, str]
    header: str
    wording: str
    similarity: float
    place: int
    fit: float | None = None

    @property
    def likeliness(self) -> float:
        """By what candidates are ordered: wordings first; the answers tell two columns of one wording apart."""
        return self.similarity + _WEIGHT_OF_FIT * (self.fit or 0.0)

    @property
    def is_likely(self) -> bool:
        """Whether it may be suggested: it is much like the field, and its answers are of the field."""
        return self.similarity >= _LIKELY and (self.fit is None or self.fit >= _FITTING)


def binding_name(headers: Headers, column: Column) -> str:
    """A name that a binding file can use, and that means this column alone."""
    names = [name for name in (column.import_id, column.name) if name and name.strip()]
    return next((name for name in names if headers.named(name) == [column]), f"column {column.position + 1}")


def candidates(
    field: str,
    wording: str,
    export: Export,
    instrument: Instrument,
    bound: Bound,
    headers: Headers,
    several: set[int],
) -> tuple[Candidate, ...]:
    """Columns by how much their wording is like that of the field; those that could carry it by name come first."""
    unused = {*bound.unused, *several}
    columns = [column for column in export.asked if column.position in unused]
    likely = sorted(columns, key=lambda column: -_shared_words(wording, field, column))[:_LOOKED_AT]
    likely += [column for column in columns if column.position in several and column not in likely]
    known = _known_answers(field, instrument)
    found = [
        Candidate(
            binding_name(headers, column),
            column.name,
            column.text,
            1.0 if column.position in several else _similarity(wording, field, column),
            column.position + 1,
            _fit(export, column, known),
        )
        for column in likely
    ]
    found += _spread(field, export, instrument, headers, unused)
    return tuple(sorted(found, key=lambda one: (-one.likeliness, one.place))[:_CANDIDATES])


def _known_answers(field: str, instrument: Instrument) -> frozenset[str]:
    """Normal spellings of the answers of a field; nothing where it has no list of them."""
    from pipeline.clean.bind import option_list
    from pipeline.clean.code import answer_map

    scales = {column: scale for column, _, scale in instrument.rated_columns()}
    question = next((one for one in instrument.questions if one.id == field), None)
    scale = scales.get(field) or (question.answers if question is not None else None)
    if scale:
        return frozenset(answer_map(instrument.answer_scale[scale], {})) - {""}
    options = option_list(question, instrument) if question is not None else ()
    return frozenset(normal(word) for option in options for word in (option.id, option.label, *option.synonyms))


def _fit(export: Export, column: Column, known: frozenset[str]) -> float | None:
    """Share of a column's different answers that a field knows."""
    given = {normal(column.labels.get(text.strip(), text)) for text in export.texts[column.position].seen()} - {""}
    return round(len(given & known) / len(given), 2) if known and given else None


def _spread(field: str, export: Export, instrument: Instrument, headers: Headers, unused: set[int]) -> Iterator[Candidate]:
    """Questions with a column per option, for a multi-select: by how many options have a column of their label."""
    from pipeline.clean.bind import option_list

    question = next((one for one in instrument.questions if one.id == field and one.kind == "multiple"), None)
    options = option_list(question, instrument) if question is not None else ()
    for asked in export.questions if options else ():
        columns = {_own_words(c, asked.text): c for c in asked.columns if c.position in unused}
        found = {
            option.id: columns[word]
            for option in options
            for word in map(normal, (option.id, option.label, *option.synonyms))
            if word in columns
        }
        if len(asked.columns) > 1 and found:
            binds = {option: binding_name(headers, column) for option, column in found.items()}
            place = min(column.position for column in found.values()) + 1
            yield Candidate(binds, f"{len(found)} columns", asked.text, round(len(found) / len(options), 2), place)


def _own_words(column: Column, stem: str) -> str:
    """What a column of a question asks beside the question."""
    return normal(column.text.removeprefix(stem).strip(" -:[]") or column.text)


def _shared_words(wording: str, field: str, column: Column) -> float:
    """Share of words that two wordings have in common: a quick look, before the exact one."""
    ours, theirs = set(normal(f"{wording} {field}").split()), set(normal(f"{column.text} {column.name}").split())
    return len(ours & theirs) / max(len(ours | theirs), 1)


def _similarity(wording: str, field: str, column: Column) -> float:
    """How much a column's wording, or its header, is like the wording or the id of a field."""
    theirs = {normal(column.text), normal(column.text.rsplit(" - ", 1)[-1]), normal(column.name)}
    names = [normal(wording), *([normal(field)] if len(field) > _FEW_LETTERS else [])]
    pairs = [(one, other) for one in names for other in theirs if one and other]
    return round(max((difflib.SequenceMatcher(None, one, other).ratio() for one, other in pairs), default=0.0), 2)
