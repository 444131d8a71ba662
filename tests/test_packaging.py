"""An installed copy has every file that the program reads, beside its code."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("package", ["pipeline", "dashboards"])
def test_what_is_not_code_is_packed_too(package: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nothing says which files belong to it")
    told = subprocess.run(["git", "ls-files", package], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    others = [name.removeprefix(f"{package}/") for name in told.splitlines() if not name.endswith(".py")]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = settings["tool"]["setuptools"]["package-data"].get(package, [])
    assert [name for name in others if not any(PurePosixPath(name).match(pattern) for pattern in packed)] == []
