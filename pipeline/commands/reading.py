"""Arguments of every command that reads an export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_binding(parser: argparse.ArgumentParser) -> None:
    """Which instrument, and which column carries what."""
    parser.add_argument("--instrument", default="tele_oncology", help="library id or YAML file (default: tele_oncology)")
    parser.add_argument("--binding", type=Path, help="binding file (default: <export stem>.binding.yaml beside the export)")


def add_reading(parser: argparse.ArgumentParser) -> None:
    """What is detected where it is not given."""
    group = parser.add_argument_group("reading the file (default: detected)")
    group.add_argument("--platform", help="qualtrics, surveymonkey, msforms, googleforms, redcap, limesurvey, kobo …")
    group.add_argument("--encoding", help="utf-8, utf-16, cp1252 …")
    group.add_argument("--delimiter", help="one character, or 'tab'")
    group.add_argument("--header-rows", type=int, help="number of header rows")
    group.add_argument("--codebook", type=Path, help="REDCap data dictionary or LimeSurvey R syntax (default: beside the export)")


def reading(options: argparse.Namespace) -> dict[str, Any]:
    """These arguments as fields of a request."""
    return dict(
        platform=options.platform,
        encoding=options.encoding,
        delimiter={"tab": "\t", "\\t": "\t"}.get(options.delimiter, options.delimiter),
        header_rows=options.header_rows,
        codebook=options.codebook,
    )
