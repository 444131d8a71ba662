"""The shipped sample and the small center, analyzed once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _analyzed(folder: Path, preset: str, pdf: bool = False):
    from pipeline.run import Request, analyze

    data = ROOT / "sample_data" / preset
    return analyze(Request(data / "2026-11.csv", roster=data / "roster.csv", out=folder / "outputs", pdf=pdf))


@pytest.fixture(scope="session")
def sample_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``outputs/`` with the first sample wave."""
    folder = tmp_path_factory.mktemp("sample")
    _analyzed(folder, "sample", pdf=True)
    return folder / "outputs"


@pytest.fixture(scope="session")
def small_center_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``outputs/`` with the wave of the small center."""
    folder = tmp_path_factory.mktemp("small_center")
    _analyzed(folder, "small_center")
    return folder / "outputs"
