"""KoboToolbox and ODK exports: ``;``-separated, every cell quoted, one column per question under ``group/name`` or labels.

A multi-select has a column of joined answers, columns ``question/option`` of 1 and 0, or both; they are blank where nobody
answered. A second header row of tags (``#affected``) may follow. Source: real files of formpack's tests and of two surveys,
as CSV and XLSX; the columns of ODK Central are known from its
documentation, not from a file. Rows of repeat groups are on other sheets, which are not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.export import Column, Export, Kind, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.reader import Reader
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import plain

_META: dict[str, Meta] = {
    "start": "start",
    "end": "end",
    "_submission_time": "recorded",
    "SubmissionDate": "recorded",
    "_id": "response_id",
    "_uuid": "platform",
    "KEY": "platform",
    **dict.fromkeys(
        ("_index", "_validation_status", "_notes", "_status", "_tags", "__version__", "_version_", "today", "audit",
         "meta/instanceID", "meta-instanceID", "instanceID", "meta/rootUuid", "formhub/uuid", "_parent_table_name",
         "_parent_index", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "Edits", "FormVersion"),
        "platform",
    ),
    **dict.fromkeys(
        ("_submitted_by", "username", "deviceid", "phonenumber", "simserial", "subscriberid", "email", "SubmitterID",
         "SubmitterName", "DeviceID", "simid", "devicephonenum"),
        "identifier",
    ),
}  # fmt: skip
#: Any of these is written by no other tool.
_OWN = ("_submission_time", "_uuid", "_index", "__version__", "_version_", "meta/instanceID", "meta-instanceID", "formhub/uuid")
_PLACE = re.compile(r"_?(?P<base>.+)_(?:latitude|longitude|altitude|precision)")
_NO_TICK = ("0", "FALSE", "False")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def find_header(grid: Grid) -> int | None:
    """One row with columns that only these tools add, or with options below their question; two where tags follow."""
    names = [name.strip() for name in grid.head(0)]
    if not (
        any(name in _OWN for name in names)
        or sum(bool(_PLACE.fullmatch(name)) for name in names) >= 3
        or _has_options(grid, names)
    ):
        return None
    tags = [cell.strip() for cell in grid.head(1)]
    return 2 if any(tags) and all(not tag or tag.startswith("#") for tag in tags) else 1


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; every row was submitted."""
    cells, names = grid.answers(header_rows), [name.strip() for name in grid.head(0)]
    options = _options(names)
    paths = _groups(names, options)
    places = {f"{match['base']}" for name in names if (match := _PLACE.fullmatch(name))}
    joined = {name for name in options.values()}
    columns, known = [], dict[int, Kind]()
    for position, name in enumerate(names):
        meta, joint = _meta(name, places, joined), ""
        kind: Kind | None = None
        question, part = options.get(position, ""), ""
        if question:
            part, kind = name.removeprefix(f"{question}/"), "multiple"
            text = f"{_last(question, paths)} - {plain(part)}"
        else:
            text = plain(_wording(name, paths))
            if meta is None and _is_joined(cells[position]):
                joint, kind = " ", "multiple"
        if kind:
            known[position] = kind
        asked = _last(question, paths)
        own = f"{asked}/{part}" if question else _last(name, paths)  # an option is never taken for a question of its name
        columns.append(Column(position, name, text, own, meta, "text", asked, part, joint=joint))
    for position in options:
        cells[position] = cells[position].blanked(cells[position].isin(_NO_TICK))
    variant = "labels" if any(" " in name for name in names) else "names"
    return assemble(grid, Found("kobo", variant, header_rows, columns, cells, known=known, moments=("end", "start", "recorded")))


def _options(names: Sequence[str]) -> dict[int, str]:
    """Position -> question, of columns ``question/option`` behind the column of their question."""
    found: dict[int, str] = {}
    for position, name in enumerate(names):
        before = names[position - 1] if position else ""
        question = found.get(position - 1) or before
        if question and name.startswith(f"{question}/") and len(name) > len(question) + 1:
            found[position] = question
    return found


def _has_options(grid: Grid, names: Sequence[str]) -> bool:
    """Whether columns headed ``question/option`` hold what such columns hold: a slash alone proves nothing."""
    options = _options(names)
    marks = {"", "0", "1", "TRUE", "FALSE", "True", "False"}
    return bool(options) and all(set(grid.columns[position].rows(slice(1, None)).seen()) <= marks for position in options)


def _groups(names: Sequence[str], options: dict[int, str]) -> Counter[str]:
    """How many questions stand under each path: one alone may be a slash in a label."""
    return Counter(name.rpartition("/")[0] for position, name in enumerate(names) if "/" in name and position not in options)


def _last(name: str, groups: Counter[str]) -> str:
    """A question without the groups above it."""
    group, _, own = name.rpartition("/")
    return own if group and own and (groups[group] > 1 or " " not in name) else name


def _wording(name: str, groups: Counter[str]) -> str:
    """A question as people read it: headed by labels, the group above it is the stem of its rows."""
    own = _last(name, groups)
    group = name.removesuffix(own).rstrip("/")
    return f"{group.rpartition('/')[2]} - {own}" if " " in group else own


def _meta(name: str, places: set[str], joined: set[str]) -> Meta | None:
    """What a column of the platform holds; a place is a person's, and joined answers repeat the columns of their options."""
    if name in _META:
        return _META[name]
    if _PLACE.fullmatch(name) or name in places:
        return "identifier"
    return "platform" if name in joined else None


def _is_joined(cells: Texts) -> bool:
    """Whether answers are lists of codes parted by spaces: few codes, met again and again."""
    given = {cell.strip(): n for cell, n in cells.rows(slice(5_000)).counts().items() if cell.strip()}
    parts: Counter[str] = Counter()
    for cell, n in given.items():
        parts.update(dict.fromkeys(cell.split(" "), n))
    several = sum(n for cell, n in given.items() if " " in cell)
    recur = parts.total() >= 3 * len(parts) and len(parts) < len(given)
    return 5 * several >= sum(given.values()) > 0 and recur and all(_CODE.fullmatch(part) for part in parts)


READER = Reader("kobo", (1, 2), find_header, build)
