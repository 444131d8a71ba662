"""What an export holds in codes, with all that only a person can settle, found in one look. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.clean.bind import Bound, claim, option_list
from pipeline.clean.binding_file import BindingFile
from pipeline.clean.cells import Cells
from pipeline.clean.code import (
    Coded,
    code_answers,
    code_single,
    extra_words,
    question_scale,
    values_of,
)
from pipeline.clean.code_options import code_joined, code_spread
from pipeline.clean.groups import Matched, UnknownNames, match_names
from pipeline.clean.identity import Keyring
from pipeline.clean.kept import Kept
from pipeline.clean.rows import Sorted, sort_rows
from pipeline.clean.undecided import Undecided, Unmeasured
from pipeline.clean.unknown import Doubt
from pipeline.errors import Problem
from pipeline.ingest.export import Export
from pipeline.ingest.texts import Texts
from pipeline.instrument.model import Instrument
from pipeline.tables import Responses
from pipeline.tables.coded import NO_ANSWER, Named, Rated, Ticked


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """One export, coded as far as it can be. PRIVATE.

    Attributes
    ----------
    bound : which column carries what. rows : which rows are kept, and why not. kept : positions of kept rows.
    responses : of the kept rows. places : axis -> how the names of the kept respondents matched.
    undecided : what only a person can settle; where it is not empty, the codes are not complete.
    """

    bound: Bound
    rows: Sorted
    kept: np.ndarray
    responses: Responses
    places: Mapping[str, Matched]
    undecided: Undecided


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The kept rows of an export, column by column."""

    export: Export
    rows: Kept

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, position: int) -> Cells:
        column = self.export.columns[position]
        return Cells(column.name, self.export.texts[position], column.labels, column.joint, self.rows)


def examine(export: Export, instrument: Instrument, binding: BindingFile, keyring: Keyring | None = None) -> Examined:
    """Bind, sort rows and code; raises nothing: what cannot be coded is in ``undecided``.

    keyring : makes pseudonyms where respondents are linked; without one nobody is.
    """
    claims = claim(export, instrument, binding)
    bound = claims.bound
    persons = _pseudonyms(export, bound, instrument, keyring)
    gone = persons.isin(keyring.forgotten) if persons is not None and keyring is not None else None
    rows = sort_rows(export, identifiers_of(export, bound, instrument), gone)
    kept = _Columns(export, Kept.of(rows.kept))
    doubts: list[Doubt] = []
    rated = _rated(kept, bound, instrument, binding, doubts)
    ticked = _multiple(kept, bound, instrument, binding, doubts)
    singles = _single(kept, bound, instrument, binding, doubts)
    places = {axis: _names(kept, bound, axis, instrument, binding) for axis in instrument.axes}
    undecided = Undecided(
        claims.wrong,
        claims.shared,
        claims.doubtful,
        tuple(_unmeasured(bound, instrument, binding, export, {one.field for one in claims.doubtful})),
        tuple(doubts),
        tuple(_unknown_names(places, bound, instrument)),
    )
    index = np.flatnonzero(rows.kept)
    lines = np.asarray(export.lines, dtype=np.int64)[index]
    recorded = export.recorded.to_numpy(dtype="datetime64[us]")[index]
    person = None if persons is None else np.array(persons.distinct, dtype=object)[persons.codes[index]]
    ids = {axis: matched.ids for axis, matched in places.items()}
    responses = Responses(ids, lines, recorded, person, rated, ticked, singles)
    return Examined(bound, rows, index, responses, places, undecided)


def _unknown_names(places: Mapping[str, Matched], bound: Bound, instrument: Instrument) -> Iterator[UnknownNames]:
    limit = instrument.thresholds.not_stated_at_most
    for kind, matched in places.items():
        if matched.unmatched:
            yield UnknownNames(kind, matched.review, matched.unmatched, len(matched.ids), limit, bound.columns[kind])


def _pseudonyms(export: Export, bound: Bound, instrument: Instrument, keyring: Keyring | None) -> Texts | None:
    """One pseudonym per row, "" where a respondent gave no code; None where nobody is linked."""
    linking = [bound.columns[q.id] for q in instrument.questions if q.kind == "respondent" and q.id in bound.columns]
    return export.texts[linking[0]].mapped(keyring.pseudonym) if keyring is not None and linking else None


def identifiers_of(export: Export, bound: Bound, instrument: Instrument) -> list[int]:
    """Columns that name a response, and the question that names a respondent."""
    linked = [bound.columns[q.id] for q in instrument.questions if q.kind == "respondent" and q.id in bound.columns]
    return [c.position for c in export.columns if c.meta == "response_id"] + linked


def _unmeasured(
    bound: Bound, instrument: Instrument, binding: BindingFile, export: Export, doubtful: set[str]
) -> Iterator[Unmeasured]:
    """Both composites must be measurable, and role and department bound or left out by decision. doubtful : fields that have
    a column once somebody says which."""
    file = export.provenance.path.name
    items = {item.id: item.scale for item in instrument.items if item.id in bound.columns or item.id in doubtful}
    for composite in instrument.composites:
        measured = {scale for scale in items.values() if scale in composite.scales}
        if 2 * len(measured) < len(composite.scales):
            missing = tuple(i.id for i in instrument.items if i.scale in composite.scales and i.id not in items)
            what = f"only {len(measured)} of {len(composite.scales)} parts of {composite.label} have a column"
            fix = f"bind at least one item of half of the parts in the binding file; without a column: {', '.join(missing)}"
            yield Unmeasured(missing, Problem(what, file, fix=fix))
    for question in instrument.axes:
        known = any(q.id == question for q in instrument.questions) and question not in doubtful
        if known and question not in bound.columns and question not in binding.without:
            fix = f"add to the binding file `columns: {{{question}: <column>}}`, or `without: [{question}]`"
            yield Unmeasured((question,), Problem(f"no column carries the {question}", file, fix=fix))


def _rated(kept: _Columns, bound: Bound, instrument: Instrument, binding: BindingFile, doubts: list[Doubt]) -> Rated:
    """Every rated column; no answer where a column is missing."""
    columns = list(instrument.rated_columns())
    values = tuple(values_of(instrument.answer_scale[scale_id]) for _, _, scale_id in columns)
    codes = np.empty((len(columns), len(kept)), dtype=np.min_scalar_type(max(map(len, values), default=1) - 1))
    coded: dict[int, Coded] = {}
    for place, (field, _, scale_id) in enumerate(columns):
        if field in bound.columns:
            cells, extra = kept.cells(bound.columns[field]), extra_words(binding, field, scale_id)
            coded[place] = code_answers(cells, instrument.answer_scale[scale_id], extra, field, doubts)
        else:
            codes[place] = NO_ANSWER
    texts, tables = [one.cells.texts for one in coded.values()], [one.table() for one in coded.values()]
    kept.rows.look_up(texts, tables, [codes[place] for place in coded])
    return Rated(tuple(field for field, _, _ in columns), codes, values)


def _multiple(
    kept: _Columns, bound: Bound, instrument: Instrument, binding: BindingFile, doubts: list[Doubt]
) -> dict[str, Ticked]:
    """Ticked options of every multi-select."""
    found: dict[str, Ticked] = {}
    for question in instrument.questions:
        if question.kind != "multiple":
            continue
        options = option_list(question, instrument)
        if question.id in bound.options:
            spread = {option: kept.cells(position) for option, position in bound.options[question.id].items()}
            found[question.id] = code_spread(spread, options)
        elif question.id in bound.columns:
            extra = extra_words(binding, question.id, None)
            found[question.id] = code_joined(kept.cells(bound.columns[question.id]), options, extra, question.id, doubts)
        else:
            found[question.id] = Ticked(tuple(o.id for o in options), np.zeros((len(options), len(kept)), dtype=bool))
    return found


def _single(kept: _Columns, bound: Bound, instrument: Instrument, binding: BindingFile, doubts: list[Doubt]) -> dict[str, Named]:
    """Codes of every single choice beside role, department and site; "" where blank or not asked."""
    found = {}
    for question in instrument.questions:
        if question.kind != "single" or question.id in instrument.axes:
            continue
        if question.id not in bound.columns:
            found[question.id] = Named(np.zeros(len(kept), dtype=np.uint8), ("",))
            continue
        cells = kept.cells(bound.columns[question.id])
        scale = question_scale(question, instrument)
        extra = extra_words(binding, question.id, question.answers)
        if scale is not None:
            found[question.id] = code_answers(cells, scale, extra, question.id, doubts).named()
        else:
            found[question.id] = code_single(cells, option_list(question, instrument), extra, question.id, doubts)
    return found


def _names(kept: _Columns, bound: Bound, kind: str, instrument: Instrument, binding: BindingFile) -> Matched:
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}[kind]
    extra = {"role": binding.roles, "department": binding.departments, "site": binding.sites}[kind]
    blank = Texts(np.zeros(len(kept), dtype=np.uint8), ("",))
    texts = kept.cells(bound.columns[kind]).worded() if kind in bound.columns else blank
    return match_names(texts, parts, extra, kind)
