"""Forget a respondent who linked their answers: their private rows, comments and contacts of every wave go, and later exports set
their row aside. Or forget a contact alone: it goes from every list and is never listed again.

A closed wave is not made again; what is published of it holds groups only. The export itself is the analyst's to delete.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from pipeline.clean.identity import KEY, Keyring, keep_forgotten, read_keyring
from pipeline.errors import Problem, SetupError
from pipeline.private.contacts import forget_contact, forget_owner
from pipeline.private.files import replace_file
from pipeline.private.for_a_time import KEPT_BY_WORKBENCH
from pipeline.private.keep import CARELESS
from pipeline.private.reviewing import forget_writers
from pipeline.release.contributions import FILE, LINE, PERSON
from pipeline.release.ledger import Entry, Ledger, append, read_ledger
from pipeline.release.people_file import people_bytes, people_path, read_people


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Waves whose private rows held the respondent: drafts, and closed ones; and waves whose lists held their contact."""

    drafts: tuple[str, ...]
    closed: tuple[str, ...]
    contacts: tuple[str, ...]


def forget(private: Path, code: str) -> Forgotten:
    """Delete the private rows and the contacts of the respondent who gave this code.

    raises : SetupError where the code is blank or respondents are not linked here; UnsafeChange where the ledger was changed.
    """
    if not code.strip() or not (private / KEY).is_file():
        what = "no code was given" if not code.strip() else "respondents are not linked here, so nobody can be told apart"
        raise SetupError(Problem(what, str(private), fix="give the code that the respondent wrote into the questionnaire"))
    keyring = read_keyring(private)
    person = keyring.pseudonym(code)
    ledger = read_ledger(private)
    contacts = forget_owner(private, keyring.contact_owner(code), keyring)
    closed = []
    for closing in ledger.closings:
        people = ledger.people(closing)
        others = people[people[PERSON] != person]
        if len(others) == len(people):
            continue
        path = people_path(ledger.folder(closing))
        content = people_bytes(others, path)
        # The line first: a crash in between leaves the earlier file, which an earlier line vouches for.
        ledger = _told(ledger, closing, content)
        replace_file(path, content)
        closed.append(closing.wave)
    drafts = [folder.name for folder in sorted(private.glob("????-??")) if _from_wave(folder, folder.name, person, keyring)]
    for folder in private.glob(KEPT_BY_WORKBENCH):
        _from_wave(folder, folder.parent.name, person, keyring)
    keep_forgotten(private, person)
    return Forgotten(tuple(drafts), tuple(dict.fromkeys(closed)), contacts)


def forget_by_contact(private: Path, contact: str) -> Forgotten:
    """Delete a contact from the lists of every wave. Rows of answers stay: nothing tells whose they are.

    raises : SetupError where the contact is blank or a list cannot be read.
    """
    return Forgotten((), (), forget_contact(private, contact, read_keyring(private)))


def _told(ledger: Ledger, closing: Entry, content: bytes) -> Ledger:
    """The ledger with a line that somebody was forgotten from a closing; it does not say who."""
    entry = replace(
        closing,
        number=len(ledger.entries) + 1,
        kind="forgotten",
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        people=hashlib.sha256(content).hexdigest(),
        answers=closing.answers - 1,
        of=closing.number,
        previous=ledger.head,
    )
    return append(ledger, entry)


def _from_wave(folder: Path, wave: str, person: str, keyring: Keyring) -> bool:
    """Take a respondent out of the private folder of a wave; whether they were there."""
    path = people_path(folder)
    people = read_people(path) if path.is_file() else pd.DataFrame({PERSON: [], LINE: []})
    places = [name for name in (FILE, LINE) if name in people]
    lines = set(people.loc[people[PERSON] == person, places].itertuples(index=False, name=None))
    careless = folder / CARELESS
    if lines and careless.is_file():
        seen = pd.read_csv(careless)
        others = [line not in lines for line in seen[places].itertuples(index=False, name=None)]
        replace_file(careless, seen[others].to_csv(index=False, lineterminator="\n").encode())
    if not lines:
        return False
    # Comments first: without the line of their writer nobody would find them again.
    forget_writers(folder, [keyring.writer_mark(wave, *(line if len(line) > 1 else ("", *line))) for line in lines])
    replace_file(path, people_bytes(people[people[PERSON] != person], path))
    return True
