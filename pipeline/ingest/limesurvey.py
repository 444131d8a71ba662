"""LimeSurvey exports: one header row of question codes, of codes with wording, or of wording in the survey's language.

``submitdate`` is blank where an answer was not finished, and 1980-01-01 where an anonymous survey withholds it. Answers are
codes or full texts; full exports write ``N/A`` where nothing was answered. R exports come as a pair: the syntax file names the
columns by position and holds wording and labels. Source: real files of 2018-2023 with all three headings, with comma and
semicolon, as XLSX, and two R pairs. The VV format is known from the program's source only and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.bracketed import Parted, parted, parted_in_front
from pipeline.ingest.dates import is_date
from pipeline.ingest.export import Column, Export, Kind, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.limesurvey_syntax import Variable, find_syntax, read_syntax
from pipeline.ingest.names import bare
from pipeline.ingest.reader import Reader
from pipeline.ingest.source import refuse
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import plain

_CODES: dict[str, Meta] = {
    "id": "response_id",
    "submitdate": "recorded",
    "lastpage": "progress",
    "startlanguage": "language",
    "seed": "platform",
    "startdate": "start",
    "datestamp": "end",
    **dict.fromkeys(("token", "ipaddr", "refurl", "firstname", "lastname", "email"), "identifier"),
    "interviewtime": "duration",
}
#: The first four columns in this order, in whatever language the headings are.
_LEADING: tuple[Meta, ...] = ("response_id", "recorded", "progress", "language")
_HEADINGS: dict[str, Meta] = {
    **dict.fromkeys(("seed", "zufallsstartwert", "startwert"), "platform"),
    **dict.fromkeys(("datestarted", "datumgestartet", "datumdesbeginns"), "start"),
    **dict.fromkeys(("datelastaction", "datumletzteaktivität", "datumderletztenaktion"), "end"),
    **dict.fromkeys(
        ("token", "accesscode", "ipaddress", "ipadresse", "referrerurl", "weiterleitungsurl", "urlderverweisendenseite",
         "zugangsschlüssel", "zugangscode", "firstname", "lastname", "emailaddress", "vorname", "nachname", "emailadresse"),
        "identifier",
    ),
}  # fmt: skip
_CODE = re.compile(r"(?P<question>[A-Za-z]\w*)(?:\[(?P<part>[^\]]+)\](?:\[(?P<scale>\w+)\])?)?")
_CODE_TEXT = re.compile(r"(?P<code>[A-Za-z]\w*(?:\[[^\]]+\])*)\. (?P<text>.*)", re.DOTALL)
_TIME = re.compile(r"(?:groupTime\d+|\w+Time)")
_TIME_HEADING = re.compile(r"(?:total time|group time|question time|gesamtzeit|gruppenzeit|fragenzeit)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[\w-]+)?")
_IP, _URL = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]{6,}"), re.compile(r"https?://|android-app://")
_WITHHELD = "1980-01-01 00:00:00"
_UNANSWERED = "N/A"
#: What a ticked box and one without a tick hold, in codes, in full answers and in R exports.
_TICKS = ({"Y", ""}, {"Y", "N", ""}, {"Yes", ""}, {"1", "0", ""}, {"1", ""})
_NO_TICK = ("N", "0")
_ANSWER_CODE = re.compile(r"A[A-Z]?\d{1,3}|-oth-")
#: Boxes to write in, beside the options or below the answer.
_WRITTEN_PARTS, _WRITTEN_ENDS = ("other", "comment"), ("[other]", "[comment]", "_other", "_comment")


def find_header(grid: Grid) -> int | None:
    """One row that begins with id, submit date, last page and language, by code, by code and wording, or by what they hold."""
    names = [name.strip() for name in grid.head(0)[:4]]
    if len(names) < 4 or not grid.head(1):
        return None
    codes = tuple(name.partition(".")[0] for name in names)
    if codes[:3] == ("id", "submitdate", "lastpage"):
        return 1
    rows = [grid.head(row)[:4] for row in range(1, min(len(grid.lines), 30))]
    timed = any(":" in row[1] for row in rows) or not any(row[1].strip() for row in rows)
    return 1 if all(map(_leads, rows)) and timed and any(row[3].strip() for row in rows) else None


def _leads(row: Sequence[str]) -> bool:
    """Whether four cells are an id, a moment or blank, a page or blank, and a language."""
    number, submitted, page, language = (cell.strip() for cell in row)
    numbers = number.isdecimal() and (not page or (page.isdecimal() and int(page) < 1000))
    return numbers and (not submitted or is_date(submitted)) and (not language or bool(_LANGUAGE.fullmatch(language)))


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; a row without submit date is unfinished."""
    answers, names = grid.answers(header_rows), grid.head(0)
    if len(names) < len(_LEADING):
        raise refuse(grid.source.path, "this is too narrow for an export of LimeSurvey", "leave the platform out")
    syntax, notes = _syntax(grid.source.path, codebook, len(names))
    heads = [variable.name for variable in syntax] if syntax else names
    form = "R data" if syntax else _form(heads)
    said = [_code_and_text(head, form, syntax[p] if syntax else None) for p, head in enumerate(heads)]
    rows = _rows([text for _, text in said], form)
    columns = [
        _column(p, head, said[p], rows[p], form, syntax[p] if syntax else None, answers[p]) for p, head in enumerate(heads)
    ]
    leading = dict(zip(range(4), _LEADING, strict=True))
    cells, unanswered = _answered(columns, answers, leading)
    known = _known(columns, cells)
    submitted = next((c.position for c in columns if c.meta == "recorded"), 1)
    withheld = cells[submitted].isin({_WITHHELD, _WITHHELD[:10]})
    if unanswered:
        notes = (*notes, f"{unanswered:,} cells hold '{_UNANSWERED}', which stands for no answer here: read as blank")
    if withheld.any():
        notes = (*notes, f"{int(withheld.sum())} submit dates are 1980-01-01: the survey is anonymous and withholds them")
    return assemble(
        grid,
        Found(
            platform="limesurvey",
            variant=form,
            header_rows=header_rows,
            columns=columns,
            cells=cells,
            states={"partial": ~cells[submitted].filled},
            notes=notes,
            coded=form != "text",
            known=known,
            unticked={position: _NO_TICK for position, kind in known.items() if kind == "multiple"},
            no_dates=frozenset({_WITHHELD, _WITHHELD[:10]}),
        ),
    )


def _syntax(path: Path, codebook: Path | None, width: int) -> tuple[Sequence[Variable], tuple[str, ...]]:
    """The variables of the syntax file that goes with an R data file; none for other exports."""
    found = codebook or find_syntax(path)
    if found is None:
        alone = "_R_data_file" in path.name
        return (), ("this is half of a pair: without the R syntax file the codes have no meaning",) if alone else ()
    return read_syntax(found, width), (f"names, wordings and labels are from {found.name}",)


def _form(names: Sequence[str]) -> str:
    """Which headings were chosen."""
    if names[0].strip() == "id":
        return "question codes"
    return "codes and text" if names[0].startswith("id.") else "text"


def _code_and_text(head: str, form: str, variable: Variable | None) -> tuple[str, str]:
    """The code and the wording of a heading, one for the other where it has one of them."""
    if form == "codes and text" and (both := _CODE_TEXT.fullmatch(head.strip())):
        return both["code"], plain(both["text"])
    return head.strip(), plain(variable.label if variable else head)


def _rows(texts: Sequence[str], form: str) -> Sequence[Parted | None]:
    """Question and row of ``Question [row]``, or of ``[row] Question`` as R syntax has it."""
    at_end = parted(texts)
    if form != "R data":
        return at_end
    return [front or end for front, end in zip(parted_in_front(texts), at_end, strict=True)]


def _column(
    position: int, head: str, said: tuple[str, str], row: Parted | None, form: str, variable: Variable | None, cells: Texts
) -> Column:
    """One column: what its heading says in the form that was chosen."""
    code, text = said
    meta = _meta(position, code, form, cells)
    wording = " - ".join(row) if row else text
    if form == "text":
        return Column(position, head, wording, None, meta, "text", *(row or ("", "")))
    match = _CODE.fullmatch(code) if meta is None else None
    question, part = (match["question"], match["part"] or "") if match else ("", "")
    if variable is not None and meta is None and "_" in code:
        question, _, part = code.partition("_")
    if part in _WRITTEN_PARTS:
        question, part = "", ""
    labels = variable.labels if variable and meta is None else {}
    return Column(position, head, wording if part else text, code, meta, "text", question if part else "", part, labels)


def _meta(position: int, code: str, form: str, cells: Texts) -> Meta | None:
    """What a column of the platform holds; where headings are wording, by place, by known wording and by content."""
    if position < len(_LEADING):
        return _LEADING[position]
    if form != "text":
        return _CODES.get(code) or ("platform" if _TIME.fullmatch(code) else None)
    if _TIME_HEADING.match(code):
        return "platform"
    if position < 12:
        if known := _HEADINGS.get(bare(code)):
            return known
        given = [cell for cell in cells.seen()[:50] if cell.strip()]
        if given and all(_IP.fullmatch(cell) or _URL.match(cell) for cell in given):
            return "identifier"
    return None


def _answered(columns: Sequence[Column], answers: Sequence[Texts], leading: Mapping[int, Meta]) -> tuple[list[Texts], int]:
    """Answers in which the word for "not answered" is blank, and how many cells held it."""
    cells, count = list(answers), 0
    for column in columns:
        if column.position not in leading:
            unanswered = answers[column.position].isin({_UNANSWERED})
            if unanswered.any() and _UNANSWERED not in column.labels.values():
                count += int(unanswered.sum())
                cells[column.position] = answers[column.position].blanked(unanswered)
    return cells, count


def _known(columns: Sequence[Column], cells: Sequence[Texts]) -> dict[int, Kind]:
    """Options of multi-selects: every column of the question holds ticks only, and one at least is ticked.

    Statements that are answered with 0 and 1, or with Y and N, look alike: so cells without a tick are left as they are.
    """
    questions: dict[str, list[Column]] = {}
    for column in columns:
        if column.question and column.meta is None and column.part:
            questions.setdefault(column.question, []).append(column)
    known: dict[int, Kind] = {}
    for members in questions.values():
        values = {str(value) for column in members for value in cells[column.position].seen()} | {""}
        if len(members) > 1 and values != {""} and any(values <= ticks for ticks in _TICKS):
            known |= dict.fromkeys((column.position for column in members), "multiple")
    for column in columns:
        if column.meta is None and column.position not in known:
            given = [value for value in cells[column.position].seen() if value]
            if column.name.strip().endswith(_WRITTEN_ENDS):
                known[column.position] = "text"
            elif given and all(map(_ANSWER_CODE.fullmatch, given)):
                known[column.position] = "matrix" if column.part else "single"
    return known


READER = Reader("limesurvey", (1,), find_header, build, codebook="the R syntax file of the pair")
