"""The shipped sample and the small center, analyzed once for all tests; the order in which processes take files of tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from tests.browser.states import outputs_of

ROOT: Final = Path(__file__).parents[1]
FIRST: Final = ("browser", "private", "publish", "test_same_bytes.py", "test_end_to_end.py", "run")
LAST: Final = ("tables", "instrument", "sample_data", "measure", "findings", "stats", "test_imports.py")
"""What takes long comes first and what is quick last, so that no process is left with a long file while the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; ``--no-loadscope-reorder`` keeps them so where several processes share the files."""
    rooms = {room: place for place, room in enumerate((*FIRST, "", *LAST))}
    items.sort(key=lambda item: rooms.get(item.path.relative_to(ROOT / "tests").parts[0], rooms[""]))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    if kept := os.environ.get("TELEHEALTH_TEST_STATES"):
        return Path(kept)
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sample_outputs(shared: Path) -> Path:
    """``outputs/`` with the first sample wave, printed too; for all tests of all processes, so nobody changes it."""
    return outputs_of("one", shared)


@pytest.fixture(scope="session")
def small_center_outputs(shared: Path) -> Path:
    """``outputs/`` with the wave of the small center; for all tests of all processes, so nobody changes it."""
    return outputs_of("small", shared)
