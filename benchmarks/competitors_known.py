"""Which programs the pipeline is compared with, and how each is called."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from benchmarks.harness import Program
from benchmarks.national.write import Made

SCRIPTS: Final = Path(__file__).parent / "competitors"
POLARS: Final = "polars, lazy and streaming"
DUCKDB: Final = "DuckDB, SQL"
PANDAS: Final = "pandas, the best"
WRITTEN: Final = "pandas, as written"
R: Final = "R, readr and dplyr"
#: name -> script, Python package that it needs.
_PYTHON: Final = {
    POLARS: ("lazy_polars.py", "polars"),
    DUCKDB: ("sql_duckdb.py", "duckdb"),
    PANDAS: ("pandas_best.py", "pandas"),
    WRITTEN: ("pandas_as_written.py", "pandas"),
}
_PACKAGES_OF_R: Final = ("readr", "dplyr", "tidyr", "jsonlite")


def competitors(survey: Made) -> list[Program]:
    """All of them, for one survey; what is absent says why."""
    found = [_program(survey, name, sys.executable, script, _lacks(package)) for name, (script, package) in _PYTHON.items()]
    return [*found, _program(survey, R, "Rscript", "dplyr.R", _r_lacks())]


def _program(survey: Made, name: str, interpreter: str, script: str, absent: str) -> Program:
    return Program(name, partial(_command, survey, interpreter, SCRIPTS / script), absent=absent)


def _command(survey: Made, interpreter: str, script: Path, folder: Path) -> Sequence[str]:
    files = (survey.plan, folder / "figures.csv", *survey.exports)
    return [interpreter, str(script), *map(str, files)]


def _lacks(package: str) -> str:
    return "" if find_spec(package) else f"{package} is not installed"


@lru_cache(maxsize=1)
def _r_lacks() -> str:
    if shutil.which("Rscript") is None:
        return "R is not installed"
    asked = "cat(Filter(function(p) !requireNamespace(p, quietly = TRUE), commandArgs(TRUE)))"
    lacking = _said(["Rscript", "-e", asked, *_PACKAGES_OF_R])
    return f"R has no {', '.join(lacking.split())}" if lacking else ""


def versions_of_r() -> str:
    """R and its packages, or nothing."""
    if _r_lacks():
        return ""
    packages = "paste(p, sapply(p, function(x) format(packageVersion(x))))"
    asked = f'p <- commandArgs(TRUE); cat(paste("R", getRversion()), {packages}, sep = ", ")'
    return _said(["Rscript", "-e", asked, "readr", "dplyr"])


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
