"""Reports of the wave to take along: for a board, to print, for a spreadsheet, for the head of a department."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards import show
from dashboards.files import department_address, report_address
from dashboards.gate import gate
from pipeline.publish.bundle import Bundle
from pipeline.publish.one_pagers import department_keys
from pipeline.publish.reports import DEPARTMENTS, REPORTS

_LABELS: Final = {
    ".html": "Whole report (HTML)",
    ".pdf": "Report to print (PDF)",
    ".pptx": "Slides for a board (PPTX)",
    ".xlsx": "All tables (XLSX)",
}


def reports(bundle: Bundle) -> None:
    """Links to the reports that the wave has; a PDF is there only where a browser was found."""
    there = [path for name in REPORTS if (path := bundle.path / name).is_file()]
    show.file_links(*((_LABELS[path.suffix], report_address(gate().base_path, bundle.wave, path.name)) for path in there))


def department_pages(bundle: Bundle) -> None:
    """Links to the pages of departments that are shown, under a heading; nothing where there is none."""
    labels = bundle.instrument.labels()["department"]
    there = [one for one in department_keys(bundle) if (bundle.path / DEPARTMENTS / f"{one}.html").is_file()]
    if there:
        st.subheader("A page for each department")
        show.file_links(*((labels[one], department_address(gate().base_path, bundle.wave, one)) for one in there))
