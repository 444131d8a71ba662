"""The other forms in which Qualtrics writes a fielding: numeric values, legacy, 2016-17, and tab-separated UTF-16."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.instrument.model import Instrument
from sample_data import qualtrics
from sample_data.fieldwork import Fieldwork
from sample_data.sheet import answer_lists

_META: Final = len(qualtrics.META)
_HEADS: Final = 3
_STATUS: Final = {"IP Address": "0", "Survey Preview": "1", "Survey Test": "2", "Spam": "8"}
_FINISHED: Final = {"True": "1", "False": "0"}
#: Label in the second row of a legacy export, and the current column that it takes its cells from.
_LEGACY: Final = (
    ("ResponseID", "ResponseId"), ("ResponseSet", ""), ("Name", ""), ("ExternalDataReference", ""), ("EmailAddress", ""),
    ("IPAddress", "IPAddress"), ("Status", "Status"), ("StartDate", "StartDate"), ("EndDate", "EndDate"),
    ("Finished", "Finished"),
)  # fmt: skip
#: Recode values begin behind ten, as those of a scale that was made after another, and from the other end.
_FIRST_RECODE: Final = 11


def write_numeric(fieldwork: Fieldwork, instrument: Instrument, path: Path, *, split: tuple[str, ...] = ()) -> Path:
    """Numbers instead of labels: ``recodes`` for listed answers, joined with commas in multi-selects that are not ``split``."""
    rows = _current(fieldwork, instrument, path, split)
    names, codes = rows[0], recodes(instrument)
    joined = {q.id: {label: code for label, code in codes[q.id].items()} for q in instrument.questions if q.kind == "multiple"}
    ticked = {name: fieldwork.chosen[name] for name in joined}
    options = {name: list(codes[name].values()) for name in joined}
    for number, row in enumerate(rows[_HEADS:]):
        for place in range(_META, len(row)):
            name = names[place]
            if name in joined:
                row[place] = ",".join(c for c, on in zip(options[name], ticked[name].iloc[number], strict=True) if on)
            elif name in codes:
                row[place] = codes[name].get(row[place], row[place])
            elif name.rpartition("_")[0] in split and row[place]:
                row[place] = "1"
        _numbers(names, row)
    return _save(path, rows)


def recodes(instrument: Instrument) -> dict[str, dict[str, str]]:
    """Column -> label -> recode value: 1, 2 … for lists, and 11, 12 … from the last answer of a scale to its first."""
    lists = answer_lists(instrument)
    rated = {column for column, _, _ in instrument.rated_columns()}
    return {
        column: {
            label: str(_FIRST_RECODE + place if column in rated else place + 1)
            for place, label in enumerate(labels[::-1] if column in rated else labels)
        }
        for column, labels in lists.items()
    }


def write_legacy(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """Two header rows, V1 to V10 with labels below, a byte order mark, places and an empty column at the end."""
    rows = _current(fieldwork, instrument, path, ())
    names = rows[0]
    for row in rows[_HEADS:]:
        _numbers(names, row)
    first = [f"V{number}" for number in range(1, len(_LEGACY) + 1)]
    last = ["LocationLatitude", "LocationLongitude", "LocationAccuracy", ""]
    found = [[*first, *names[_META:], *last], [*(label for label, _ in _LEGACY), *rows[1][_META:], *last]]
    for row in rows[_HEADS:]:
        cells = dict(zip(names[:_META], row, strict=False))
        meta = [cells.get(source, "") for _, source in _LEGACY]
        found.append([*meta, *row[_META:], cells["LocationLatitude"], cells["LocationLongitude"], "-1", ""])
    return _save(path, found, encoding="utf-8-sig")


def write_transitional(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """The third row in Python's notation, with single quotes."""
    rows = _current(fieldwork, instrument, path, ())
    rows[2] = [repr(json.loads(cell)) for cell in rows[2]]
    return _save(path, rows)


def write_tsv(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """Tab-separated, UTF-16 with a byte order mark."""
    return _save(path, _current(fieldwork, instrument, path, ()), encoding="utf-16", delimiter="\t")


def _current(fieldwork: Fieldwork, instrument: Instrument, path: Path, split: tuple[str, ...]) -> list[list[str]]:
    with qualtrics.write(fieldwork, instrument, path, split=split).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _numbers(names: Sequence[str], row: list[str]) -> None:
    """Status and Finished as numbers."""
    for place, name in enumerate(names[:_META]):
        row[place] = {"Status": _STATUS, "Finished": _FINISHED}.get(name, {}).get(row[place], row[place])


def _save(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return path
