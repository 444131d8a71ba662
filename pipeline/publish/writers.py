"""Everything of a wave's folder but the release: tables of the findings, pages, slides, sheets, lists, checksums."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2  # noqa: F401 - loaded here, at once: whoever imports this module is about to write, and may be waiting meanwhile
import pandas as pd
import pptx  # noqa: F401
import xlsxwriter  # noqa: F401

from pipeline.beside import beside
from pipeline.publish.actions_file import write_actions
from pipeline.publish.checksums import write_checksums
from pipeline.publish.content.build import content
from pipeline.publish.dictionary import data_dictionary
from pipeline.publish.lists import target_lists, write_lists
from pipeline.publish.one_pagers import write_one_pagers
from pipeline.publish.printing import printed
from pipeline.publish.ready import Ready
from pipeline.publish.report import report_html
from pipeline.publish.sentences import write_sentences
from pipeline.publish.slides.deck import write_briefing
from pipeline.publish.tables_workbook import write_tables
from pipeline.release.attack.files import LISTS, REPORT
from pipeline.release.store import write_findings

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def write_rest(bundle: Bundle, folder: Path, pdf: bool, ready: Ready | None = None) -> None:
    """Write it, the checksums last; sheets and pages at once.

    pdf : whether the report is printed too. ready : what was started before for all this.
    """
    ready = ready or Ready()
    lists = target_lists(bundle)
    with beside(partial(_write_sheets, bundle, lists, folder), second=ready.second) as sheets:
        told = content(bundle, lists)
        (folder / REPORT).write_text(report_html(told), encoding="utf-8")
        with printed(folder, pdf, ready.browser):
            write_findings(folder, bundle.findings)
            (folder / "data_dictionary.md").write_text(data_dictionary(), encoding="utf-8")
            write_briefing(told, folder)
            write_one_pagers(bundle, folder)
            sheets()
    write_checksums(folder)


def _write_sheets(bundle: Bundle, lists: Mapping[str, pd.DataFrame], folder: Path) -> None:
    write_sentences(bundle, lists, folder)
    write_actions(bundle, folder)
    write_lists(bundle, lists, folder / LISTS)
    write_tables(bundle, folder)
