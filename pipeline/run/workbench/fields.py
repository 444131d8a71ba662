"""Which column carries what: all fields of a questionnaire with the likeliest columns, and all columns of an export. PRIVATE."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pipeline.instrument.words import normal

if TYPE_CHECKING:
    from pipeline.clean.bind import Bound
    from pipeline.clean.binding_file import BindingFile
    from pipeline.clean.headers import Headers
    from pipeline.clean.undecided import Undecided
    from pipeline.ingest.export import Column, Export
    from pipeline.instrument.model import Instrument

State = Literal["bound", "missing", "several", "shared", "wrong", "left_out"]
"""several : more than one column could carry it. shared : its column carries something else too. wrong : what was decided
cannot be followed. left_out : this export does not have it, by decision."""
_CANDIDATES: Final = 5
_LOOKED_AT: Final = 12
_FEW_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column, or a question with a column per option, that could carry a field.

    binds : as a decision takes it (``decisions.bound_to``). header, wording : of the column. similarity : 0 to 1.
    """

    binds: str | Mapping[str, str]
    header: str
    wording: str
    similarity: float


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """One thing that a column can carry.

    Attributes
    ----------
    id, wording : of the questionnaire. kind : ``rated``, or the kind of the question. state, how : as it is now; how : "" where
        nothing carries it. columns : headers of what carries it now. needed : the analysis cannot go on as it is; reason : why.
    candidates : the likeliest first; none where it is bound.
    """

    id: str
    wording: str
    kind: str
    state: State
    how: str
    columns: tuple[str, ...]
    needed: bool
    reason: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column of an export; never what stands in it. binds : its name for a decision. personal : why it could point at a
    person, "" where it does not seem to. carries : fields that it carries now."""

    binds: str
    header: str
    wording: str
    kind: str
    personal: str
    carries: tuple[str, ...]


def columns_seen(export: Export, bound: Bound, personal: Mapping[int, str]) -> tuple[ColumnSeen, ...]:
    """All columns that were asked, in the order of the file."""
    from pipeline.clean.headers import Headers

    headers = Headers(export)
    carried: dict[int, list[str]] = {}
    for field, position in bound.columns.items():
        carried.setdefault(position, []).append(field)
    for field, options in bound.options.items():
        for position in options.values():
            carried.setdefault(position, []).append(field)
    return tuple(
        ColumnSeen(
            binding_name(headers, column),
            column.name,
            column.text,
            column.kind,
            personal.get(column.position, ""),
            tuple(carried.get(column.position, ())),
        )
        for column in export.asked
    )


def binding_name(headers: Headers, column: Column) -> str:
    """A name that a binding file can use, and that means this column alone."""
    names = [name for name in (column.import_id, column.name) if name and name.strip()]
    return next((name for name in names if headers.named(name) == [column]), f"column {column.position + 1}")


def field_questions(
    export: Export, instrument: Instrument, made: BindingFile, bound: Bound, undecided: Undecided
) -> tuple[FieldQuestion, ...]:
    """Every field; first what the analysis needs, then what nothing carries, then the others."""
    from pipeline.clean.headers import Headers

    headers = Headers(export)
    found = [
        _question(field, wording, kind, export, instrument, made, bound, undecided, headers)
        for field, wording, kind in _fields(instrument)
    ]
    return tuple(sorted(found, key=lambda one: (not one.needed, one.state in ("bound", "left_out"))))


def _fields(instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    for column, wording, _ in instrument.rated_columns():
        yield column, wording, "rated"
    for question in instrument.questions:
        yield question.id, question.text, question.kind


def _question(
    field: str,
    wording: str,
    kind: str,
    export: Export,
    instrument: Instrument,
    made: BindingFile,
    bound: Bound,
    undecided: Undecided,
    headers: Headers,
) -> FieldQuestion:
    state, reason = _state(field, made, bound, undecided)
    lacking = next((one for one in undecided.unmeasured if field in one.fields), None)
    needed = state in ("several", "shared", "wrong") or lacking is not None
    positions = [bound.columns[field]] if field in bound.columns else [*bound.options.get(field, {}).values()]
    several = {c.position for one in undecided.doubtful if one.field == field for c in one.columns}
    return FieldQuestion(
        field,
        wording,
        kind,
        state,
        bound.how.get(field, ""),
        tuple(export.columns[position].name for position in positions),
        needed,
        reason or (lacking.problem.what if lacking is not None else ""),
        () if state in ("bound", "left_out") else tuple(_candidates(field, wording, export, instrument, bound, headers, several)),
    )


def _state(field: str, made: BindingFile, bound: Bound, undecided: Undecided) -> tuple[State, str]:
    """How a field stands, and the command's words where something is wrong with it."""
    if field in made.without:
        return "left_out", ""
    for wrong in undecided.wrong:
        if wrong.field == field:
            return "wrong", wrong.problem.what
    for doubt in undecided.doubtful:
        if doubt.field == field:
            return "several", doubt.problem.what
    for shared in undecided.shared:
        if field in {name.split(".")[0] for name in shared.fields}:
            return "shared", shared.problem.what
    return ("bound", "") if field in bound.how else ("missing", "")


def _candidates(
    field: str,
    wording: str,
    export: Export,
    instrument: Instrument,
    bound: Bound,
    headers: Headers,
    several: set[int],
) -> list[Candidate]:
    """Columns by how much their wording is like that of the field; those that could carry it by name come first."""
    unused = {*bound.unused, *several}
    columns = [column for column in export.asked if column.position in unused]
    likely = sorted(columns, key=lambda column: -_shared_words(wording, field, column))[:_LOOKED_AT]
    likely += [column for column in columns if column.position in several and column not in likely]
    found = [
        Candidate(
            binding_name(headers, column),
            column.name,
            column.text,
            1.0 if column.position in several else _similarity(wording, field, column),
        )
        for column in likely
    ]
    found += _spread(field, export, instrument, headers, unused)
    return sorted(found, key=lambda one: -one.similarity)[:_CANDIDATES]


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
            yield Candidate(binds, f"{len(found)} columns", asked.text, len(found) / len(options))


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
