"""Access files as tests need them, and the gate made anew for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboards.gate import gate

SECRET = "0123456789abcdef0123456789abcdef"
ACCESS = """
hosts = ["telehealth.hospital.example"]
base_path = "/telehealth"
behind_proxy = true
[roles.leadership]
emails = ["Director@hospital.example"]
[roles.trainer]
emails = ["trainer@hospital.example"]
groups = ["trainers"]
"""
SECRETS = f"""
[auth]
redirect_uri = "https://telehealth.hospital.example/telehealth/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "dashboard"
client_secret = "of the client"
server_metadata_url = "https://login.hospital.example/.well-known/openid-configuration"
"""


@pytest.fixture(autouse=True)
def _fresh_gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test inherits another's gate, or an access file of this machine."""
    for name in ("TELEHEALTH_ACCESS", "TELEHEALTH_ACCESS_LOG"):
        monkeypatch.delenv(name, raising=False)
    gate.cache_clear()
    yield
    gate.cache_clear()


@pytest.fixture()
def access_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes an access file and its secrets; gives the access file."""

    def write(access: str = ACCESS, secrets: str | None = SECRETS) -> Path:
        path = tmp_path / "access.toml"
        path.write_text(access, encoding="utf-8")
        path.chmod(0o600)
        if secrets is not None:
            (tmp_path / "secrets.toml").write_text(secrets, encoding="utf-8")
            (tmp_path / "secrets.toml").chmod(0o600)
        return path

    return write
