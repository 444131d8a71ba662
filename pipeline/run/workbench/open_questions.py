"""What a person has to decide about an export, as values, all at once; from the same look as the command's refusals. PRIVATE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.errors import Problem
from pipeline.run.workbench.decisions import Decisions, decisions
from pipeline.run.workbench.fields import ColumnSeen, FieldQuestion, columns_seen, field_questions
from pipeline.run.workbench.look import SeenList, export_of, instrument_of, look_at_lists
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import Work

if TYPE_CHECKING:
    from pipeline.clean.undecided import Undecided
    from pipeline.clean.unknown import Unknown
    from pipeline.ingest.export import Export
    from pipeline.instrument.model import Instrument

_SUGGESTED: Final = 5
_PARTS: Final = {"role": "roles", "department": "departments", "site": "sites"}


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """An answer that no map knows, asked once however many columns hold it.

    Attributes
    ----------
    place : where the decision is kept: a field, or an answer scale for all of its fields. written : as it stands. n : how often.
    fields, columns : that hold it. allowed : code or id -> label. suggestion : a code, "" for none. among_words : it is a bare
        number in a column of words, and may be of another, opposite scale.
    """

    place: str
    written: str
    n: int
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    allowed: Mapping[str, str]
    suggestion: str = ""
    among_words: bool = False


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """A name of a role, department or site that matches nothing. n : who wrote it. suggestions : ids, the best first."""

    kind: str
    written: str
    n: int
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """Everything that is open about an export.

    Attributes
    ----------
    fields : everything that a column can carry, bound or not; what needs a decision first. columns : all columns of the export.
    answers, names : what matches nothing. allowed_names : kind -> id -> label. stopped_by_names : kinds with so many unknown
        names that the analysis stops; the others count as not stated.
    doubts : columns that could be wrong, in the command's words. unmendable : what no choice here mends: broken lists.
    """

    fields: tuple[FieldQuestion, ...]
    columns: tuple[ColumnSeen, ...]
    answers: tuple[AnswerQuestion, ...]
    names: tuple[NameQuestion, ...]
    allowed_names: Mapping[str, Mapping[str, str]]
    stopped_by_names: tuple[str, ...]
    doubts: tuple[Problem, ...]
    unmendable: tuple[SeenList, ...]

    @property
    def is_settled(self) -> bool:
        """Whether nothing here keeps the export from being analyzed."""
        stops = any(one.needed for one in self.fields) or bool(self.answers or self.stopped_by_names)
        return not (stops or self.doubts or self.unmendable)


def open_questions(work: Work, export: Export | None = None) -> OpenQuestions | Refusal:
    """What is open with the questionnaire and the decisions so far; a refusal where one of the files cannot be read."""
    found = export if export is not None else export_of(work)
    if isinstance(found, Refusal):
        return found
    instrument = instrument_of(work)
    if isinstance(instrument, Refusal):
        return instrument
    made = decisions(work, instrument)
    return made if isinstance(made, Refusal) else _open(work, found, instrument, made)


def _open(work: Work, export: Export, instrument: Instrument, made: Decisions) -> OpenQuestions:
    from pipeline.clean.examine import examine
    from pipeline.ingest.sensitive import sensitive_columns

    examined = examine(export, instrument, made)
    undecided = examined.undecided
    personal = {one.column.position: one.reason for one in sensitive_columns(export)}
    shown = [names for names in undecided.names if names.column not in personal]
    return OpenQuestions(
        fields=field_questions(export, instrument, made, examined.bound, undecided),
        columns=columns_seen(export, examined.bound, personal),
        answers=tuple(_answers(undecided, {export.columns[position].name for position in personal})),
        names=tuple(_names(undecided, instrument, made, {names.kind for names in shown})),
        allowed_names={kind: {part.id: part.label for part in getattr(instrument, _PARTS[kind])} for kind in instrument.axes},
        stopped_by_names=tuple(names.kind for names in undecided.too_many if names in shown),
        doubts=tuple(_doubts(export, undecided, personal)),
        unmendable=tuple(one for one in look_at_lists(work) if one.refusal is not None),
    )


def _answers(undecided: Undecided, personal: set[str]) -> Iterator[AnswerQuestion]:
    """Unknown answers, one for each decision; nothing of a column that could point at a person."""
    from pipeline.clean.unknown import NumbersAmongWords, together

    for one in together(undecided.answers):
        if isinstance(one, NumbersAmongWords) and one.column not in personal:
            for written, n in one.numbers.items():
                yield AnswerQuestion(one.field, written.strip(), n, (one.field,), (one.column,), one.allowed, among_words=True)
        elif isinstance(one, list) and not personal & {seen.column for seen in one}:
            yield _asked(one)


def _asked(seen: list[Unknown]) -> AnswerQuestion:
    from pipeline.clean.unknown import guess, place_of

    return AnswerQuestion(
        place_of(seen),
        seen[0].text.strip(),
        sum(one.count for one in seen),
        _once(one.field for one in seen),
        _once(one.column for one in seen),
        seen[0].allowed,
        guess(seen[0]),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _names(undecided: Undecided, instrument: Instrument, made: Decisions, kinds: set[str]) -> Iterator[NameQuestion]:
    """Names that match nothing, the most frequent first."""
    from pipeline.clean.groups import known_words, suggestions

    for unknown in undecided.names:
        if unknown.kind in kinds:
            part = _PARTS[unknown.kind]
            words = known_words(getattr(instrument, part), getattr(made, part))
            for written, n in zip(unknown.review["written"], unknown.review["n"], strict=True):
                yield NameQuestion(unknown.kind, str(written), int(n), suggestions(str(written), words, _SUGGESTED))


def _doubts(export: Export, undecided: Undecided, personal: Mapping[int, str]) -> Iterator[Problem]:
    """Columns that need another choice, and columns of persons that carry what they cannot."""
    yield from (one.problem for one in undecided.wrong)
    yield from (one.problem for one in undecided.shared)
    yield from (one.problem for one in undecided.doubtful)
    for names in undecided.names:
        if names.column in personal:
            what = f"the column of the {names.kind} seems to hold what identifies people, so its answers are not shown"
            yield Problem(
                what, f"column '{export.columns[names.column].name}'", fix=f"choose the column that asks the {names.kind}"
            )
    held = {export.columns[position].name for position in personal}
    for column in _once(one.column for one in undecided.answers if not isinstance(one, Problem) and one.column in held):
        what = "this column seems to hold what identifies people, so its answers are not shown"
        yield Problem(what, f"column '{column}'", fix="choose another column for what it should carry")
