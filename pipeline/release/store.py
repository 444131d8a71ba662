"""Write and read a release and its findings as Parquet: one file per table, named as the table, bytes the same every time.

Tables and columns that came in later editions are empty where a wave was written before them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from pipeline.errors import Problem, SetupError
from pipeline.tables import FINDING_TABLES, RELEASE_TABLES, Findings, Organisation, Release, Table, TableError

ROSTER: Final = "release/roster"


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Each table as ``<folder>/<name>.parquet``."""
    for name, frame in tables.items():
        path = folder / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, compression="zstd")


def write_release(folder: Path, release: Release) -> None:
    """All tables of a release, and the roster where there is one."""
    write_tables(folder, release.by_name())
    if release.roster is not None:
        write_tables(folder, {ROSTER: release.roster})


def write_findings(folder: Path, findings: Findings) -> None:
    """All tables of the findings."""
    write_tables(folder, findings.by_name())


def read_release(folder: Path) -> Release:
    """The release under a wave's folder; raises SetupError naming each file that is missing or damaged."""
    frames = _read_all(folder, RELEASE_TABLES)
    own = {name.split("/")[1]: frame for name, frame in frames.items() if name.count("/") == 1}
    inner = {name.split("/")[2]: frame for name, frame in frames.items() if name.count("/") == 2}
    roster = folder / f"{ROSTER}.parquet"
    return Release(**own, organisation=Organisation(**inner), roster=_frame(roster) if roster.exists() else None)


def read_findings(folder: Path) -> Findings:
    """The findings under a wave's folder; raises SetupError naming each file that is missing or damaged."""
    return Findings(**{name.split("/")[1]: frame for name, frame in _read_all(folder, FINDING_TABLES).items()})


def _frame(path: Path) -> pd.DataFrame:
    """A small file is read where it is asked for: threads cost more than they save."""
    with parquet.ParquetFile(path) as file:
        frame: pd.DataFrame = file.read(use_threads=False).to_pandas(use_threads=False)
    return frame


def _read_all(folder: Path, tables: tuple[Table, ...]) -> dict[str, pd.DataFrame]:
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table in tables:
        path = folder / f"{table.name}.parquet"
        try:
            frames[table.name] = table.read(_frame(path))
        except FileNotFoundError:
            if table.since > 1:  # written before there was this table; checksums tell one that was lost since
                frames[table.name] = table.empty()
                continue
            problems.append(Problem("the file is missing", str(path), fix="run `make analyze` again"))
        except (OSError, ValueError, TypeError, TableError) as error:
            problems.append(Problem(f"the file is damaged ({type(error).__name__})", str(path), fix="run `make analyze` again"))
    if problems:
        raise SetupError(problems)
    return frames
