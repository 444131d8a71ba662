"""Pseudonyms of respondents who link their answers over time. PRIVATE: the key never leaves the private folder.

A pseudonym is HMAC-SHA-256 of the code that a respondent gave, under a key of 32 random bytes in ``private/key`` (mode 0600, made
at first use). Without the key nobody can tell from a pseudonym who it is, not even by trying all codes. Where nobody is
linked, there are no pseudonyms and no key.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import Problem, SetupError

KEY: Final = "key"
FORGOTTEN: Final = "forgotten"
"""Pseudonyms of people who asked to be forgotten, one a line: their rows are set aside from then on."""
FORGOTTEN_CONTACTS: Final = "forgotten_contacts"
"""Marks of contacts that are never listed again, one a line."""
_BYTES: Final = 32
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The key of one private folder, and who asked to be forgotten.

    Attributes
    ----------
    secret : 32 random bytes. stored : whether they come from the key file; else they are new, and kept at first use.
    forgotten : pseudonyms. forgotten_contacts : marks.
    """

    secret: bytes
    stored: bool
    forgotten: frozenset[str]
    forgotten_contacts: frozenset[str] = frozenset()

    def pseudonym(self, code: str) -> str:
        """Of the code that a respondent gave, 64 hexadecimal digits; empty for a blank one."""
        return self._mark(b"", code)

    def contact_owner(self, code: str) -> str:
        """What stands for a respondent beside their contact: another one than beside their scores, and not to be told from it."""
        return self._mark(b"\0contact of\0", code)

    def contact_mark(self, contact: str) -> str:
        """What stands for a contact, so that it can be found again and not be read."""
        return self._mark(b"\0contact\0", contact)

    def comment_mark(self, *parts: str) -> str:
        """What stands for a comment: of its wave, its question and its words; comments are kept in the order of these."""
        return self._mark(b"\0comment\0", "\0".join(parts))

    def writer_mark(self, wave: str, file: str, line: int) -> str:
        """What stands for who wrote a comment, so that several are told to be one person's, and can be forgotten."""
        return self._mark(b"\0writer\0", f"{wave}\0{file}\0{line}")

    def _mark(self, purpose: bytes, text: str) -> str:
        """Marks of one text for two purposes cannot be joined without the text; no code holds a NUL, so none is the other."""
        text = text.strip()
        return hmac.new(self.secret, purpose + text.encode(), hashlib.sha256).hexdigest() if text else ""


def read_keyring(private: Path) -> Keyring:
    """The key in a private folder, or a new one where there is none yet.

    raises : SetupError where the key can be read by others (POSIX), or is damaged.
    """
    path = private / KEY
    forgotten, contacts = (frozenset(_lines(private / name)) for name in (FORGOTTEN, FORGOTTEN_CONTACTS))
    if not path.exists():
        return Keyring(secrets.token_bytes(_BYTES), False, forgotten, contacts)
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        fix = f"chmod 600 {path}; if others may have read it, whoever knows respondents' codes can find their private rows"
        raise SetupError(Problem("the key can be read by others", str(path), "readable by its owner only (mode 0600)", fix))
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        secret = b""
    if len(secret) != _BYTES:
        fix = "restore it from a backup; with another key, answers of earlier waves cannot be linked any more"
        raise SetupError(Problem("the key is damaged", str(path), "64 hexadecimal digits", fix))
    return Keyring(secret, True, forgotten, contacts)


def keep_key(private: Path, keyring: Keyring) -> None:
    """Write a new key, readable by its owner only. The folder must exist.

    raises : FileExistsError where another key got there meanwhile: what was made under this one could not be linked.
    """
    if keyring.stored:
        return
    if (private / KEY).exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(private / KEY))
    new = private / f".{KEY}.new"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(keyring.secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, private / KEY)  # whole or not at all: half a key would be none


def keep_forgotten(private: Path, pseudonym: str) -> None:
    """Remember that a respondent asked to be forgotten."""
    _keep(private / FORGOTTEN, [pseudonym])


def keep_forgotten_contacts(private: Path, marks: Iterable[str]) -> None:
    """Remember contacts that are never to be listed again."""
    _keep(private / FORGOTTEN_CONTACTS, sorted(set(marks)))


def _keep(path: Path, lines: list[str]) -> None:
    """Write lines behind those of a file, readable by its owner only; a crash leaves all of them or none."""
    new = path.with_name(f".{path.name}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in [*_lines(path), *lines])
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").split() if path.is_file() else []
