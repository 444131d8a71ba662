"""Analyze a small organisation in a test's own folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.publish.bundle import Bundle
from pipeline.run import Request, analyze
from tests.private.rows import WAVE, Row, people, write


@pytest.fixture
def analyzed(tmp_path: Path) -> Callable[..., Bundle]:
    """Analyze rows in this test's folder: ``outputs/`` and ``private/``."""

    def run(rows: Sequence[Row], *, linked: bool = True, **more) -> Bundle:
        export = write(rows, tmp_path / "answers.csv", linked=linked)
        given = {"wave": WAVE, "out": tmp_path / "outputs", "instrument": "tele_oncology_short"} | more
        return analyze(Request(export, **given))

    return run


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``outputs/`` and ``private/`` of one draft wave, and the answers that it was made of; to be copied."""
    folder = tmp_path_factory.mktemp("store")
    export = write(people(120), folder / "answers.csv")
    analyze(Request(export, wave=WAVE, out=folder / "outputs", instrument="tele_oncology_short"))
    return folder
