"""How a column seems to have been asked: suggestions from values and headers, for a person to confirm.

Nothing downstream computes with these; they sort the list that ``inspect`` shows and the first draft of a binding. In
doubt a column is ``text``, because the values of text columns are never listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice

from pipeline.ingest.dates import is_date
from pipeline.ingest.export import Column, Kind
from pipeline.ingest.texts import Texts

#: Closed questions: their answers come from a list.
CLOSED: frozenset[Kind] = frozenset({"single", "multiple", "matrix", "scale"})

#: As many rows are looked at; suggestions do not get better with more.
_LOOKED_AT = 5_000
_LONG = 120
_FEW = 12
_MANY = 60
_PLATFORM_BASE = re.compile(r"(?:[A-Za-z]?\d+_)?QID\d+")
_NUMBERED = re.compile(r"(.+)_[A-Za-z]?\d+")
_WRITTEN = re.compile(r"_TEXT(?:_|$)")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_WHOLE = re.compile(r"-?\d{1,3}")
_CODE_LIST = re.compile(r"-?\d{1,3}(?:[,;] ?-?\d{1,3})+;?")


def stem(column: Column) -> str:
    """What the columns of one question share: platform id, wording before the row, or numbered name; empty if nothing."""
    if column.question:
        return column.question
    if column.import_id and (base := _PLATFORM_BASE.match(column.import_id)):
        return base[0]
    if column.text.endswith("]") and " [" in column.text:
        return column.text.rpartition(" [")[0]
    if " - " in column.text:
        return column.text.rpartition(" - ")[0]
    numbered = _NUMBERED.fullmatch(column.name)
    return numbered[1] if numbered else ""


def with_kinds(
    columns: Sequence[Column], cells: Sequence[Texts], coded: bool = False, known: Mapping[int, Kind] | None = None
) -> tuple[Column, ...]:
    """The columns with a suggested kind each, and one question for the columns of one matrix or multi-select.

    cells : the answers, by position; coded : whole numbers are codes of choices, not points on a scale;
    known : kinds that the platform tells, by position.
    """
    known = known or {}
    counts = {column.position: _counts(cells[column.position]) for column in columns if column.meta is None}
    single = [replace(column, kind=_first_kind(column, counts, coded, known)) for column in columns]
    result: list[Column] = []
    for _, run in groupby(single, key=lambda column: (column.meta is None and stem(column)) or column.position):
        result.extend(_as_family(list(run), counts, known))
    return tuple(result)


def written_kind(cells: Texts) -> Kind:
    """The kind of a question that people answer in their own words: a number if every answer is one, else text."""
    given = [value.strip() for value in cells.seen() if value.strip()]
    return "number" if given and all(_NUMBER.fullmatch(value) for value in given) else "text"


def _first_kind(column: Column, counts: Mapping[int, Counter[str]], coded: bool, known: Mapping[int, Kind]) -> Kind:
    """The kind of a column by itself."""
    if column.meta:
        return "meta"
    return known.get(column.position) or _kind(column, counts[column.position], coded)


def _counts(column: Texts) -> Counter[str]:
    """How often each answer occurs, blanks left out, in the first rows."""
    counts: Counter[str] = Counter()
    for value, times in column.rows(slice(_LOOKED_AT)).counts().items():
        if bare := value.strip():
            counts[bare] += times
    return counts


def _kind(column: Column, counts: Counter[str], coded: bool) -> Kind:
    """The kind of one column by itself."""
    if not counts or _WRITTEN.search(column.import_id or column.name) or max(map(len, counts)) > _LONG:
        return "text"
    if column.labels and all(value in column.labels for value in counts):
        return "single"
    if all(_NUMBER.fullmatch(value) for value in counts):
        return _number_kind(counts, coded)
    if _is_code_list(counts):
        return "multiple"
    if all(map(is_date, islice(counts, _MANY))):
        return "date"
    return "multiple" if column.joint and _is_parted(counts, column.joint) else _word_kind(counts)


def _number_kind(counts: Counter[str], coded: bool) -> Kind:
    """Codes of a choice, points of a scale (0 to 10 at most), or a number."""
    if not all(_WHOLE.fullmatch(value) for value in counts):
        return "number"
    if coded:
        return "single" if len(counts) <= _MANY else "number"
    return "scale" if all(0 <= int(value) <= 10 for value in counts) else "number"


def _is_code_list(counts: Counter[str]) -> bool:
    """Cells like ``1,3,4``: at least one joined, and nothing but codes."""
    joined = [value for value in counts if _CODE_LIST.fullmatch(value)]
    return bool(joined) and all(_WHOLE.fullmatch(value) or _CODE_LIST.fullmatch(value) for value in counts)


def _is_parted(counts: Counter[str], mark: str) -> bool:
    """Whether cells are lists under the mark that the platform joins with: every cell ends in it, or the parts recur."""
    if all(value.endswith(mark) for value in counts):
        return True
    parts: Counter[str] = Counter()
    for value, times in counts.items():
        parts.update({part.strip(): times for part in value.split(mark) if part.strip()})
    return any(mark in value for value in counts) and len(parts) <= _MANY and parts.total() >= 2 * len(parts)


def _word_kind(counts: Counter[str]) -> Kind:
    """Several choices joined in a cell, one choice of a list, or free text."""
    answers = counts.total()
    if any(_joined(counts, mark, answers) for mark in (";", ",")):
        return "multiple"
    few = len(counts) <= _FEW and answers >= 2 * len(counts)
    many = len(counts) <= _MANY and answers >= 4 * len(counts)
    return "single" if few or many else "text"


def _joined(counts: Counter[str], mark: str, answers: int) -> bool:
    """Whether cells are lists: their parts recur often, and there are fewer parts than combinations of them."""
    parts: Counter[str] = Counter()
    for value, times in counts.items():
        for part in value.split(mark):
            if part.strip():
                parts[part.strip()] += times
    return len(parts) < len(counts) and parts.total() >= 1.2 * answers and parts.total() >= 3 * len(parts)


def _as_family(run: list[Column], counts: Mapping[int, Counter[str]], known: Mapping[int, Kind]) -> list[Column]:
    """The columns of one question: ticked options (one value each) are multiple, rows with the same answers a matrix."""
    open_ones = [column for column in run if column.position not in known]
    members = [column for column in open_ones if column.kind in CLOSED or not counts.get(column.position, True)]
    members = [column for column in members if not _WRITTEN.search(column.import_id or column.name)]
    values = [counts[column.position] for column in members]
    if len(members) < 2 or not any(values):
        kind: Kind | None = "multiple" if any("#" in (column.import_id or "") for column in members) else None
    else:
        kind = "multiple" if all(len(value) <= 1 for value in values) else "matrix"
    if kind is None:
        return run
    places = {column.position for column in members}
    shared = stem(members[0])
    return [replace(column, kind=kind, question=shared) if column.position in places else column for column in run]
