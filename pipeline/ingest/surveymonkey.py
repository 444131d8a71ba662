"""SurveyMonkey exports: two header rows, the question on its first column and what each column holds below.

Forms: condensed (a single choice has one column, ``Response``) and expanded (one column per option, single choices too).
No column says who finished. Source: real files of both forms from 2014-2023, older and newer spellings of the metadata;
the newer spelling is known from programs that read it, not from a file. XLSX and numeric-value exports: no real file was seen;
they are read as the CSV is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.export import Column, Export, Kind, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.kinds import written_kind
from pipeline.ingest.names import bare, is_consent
from pipeline.ingest.reader import Reader
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import normal, plain

_META: dict[str, Meta] = {
    "respondentid": "response_id",
    "collectorid": "channel",
    "startdate": "start",
    "enddate": "end",
    "datecreated": "start",
    "datemodified": "end",
    **dict.fromkeys(("ipaddress", "emailaddress", "firstname", "lastname"), "identifier"),
    **{f"customdata{number}": "identifier" for number in ("", *range(1, 10))},
}
_ONE_ANSWER, _WRITTEN = "response", "open-ended response"
_OTHER = ("other (please specify)", "other (please explain)", "please specify", "other")


@dataclass(slots=True)
class _Sheet:
    """Columns as they are built up: a single choice that is spread over its options becomes one column."""

    columns: list[Column] = field(default_factory=list)
    cells: list[Texts] = field(default_factory=list)
    known: dict[int, Kind] = field(default_factory=dict)

    def add(self, cells: Texts, name: str, text: str, kind: Kind | None = None, **more) -> None:
        position = len(self.columns)
        self.columns.append(Column(position, name, text, None, more.pop("meta", None), "text", **more))
        self.cells.append(cells)
        if kind:
            self.known[position] = kind


def find_header(grid: Grid) -> int | None:
    """Two rows, if the second says what the columns of the first hold."""
    top, below = grid.head(0), [cell.strip() for cell in grid.head(1)]
    if not below:
        return None
    said = [cell.casefold() in (_ONE_ANSWER, _WRITTEN) for cell in below]
    if bare(top[0]) == "respondentid":
        return 2 if below[0] == "" and any(below) else None
    spread = any(not cell.strip() and word for cell, word in zip(top, below, strict=True))
    return 2 if sum(said) >= 2 and spread and bool(top[0].strip()) else None


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; rows that only consented are blank, and nothing tells an unfinished answer."""
    answers = grid.answers(header_rows)
    top, below = grid.head(0), [plain(cell) for cell in grid.head(1)]
    # A question with one column may leave the row below blank; a spread single choice exists where nothing says "Response".
    condensed = any(cell.casefold() == _ONE_ANSWER for cell in below)
    sheet = _Sheet()
    for start, end in _spans(top):
        _add_question(sheet, answers, top[start], below[start:end], list(range(start, end)), condensed)
    asked = [column.position for column in sheet.columns if column.meta is None]
    consent = frozenset(position for position in asked if is_consent(sheet.columns[position].text))
    return assemble(
        grid,
        Found(
            platform="surveymonkey",
            variant="condensed" if condensed else "expanded",
            header_rows=header_rows,
            columns=sheet.columns,
            cells=sheet.cells,
            notes=["SurveyMonkey does not tell unfinished answers: every row with an answer counts as complete"],
            known=sheet.known,
            empty=consent if len(consent) < len(asked) else frozenset(),
        ),
    )


def _spans(top: Sequence[str]) -> list[tuple[int, int]]:
    """First column and end of each question: its wording stands on its first column, the others are blank."""
    starts = [position for position, cell in enumerate(top) if cell.strip() or position == 0]
    return list(zip(starts, [*starts[1:], len(top)], strict=True))


def _add_question(
    sheet: _Sheet, answers: Sequence[Texts], head: str, parts: list[str], positions: list[int], condensed: bool
) -> None:
    """One question: platform column, single column, options, or rows of a matrix."""
    text, meta = plain(head), _META.get(bare(head))
    if len(positions) == 1 and meta and not parts[0]:
        sheet.add(answers[positions[0]], head, text, meta=meta)
        return
    if len(positions) == 1 and parts[0].casefold() in (_ONE_ANSWER, _WRITTEN, ""):
        written = parts[0].casefold() == _WRITTEN
        sheet.add(answers[positions[0]], head, text, written_kind(answers[positions[0]]) if written else None)
        return
    other = [i for i, part in enumerate(parts) if part.casefold() in _OTHER and not _is_option(answers[positions[i]], part)]
    shown = [i for i in range(len(parts)) if i not in other]
    if shown and all(_is_option(answers[positions[i]], parts[i]) for i in shown):
        _add_options(sheet, answers, head, text, [(parts[i], positions[i]) for i in shown], condensed)
    else:
        _add_rows(sheet, answers, head, text, [(parts[i], positions[i]) for i in shown], condensed)
    for i in other:
        sheet.add(answers[positions[i]], parts[i], f"{text} - {parts[i]}", "text")


def _is_option(cells: Texts, part: str) -> bool:
    """Whether a column holds nothing but the text of its option (of ``row - option``, of the option)."""
    words = {normal(part), normal(part.rpartition(" - ")[2])}
    return all(not cell.strip() or normal(cell) in words for cell in cells.seen())


def _add_options(
    sheet: _Sheet, answers: Sequence[Texts], head: str, text: str, options: list[tuple[str, int]], condensed: bool
) -> None:
    """A multi-select, or a single choice with one column per option: nobody ticked two, and the file has no single columns."""
    rows: dict[str, list[int]] = {}
    for part, position in options:
        rows.setdefault(part.rpartition(" - ")[0] if " - " in part else "", []).append(position)
    is_matrix = "" not in rows and all(len(places) > 1 for places in rows.values())
    groups = list(rows.items()) if is_matrix else [("", [position for _, position in options])]
    ticks = [int(np.sum([answers[place].filled for place in places], axis=0).max()) for _, places in groups]
    if not condensed and len(options) > 1 and max(ticks) == 1:
        for row, places in groups:
            joined = Texts.of(["".join(cells) for cells in zip(*(answers[place].tolist() for place in places), strict=True)])
            sheet.add(
                joined,
                row or head,
                f"{text} - {row}" if row else text,
                "matrix" if row else "single",
                question=text if row else "",
            )
        return
    for part, position in options:
        sheet.add(answers[position], part, f"{text} - {part}", "multiple", question=text, part=part)


def _add_rows(
    sheet: _Sheet, answers: Sequence[Texts], head: str, text: str, rows: list[tuple[str, int]], condensed: bool
) -> None:
    """The rows of a matrix; boxes to write in are not told from rows by the file, only by their answers."""
    for part, position in rows:
        sheet.add(answers[position], part or head, f"{text} - {part}" if part else text, question=text, part=part)


READER = Reader("surveymonkey", (2,), find_header, build)
