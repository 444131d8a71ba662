"""Mutations of delimited text that keep it a table, so that most inputs get past the parser and into the reader.

A table is taken apart into cells, one to four things about it are changed, and it is written again. Everything is drawn from
the generator that is passed in: the same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

#: Cells that readers trip over: kinds of nothing, numbers and dates at the edge, signs with a meaning on some platform.
ODD_CELLS = (
    *("", " ", "\xa0", "\ufeff", "\u200b", "NA", "N/A", "None", "nan", "NaT", "-0", "0", "1", "-99", "1e999", "٣", "²", "½"),
    *("99999999999999999999", "1,3,4", "1,2;3", "a;b;", ";", ", ", "1 2 3", "TRUE", "Checked", "Y", "-oth-", "[not completed]"),
    *("1980-01-01 00:00:00", "0000-00-00 00:00:00", "9999-12-31 23:59:59", "2026-02-30 10:00:00", "12/31/2026 25:61:61"),
    *("31.12.26, 9:05 PM", "0001-01-01T00:00:00Z", "2026-11-02 10:00:00 +99:99", "13/13/2026", "2026-11-02T10:00:00.123-07:00"),
    *("{", "}", "[", "]", "(", "___", "__", "/", ":", " - ", "|", "#", "<br>", "<b", "&#0;", "&nbsp;", "&#x110000;", "\\", "'"),
    *('{"ImportId":"QID1","choiceId":"2","timeZone":"Z"}', '{"ImportId":[]}', "{'ImportId': 'QID6-3'}", "[" * 300, "\x00"),
    *(
        "0, No | 1, Yes",
        "1, A | 1, B",
        "=1+1",
        "x" * 200,
        "e\u0301",
        "\u2028",
        "İ",
        "ß",
        "t_PAGE_SUBMIT",
        "Q9_BROWSER",
        "Q_URL",
        "\ud7ff",
        "\U0001f600",
    ),
)
_DELIMITERS = ",;\t|"
_ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac-roman")
_LINE_ENDS = ("\n", "\r\n", "\r")
_MOST_COLUMNS = 60
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by row (rows may differ in length) and how they are written."""

    rows: list[list[str]]
    delimiter: str = ","
    line_end: str = "\r\n"
    encoding: str = "utf-8"
    quote_all: bool = False

    def written(self, limit: int) -> bytes:
        """The file; rows at the end that go beyond the limit (in bytes) are left out."""
        rows = self.rows
        while True:
            text = io.StringIO(newline="")
            quoting = csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL
            csv.writer(text, delimiter=self.delimiter, quoting=quoting, lineterminator=self.line_end).writerows(rows)
            data = text.getvalue().encode(self.encoding, "replace")
            if len(data) <= limit or len(rows) < 2:
                return data[:limit]
            rows = rows[:-1]


def parsed(data: bytes) -> Table | None:
    """Bytes as a table, whatever they are; None when they hold no cell."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig" if data[:3] == b"\xef\xbb\xbf" else "utf-8"
    text = data.decode(encoding, "replace")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    if not any(rows):
        return None
    line_end = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r"
    return Table(rows, delimiter, line_end, encoding, first.count('"') > first.count(delimiter))


@dataclass(frozen=True, slots=True)
class Mutator:
    """What mutations draw from: the platform's own words, and other tables to take parts of."""

    words: Sequence[str]
    others: Sequence[Table]

    def mutated(self, table: Table, draw: random.Random) -> Table:
        """A table with one to four changes; the one given stays as it is."""
        changed = replace(table, rows=[list(row) for row in table.rows])
        for _ in range(draw.choice((1, 1, 2, 2, 3, 4))):
            weights = [weight for _, weight in _CHANGES]
            change = draw.choices([change for change, _ in _CHANGES], weights)[0]
            changed = change(self, changed, draw)
        rows = [row[:_MOST_COLUMNS] for row in changed.rows[:_MOST_ROWS]]
        return replace(changed, rows=rows or [[""]])

    def cell(self, table: Table, draw: random.Random) -> str:
        """A cell from the platform's words, from odd cells, or from anywhere in this table or another."""
        source = draw.random()
        if source < 0.4 and self.words:
            return draw.choice(self.words)
        if source < 0.65:
            return draw.choice(ODD_CELLS)
        rows = draw.choice(self.others).rows if self.others and source < 0.8 else table.rows
        row = draw.choice(rows) if rows else []
        return draw.choice(row) if row else ""


def _spot(table: Table, draw: random.Random) -> tuple[list[str], int]:
    """A row and a place in it; one in three times in the first three rows, where headers are."""
    rows = table.rows[:3] if draw.random() < 0.34 else table.rows
    row = draw.choice([row for row in rows if row] or [[""]])
    return row, draw.randrange(len(row))


def _set_cell(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    row, place = _spot(table, draw)
    row[place] = mutator.cell(table, draw)
    return table


def _edit_cell(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    """Insert, delete, double, cut, or join a piece of another cell."""
    row, place = _spot(table, draw)
    text = row[place]
    at, piece = draw.randrange(len(text) + 1), mutator.cell(table, draw)
    row[place] = draw.choice(
        (
            text[:at] + piece + text[at:],
            text[:at] + text[at + 1 :],
            text[:at],
            text[at:],
            text + piece,
            piece + text,
            text * 2,
            text.swapcase(),
        )
    )[:2_000]
    return table


def _set_column(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    """Fill a column below its header with one or two values, so that what needs a whole column is met."""
    _, place = _spot(table, draw)
    values, top = [mutator.cell(table, draw) for _ in range(draw.choice((1, 2)))], draw.randrange(4)
    for row in table.rows[top:]:
        if place < len(row):
            row[place] = draw.choice(values)
    return table


def _rows(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    """Delete, double, blank, swap or insert a row."""
    rows, at = table.rows, draw.randrange(len(table.rows) or 1)
    row = rows[at] if rows else [""]
    other = draw.randrange(len(rows) or 1)
    kind = draw.randrange(5)
    if kind == 0:
        return replace(table, rows=rows[:at] + rows[at + 1 :])
    if kind == 1:
        return replace(table, rows=rows[:at] + [list(row) for _ in range(draw.choice((1, 1, 2, 8)))] + rows[at:])
    if kind == 2:
        return replace(table, rows=[*rows[:at], [""] * len(row), *rows[at + 1 :]])
    if kind == 3 and rows:
        rows[at], rows[other] = rows[other], rows[at]
        return table
    return replace(table, rows=[*rows[:at], [mutator.cell(table, draw) for _ in row], *rows[at:]])


def _columns(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    """Delete, double, blank, move or insert a column, in every row alike."""
    width = max((len(row) for row in table.rows), default=1) or 1
    at, to, kind = draw.randrange(width), draw.randrange(width), draw.randrange(5)
    fresh = [mutator.cell(table, draw) for _ in range(3)]
    rows = []
    for number, row in enumerate(table.rows):
        old = row[at] if at < len(row) else ""
        rest = row[:at] + row[at + 1 :]
        if kind == 0:
            rows.append(rest)
        elif kind == 1:
            rows.append([*row[:at], old, *row[at:]])
        elif kind == 2:
            rows.append([*row[:at], "", *row[at + 1 :]])
        elif kind == 3:
            rows.append([*rest[:to], old, *rest[to:]])
        else:
            rows.append([*row[:at], fresh[min(number, 2)], *row[at:]])
    return replace(table, rows=rows)


def _splice(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    """Join parts of two tables: the header of one over the rows of the other, or side by side."""
    if not mutator.others:
        return table
    other = [list(row) for row in draw.choice(mutator.others).rows]
    if draw.random() < 0.5:
        cut = draw.randrange(1, 4)
        width = len(table.rows[0]) if table.rows else 1
        return replace(table, rows=table.rows[:cut] + [(row + [""] * width)[:width] for row in other[draw.randrange(3) :]])
    start = draw.randrange(len(other[0]) or 1) if other else 0
    pairs = zip(table.rows, other, strict=False)
    return replace(table, rows=[left + right[start : start + 8] for left, right in pairs])


def _ragged(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    """One row loses or gains a cell."""
    row, place = _spot(table, draw)
    if draw.random() < 0.5:
        del row[place]
    else:
        row.insert(place, mutator.cell(table, draw))
    return table


def _dialect(mutator: Mutator, table: Table, draw: random.Random) -> Table:
    """Another delimiter, line end, encoding, or other quotation."""
    kind = draw.randrange(4)
    if kind == 0:
        return replace(table, delimiter=draw.choice(_DELIMITERS))
    if kind == 1:
        return replace(table, line_end=draw.choice(_LINE_ENDS))
    if kind == 2:
        return replace(table, encoding=draw.choice(_ENCODINGS))
    return replace(table, quote_all=not table.quote_all)


_Change = Callable[[Mutator, Table, random.Random], Table]
_CHANGES: tuple[tuple[_Change, int], ...] = (
    (_set_cell, 30),
    (_edit_cell, 25),
    (_set_column, 12),
    (_rows, 10),
    (_columns, 12),
    (_splice, 6),
    (_ragged, 1),
    (_dialect, 4),
)
