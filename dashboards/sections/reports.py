"""Reports of the wave to take along: for a board, to print, for a spreadsheet, for the head of a department."""

from __future__ import annotations

import streamlit as st

from dashboards import show
from dashboards.files import department_address, report_address
from dashboards.gate import gate
from pipeline.publish.bundle import Bundle
from pipeline.publish.one_pagers import department_keys
from pipeline.publish.reports import DEPARTMENTS, REPORTS
from pipeline.publish.words import say


def reports(bundle: Bundle) -> None:
    """Links to the reports that the wave has; a PDF is there only where a browser was found."""
    there = [path for name in REPORTS if (path := bundle.path / name).is_file()]
    show.file_links(
        *((say(f"reports.{path.suffix[1:]}"), report_address(gate().base_path, bundle.wave, path.name)) for path in there)
    )


def department_pages(bundle: Bundle) -> None:
    """Links to the pages of departments that are shown, under a heading; nothing where there is none."""
    labels = bundle.instrument.labels()["department"]
    there = [one for one in department_keys(bundle) if (bundle.path / DEPARTMENTS / f"{one}.html").is_file()]
    if there:
        st.subheader(say("reports.departments"))
        show.file_links(*((labels[one], department_address(gate().base_path, bundle.wave, one)) for one in there))
