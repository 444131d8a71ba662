"""The files of a wave that leadership may download."""

from __future__ import annotations

from typing import Final

from pipeline.release.attack.files import DEPARTMENTS, REPORT, REPORT_PDF, SLIDES, TABLES

__all__ = ["DEPARTMENTS", "REPORTS", "REPORT_KINDS"]

REPORTS: Final = (REPORT, REPORT_PDF, SLIDES, TABLES)
REPORT_KINDS: Final = (".html", ".pdf", ".pptx", ".xlsx")
