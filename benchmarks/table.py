"""Print a benchmark's table and keep it under benchmarks/results/."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("pandas", "numpy", "scipy", "highspy", "pingouin", "streamlit", "plotly")


def machine() -> str:
    """One line: interpreter, processors and versions, without anything that names the machine."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, {packages}"


def markdown(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as a Markdown table; the keys of the first row are its head."""
    head = list(rows[0])
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(row.get(name, "")) for name in head) + " |" for row in rows]
    return "\n".join(lines)


def keep(name: str, title: str, *parts: str) -> None:
    """Print the parts and write them to ``results/<name>.md`` with the machine and its versions."""
    text = "\n\n".join([f"# {title}", machine(), *parts]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)
