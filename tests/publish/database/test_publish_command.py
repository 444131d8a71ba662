"""The command: closed waves, drafts only when asked for, mistakes told together and before anything is written."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.publish.database.conftest import WAVE


def publish(*arguments: str | Path) -> int:
    return main(["publish", *(str(argument) for argument in arguments)])


def waves_of(path: Path) -> list[tuple]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT wave, state FROM waves ORDER BY wave").fetchall()
    finally:
        connection.close()


def test_closed_waves_are_written_and_said(closed_outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish("--to", f"sqlite:///{tmp_path / 'results.db'}", "--out", closed_outputs) == 0
    told = capsys.readouterr().out
    assert f"Wave {WAVE} (closed): " in told and "access rules" in told
    assert waves_of(tmp_path / "results.db") == [(WAVE, "closed")]


def test_a_draft_is_written_only_when_asked_for(
    small_center_outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "results.db"
    for wave in ([], [WAVE]):
        assert publish(*wave, "--to", f"sqlite:///{path}", "--out", small_center_outputs) == 2
        assert f"wave {WAVE} is a draft" in capsys.readouterr().err
    assert not path.exists()
    assert publish(WAVE, "--to", f"sqlite:///{path}", "--out", small_center_outputs, "--draft") == 0
    assert waves_of(path) == [(WAVE, "draft")]


def test_a_closed_wave_takes_the_place_of_its_draft(closed_outputs: Path, small_center_outputs: Path, tmp_path: Path) -> None:
    path = tmp_path / "results.db"
    assert publish("--to", f"sqlite:///{path}", "--out", small_center_outputs, "--draft") == 0
    assert publish("--to", f"sqlite:///{path}", "--out", closed_outputs) == 0
    assert waves_of(path) == [(WAVE, "closed")]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["2026-13", "--to", "sqlite:///x.db"], 2, "year and month, as 2026-11"),
        (["2026-10", "--to", "sqlite:///x.db"], 4, "there is no wave 2026-10"),
        (["--to", "nonsense"], 2, "address of the database cannot be read"),
        (["--to", "sqlite:///x.db", "--schema", "Tele health"], 2, "--schema"),
        (["--to", "sqlite:///x.db", "--prefix", "a'; DROP"], 2, "--prefix"),
        (["--to", "sqlite:///x.db", "--schema", "telehealth"], 2, "SQLite has no schemas"),
        (["--to", "nobody://h/db"], 2, "SQLAlchemy knows no 'nobody'"),
        (["--to", "mysql+pymysql://u:hush!word@h/db"], 2, "pymysql"),
        (["--to", "sqlite:///no/such/folder/x.db"], 2, "unable to open database file"),
        (["--to", "adbc+sqlite:///no/such/folder/x.db"], 2, "no/such/folder/x.db"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    arguments: list[str], code: int, told: str, closed_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    assert publish(*arguments, "--out", closed_outputs) == code
    caught = capsys.readouterr()
    assert told in caught.err and "Traceback" not in caught.err and "hush!word" not in caught.err
    assert not (tmp_path / "x.db").exists() or not (tmp_path / "x.db").stat().st_size


def test_without_waves_it_says_what_to_do_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish("--to", f"sqlite:///{tmp_path / 'results.db'}", "--out", tmp_path / "outputs") == 4
    assert "run `make analyze` first" in capsys.readouterr().err


def test_without_the_libraries_it_says_what_to_install(
    closed_outputs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    assert publish("--to", "sqlite:///x.db", "--out", closed_outputs) == 2
    assert "telehealth-readiness[database]" in capsys.readouterr().err


def test_a_wave_that_somebody_edited_is_not_written(
    closed_outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(closed_outputs, tmp_path / "edited")
    manifest = tmp_path / "edited" / WAVE / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert publish("--to", f"sqlite:///{tmp_path / 'results.db'}", "--out", tmp_path / "edited") == 4
    assert "not as it was written" in capsys.readouterr().err
    assert not (tmp_path / "results.db").exists()


def test_only_the_published_side_is_read(closed_outputs: Path, tmp_path: Path) -> None:
    """It works where there is no private folder at all."""
    shutil.copytree(closed_outputs, tmp_path / "alone")
    assert publish("--to", f"sqlite:///{tmp_path / 'results.db'}", "--out", tmp_path / "alone") == 0
