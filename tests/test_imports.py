"""The house: imports run one way, and what is right of the wall cannot reach what is left of it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = (
    *("errors", "copied", "second", "beside", "tables", "instrument", "stats", "ingest", "clean", "comments", "measure", "wave"),
    *("release", "findings", "publish", "questionnaire", "fielding", "private", "run", "commands", "cli"),
)
LEFT_OF_THE_WALL = {"ingest", "clean", "comments", "measure", "wave"}
DASHBOARD_MAY = {"pipeline.errors", "pipeline.tables", "pipeline.publish", "pipeline.findings.seats"}
WORKBENCH_MAY = DASHBOARD_MAY | {"pipeline.run"}
ONE_DOOR = {"pingouin": "stats", "highspy": "stats", "scipy.optimize": "stats"}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, at any depth of the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(module: str) -> str:
    return module.split(".")[1] if module.startswith("pipeline.") else ""


FILES = sorted((ROOT / "pipeline").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_in_the_order_of_the_flow(path: Path) -> None:
    own = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    later = {m for m in imported(path) if room(m) in ORDER and ORDER.index(room(m)) > ORDER.index(own)}
    assert not later, f"{path.name} imports what comes after it: {sorted(later)}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_right_of_the_wall_reaches_what_is_left_of_it(path: Path) -> None:
    own = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
    if own in ("findings", "publish"):
        assert not {m for m in imported(path) if room(m) in LEFT_OF_THE_WALL}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_each_numerical_library_has_one_door(path: Path) -> None:
    own = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
    for library, door in ONE_DOOR.items():
        if own != door:
            assert not {m for m in imported(path) if m == library or m.startswith(library + ".")}, (
                f"only {door} may import {library}"
            )


SCREENS = sorted((ROOT / "dashboards").rglob("*.py"))


def is_workbench(path: Path) -> bool:
    """The analyst's own application: ``workbench*.py``, ``workbench_pages/`` and ``workbench_sections/``."""
    return path.relative_to(ROOT / "dashboards").parts[0].startswith("workbench")


@pytest.mark.parametrize("path", SCREENS, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_dashboard_knows_published_things_only(path: Path) -> None:
    may_import = WORKBENCH_MAY if is_workbench(path) else DASHBOARD_MAY
    ours = {m for m in imported(path) if m.startswith("pipeline.")}
    outside = {m for m in ours if not any(m == may or m.startswith(may + ".") for may in may_import)}
    assert not outside


@pytest.mark.parametrize("path", SCREENS, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_of_the_dashboard_knows_the_workbench(path: Path) -> None:
    if not is_workbench(path):
        assert not {m for m in imported(path) if m.startswith("dashboards.workbench")}


def test_help_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys; from pipeline.cli import _parser; _parser().format_help(); "
        "print([m for m in ('pandas','numpy','pingouin','plotly','streamlit','matplotlib','scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
