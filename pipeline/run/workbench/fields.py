"""Which column carries what: all fields of a questionnaire with the likeliest columns, and all columns of an export. PRIVATE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.run.workbench.candidates import Candidate, binding_name, candidates

if TYPE_CHECKING:
    from pipeline.clean.bind import Bound
    from pipeline.clean.binding_file import BindingFile
    from pipeline.clean.headers import Headers
    from pipeline.clean.undecided import Undecided
    from pipeline.ingest.export import Export
    from pipeline.instrument.model import Instrument

State = Literal["bound", "missing", "several", "shared", "wrong", "left_out"]
"""several : more than one column could carry it. shared : its column carries something else too. wrong : what was decided
cannot be followed. left_out : this export does not have it, by decision."""


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

    @property
    def suggestion(self) -> Candidate | None:
        """The likeliest column, where it is likely enough to be suggested."""
        first = self.candidates[0] if self.candidates else None
        return first if first is not None and first.is_likely else None


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column of an export; never what stands in it. binds : its name for a decision. personal : why it could point at a
    person, "" where it does not seem to. carries : fields that it carries now. place : in the file, from 1."""

    binds: str
    header: str
    wording: str
    kind: str
    personal: str
    carries: tuple[str, ...]
    place: int


def columns_seen(export: Export, bound: Bound, personal: Mapping[int, str]) -> tuple[ColumnSeen, ...]:
    """All columns in the order of the file; those of the platform have the kind ``meta``."""
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
            column.position + 1,
        )
        for column in export.columns
    )


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
        () if state in ("bound", "left_out") else candidates(field, wording, export, instrument, bound, headers, several),
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
