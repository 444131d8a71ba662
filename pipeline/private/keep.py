"""``private/<wave>/``: what the analyst may look at, and what closing the wave needs; mode 0700."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.clean.contacts import ContactRequests
from pipeline.clean.identity import Keyring, keep_key
from pipeline.errors import Problem, UsageError
from pipeline.instrument.model import Instrument
from pipeline.measure.frozen import write_frozen
from pipeline.measure.measure import Measurement
from pipeline.private.asked import write_asked
from pipeline.private.comments import KeptComments, keep_comments
from pipeline.private.contacts import KeptContacts, lists_until, write_contacts
from pipeline.private.lists import write_lists
from pipeline.publish.atomic import replace_folder
from pipeline.release.close import Version, declared_rollups, frozen_rollups
from pipeline.release.lattice import Lattice
from pipeline.release.ledger import release_sha256
from pipeline.tables.tally import Tally
from pipeline.wave.wave import Wave

ANSWERED: Final = "answered.csv"
"""How many answered in every cell: what the second attack knows."""
SET_ASIDE: Final = "set_aside.csv"
REVIEW: Final = "review.csv"
CARELESS: Final = "careless.csv"
VERSION: Final = "version.json"
"""Which release the contributions belong to, and what a closing freezes."""
_MODE: Final = 0o700


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """What people wrote. comments : columns line, question, text and, of several files, file. names : of people, to be masked."""

    comments: pd.DataFrame
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept on request beside the answers; None where it was not asked for."""

    contacts: KeptContacts | None = None
    comments: KeptComments | None = None


def secure(private: Path) -> None:
    """Make the private folder, readable by its owner only (POSIX); raises UsageError where that cannot be done."""
    try:
        private.mkdir(parents=True, exist_ok=True, mode=_MODE)
        if os.name == "posix" and private.stat().st_mode & 0o077:
            private.chmod(_MODE)
    except OSError as error:
        raise UsageError(Problem(f"cannot be made private ({error.strerror})", str(private))) from None


def keep_wave(
    private: Path,
    answers: Wave,
    measured: Measurement,
    instrument: Instrument,
    version: Version,
    lattice: Lattice,
    keyring: Keyring,
    contacts: ContactRequests | None = None,
    lists: Mapping[str, bytes] | None = None,
    written: Written | None = None,
) -> Kept:
    """Lines set aside, names to review, lines with signs of careless answers, item effects and what was asked for later waves,
    what each respondent adds to the release, how many answered where; and lists of those who asked to be contacted and comments,
    where they are wanted. The folder is made anew, so that lists of contacts and comments of an earlier run are gone.

    lists : of what was done since the wave before, file name -> content.
    """
    comments: list[KeptComments] = []
    until = lists_until(private, version.wave, contacts.keep_days, date.today()) if contacts is not None else None

    def fill(new: Path) -> None:
        if contacts is not None and until is not None:
            write_contacts(new, contacts, until)
        if written is not None:
            own = keep_comments(
                new, version.wave, written.comments, written.names, private=private, instrument=instrument, keyring=keyring
            )
            comments.append(own)
        _csv(answers.set_aside, new / SET_ASIDE)
        _csv(answers.review, new / REVIEW)
        _csv(answers.careless, new / CARELESS)
        write_frozen(new, measured.how.effects, instrument)
        write_asked(new, answers.files.asked)
        write_lists(new, lists or {})
        _csv(answered(measured.tally), new / ANSWERED)
        version.people.write(new)
        frozen = {"rollups": frozen_rollups(lattice), "declared": declared_rollups(instrument)}
        facts = {"release": release_sha256(version.release), "answers": version.people.answers, **frozen}
        (new / VERSION).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")

    secure(private)
    if answers.coded or contacts is not None or written is not None:
        keep_key(private, keyring)
    replace_folder(private / version.wave, fill, private=True)
    listed = None if contacts is None or until is None else KeptContacts(len(contacts.people), contacts.without_contact, until)
    return Kept(listed, comments[0] if comments else None)


def answered(tally: Tally) -> pd.DataFrame:
    """How many answered in every cell: columns role, department (and site) and n. PRIVATE."""
    cells = tally.grid.places.assign(n=tally.people)
    return cells[cells["n"] > 0].sort_values(list(tally.grid.levels), ignore_index=True)


def _csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n")
