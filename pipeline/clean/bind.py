"""Bind columns of an export to what the instrument asked: by binding file, by id, by platform id, by question text.

A field is bound when exactly one column claims it in the first of these ways that finds any. Two columns for one field, or
one column for two fields, are never settled in silence: they need a decision (exit code 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.headers import Headers, letters
from pipeline.clean.undecided import SharedColumn, TwoColumns, Undecided, WrongBinding, shared_columns
from pipeline.errors import Problem
from pipeline.ingest.export import Column, Export
from pipeline.instrument.check import near
from pipeline.instrument.model import CONTACT_KINDS, Instrument, Question
from pipeline.instrument.words import normal

BY_FILE, BY_ID, BY_PLATFORM_ID, BY_TEXT, BY_OPTIONS = "binding file", "id", "platform id", "question text", "option labels"
BY_LETTERS = "id without signs"
_PERSONAL = ("respondent", "contact")
"""Kinds of questions that a platform may call identifiers: their columns are bound all the same."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Which column carries what.

    Attributes
    ----------
    columns : field -> column position; for a multi-select this is the one column that holds joined answers.
    options : multi-select -> option id -> column position, where every option has a column of its own.
    how : field -> way it was bound.
    missing : fields of the instrument that no column carries; without questions about contacts where none was asked.
    unused : positions of question columns that carry nothing of the instrument.
    """

    columns: Mapping[str, int]
    options: Mapping[str, Mapping[str, int]]
    how: Mapping[str, str]
    missing: tuple[str, ...]
    unused: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Field:
    """One thing to find: its id, the wordings under which a column may carry it, and whether its answer points at a person."""

    id: str
    wordings: tuple[str, ...]
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """What binding found, with what is wrong in the binding file and what only a person can settle."""

    bound: Bound
    wrong: tuple[WrongBinding, ...]
    shared: tuple[SharedColumn, ...]
    doubtful: tuple[TwoColumns, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """As the command says them."""
        found = [one.problem for one in self.wrong]
        found += [one.problem for one in self.shared]
        return (*found, *(one.problem for one in self.doubtful))


def bind(export: Export, instrument: Instrument, binding: BindingFile) -> Bound:
    """What each column carries; raises SetupError or DecisionNeeded with all problems together."""
    claims = claim(export, instrument, binding)
    Undecided(claims.wrong, claims.shared, claims.doubtful).refuse()
    return claims.bound


def claim(export: Export, instrument: Instrument, binding: BindingFile) -> Claims:
    """Every field's column, as far as it can be told."""
    headers = Headers(export)
    columns: dict[str, int] = {}
    options: dict[str, dict[str, int]] = {}
    how: dict[str, str] = {}
    wrong: list[WrongBinding] = []
    doubtful: list[TwoColumns] = []
    multiple = {q.id: q for q in instrument.questions if q.kind in ("multiple", "contact_topics")}
    for field in _fields(instrument):
        if field.id in binding.without:
            continue
        given = binding.columns.get(field.id)
        found: list[Column] | dict[str, Column]
        if given is not None:
            found, way = _given(field.id, given, headers, multiple, instrument, wrong), BY_FILE
        else:
            found, way = _found(field, headers)
            if not found and field.id in multiple:
                found, way = _spread(multiple[field.id], instrument, headers, doubtful)
        if isinstance(found, dict):
            options[field.id], how[field.id] = {o: c.position for o, c in found.items()}, way
        elif len(found) == 1:
            columns[field.id], how[field.id] = found[0].position, way
        elif found:
            doubtful.append(TwoColumns(field.id, tuple(found)))
    shared = shared_columns(columns, options, export.columns)
    return Claims(_bound(export, instrument, columns, options, how), tuple(wrong), shared, tuple(doubtful))


def _fields(instrument: Instrument) -> Iterator[_Field]:
    ratings = instrument.topic_ratings
    of_topic = {}
    for topic in instrument.topics:
        for side, stem in (("importance", ratings.importance_text), ("confidence", ratings.confidence_text)):
            of_topic[f"{topic.id}_{side}"] = tuple(normal(f"{stem} - {name}") for name in (topic.label, topic.id)) if stem else ()
    for column, wording, _ in instrument.rated_columns():
        yield _Field(column, (normal(wording), *of_topic.get(column, ())))
    for question in instrument.questions:
        yield _Field(question.id, (normal(question.text),), question.kind in _PERSONAL)


def _found(field: _Field, headers: Headers) -> tuple[list[Column], str]:
    """Columns in the first way that finds any."""
    key = normal(field.id)
    by_id = [c for c in headers.by_name.get(key, []) if c.meta is None or (field.personal and c.meta == "identifier")]
    if by_id:
        return by_id, BY_ID
    for index in (headers.by_platform_id, headers.by_part, headers.by_own_part):
        if by_platform := [c for c in index.get(key, []) if c.meta is None and not _is_part_of(c, key)]:
            return by_platform, BY_PLATFORM_ID
    for wording in field.wordings:
        if by_text := headers.by_text.get(wording, []):
            return by_text, BY_TEXT
    return headers.by_letters.get(letters(field.id), []), BY_LETTERS


def _is_part_of(column: Column, key: str) -> bool:
    """Whether a column is an option of the question itself: one may be called like its question (``training___training``)."""
    return bool(column.part) and normal(column.question) == key


def _given(
    field: str,
    given: str | Mapping[str, str],
    headers: Headers,
    multiple: Mapping[str, Question],
    instrument: Instrument,
    wrong: list[WrongBinding],
) -> list[Column] | dict[str, Column]:
    """The columns that the binding file names for a field."""

    def one(name: str, place: str) -> list[Column]:
        found = headers.named(name)
        if not found:
            problem = Problem(f"the export has no column '{name}'", f"binding file, {place}", near(name, headers.by_name))
            wrong.append(WrongBinding(field, problem))
        return found

    if isinstance(given, str):
        return one(given, f"columns.{field}")
    if field not in multiple:
        problem = Problem("only a multi-select can have several columns", f"binding file, columns.{field}")
        wrong.append(WrongBinding(field, problem))
        return []
    known = {option.id for option in option_list(multiple[field], instrument)}
    wrong += [
        WrongBinding(field, Problem(f"'{option}' is no option of {field}", f"binding file, columns.{field}", near(option, known)))
        for option in given
        if option not in known
    ]
    named = {option: one(name, f"columns.{field}.{option}") for option, name in given.items()}
    return {option: found[0] for option, found in named.items() if found}


def option_list(question: Question, instrument: Instrument) -> tuple:
    """The options of a multi-select or of a single choice from a list of the instrument."""
    return getattr(instrument, question.options_from) if question.options_from else ()


def _spread(
    question: Question, instrument: Instrument, headers: Headers, doubtful: list[TwoColumns]
) -> tuple[dict[str, Column] | list[Column], str]:
    """A multi-select with one column per option: ``barriers_B01``, or the question's text and the option's label; last, the
    one question of the export that has at least two of its labels as options."""
    found: dict[str, Column] = {}
    way = ""
    for option in option_list(question, instrument):
        key = normal(f"{question.id}_{option.id}")
        by_id = headers.by_name.get(key, []) or headers.by_part.get(key, [])
        spellings = (option.label, *option.synonyms)
        by_text = [c for word in spellings for c in headers.by_text.get(normal(f"{question.text} - {word}"), [])]
        by_letters = headers.by_letters.get(letters(f"{question.id}{option.id}"), [])
        columns = by_id or by_text or by_letters
        if len(columns) > 1:
            doubtful.append(TwoColumns(question.id, tuple(columns), option.id))
        elif columns:
            found[option.id] = columns[0]
            way = BY_ID if by_id else BY_TEXT if by_text else BY_LETTERS
    if not found and question.kind == "multiple":  # topics to be contacted about have the labels of the ratings of topics
        found, way = _by_labels(question, instrument, headers, doubtful), BY_OPTIONS
    return (found, way) if found else ([], "")


def _by_labels(question: Question, instrument: Instrument, headers: Headers, doubtful: list[TwoColumns]) -> dict[str, Column]:
    """The options of the one question of the export whose columns carry at least two of the labels."""
    options = option_list(question, instrument)
    spelled = {o.id: [normal(word) for word in (o.label, *o.synonyms)] for o in options}
    matches = [
        {option: columns[word] for option, words in spelled.items() for word in words[::-1] if word in columns}
        for columns in headers.options
    ]
    most = max(map(len, matches), default=0)
    best = [match for match in matches if len(match) == most]
    if most < 2:
        return {}
    if len(best) > 1:
        doubtful.append(TwoColumns(question.id, tuple(next(iter(match.values())) for match in best)))
        return {}
    return best[0]


def _bound(
    export: Export,
    instrument: Instrument,
    columns: dict[str, int],
    options: dict[str, dict[str, int]],
    how: dict[str, str],
) -> Bound:
    fields = [field.id for field in _fields(instrument)]
    about_contacts = {question.id for question in instrument.questions if question.kind in CONTACT_KINDS}
    if not about_contacts & set(how):
        fields = [field for field in fields if field not in about_contacts]
    used = {*columns.values(), *(p for by_option in options.values() for p in by_option.values())}
    shared = {c.question for c in export.asked if c.position in used and c.question and c.kind == "multiple"}
    unused = tuple(c.position for c in export.asked if c.position not in used and c.question not in shared)
    return Bound(columns, options, how, tuple(f for f in fields if f not in how), unused)
