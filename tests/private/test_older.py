"""A wave that the program before checksums and linked waves analyzed and closed: read, kept, made again, followed by another.

``edition_1.tar.xz`` holds its ``outputs/`` and ``private/``, made of ``people(120)`` by the last version of edition 1.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from pipeline.errors import UnsafeChange
from pipeline.private.close import close_wave
from pipeline.publish.bundle import open_wave
from pipeline.release.close import ledger_release, require_frozen
from pipeline.release.ledger import read_ledger, release_sha256
from pipeline.run.health import examine
from pipeline.tables import FINDING_TABLES, RELEASE_TABLES
from tests.private.rows import WAVE, people


@pytest.fixture
def older(tmp_path: Path) -> Path:
    with tarfile.open(Path(__file__).with_name("edition_1.tar.xz")) as archive:
        archive.extractall(tmp_path, filter="data")
    (tmp_path / "private").chmod(0o700)
    return tmp_path


def test_it_is_read_with_what_came_later_empty_and_is_what_was_closed(older: Path) -> None:
    bundle = open_wave(older / "outputs", WAVE)
    assert bundle.manifest.edition == 1 and bundle.manifest.state == "closed"
    tables = {**bundle.release.by_name(), **bundle.findings.by_name()}
    assert all(tables[table.name].empty for table in (*RELEASE_TABLES, *FINDING_TABLES) if table.since > 1)
    ledger = read_ledger(older / "private")
    [closing] = ledger.closings
    assert release_sha256(bundle.release) == closing.release == release_sha256(ledger_release(ledger, closing))
    assert "smallest_change" not in closing.thresholds
    require_frozen(ledger, bundle.instrument)


def test_the_doctor_says_that_it_is_older_and_not_that_it_is_damaged(older: Path) -> None:
    health = examine(older / "outputs", older / "private", older / "exports")
    assert not health.damaged
    assert ["was written by an older version" in note.what for note in health.notes] == [True]


def test_closing_it_again_gives_it_checksums_and_nothing_else(older: Path) -> None:
    before = open_wave(older / "outputs", WAVE)
    assert close_wave(older / "outputs", older / "private", WAVE).again
    health = examine(older / "outputs", older / "private", older / "exports")
    assert not health.damaged and not health.notes
    after = open_wave(older / "outputs", WAVE)
    assert release_sha256(after.release) == release_sha256(before.release) and after.manifest.closed == before.manifest.closed


def test_the_same_answers_are_the_same_wave_and_few_late_ones_are_refused(older: Path, analyzed) -> None:
    assert analyzed(people(120)).manifest.state == "closed"
    assert len(read_ledger(older / "private").entries) == 1
    with pytest.raises(UnsafeChange):
        analyzed([*people(120), *people(3, seed=9)])
