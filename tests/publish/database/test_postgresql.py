"""What only a server can show: killed clients, lost connections, two at once, rights, comments, the examples of the manual."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.publish.bundle import Bundle
from pipeline.publish.database.address import address
from pipeline.publish.database.relations import relations
from pipeline.publish.database.shape import Place
from pipeline.publish.database.write import write_wave
from tests.publish.database.conftest import PASSWORD, WAVE, Server

ROOT = Path(__file__).parents[3]
WAYS = pytest.mark.parametrize("way", ["", "adbc+"], ids=["sqlalchemy", "adbc"])
SCHEMA = "telehealth"


def start(
    server: Server, database: str, outputs: Path, way: str = "", *more: str, user: str = "postgres"
) -> subprocess.Popen[str]:
    """The command in a process of its own; the password comes from the environment."""
    to = way + server.address(database, password=None)
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "publish",
        "--to",
        to,
        "--out",
        str(outputs),
        "--schema",
        SCHEMA,
        "--draft",
        *more,
    ]
    environment = {**os.environ, "PGPASSWORD": PASSWORD}
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def counts(server: Server, database: str) -> dict[str, tuple]:
    """Of every table: how many rows, and a checksum of them."""
    found = server.sql(database, f"SELECT tablename FROM pg_tables WHERE schemaname = '{SCHEMA}'", rows=True)
    sums = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {}.{} t"
    return {name: server.sql(database, sums.format(SCHEMA, name), rows=True)[0] for (name,) in found}


def waiting(server: Server, database: str) -> list[int]:
    """Processes of the server that wait for a lock in this database."""
    asked = f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND wait_event_type = 'Lock'"
    return [pid for (pid,) in server.sql("postgres", asked, rows=True)]


def busy(server: Server, database: str) -> bool:
    """Whether the server still works for somebody in this database."""
    asked = f"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{database}'"
    return bool(server.sql("postgres", asked, rows=True)[0][0])


def until(happens: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    for _ in range(1200):
        if happens():
            return
        assert process is None or process.poll() is None
        time.sleep(0.05)
    pytest.fail("it never happened")


@WAYS
@pytest.mark.parametrize("end", ["kill", "connection"])
def test_a_client_that_ends_in_the_middle_changes_nothing(
    way: str, end: str, server: Server, database: str, bundle: Bundle, small_center_outputs: Path
) -> None:
    """Somebody reads a table and keeps it locked; the client has deleted, and waits for it when it ends."""
    import psycopg

    write_wave(bundle, address(server.address(database)), Place(SCHEMA))
    server.sql(database, f"DELETE FROM {SCHEMA}.findings_estimates")  # so that writing anew would be seen
    before = counts(server, database)
    with psycopg.connect(server.address(database)) as reader:
        reader.execute(f"LOCK TABLE {SCHEMA}.labels IN SHARE MODE")
        process = start(server, database, small_center_outputs, way)
        until(lambda: waiting(server, database), process)
        if end == "kill":
            os.kill(process.pid, signal.SIGKILL)
        else:
            server.sql("postgres", f"SELECT pg_terminate_backend({waiting(server, database)[0]})")
        out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (-signal.SIGKILL if end == "kill" else 2, "")
    assert "Traceback" not in error and PASSWORD not in error
    assert (error == "") == (end == "kill")
    until(lambda: not busy(server, database))
    assert counts(server, database) == before


def test_two_at_once_wait_for_each_other(server: Server, database: str, bundle: Bundle, small_center_outputs: Path) -> None:
    """Neither schema nor tables are there yet, which is where two would clash."""
    both = [start(server, database, small_center_outputs, way) for way in ("", "adbc+")]
    ends = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    rows = {name: found[0] for name, found in counts(server, database).items()}
    assert rows == {one.name: len(one.rows) for one in relations(bundle)}


def test_who_waits_too_long_is_told(server: Server, database: str, bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    from pipeline.errors import DatabaseError
    from pipeline.publish.database import write

    monkeypatch.setattr(write, "_WAIT", 1)
    to = address(server.address(database))
    write_wave(bundle, to, Place(SCHEMA))
    with psycopg.connect(server.address(database)) as reader:
        reader.execute(f"LOCK TABLE {SCHEMA}.labels IN SHARE MODE")
        with pytest.raises(DatabaseError, match="lock timeout"):
            write_wave(bundle, to, Place(SCHEMA))


@WAYS
def test_types_are_exact_and_meanings_are_comments(way: str, server: Server, database: str, bundle: Bundle) -> None:
    write_wave(bundle, address(way + server.address(database)), Place(SCHEMA))
    types = {"text": "text", "count": "bigint", "number": "double precision", "flag": "boolean"}
    asked = f"""SELECT table_name, column_name, data_type, is_nullable, ordinal_position,
        col_description(format('%I.%I', table_schema, table_name)::regclass, ordinal_position)
        FROM information_schema.columns WHERE table_schema = '{SCHEMA}'"""
    found = {(table, name): facts for table, name, *facts in server.sql(database, asked, rows=True)}
    expected = {
        (one.name, name): [types[field.kind], "NO" if name in one.key else "YES", place, field.meaning]
        for one in relations(bundle)
        for place, (name, field) in enumerate(one.fields.items(), start=1)
    }
    assert found == expected
    asked = f"SELECT relname, obj_description(oid) FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace AND relkind = 'r'"
    assert dict(server.sql(database, asked, rows=True)) == {
        one.name: f"One row per wave and {one.grain}." for one in relations(bundle)
    }


@WAYS
def test_rights_to_rows_are_enough_once_the_tables_are_there(way: str, server: Server, database: str, bundle: Bundle) -> None:
    user = f"writer_{database}"
    write_wave(bundle, address(server.address(database)), Place(SCHEMA))
    server.sql(
        database,
        f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {user}",
        f"GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO {user}",
    )
    before = counts(server, database)
    write_wave(bundle, address(way + server.address(database, user)), Place(SCHEMA))
    assert counts(server, database) == before
    server.sql(database, f"DROP OWNED BY {user}", f"DROP ROLE {user}")


@WAYS
@pytest.mark.parametrize("wrong", ["password", "host", "port", "database", "rights"])
def test_who_is_not_let_in_gets_one_sentence_and_no_password(
    way: str, wrong: str, server: Server, database: str, closed_outputs: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from pipeline.cli import main

    to, secret, told = server.address(database), PASSWORD, {"postgresql", "not", "127.0.0.1"}
    if wrong == "password":
        secret, told = "wrong-but-secret", {"password authentication failed"}
        to = server.address(database, password=secret)
    elif wrong == "host":
        to, told = to.replace("127.0.0.1", "no-such-host.invalid"), {"no-such-host.invalid"}
    elif wrong == "port":
        to, told = to.replace(f":{server.port}", ":1"), {"port 1 "}
    elif wrong == "database":
        to, told = server.address("nowhere"), {'"nowhere" does not exist'}
    else:
        user = f"reader_{database}"
        server.sql(database, f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")
        to, told = server.address(database, user), {"permission denied for database"}
    assert main(["publish", WAVE, "--to", way + to, "--schema", SCHEMA, "--out", str(closed_outputs)]) == 2
    caught = capfd.readouterr()
    assert all(text in caught.err for text in told), caught.err
    assert "what was in it is untouched" in caught.err and caught.out == ""
    assert secret not in caught.err and "Traceback" not in caught.err
    assert len(caught.err.splitlines()) == 3, caught.err
    if wrong == "rights":
        server.sql(database, f"DROP ROLE {user}")


def test_the_examples_of_the_manual_run(server: Server, database: str, closed_outputs: Path) -> None:
    from pipeline.publish.bundle import open_wave

    write_wave(open_wave(closed_outputs, WAVE), address(server.address(database)), Place(SCHEMA))
    manual = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    asked, granted = re.findall(r"```sql\n(.*?)```", manual, re.DOTALL)
    answer = server.sql(database, asked, rows=True)
    assert "All staff" in {row[0] for row in answer} and all(row[3] <= row[2] <= row[4] for row in answer)
    server.sql(database, *filter(str.strip, granted.split(";\n")))
    seen = server.sql(
        database, "SET ROLE head_of_infusion", f"SELECT DISTINCT grouping FROM {SCHEMA}.findings_reluctance", rows=True
    )
    assert ("overall",) in seen and ("role",) not in seen
    everything = server.sql(
        database, "SET ROLE readiness_reader", f"SELECT count(*) FROM {SCHEMA}.findings_reluctance", rows=True
    )
    assert everything == [(len(answer),)]
    for role in ("head_of_infusion", "readiness_reader"):
        server.sql(database, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_socket_is_an_address_too(server: Server, database: str, bundle: Bundle) -> None:
    to = f"postgresql://postgres:{PASSWORD}@/{database}?host={server.folder}&port={server.port}"
    for way in ("", "adbc+"):
        assert write_wave(bundle, address(way + to), Place(SCHEMA)).wave == WAVE
