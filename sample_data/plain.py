"""Write a fielding as a plain table: one header row of column names, codes and ids instead of labels, usable rows only."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.instrument.model import Instrument
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.sheet import Style, sheet


def write(
    fieldwork: Fieldwork,
    instrument: Instrument,
    path: Path,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    split: tuple[str, ...] = (),
) -> Path:
    """Write the rows that count; multi-selects join their ids with semicolons, or have a column of 1 per option (``split``)."""
    usable = (fieldwork.rows["kind"] == USABLE).to_numpy()
    columns = sheet(fieldwork, instrument, Style(labels=False, split=split, joint=";"))
    recorded = [str(moment).replace("T", " ") for moment in fieldwork.sessions.recorded[usable]]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(["submitted", *(column.name for column in columns)])
        writer.writerows(zip(recorded, *(column.cells[usable] for column in columns), strict=True))
    return path
