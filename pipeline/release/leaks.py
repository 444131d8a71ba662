"""Whether anything that people wrote, or that names them, got into a file that is about to be published.

Every file is read as its reader would: cells of tables and workbooks, text and attributes of pages, strings of JSON. Nothing that
is found is repeated: a sentence names the file, the column that the text stands in, and how many.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from pipeline.clean.private_texts import folded
from pipeline.clean.sought import Said
from pipeline.release.office import Sheet, deck, sheets
from pipeline.release.pdf import pdf_pages

_IN_WORDS: Final = re.compile(r"\w")
_IN_NUMBERS: Final = re.compile(r"[\w.]")
_NUMERIC: Final = re.compile(r"[-+\d.,:/ ]+")
_BEFORE: Final = re.compile(r"[^\s@<>\"'(),;]")
_BEHIND: Final = re.compile(r"[^\s@<>\"'(),;]{1,255}\.[a-z]{2,}", re.IGNORECASE)
"""What stands before and behind the sign of an e-mail address."""
_BETWEEN: Final = "\n"
_MARK: Final = "\0"
"""Stands in no text of a file."""


def leaks(folder: Path, sought: Callable[[Said], Mapping[str, Sequence[str]]]) -> list[str]:
    """One sentence per file and column of the export whose texts stand in it; and per file with an e-mail address.

    sought : texts that stand somewhere in all that is said, folded, each with its columns.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    sources = {path: _sources(path) if path.suffix == ".html" else [folded_lines(_texts(path))] for path in paths}
    wanted = sought(Said.of(_BETWEEN.join(said for source in sources.values() for said in source)))
    found: list[str] = []
    for path, source in sources.items():
        # All of a page's source is looked through before it is taken apart.
        if path.suffix == ".html" and not any(_has_address(said) or next(_standing(said, wanted), None) for said in source):
            continue
        said = folded_lines(_texts(path)) if path.suffix == ".html" else source[0]
        name = path.relative_to(folder).as_posix()
        hits: dict[str, int] = {}
        for text in _standing(said, wanted):
            for column in wanted[text]:
                hits[column] = hits.get(column, 0) + 1
        found += [f"{name} holds {n} text(s) of column '{column}' as somebody wrote them" for column, n in hits.items()]
        if _has_address(said):
            found.append(f"{name} holds an e-mail address")
    return found


def _sources(path: Path) -> list[str]:
    """A page as it is written, and with its signs put for what they stand for, once and twice; each folded, each once."""
    source = _decoded(path)
    once = html.unescape(source)
    return [folded(text) for text in dict.fromkeys((source, once, html.unescape(once)))]


def _has_address(said: str) -> bool:
    at = said.find("@")
    while at >= 0:
        if at and _BEFORE.match(said, at - 1) and _BEHIND.match(said, at + 1):
            return True
        at = said.find("@", at + 1)
    return False


def folded_lines(texts: Iterable[str]) -> str:
    """Texts one a line, each folded."""
    lines = folded(_MARK.join(texts)).split(_MARK)
    return _BETWEEN.join(map(str.strip, lines))


def _standing(said: str, wanted: Iterable[str]) -> Iterator[str]:
    """Texts that stand in ``said`` as words of their own."""
    return (text for text in wanted if _as_words(text, said))


def _as_words(text: str, said: str) -> bool:
    """Whether a text stands there and not only inside a longer word or number."""
    inner = _IN_NUMBERS if _NUMERIC.fullmatch(text) else _IN_WORDS
    at = said.find(text)
    while at >= 0:
        if not (at and inner.match(said, at - 1)) and not inner.match(said, at + len(text)):
            return True
        at = said.find(text, at + 1)
    return False


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".parquet":
        yield from _of_table(path)
    elif path.suffix == ".xlsx":
        yield from _sheets(sheets(path))
    elif path.suffix == ".pptx":
        said = deck(path)
        yield from said.texts
        yield from _sheets(said.workbooks)
    elif path.suffix == ".pdf":
        for page in pdf_pages(path):
            yield from page.splitlines()
    else:
        yield from _of_text(path.suffix, _decoded(path))


def _decoded(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def _of_table(path: Path) -> Iterator[str]:
    """Names of columns, and whatever is no number, truth value or moment in them."""
    import pyarrow.types
    from pyarrow import compute, parquet

    table = parquet.read_table(path)
    yield from map(str, table.column_names)
    for column in table.columns:
        kind = column.type
        if pyarrow.types.is_dictionary(kind):
            column, kind = column.cast(kind.value_type), kind.value_type
        if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind):
            yield from filter(None, compute.unique(column).to_pylist())
        elif pyarrow.types.is_date(kind) or not (pyarrow.types.is_primitive(kind) or pyarrow.types.is_null(kind)):
            yield from dict.fromkeys(str(value) for value in column.to_pylist() if value is not None)


def _of_text(kind: str, text: str) -> Iterator[str]:
    if kind == ".html":
        page = _Page()
        page.feed(text)
        yield from page.found
    elif kind == ".json":
        yield from _strings(json.loads(text))
    else:
        yield from text.splitlines()


def _sheets(found: Iterable[Sheet]) -> Iterator[str]:
    for sheet in found:
        yield sheet.name
        yield from sorted({cell for row in sheet.rows for cell in row if isinstance(cell, str)})


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield str(name)
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


class _Page(HTMLParser):
    """Texts, comments and attributes of a page; the places of lines and dots of a drawing are no texts."""

    _DRAWN: Final = frozenset({"d", "points", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [html.unescape(value) for name, value in attrs if value and name not in self._DRAWN]

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)
