"""One workbook for trainers: a cover sheet and a sheet per role, ready to filter and to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.cells import safe_text
from pipeline.publish.lists import MEANINGS
from pipeline.publish.numbers import percent
from pipeline.publish.wording import DRAFT, training_sentence

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_ILLEGAL: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_WIDTHS: Final = {
    "topic_label": 44,
    "departments": 40,
    "fix_first": 22,
    "suggested_format": 34,
    "preferred_formats": 40,
    "rollup": 22,
    "method": 60,
}
_FIXED_DATE: Final = datetime(2000, 1, 1)  # xlsxwriter would write the clock; the wave's time stamp is in the manifest


def write_workbook(bundle: Bundle, lists: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Cover sheet, then one sheet per role of ``lists``."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Training targets {bundle.wave}", "created": _FIXED_DATE})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _cover(book, bundle, lists, styles)
    labels, used = bundle.instrument.labels()["role"], {"about"}
    for role, frame in lists.items():
        _sheet(book.add_worksheet(_sheet_name(labels.get(role, role), used)), frame, labels.get(role, role), bundle.wave, styles)
    book.close()


def _cover(book: Any, bundle: Bundle, lists: Mapping[str, pd.DataFrame], styles: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 100, styles["text"])
    sheet.set_portrait()
    sheet.set_paper(9)
    limits = bundle.instrument.thresholds
    draft = f" {DRAFT}" if bundle.manifest.state == "draft" else ""
    lines = [
        f"One sheet per role ({len(lists)} roles), from answers of wave {bundle.wave}.{draft}",
        "Topics are ordered by the gap: how important staff rate a topic for their job minus how confident they are (1 to 5).",
        f"Firm: among the role's three largest gaps with a chance above {percent(limits.firm)}. Candidate: any other topic.",
        f"Seats: staff expected to rate the importance {limits.in_need.importance_at_least:g} or more and their confidence "
        f"{limits.in_need.confidence_at_most:g} or less (of 5), with low and high ({percent(limits.interval)} interval).",
        "Fix first: where equipment, time, workflow or support stands out, a course alone will not help.",
        f"A role with fewer than {limits.k} answers carries the list of its roll-up and says so.",
        "The lists name groups, never people.",
        "",
        *(training_sentence(bundle, role, frame).text for role, frame in lists.items()),
        "",
        *(f"{name.replace('_', ' ')}: {meaning}" for name, meaning in MEANINGS.items()),
    ]
    sheet.write_string(0, 0, f"Training targets, {bundle.instrument.title}", styles["title"])
    for row, line in enumerate(lines, start=2):
        sheet.write_string(row, 0, str(safe_text(line)), styles["text"])


def _sheet(sheet: Any, frame: pd.DataFrame, label: str, wave: str, styles: Mapping[str, Any]) -> None:
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, name.replace("_", " "), styles["head"])
        sheet.set_column(column, column, _WIDTHS.get(name, 11), styles["text"])
        for row, value in enumerate(frame[name], start=1):
            if pd.isna(value):
                continue
            if isinstance(value, str):
                sheet.write_string(row, column, str(safe_text(value)), styles["text"])
            else:
                sheet.write_number(row, column, float(value), styles["text"])
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{label.replace('&', '&&')}&RWave {wave}")


def _sheet_name(label: str, used: set[str]) -> str:
    """A sheet name that spreadsheets accept: legal, at most 31 characters, unique regardless of case."""
    base = _ILLEGAL.sub(" ", label).strip()[:_LONGEST_NAME].strip() or "Role"
    name, number = base, 2
    while name.casefold() in used:
        tail = f" {number}"
        name, number = base[: _LONGEST_NAME - len(tail)].rstrip() + tail, number + 1
    used.add(name.casefold())
    return name
