"""The access log: one JSON line per event, for its owner only, not to be forged by names, not to be flooded."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dashboards import access_log
from dashboards.access_log import AccessLog
from dashboards.visitor import Refusal, Visitor

WHO = Visitor("director@hospital.example", "leadership", "key")


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_says_who_when_what_and_what_came_of_it(tmp_path: Path) -> None:
    log = AccessLog(tmp_path / "access.log")
    log.allowed(WHO, "page overview", "2026-11")
    log.refused(Refusal(403, "wrong role", "words", "trainer@hospital.example", "trainer"), "/overview")
    first, second = lines(tmp_path / "access.log")
    assert datetime.fromisoformat(first["time"]).utcoffset() == timedelta(0)
    assert (first["who"], first["role"], first["what"], first["wave"], first["outcome"]) == (
        *("director@hospital.example", "leadership", "page overview", "2026-11"),
        "allowed",
    )
    assert (second["outcome"], second["reason"], second["who"]) == ("refused", "wrong role", "trainer@hospital.example")
    assert "key" not in first.values() and "session" not in first
    if os.name == "posix":
        assert (tmp_path / "access.log").stat().st_mode & 0o777 == 0o600


def test_names_cannot_forge_lines(tmp_path: Path) -> None:
    log = AccessLog(tmp_path / "access.log")
    forged = 'x"}\n{"outcome": "allowed"}\r\u2028\x00' + "y" * 10_000
    log.refused(Refusal(404, "no such address", "words", forged), forged, forged)
    (line,) = lines(tmp_path / "access.log")
    assert line["outcome"] == "refused" and line["what"] == forged[:200]
    assert (tmp_path / "access.log").read_bytes().isascii()


def test_a_flood_of_refusals_is_counted_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [120.0]
    monkeypatch.setattr(access_log.time, "monotonic", lambda: clock[0])
    log = AccessLog(tmp_path / "access.log", refused_per_minute=5)
    for _ in range(1_000):
        log.refused(Refusal(401, "no session", "words"), "/")
    assert len(lines(tmp_path / "access.log")) == 5
    log.allowed(WHO, "page overview")  # what somebody is given is always written
    clock[0] += 60
    log.refused(Refusal(401, "no session", "words"), "/")
    assert lines(tmp_path / "access.log")[-1]["refused_before_without_a_line"] == 995


def test_without_a_file_nothing_is_kept_and_a_log_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    AccessLog(None).allowed(WHO, "page overview")
    broken = AccessLog(tmp_path / "missing" / "access.log")
    with pytest.raises(OSError):
        broken.allowed(WHO, "page overview")
    broken.refused(Refusal(401, "no session", "words"), "/")  # stays a refusal


def test_a_log_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    log = AccessLog(tmp_path / "access.log")
    log.allowed(WHO, "page overview")
    (tmp_path / "access.log").rename(tmp_path / "access.log.1")
    log.allowed(WHO, "page training")
    assert [line["what"] for line in lines(tmp_path / "access.log")] == ["page training"]
