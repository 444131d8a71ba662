"""An access file is checked whole: every mistake with its place, what is allowed and how to mend it; nothing starts before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.access_file import AccessFileError, load_access
from dashboards.serve import command, environment

ROOT = Path(__file__).parents[2]
Write = Callable[..., Path]


def refused(path: Path) -> str:
    with pytest.raises(AccessFileError) as caught:
        load_access(path)
    assert caught.value.exit_code == 4
    return str(caught.value)


def test_a_good_file_is_read_with_its_defaults(access_file: Write) -> None:
    found = load_access(access_file())
    assert found.hosts == ("telehealth.hospital.example",) and found.origin == "https://telehealth.hospital.example"
    assert (found.session_seconds, found.idle_seconds, found.groups_claim) == (8 * 3600, 1800, "groups")
    assert found.roles["leadership"].emails == {"director@hospital.example"}
    assert found.log == found.path.with_name("access.log")
    if os.name == "posix":
        assert found.log.stat().st_mode & 0o777 == 0o600


def test_all_mistakes_are_told_at_once(access_file: Write) -> None:
    text = """
hosts = ["https://telehealth.hospital.example/"]
base_path = "telehealth/"
behind_proxy = "yes"
session_minutes = 0
idle_minutes = 2000
sesion = 3
[log]
refused_per_minute = 0
[roles.leadership]
emails = ["director"]
[roles.boss]
groups = ["x"]
"""
    told = refused(access_file(text))
    for word in (
        "hosts",
        "base_path",
        "behind_proxy",
        "session_minutes",
        "idle_minutes",
        "'sesion' is no key",
        "refused_per_minute",
    ):
        assert word in told
    assert "'emails' is ['director']" in told and "there is no role 'boss'" in told and "allowed: leadership, trainer" in told


def test_hosts_and_somebody_with_a_role_are_needed(access_file: Write) -> None:
    told = refused(access_file("behind_proxy = false\n"))
    assert "'hosts' is missing" in told and "nobody has a role" in told


def test_idle_cannot_be_longer_than_the_session(access_file: Write) -> None:
    text = 'session_minutes = 10\nidle_minutes = 20\nhosts = ["a.example"]\n[roles.trainer]\ngroups = ["x"]\n'
    assert "idle_minutes is longer" in refused(access_file(text))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('cookie_secret = "0123456789abcdef0123456789abcdef"', 'cookie_secret = "short"', "'cookie_secret' is too short"),
        ("https://telehealth.hospital.example/tele", "http://telehealth.hospital.example/tele", "an https address"),
        ("/telehealth/oauth2callback", "/oauth2callback", "allowed: /telehealth/oauth2callback"),
        ("//telehealth.hospital", "//other.hospital", "'redirect_uri' names 'other.hospital.example'"),
        ('client_secret = "of the client"', "", "'client_secret' is missing"),
        ("[auth]", "[oauth]", "the section [auth] is missing"),
        ("[auth]", '[auth]\nexpose_tokens = ["id"]', "'expose_tokens' is set"),
        ("[auth]", "[auth", "is not TOML"),
    ],
)
def test_mistakes_in_the_secrets(access_file: Write, old: str, new: str, said: str) -> None:
    good = access_file().with_name("secrets.toml").read_text(encoding="utf-8")
    assert old in good
    assert said in refused(access_file(secrets=good.replace(old, new)))


def test_missing_files_are_said_to_be_missing(access_file: Write, tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path / "none.toml")
    assert "secrets.toml: cannot be read" in refused(access_file(secrets=None))


@pytest.mark.skipif(os.name != "posix", reason="rights on files are POSIX")
def test_secrets_that_others_can_read_and_an_access_file_that_others_can_change_are_refused(access_file: Write) -> None:
    path = access_file()
    path.with_name("secrets.toml").chmod(0o644)
    assert "can be read by everybody" in refused(path) and "chmod 0640" in refused(path)
    path.with_name("secrets.toml").chmod(0o640)  # the group of the service may read
    load_access(path)
    path.chmod(0o664)
    assert "can be changed by others" in refused(path)


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_the_log_is_not_written_through_a_link(access_file: Write, tmp_path: Path) -> None:
    (tmp_path / "access.log").symlink_to(tmp_path / "elsewhere")
    assert "the access log cannot be written" in refused(access_file())


def test_the_command_is_not_made_from_a_wrong_file(access_file: Write, tmp_path: Path) -> None:
    with pytest.raises(AccessFileError):
        command(8501, access_file("hosts = 3"))
    flags = command(8501, access_file())
    assert "--server.baseUrlPath=telehealth" in flags and "--server.address=127.0.0.1" in flags
    assert "--browser.gatherUsageStats=false" in flags and "--server.enableXsrfProtection=true" in flags
    assert environment(tmp_path, access_file())["FORWARDED_ALLOW_IPS"] == ""
    assert "TELEHEALTH_ACCESS" not in environment(tmp_path)


def test_the_shipped_example_says_what_is_to_be_filled_in_and_is_otherwise_right(access_file: Write) -> None:
    text = (ROOT / "deploy" / "access.example.toml").read_text(encoding="utf-8").replace("/var/log/telehealth-readiness/", "")
    secrets = (ROOT / "deploy" / "secrets.example.toml").read_text(encoding="utf-8")
    text = text.replace('secrets = "/etc/telehealth-readiness/secrets.toml"', "")
    told = refused(access_file(text, secrets))
    assert told.count("\n    ") >= 1 and "'cookie_secret' is too short" in told  # nobody can run on the example's secret
    assert len(told.splitlines()) <= 3
