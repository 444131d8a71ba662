"""Analyze a small organisation in a test's own folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.contacts import contact_rows, requests_of
from pipeline.clean.identity import keep_key, read_keyring
from pipeline.ingest.read import read_export
from pipeline.private.close import close_wave
from pipeline.private.contacts import lists_until, write_contacts
from pipeline.private.keep import secure
from pipeline.publish.atomic import replace_folder
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.run import Request, analyze
from tests.cleaned import Cleaned, clean
from tests.made_once import copied, made_once
from tests.private.asking import (
    NO_BINDING,
    SHORT,
)
from tests.private.rows import WAVE, Row, people, write

INSTRUMENT = "tele_oncology_short"


def _analyzed(folder: Path, rows: Sequence[Row], linked: bool, **more) -> Bundle:
    export = write(rows, folder / "answers.csv", linked=linked)
    return analyze(Request(export, **{"wave": WAVE, "out": folder / "outputs", "instrument": INSTRUMENT} | more))


@pytest.fixture
def analyzed(tmp_path: Path) -> Callable[..., Bundle]:
    """Analyze rows in this test's folder: ``outputs/`` and ``private/``."""
    return lambda rows, *, linked=True, **more: _analyzed(tmp_path, rows, linked, **more)


@pytest.fixture
def begun(tmp_path: Path, shared: Path) -> Callable[..., Bundle]:
    """As ``analyzed``, for what many tests begin with: analyzed (and ``closed``) once, and copied to where nothing is yet."""

    def draft(rows: Sequence[Row], **more) -> Path:
        given = sha256(json.dumps([rows, more]).encode()).hexdigest()[:16]
        return made_once(shared / f"draft_{given}", lambda folder: _analyzed(folder, rows, **more))

    def closing(made: Path) -> Path:
        return made_once(shared / f"closed_{made.name}", lambda new: _closed(copied(made, new)))

    def run(rows: Sequence[Row], *, linked: bool = True, contacts: bool = False, closed: bool = False) -> Bundle:
        made = draft(rows, linked=linked, contacts=contacts)
        return open_wave(copied(closing(made) if closed else made, tmp_path) / "outputs", WAVE)

    return run


def _closed(folder: Path) -> None:
    close_wave(folder / "outputs", folder / "private", WAVE)


@pytest.fixture(scope="session")
def store(shared: Path) -> Path:
    """A folder with ``outputs/`` and ``private/`` of one draft wave, and the answers that it was made of; to be copied."""
    return made_once(shared / "store", lambda folder: _analyzed(folder, people(120), linked=True))


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Cleaned]:
    """Write the lists of a wave as `analyze --contacts` does, without scoring and publishing it."""

    def run(rows: Sequence[Row], *, linked: bool = True, wave: str = WAVE, binding: BindingFile = NO_BINDING) -> Cleaned:
        private, export = tmp_path / "private", read_export(write(rows, tmp_path / "answers.csv", linked=linked))
        secure(private)
        keyring = read_keyring(private)
        cleaned = clean(export, SHORT, binding, keyring)
        requests = requests_of(contact_rows(export, cleaned, SHORT, binding, keyring), SHORT, keyring)
        until = lists_until(private, wave, requests.keep_days, date.today())
        keep_key(private, keyring)
        replace_folder(private / wave, lambda new: write_contacts(new, requests, until), private=True)
        return cleaned

    return run
