"""``tables.xlsx``: the published tables as people use them, with words beside ids and a data dictionary.

Every figure stands there as it is in the Parquet files, unrounded; a spreadsheet shows it rounded. The same tables give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.chart_tables.groups import kind
from pipeline.publish.reference import row_id, row_keys
from pipeline.publish.sheets import Look, new_book
from pipeline.publish.units import allowed, number_format, unit
from pipeline.publish.wording import (
    DRAFT,
    LABELS,
    QUADRANTS,
    SILENCE,
    STATUS,
    cause_labels,
    group_label,
    member_labels,
    records,
    rule,
)
from pipeline.publish.words import say
from pipeline.publish.workbook_sheets import DICTIONARY, SHEETS, Sheet
from pipeline.release.attack.files import TABLES
from pipeline.tables import FINDING_TABLES, GROUP, RELEASE_TABLES, row_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

FILE: Final = TABLES
ROW_ID: Final = "row_id"
_YES: Final = {True: "yes", False: "no"}
_OPTIONS: Final = {"release/formats": "format"}
"""Which kind of option a table is of; all others are barriers."""
_KINDS: Final = ("scale", "topic", "item", "cause", "comment_topic")
"""Columns of ids that are called as their kind of label."""
_WORDS: Final = {"label": LABELS, "label_stricter": LABELS, "quadrant": QUADRANTS, "status": STATUS}
_HEADINGS: Final = {"label_label": "finding", "label_stricter_label": "finding, undecided counted in"}
_LONGEST, _SHORTEST = 60, 8
_NARROW: Final = 12
"""Width of a column of numbers, in characters."""
_READ, _PRIVACY, _SHEETS = "How to read it", "Privacy", "Sheets"
_MEANINGS: Final = {
    "group": "the group in words",
    "kind": "what kind of group it is",
    "…_label": "an id of the same row in words",
    "row_id": "the row, as reports name it; `telehealth-readiness explain` tells what stands behind it and its columns",
}
"""Columns that this workbook adds."""


def tables_workbook(bundle: Bundle) -> bytes:
    """Cover, one sheet per table of ``SHEETS``, and the data dictionary."""
    book = new_book(f"Tables {bundle.wave}")
    book.cover(f"{bundle.instrument.title}: tables of wave {bundle.wave}", list(_cover(bundle)), (_READ, _PRIVACY, _SHEETS))
    tables = {**bundle.release.by_name(), **bundle.findings.by_name()}
    for sheet in SHEETS:
        frame = tables[sheet.table.name]
        if frame.empty:
            book.note(sheet.name, sheet.empty)
            continue
        shown = sheet_table(bundle, sheet)
        frozen = 1 + list(shown).index("n") if "n" in shown else 1
        head, looks = f"{sheet.name}, wave {bundle.wave}", _looks(sheet, shown)
        book.table(sheet.name, shown, head, frozen, looks=looks, unprinted=_ids(sheet, shown))
    dictionary = dictionary_table()
    looks = {name: Look(name.replace("_", " "), _width(dictionary[name])) for name in map(str, dictionary)}
    book.table(DICTIONARY, dictionary, f"{DICTIONARY}, wave {bundle.wave}", 3, looks=looks)
    return book.content()


def write_tables(bundle: Bundle, folder: Path) -> None:
    """``tables.xlsx`` in the folder of a wave."""
    (folder / FILE).write_bytes(tables_workbook(bundle))


def sheet_table(bundle: Bundle, sheet: Sheet) -> pd.DataFrame:
    """The table of a sheet: words of ids first, then n, then the other columns as declared, then ids, with that of the row.

    Figures are those of the published table; flags are "yes" and "no".
    """
    frame = {**bundle.release.by_name(), **bundle.findings.by_name()}[sheet.table.name]
    fields = sheet.table.fields
    keys = row_keys(sheet.table, frame)
    words = dict(_words(bundle, sheet, frame))
    ids = [name for name in fields if name in GROUP or (name in sheet.table.key and f"{name}_label" in words)]
    plain = [name for name in fields if name not in ids and name != "n"]
    first = [name for name in words if name in ("group", "kind") or name.removesuffix("_label") in sheet.table.key]
    parts: dict[str, Any] = {name: words[name] for name in first}
    for name in (*(["n"] if "n" in fields else []), *plain):
        if f"{name}_label" in words and f"{name}_label" not in parts:
            parts[f"{name}_label"] = words[f"{name}_label"]
        parts[name] = frame[name].map(_YES) if fields[name].kind == "flag" else frame[name].array
    parts |= {name: frame[name].array for name in ids}
    return pd.DataFrame({**parts, ROW_ID: [row_id(bundle.wave, f"{sheet.table.name}#{key}") for key in keys]})


def dictionary_table() -> pd.DataFrame:
    """One row per column of every published table, from the declarations.

    columns : sheet (of this workbook, else blank), table, column, type, unit, allowed, may_be_missing, meaning, one_row_is.
    """
    names = {sheet.table.name: sheet.name for sheet in SHEETS}
    added = [
        {"sheet": "(all)", "table": "", "column": name, "type": "text", "unit": "", "allowed": "", "may_be_missing": "no",
         "meaning": meaning, "one_row_is": ""}
        for name, meaning in _MEANINGS.items()
    ]  # fmt: skip
    rows = [
        {
            "sheet": names.get(table.name, ""),
            "table": table.name,
            "column": name,
            "type": field.kind,
            "unit": unit(field),
            "allowed": allowed(field),
            "may_be_missing": _YES[field.nullable],
            "meaning": field.meaning,
            "one_row_is": table.grain,
        }
        for table in (*RELEASE_TABLES, *FINDING_TABLES)
        for name, field in table.fields.items()
    ]
    return pd.DataFrame(added + rows)


def _cover(bundle: Bundle) -> Iterator[str]:
    manifest, limits = bundle.manifest, bundle.instrument.thresholds
    yield f"Wave {bundle.wave} of {manifest.input['file']}, instrument {manifest.instrument['id']}."
    yield DRAFT if manifest.state == "draft" else "Closed: this wave does not change any more."
    yield ""
    yield _READ
    yield "One sheet per table. Words first, then n (the people behind the row), then the figures; ids are at the end of a row."
    yield "Figures are whole as they were calculated and only shown rounded. Blank: missing; the data dictionary says why."
    yield "Scores are 0 to 100, higher is better; ratings 1 to 5; shares are shown in percent."
    yield "A missing count lies between the figures of the same name that end in low and high."
    yield rule(limits)
    yield SILENCE
    yield ""
    yield _PRIVACY
    yield f"Only groups that may be shown are in here: at least {limits.k} people answered, and no figure tells of fewer."
    yield "Nothing is about a person. Groups that are not here have too few answers; that says nothing about them."
    yield ""
    yield _SHEETS
    for sheet in SHEETS:
        yield f"{sheet.name}: {sheet.answers}."
    yield f"{DICTIONARY}: every column of every table, with type, unit and meaning."


def _words(bundle: Bundle, sheet: Sheet, frame: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    """Columns of words: what the group is called, and what every id stands for."""
    labels = bundle.instrument.labels()
    grouped = set(GROUP) <= set(frame)
    if grouped:
        rows = records(frame[list(GROUP)])
        own = {row_key(row): row for row in rows}
        called = {key: group_label(row, bundle.instrument) for key, row in own.items()}
        yield "group", _texts([called[row_key(row)] for row in rows])
        yield "kind", _texts([say("group.all_staff") if row["grouping"] == "overall" else kind(row["grouping"]) for row in rows])
    kinds = {"option": _OPTIONS.get(sheet.table.name, "barrier"), **{one: one for one in _KINDS}}
    if not grouped:
        kinds |= {"role": "role", "department": "department"}
    for column, of in kinds.items():
        if column in frame:
            yield f"{column}_label", _called(frame[column], labels[of])
    for column, called in _WORDS.items():
        if column in frame and set(frame[column].dropna()) <= set(called):
            yield f"{column}_label", _called(frame[column], called)
    if "causes" in frame:
        yield "causes_label", _texts([cause_labels(ids, bundle.instrument) for ids in frame["causes"]])
    if "members" in frame:
        yield "members_label", _texts([member_labels(ids, bundle.instrument) for ids in frame["members"]])


def _called(ids: pd.Series, labels: Mapping[str, str]) -> Any:
    return _texts([labels.get(one, one) for one in ids.to_numpy(dtype=object)])


def _texts(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="str")


def _ids(sheet: Sheet, shown: pd.DataFrame) -> int:
    """How many columns at the end are ids: those that stand there in words too, and that of the row."""
    return 1 + sum(name in GROUP or (name in sheet.table.key and f"{name}_label" in shown) for name in sheet.table.fields)


def _looks(sheet: Sheet, shown: pd.DataFrame) -> dict[str, Look]:
    looks = {}
    for name in map(str, shown):
        heading = _HEADINGS.get(name, name.removesuffix("_label").replace("_", " "))
        field = sheet.table.fields.get(name)
        if field is not None and f"{name}_label" in shown:
            heading = f"{heading} id" if name in sheet.table.key else f"{heading} (id)"
        if field is None or field.kind == "text":
            looks[name] = Look(heading, _width(shown[name]))
        else:
            looks[name] = Look(heading, _NARROW, "" if field.kind == "flag" else number_format(field))
    return looks


def _width(column: pd.Series) -> int:
    longest = max((len(text) for text in set(column.tolist()) if isinstance(text, str)), default=0)
    return max(_SHORTEST, min(_LONGEST, int(1.2 * longest) + 2))
