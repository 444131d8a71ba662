"""What an export holds in codes, with all that only a person can settle, found in one look. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.clean.bind import Bound, claim, option_list
from pipeline.clean.binding_file import BindingFile
from pipeline.clean.code import (
    Cells,
    code_answers,
    code_joined,
    code_single,
    code_spread,
    extra_words,
    question_scale,
)
from pipeline.clean.groups import Matched, UnknownNames, match_names
from pipeline.clean.identity import Keyring
from pipeline.clean.rows import Sorted, sort_rows
from pipeline.clean.undecided import Undecided, Unmeasured
from pipeline.clean.unknown import Doubt
from pipeline.errors import Problem
from pipeline.ingest.export import Export
from pipeline.ingest.texts import Texts
from pipeline.instrument.model import Instrument


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """One export, coded as far as it can be. PRIVATE.

    Attributes
    ----------
    bound : which column carries what. rows : which rows are kept, and why not. kept : positions of kept rows; lines : theirs.
    ratings, not_applicable, chosen, answered, single : as of ``Responses``. places : axis -> ids of the kept respondents.
    persons : one pseudonym per row of the export; None where nobody is linked.
    undecided : what only a person can settle; where it is not empty, the codes are not complete.
    """

    bound: Bound
    rows: Sorted
    kept: np.ndarray
    lines: np.ndarray
    ratings: pd.DataFrame
    not_applicable: pd.DataFrame
    chosen: Mapping[str, pd.DataFrame]
    answered: pd.DataFrame
    single: pd.DataFrame
    places: Mapping[str, Matched]
    persons: Texts | None
    undecided: Undecided


class _Kept:
    """The kept rows of an export, column by column."""

    def __init__(self, export: Export, rows: Sorted) -> None:
        self.export = export
        self.index = np.flatnonzero(rows.kept)
        self.lines = np.asarray(export.lines)[self.index]

    def __len__(self) -> int:
        return len(self.index)

    def cells(self, position: int) -> Cells:
        column = self.export.columns[position]
        return Cells(column.name, self.export.texts[position].rows(self.index), column.labels, column.joint)


def examine(export: Export, instrument: Instrument, binding: BindingFile, keyring: Keyring | None = None) -> Examined:
    """Bind, sort rows and code; raises nothing: what cannot be coded is in ``undecided``.

    keyring : makes pseudonyms where respondents are linked; without one nobody is.
    """
    claims = claim(export, instrument, binding)
    bound = claims.bound
    persons = _pseudonyms(export, bound, instrument, keyring)
    gone = persons.isin(keyring.forgotten) if persons is not None and keyring is not None else None
    rows = sort_rows(export, _identifiers(export, bound, instrument), gone)
    kept = _Kept(export, rows)
    doubts: list[Doubt] = []
    ratings, not_applicable = _ratings(kept, bound, instrument, binding, doubts)
    chosen, answered = _multiple(kept, bound, instrument, binding, doubts)
    single = _single(kept, bound, instrument, binding, doubts)
    places = {axis: _names(kept, bound, axis, instrument, binding) for axis in instrument.axes}
    undecided = Undecided(
        claims.wrong,
        claims.shared,
        claims.doubtful,
        tuple(_unmeasured(bound, instrument, binding, export, {one.field for one in claims.doubtful})),
        tuple(doubts),
        tuple(_unknown_names(places, bound, instrument)),
    )
    coded = (ratings, not_applicable, chosen, answered, single)
    return Examined(bound, rows, kept.index, kept.lines, *coded, places, persons, undecided)


def _unknown_names(places: Mapping[str, Matched], bound: Bound, instrument: Instrument) -> Iterator[UnknownNames]:
    limit = instrument.thresholds.not_stated_at_most
    for kind, matched in places.items():
        if matched.unmatched:
            yield UnknownNames(kind, matched.review, matched.unmatched, len(matched.ids), limit, bound.columns[kind])


def _pseudonyms(export: Export, bound: Bound, instrument: Instrument, keyring: Keyring | None) -> Texts | None:
    """One pseudonym per row, "" where a respondent gave no code; None where nobody is linked."""
    linking = [bound.columns[q.id] for q in instrument.questions if q.kind == "respondent" and q.id in bound.columns]
    return export.texts[linking[0]].mapped(keyring.pseudonym) if keyring is not None and linking else None


def _identifiers(export: Export, bound: Bound, instrument: Instrument) -> list[int]:
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


def _ratings(
    kept: _Kept, bound: Bound, instrument: Instrument, binding: BindingFile, doubts: list[Doubt]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores before reversal, and "does not apply", of every rated column; NaN and False where a column is missing."""
    scores, excluded = {}, {}
    for field, _, scale_id in instrument.rated_columns():
        if field not in bound.columns:
            scores[field], excluded[field] = np.full(len(kept), np.nan), np.zeros(len(kept), dtype=bool)
            continue
        scale = instrument.answer_scale[scale_id]
        extra = extra_words(binding, field, scale_id)
        coded = code_answers(kept.cells(bound.columns[field]), scale, extra, field, doubts)
        scores[field], excluded[field] = coded.scores, coded.not_applicable
    index = pd.RangeIndex(len(kept))
    return pd.DataFrame(scores, index=index), pd.DataFrame(excluded, index=index)


def _multiple(
    kept: _Kept, bound: Bound, instrument: Instrument, binding: BindingFile, doubts: list[Doubt]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Ticked options of every multi-select; ``answered`` where at least one was ticked."""
    chosen: dict[str, pd.DataFrame] = {}
    answered: dict[str, np.ndarray] = {}
    index = pd.RangeIndex(len(kept))
    for question in instrument.questions:
        if question.kind != "multiple":
            continue
        options = option_list(question, instrument)
        if question.id in bound.options:
            spread = {option: kept.cells(position) for option, position in bound.options[question.id].items()}
            ticked = code_spread(spread, options)
        elif question.id in bound.columns:
            ticked = code_joined(
                kept.cells(bound.columns[question.id]), options, extra_words(binding, question.id, None), question.id, doubts
            )
        else:
            ticked = np.zeros((len(kept), len(options)), dtype=bool)
        chosen[question.id] = pd.DataFrame(ticked, columns=[option.id for option in options], index=index)
        answered[question.id] = np.any(ticked, axis=1)
    return chosen, pd.DataFrame(answered, index=index)


def _single(kept: _Kept, bound: Bound, instrument: Instrument, binding: BindingFile, doubts: list[Doubt]) -> pd.DataFrame:
    """Codes of every single choice beside role, department and site; "" where blank or not asked."""
    found = {}
    for question in instrument.questions:
        if question.kind != "single" or question.id in instrument.axes:
            continue
        if question.id not in bound.columns:
            found[question.id] = np.full(len(kept), "", dtype=object)
            continue
        cells = kept.cells(bound.columns[question.id])
        scale = question_scale(question, instrument)
        extra = extra_words(binding, question.id, question.answers)
        if scale is not None:
            found[question.id] = code_answers(cells, scale, extra, question.id, doubts).codes
        else:
            options = option_list(question, instrument)
            found[question.id] = code_single(cells, options, extra, question.id, doubts)
    return pd.DataFrame(found, index=pd.RangeIndex(len(kept)), dtype="str")


def _names(kept: _Kept, bound: Bound, kind: str, instrument: Instrument, binding: BindingFile) -> Matched:
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}[kind]
    extra = {"role": binding.roles, "department": binding.departments, "site": binding.sites}[kind]
    bound_here = kind in bound.columns
    texts = kept.cells(bound.columns[kind]).worded() if bound_here else pd.Series([""] * len(kept), dtype="str")
    return match_names(texts, parts, extra, kind)
