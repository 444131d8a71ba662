"""From an export to responses: bind the columns, sort the rows, code the answers. Private: one row per respondent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.clean.bind import Bound, bind, option_list
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
from pipeline.clean.groups import Matched, match_names, require_few_unmatched
from pipeline.clean.identity import Keyring
from pipeline.clean.quality import Quality, judge, seconds_taken
from pipeline.clean.rows import Sorted, sort_rows
from pipeline.clean.unknown import Unknown, problems_of
from pipeline.errors import DecisionNeeded, Problem, SetupError
from pipeline.ingest.export import Export
from pipeline.ingest.texts import Texts
from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED, Responses, RowCounts


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning gives.

    Attributes
    ----------
    responses : kept respondents, coded.
    rows : how the rows reconcile.
    set_aside : columns line, reason. PRIVATE.
    everybody : kept respondents and those set aside for careless answers, in the order of the file. PRIVATE.
    quality : signs of careless answers, rows as ``everybody``. PRIVATE.
    review : columns kind, written, n, suggestion: role and department names that match nothing. PRIVATE.
    not_stated : kind -> respondents whose role or department is blank or unmatched.
    bound : which column carries what.
    """

    responses: Responses
    rows: RowCounts
    set_aside: pd.DataFrame
    review: pd.DataFrame
    not_stated: Mapping[str, int]
    bound: Bound
    everybody: Responses
    quality: Quality


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


def clean(export: Export, instrument: Instrument, binding: BindingFile, keyring: Keyring | None = None) -> Cleaned:
    """Kept respondents coded by the instrument; raises SetupError or DecisionNeeded with all problems together.

    keyring : makes pseudonyms where respondents are linked; without one nobody is.
    """
    bound = bind(export, instrument, binding)
    _require_measured(bound, instrument, binding, export)
    persons = _pseudonyms(export, bound, instrument, keyring)
    gone = persons.isin(keyring.forgotten) if persons is not None and keyring is not None else None
    rows = sort_rows(export, _identifiers(export, bound, instrument), gone)
    kept = _Kept(export, rows)
    problems: list[Problem | Unknown] = []
    ratings, not_applicable = _ratings(kept, bound, instrument, binding, problems)
    chosen, answered = _multiple(kept, bound, instrument, binding, problems)
    single = _single(kept, bound, instrument, binding, problems)
    places = {axis: _names(kept, bound, axis, instrument, binding) for axis in instrument.axes}
    if problems:
        raise DecisionNeeded(problems_of(problems))
    require_few_unmatched(list(places.items()), instrument.thresholds.not_stated_at_most)
    people = pd.DataFrame(
        {
            **{axis: matched.ids for axis, matched in places.items()},
            "line": kept.lines,
            "recorded": export.recorded.iloc[kept.index].to_numpy(),
        }
    )
    if persons is not None:
        people["person"] = persons.rows(kept.index).series()
    everybody = Responses(people, ratings, not_applicable, chosen, answered, single)
    quality = judge(everybody, instrument, seconds_taken(export, kept.index))
    responses = everybody.only(~quality.excluded) if quality.excluded.any() else everybody
    set_aside = _set_aside(rows, everybody, quality)
    reasons = {str(reason): int(n) for reason, n in set_aside["reason"].value_counts().items()}
    counts = RowCounts(read=len(export.lines), kept=len(responses.people), set_aside=reasons)
    review = pd.concat([matched.review for matched in places.values()], ignore_index=True)
    not_stated = {axis: int((responses.people[axis] == NOT_STATED).sum()) for axis in places}
    return Cleaned(responses, counts, set_aside, review, not_stated, bound, everybody, quality)


def _set_aside(rows: Sorted, everybody: Responses, quality: Quality) -> pd.DataFrame:
    """Lines and reasons of all rows that do not count, in the order of the file."""
    careless = pd.DataFrame(
        {"line": everybody.people["line"][quality.excluded].to_numpy(), "reason": quality.reason[quality.excluded].to_numpy()}
    )
    if careless.empty:
        return rows.set_aside
    return pd.concat([rows.set_aside, careless]).sort_values("line", kind="stable", ignore_index=True)


def _pseudonyms(export: Export, bound: Bound, instrument: Instrument, keyring: Keyring | None) -> Texts | None:
    """One pseudonym per row, "" where a respondent gave no code; None where nobody is linked."""
    linking = [bound.columns[q.id] for q in instrument.questions if q.kind == "respondent" and q.id in bound.columns]
    return export.texts[linking[0]].mapped(keyring.pseudonym) if keyring is not None and linking else None


def _identifiers(export: Export, bound: Bound, instrument: Instrument) -> list[int]:
    """Columns that name a response, and the question that names a respondent."""
    linked = [bound.columns[q.id] for q in instrument.questions if q.kind == "respondent" and q.id in bound.columns]
    return [c.position for c in export.columns if c.meta == "response_id"] + linked


def _require_measured(bound: Bound, instrument: Instrument, binding: BindingFile, export: Export) -> None:
    """Both composites must be measurable, and role and department bound or left out by decision."""
    problems = []
    items = {item.id: item.scale for item in instrument.items if item.id in bound.columns}
    for composite in instrument.composites:
        measured = {scale for scale in items.values() if scale in composite.scales}
        if 2 * len(measured) < len(composite.scales):
            names = ", ".join(i.id for i in instrument.items if i.scale in composite.scales and i.id not in items)
            problems.append(
                Problem(
                    f"only {len(measured)} of {len(composite.scales)} parts of {composite.label} have a column",
                    export.provenance.path.name,
                    fix=f"bind at least one item of half of the parts in the binding file; without a column: {names}",
                )
            )
    for question in instrument.axes:
        known = any(q.id == question for q in instrument.questions)
        if known and question not in bound.columns and question not in binding.without:
            problems.append(
                Problem(
                    f"no column carries the {question}",
                    export.provenance.path.name,
                    fix=f"add to the binding file `columns: {{{question}: <column>}}`, or `without: [{question}]`",
                )
            )
    if problems:
        raise SetupError(problems)


def _ratings(
    kept: _Kept, bound: Bound, instrument: Instrument, binding: BindingFile, problems: list[Problem | Unknown]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores before reversal, and "does not apply", of every rated column; NaN and False where a column is missing."""
    scores, excluded = {}, {}
    for field, _, scale_id in instrument.rated_columns():
        if field not in bound.columns:
            scores[field], excluded[field] = np.full(len(kept), np.nan), np.zeros(len(kept), dtype=bool)
            continue
        scale = instrument.answer_scale[scale_id]
        extra = extra_words(binding, field, scale_id)
        coded = code_answers(kept.cells(bound.columns[field]), scale, extra, field, problems)
        scores[field], excluded[field] = coded.scores, coded.not_applicable
    index = pd.RangeIndex(len(kept))
    return pd.DataFrame(scores, index=index), pd.DataFrame(excluded, index=index)


def _multiple(
    kept: _Kept, bound: Bound, instrument: Instrument, binding: BindingFile, problems: list[Problem | Unknown]
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
                kept.cells(bound.columns[question.id]), options, extra_words(binding, question.id, None), question.id, problems
            )
        else:
            ticked = np.zeros((len(kept), len(options)), dtype=bool)
        chosen[question.id] = pd.DataFrame(ticked, columns=[option.id for option in options], index=index)
        answered[question.id] = np.any(ticked, axis=1)
    return chosen, pd.DataFrame(answered, index=index)


def _single(
    kept: _Kept, bound: Bound, instrument: Instrument, binding: BindingFile, problems: list[Problem | Unknown]
) -> pd.DataFrame:
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
            found[question.id] = code_answers(cells, scale, extra, question.id, problems).codes
        else:
            options = option_list(question, instrument)
            found[question.id] = code_single(cells, options, extra, question.id, problems)
    return pd.DataFrame(found, index=pd.RangeIndex(len(kept)), dtype="str")


def _names(kept: _Kept, bound: Bound, kind: str, instrument: Instrument, binding: BindingFile) -> Matched:
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}[kind]
    extra = {"role": binding.roles, "department": binding.departments, "site": binding.sites}[kind]
    bound_here = kind in bound.columns
    texts = kept.cells(bound.columns[kind]).worded() if bound_here else pd.Series([""] * len(kept), dtype="str")
    return match_names(texts, parts, extra, kind)
