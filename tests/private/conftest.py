"""Analyze a small organisation in a test's own folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.publish.bundle import Bundle
from pipeline.run import Request, analyze
from tests.private.rows import WAVE, Row, write


@pytest.fixture
def analyzed(tmp_path: Path) -> Callable[..., Bundle]:
    """Analyze rows in this test's folder: ``outputs/`` and ``private/``."""

    def run(rows: Sequence[Row], *, linked: bool = True, **more) -> Bundle:
        export = write(rows, tmp_path / "answers.csv", linked=linked)
        given = {"wave": WAVE, "out": tmp_path / "outputs", "instrument": "tele_oncology_short"} | more
        return analyze(Request(export, **given))

    return run
