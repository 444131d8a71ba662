"""Addresses are read, and never shown with what must not be seen."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.publish.database.address import address

SECRET = "hush!word"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"postgresql://u:{SECRET}@h/db", "postgresql+psycopg://u:***@h/db"),
        (f"postgres://u:{SECRET}@h:5433/db", "postgresql+psycopg://u:***@h:5433/db"),
        (f"adbc+postgresql://u:{SECRET}@h/db", "adbc+postgresql://u:***@h/db"),
        (f"mysql+pymysql://u@h/db?password={SECRET}", "mysql+pymysql://u@h/db"),
        (f"mssql+pyodbc:///?odbc_connect=Server%3Dh%3BPWD%3D{SECRET}", "mssql+pyodbc:///"),
        ("sqlite:///results.db", "sqlite:///results.db"),
    ],
)
def test_an_address_is_shown_without_its_password(text: str, shown: str) -> None:
    read = address(text)
    assert str(read).replace(":***@", "@") == shown.replace(":***@", "@")
    assert SECRET not in f"{read} {read!r} {[read]}"


@pytest.mark.parametrize("text", [f"postgresql://u:{SECRET}@h/db", f"mysql+pymysql://u@h/db?password={SECRET}"])
def test_a_password_in_what_a_database_says_is_hidden(text: str) -> None:
    assert address(text).hidden(f"cannot log in with {SECRET}") == "cannot log in with ***"


def test_a_password_of_the_environment_is_for_a_user_without_one() -> None:
    assert address("postgresql://u@h/db", SECRET).url.password == SECRET
    assert address("postgresql://u:other@h/db", SECRET).url.password == "other"
    assert address("sqlite:///results.db", SECRET).url.password is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"u:{SECRET}@h", "cannot be read"),
        (f"postgresql://u:{SECRET}@h:port/db", "cannot be read"),
        (f"adbc+oracle://u:{SECRET}@h/db", "no ADBC driver for 'oracle'"),
        ("sqlite://", "needs a file"),
        ("adbc+sqlite:///:memory:", "needs a file"),
        ("", "cannot be read"),
    ],
)
def test_what_is_no_address_is_not_repeated(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        address(text)
    assert SECRET not in str(caught.value)
