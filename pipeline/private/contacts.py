"""Lists of people who agreed to be contacted: ``private/<wave>/contacts/<role>.csv``. Written on request only, and for a time.

A list has columns ``contact``, ``topics``, ``delete_after`` and nothing of what anybody answered; its order is by chance, so that
no row leads back to a line of the export. ``index.json`` beside the lists says until when they may stay and which contact belongs
to which linked respondent, both as marks that stand nowhere else. Specification: docs/instrument.md, "Contacts".
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from pipeline.clean.contacts import ContactRequests, contact_key, contact_keys
from pipeline.clean.identity import Keyring, keep_forgotten_contacts, keep_key
from pipeline.errors import Problem, SetupError
from pipeline.private.files import replace_file
from pipeline.private.for_a_time import deleted_in_time, kept_folders, last_day, wave_of
from pipeline.publish.atomic import current
from pipeline.publish.cells import safe_text

FOLDER: Final = "contacts"
INDEX: Final = "index.json"
COLUMNS: Final = ("contact", "topics", "delete_after")
_MODE: Final = 0o700


@dataclass(frozen=True, slots=True)
class KeptContacts:
    """How many people are listed for a wave, until when, and how many agreed without leaving a contact."""

    people: int
    without_contact: int
    delete_after: date


def lists_until(private: Path, wave: str, keep_days: int, today: date) -> date:
    """The last day of lists written today: of a wave that has lists already no later than theirs."""
    return last_day(_delete_after(current(private / wave) / FOLDER), keep_days, today)


def write_contacts(folder: Path, requests: ContactRequests, until: date) -> None:
    """Write the lists of a wave into its new private folder: one per role that somebody agreed in, in an order by chance."""
    if requests.people.empty:
        return
    lists = folder / FOLDER
    lists.mkdir(mode=_MODE)
    replace_file(lists / INDEX, _index(until.isoformat(), requests.respondents.to_dict("records")))
    people = requests.people.iloc[secrets.SystemRandom().sample(range(len(requests.people)), len(requests.people))]
    for role, of_role in people.groupby("role", sort=False):
        replace_file(lists / f"{role}.csv", _csv(of_role.assign(delete_after=until.isoformat())[list(COLUMNS)]))


def contact_sentences(kept: KeptContacts | None, agreed: int, folder: Path) -> list[str]:
    """What the analyst should know, for their terminal only; nothing where nobody asked to be contacted.

    kept : None where no lists were wanted. agreed : people who said yes. folder : of the wave.
    """
    who = f"{agreed} {'person' if agreed == 1 else 'people'} asked to be contacted"
    if kept is None:
        return [f"{who}; their list is written by `analyze --contacts` (make: CONTACTS=1) only."] if agreed else []
    left = f"{who}, {kept.without_contact} of them left no contact" if kept.without_contact else who
    if not kept.people:
        return [f"{left}; nobody is listed."]
    return [f"{left}; {kept.people} listed by role in {folder / FOLDER}, to be deleted after {kept.delete_after.isoformat()}."]


def expired(private: Path, today: date) -> tuple[str, ...]:
    """Delete the lists that are past their last day, or that do not tell it; the waves whose lists these were.

    raises : UsageError where they cannot be deleted.
    """
    return deleted_in_time(private, FOLDER, _delete_after, today, "contacts")


def forget_contact(private: Path, contact: str, keyring: Keyring) -> tuple[str, ...]:
    """Take a contact out of every list and never list it again; the waves that held it.

    contact : the whole of what stands in a list, or an e-mail address or phone number in it.
    raises : SetupError where it is blank, or a list was changed so that it cannot be read.
    """
    key = contact_key(contact)
    if not key or not private.is_dir():
        what = "there is no private folder" if key else "no contact was given"
        raise SetupError(Problem(what, str(private), fix="give the e-mail address or phone number as it was left"))
    keep_key(private, keyring)
    return _forget(private, keyring, {keyring.contact_mark(key)}, lambda text: key in contact_keys(text))


def forget_owner(private: Path, owner: str, keyring: Keyring) -> tuple[str, ...]:
    """Take the contacts of a linked respondent out of every list and never list them again; the waves that held one.

    owner : what stands for them beside their contact.
    """
    entries = [entry for lists in kept_folders(private, FOLDER) for entry in _read_index(lists).get("people", [])]
    marks = {entry["contact"] for entry in entries if entry["person"] == owner}
    return _forget(private, keyring, marks, lambda text: keyring.contact_mark(contact_key(text)) in marks) if marks else ()


def _forget(private: Path, keyring: Keyring, marks: set[str], leaves: Callable[[str], bool]) -> tuple[str, ...]:
    """Take rows out of all lists. Everything is read before anything is written, and remembered before it is deleted."""
    folders = {lists: {path: _read(path) for path in sorted(lists.glob("*.csv"))} for lists in kept_folders(private, FOLDER)}
    keep_forgotten_contacts(private, marks)
    held = []
    for lists, frames in folders.items():
        found = set()
        for path, frame in frames.items():
            gone = frame["contact"].map(lambda cell: leaves(_unmarked(cell))).to_numpy(dtype=bool)
            found |= {keyring.contact_mark(contact_key(_unmarked(cell))) for cell in frame.loc[gone, "contact"]}
            if gone.all():
                path.unlink()
            elif gone.any():
                replace_file(path, _csv(frame[~gone]))
        _forget_in_index(lists, found | marks)
        held += [wave_of(lists)] if found else []
        if not any(lists.glob("*.csv")):
            shutil.rmtree(lists)
    return tuple(dict.fromkeys(held))


def _forget_in_index(lists: Path, marks: set[str]) -> None:
    index = _read_index(lists)
    people = [entry for entry in index.get("people", []) if entry["contact"] not in marks]
    if len(people) < len(index.get("people", [])):
        replace_file(lists / INDEX, _index(index["delete_after"], people))


def _read(path: Path) -> pd.DataFrame:
    """A list as it stands, every cell as text; raises SetupError where it is none any more."""
    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        if "contact" in frame:
            return frame
    except (OSError, ValueError):
        pass
    fix = "delete the file by hand, then forget again; `analyze --contacts` writes it anew"
    raise SetupError(Problem("a list of contacts was changed and cannot be read", str(path), fix=fix))


def _read_index(lists: Path) -> Mapping[str, Any]:
    """What stands beside the lists; empty where it is missing or damaged."""
    try:
        index = json.loads((lists / INDEX).read_text(encoding="ascii"))
        date.fromisoformat(index["delete_after"])
        return index if all({"person", "contact"} <= set(entry) for entry in index["people"]) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _delete_after(lists: Path) -> date | None:
    index = _read_index(lists)
    return date.fromisoformat(index["delete_after"]) if index else None


def _index(until: str, people: Sequence[Mapping[Any, str]]) -> bytes:
    return (json.dumps({"delete_after": until, "people": list(people)}, indent=1) + "\n").encode("ascii")


def _csv(frame: pd.DataFrame) -> bytes:
    """As spreadsheets open it, with nothing that they would calculate."""
    return b"\xef\xbb\xbf" + frame.map(safe_text).to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _unmarked(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from calculating it."""
    return cell[1:] if cell.startswith("'") and safe_text(cell[1:]) == cell else cell
