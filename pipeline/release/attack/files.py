"""What lists, workbooks, slides, sentences and pages say, read back as anybody would: too few people, hidden groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.release.attack.office import slides_violations, workbook_violations
from pipeline.release.attack.stands_on import stands_on
from pipeline.release.pdf import pdf_pages

LISTS: Final = "training_targets"
SESSIONS: Final = "sessions.csv"
"""The classes that would seat everybody in need, beside the lists."""
REPORT: Final = "report.html"
REPORT_PDF: Final = "report.pdf"
SENTENCES: Final = "sentences.csv"
TABLES: Final = "tables.xlsx"
SLIDES: Final = "briefing.pptx"
DEPARTMENTS: Final = "departments"
"""One page for each department that is shown."""
_HIDDEN: Final = "too_few"


def file_violations(folder: Path, k: int, rows: set[tuple[str, int]], groups: set[str]) -> list[str]:
    """What goes beyond the release in training lists, workbooks, slides, sentences and pages.

    rows : (topic, n) of every row that training needs and the seats of roles may stand on. groups : keys of the published groups.
    """
    found: list[str] = []
    for path in sorted((folder / LISTS).glob("*.csv")):
        frame = pd.read_csv(path, encoding="utf-8-sig", dtype="str")
        if not {"n", "topic"} <= set(frame.columns):
            found.append(f"{LISTS}/{path.name} does not say what its figures stand on")
        found += _list_violations(path.name, frame, k, rows)
    for path in sorted((folder / LISTS).glob("*.xlsx")):
        for name, frame in _sheets(path):
            found += _list_violations(f"{path.name}, sheet {name}", frame, k, rows)
    sentences = folder / SENTENCES
    if sentences.exists():
        found += _sentence_violations(pd.read_csv(sentences, encoding="utf-8-sig"), k, groups)
    for page in (folder / REPORT, *sorted((folder / DEPARTMENTS).glob("*.html"))):
        if page.exists():
            found += _page_violations(page.relative_to(folder).as_posix(), page.read_text(encoding="utf-8"), k)
    if (folder / REPORT_PDF).exists():
        found += _pdf_violations(folder / REPORT_PDF, k)
    if (folder / TABLES).exists():
        found += workbook_violations(folder / TABLES, k, groups)
    if (folder / SLIDES).exists():
        found += slides_violations(folder / SLIDES, k)
    return found


def _list_violations(name: str, frame: pd.DataFrame, k: int, known: set[tuple[str, int]]) -> Iterator[str]:
    if not {"n", "topic"} <= set(frame.columns):
        return
    stands = pd.to_numeric(frame["n"], errors="coerce")
    if int((stands < k).sum()):
        yield f"{LISTS}/{name} stands on fewer than {k} people"
    pairs = {(str(topic), int(n)) for topic, n in zip(frame["topic"], stands, strict=True) if n == n}
    if extra := pairs - known:
        yield f"{LISTS}/{name} holds {len(extra)} row(s) that no table of the release knows"


def _sheets(path: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Sheets of a workbook whose some row names the columns of a list."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        for at, row in enumerate(rows):
            head = [str(cell) for cell in row]
            if {"n", "topic"} <= set(head):
                yield name, pd.DataFrame([[str(cell) for cell in one] for one in rows[at + 1 :]], columns=head)
                break


class _Text(HTMLParser):
    """Text of a page, and the text of cells that say they hold too few."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.hidden: list[str] = []
        self._depth, self._in_hidden = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self._in_hidden = _HIDDEN in (dict(attrs).get("class") or "").split()

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._in_hidden = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._in_hidden:
            self.hidden.append(data)


def _sentence_violations(frame: pd.DataFrame, k: int, groups: set[str]) -> Iterator[str]:
    """Sentences that stand on fewer than k people, by their n or by their own words, or on a group that is not shown."""
    small = (pd.to_numeric(frame["n"], errors="coerce") < k).sum()
    small += sum(n < k for text in frame["text"].astype("str") for n in stands_on(text))
    if small:
        yield f"{SENTENCES}: {small} figure(s) stand on fewer than {k} people"
    rows = frame["finding"].fillna("").astype("str")
    keys = rows[rows.str.startswith(("findings/", "release/groups"))].str.partition("#")[2]
    unknown = sorted({key for key in keys if key and not any(key == one or key.startswith(f"{one}:") for one in groups)})
    if unknown:
        yield f"{SENTENCES} speaks of groups that are not published: {', '.join(unknown[:5])}"


def _page_violations(name: str, page: str, k: int) -> Iterator[str]:
    parsed = _Text()
    parsed.feed(page)
    text = " ".join(parsed.text)
    small = [n for n in stands_on(text) if n < k]
    if small:
        yield f"{name}: {len(small)} figure(s) stand on fewer than {k} people"
    if any(re.search(r"\d", part) for part in parsed.hidden):
        yield f"{name}: a cell with too few answers holds a number"


def _pdf_violations(path: Path, k: int) -> Iterator[str]:
    """Pages of the printed report that stand on fewer than k people."""
    small = sum(n < k for page in pdf_pages(path) for n in stands_on(page))
    if small:
        yield f"{path.name}: {small} figure(s) stand on fewer than {k} people"
