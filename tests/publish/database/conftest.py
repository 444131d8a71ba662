"""A real PostgreSQL, started for these tests and stopped after them, and both databases reached both ways."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from pipeline.publish.bundle import Bundle, open_wave
from tests.made_once import copied, made_once

WAVE = "2026-11"
PASSWORD = "not-to-be-seen"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
_number = count()


def missing(why: str) -> None:
    """Skip where none can be had; fail where CI must have it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs a PostgreSQL: {why}")
    pytest.skip(f"no PostgreSQL can be started: {why}")


def program(name: str) -> Path | None:
    """A program of the PostgreSQL of this machine, the newest where there are several."""
    found = sorted(path for place in PLACES for path in Path("/").glob(f"{place[1:]}/{name}"))
    on_path = shutil.which(name)
    return Path(on_path) if on_path else (found[-1] if found else None)


def unprivileged() -> dict[str, Any]:
    """As whom a server may run, which root may not."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    missing("there is no user without rights")
    return {}


@dataclass(frozen=True)
class Server:
    """A running server: its folder, which holds its socket, and its port."""

    folder: Path
    port: int
    process: subprocess.Popen

    def address(self, database: str = "postgres", user: str = "postgres", password: str | None = PASSWORD) -> str:
        """Over TCP."""
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def sql(self, database: str, *statements: str, rows: bool = False) -> list[tuple]:
        """Run statements as the superuser, by a library of their own; rows of the last."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if rows else []


def _start(folder: Path) -> Server:
    initdb, postgres, as_whom = program("initdb"), program("postgres"), unprivileged()
    if initdb is None or postgres is None:
        missing("it is not installed")
    assert initdb is not None and postgres is not None
    (folder / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    if as_whom:
        for path in (folder, folder / "password"):
            os.chown(path, as_whom["user"], as_whom["group"])
    options = ["-U", "postgres", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}", "-E", "UTF8", "--locale=C", "-N"]
    made = subprocess.run([initdb, "-D", folder / "data", *options], capture_output=True, text=True, cwd=folder, **as_whom)
    if made.returncode:
        missing((made.stderr.strip().splitlines() or ["initdb failed"])[-1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = [f"port={port}", f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", "fsync=off"]
    arguments = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([postgres, "-D", folder / "data", *arguments], stdout=log, stderr=log, cwd=folder, **as_whom)
    return Server(folder, port, process)


def _wait_for(server: Server) -> None:
    import psycopg

    for _ in range(300):
        if server.process.poll() is not None:
            missing((server.folder / "log").read_text(encoding="utf-8").strip().splitlines()[-1])
        try:
            psycopg.connect(server.address(), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    missing("it does not answer")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL on a free port of this machine and on a socket in its own folder."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    running: Server | None = None
    try:
        running = _start(folder)
        _wait_for(running)
        yield running
    finally:
        if running is not None:
            running.process.send_signal(signal.SIGQUIT if running.process.poll() is None else 0)
            running.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """A database of its own."""
    name = f"db{next(_number)}"
    server.sql("postgres", f"CREATE DATABASE {name}")
    yield name
    server.sql("postgres", f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class Engine:
    """A database that is written to, and read by a library of its own."""

    address: str
    schema: str | None
    reader: Any

    def sql(self, *statements: str) -> list[tuple]:
        """Run statements; rows of the last, if it gives any."""
        with self.reader() as connection:
            cursor = None
            for statement in statements:
                cursor = connection.execute(statement)
            rows = cursor.fetchall() if cursor is not None and cursor.description else []
            connection.commit()
        return rows

    def table(self, name: str) -> str:
        """A table's name in SQL."""
        return f"{self.schema}.{name}" if self.schema else name


@pytest.fixture(params=["postgresql", "adbc+postgresql", "sqlite", "adbc+sqlite"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Both databases, both ways."""
    if request.param.endswith("sqlite"):
        path = tmp_path / "results.db"
        return Engine(f"{request.param}:///{path}", None, lambda: _sqlite(path))
    import psycopg

    server, name = request.getfixturevalue("server"), request.getfixturevalue("database")
    adbc = "adbc+" if request.param.startswith("adbc+") else ""
    return Engine(adbc + server.address(name), "readiness", lambda: psycopg.connect(server.address(name)))


class _sqlite:
    """A connection that is closed at the end; Python's own is only committed."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *error: object) -> None:
        self.connection.close()


@pytest.fixture(scope="session")
def bundle(small_center_outputs: Path) -> Bundle:
    """The wave of the small center."""
    return open_wave(small_center_outputs, WAVE)


@pytest.fixture(scope="session")
def closed_outputs(small_center_outputs: Path, shared: Path) -> Path:
    """``outputs/`` with the wave of the small center, closed."""
    return made_once(shared / "closed_small", lambda folder: _closed(copied(small_center_outputs.parent, folder))) / "outputs"


def _closed(folder: Path) -> None:
    from pipeline.run import close

    close(WAVE, folder / "outputs", None, lambda line: None)
