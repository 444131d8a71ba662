"""Addresses of databases: read, completed with a password from the environment, and shown without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from pipeline.errors import Problem, UsageError

PASSWORD: Final = "TELEHEALTH_DATABASE_PASSWORD"
"""Environment variable with the password, for addresses with a user and no password."""
_ADBC: Final = "adbc+"
ADBC_DRIVERS: Final = ("postgresql", "sqlite")
_ALLOWED: Final = (
    "postgresql://user@host/database, sqlite:///file.db, any other address of SQLAlchemy, or adbc+ before the first two"
)
_DEFAULT_DRIVER: Final = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. ``adbc`` : reached through ADBC, not through SQLAlchemy. Never shows its password."""

    url: URL
    adbc: bool

    def __str__(self) -> str:
        """Without password and without options, which may hold one."""
        shown = self.url.set(password=None, query={}).render_as_string()
        return f"{_ADBC}{shown}" if self.adbc else shown

    __repr__ = __str__

    def hidden(self, text: str) -> str:
        """A text of a database or driver, in which the password may stand, without it."""
        secrets = [str(self.url.password)] if self.url.password else []
        for value in self.url.query.values():
            secrets += [value] if isinstance(value, str) else list(value)
        for secret in sorted((s for s in secrets if s), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text


def address(text: str, password: str | None = None) -> Address:
    """Read an address. ``password`` : for a user without one in the address.

    raises : UsageError where it is none; the message does not repeat it, since it may hold a password.
    """
    adbc = text.startswith(_ADBC)
    try:
        url = make_url(text.removeprefix(_ADBC))
    except (ArgumentError, ValueError):
        raise UsageError(Problem("the address of the database cannot be read", "--to", _ALLOWED)) from None
    if adbc and url.drivername not in ADBC_DRIVERS:
        what = f"there is no ADBC driver for '{url.drivername}'"
        raise UsageError(Problem(what, "--to", ", ".join(f"{_ADBC}{name}://" for name in ADBC_DRIVERS)))
    if not adbc:
        url = url.set(drivername=_DEFAULT_DRIVER.get(url.drivername, url.drivername))
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise UsageError(Problem("an address of SQLite needs a file", "--to", "sqlite:///results.db"))
    return Address(url.set(password=password) if password and url.username and not url.password else url, adbc)
