"""Print a benchmark's table and keep it under benchmarks/results/."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("pandas", "numpy", "scipy", "highspy", "polars", "pyarrow", "duckdb", "distributed", "streamlit", "plotly")


def machine() -> str:
    """One line: interpreter, processors and versions, without anything that names the machine."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES if find_spec(name))
    return f"Python {platform.python_version()}, {_system()}, {os.cpu_count()} processors{_processor()}, {_memory()}{packages}"


def _system() -> str:
    return f"{platform.system()} {platform.machine()}"


def _processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f" ({name})" if name else ""


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB of memory, "
    except (AttributeError, ValueError, OSError):
        return ""


def markdown(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as a Markdown table; the keys of the first row are its head."""
    head = list(rows[0])
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(row.get(name, "")) for name in head) + " |" for row in rows]
    return "\n".join(lines)


def keep(name: str, title: str, *parts: str) -> None:
    """Print the parts and write them to ``results/<name>.md`` with the machine and its versions."""
    keep_as_measured(name, title, machine(), *parts)


def keep_as_measured(name: str, title: str, *parts: str) -> None:
    """The same for figures that tell themselves on which machine they were measured."""
    text = "\n\n".join([f"# {title}", *parts]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)
