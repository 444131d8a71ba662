"""Checks of the files beside an access file: rights on disk, and the sign-in section of the secrets."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.errors import Problem

_CALLBACK: Final = "/oauth2callback"
_SHORTEST_SECRET: Final = 32
_NEEDED: Final = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_LOCAL: Final = ("127.0.0.1", "localhost", "::1")


def file_mode_problems(path: Path, *, written_by_others_only: bool = False) -> list[Problem]:
    """Whether people beyond the owner and the group could read the file, or beyond the owner could change it (POSIX only)."""
    if os.name != "posix":
        return []
    mode = stat.S_IMODE(path.stat().st_mode)
    forbidden = 0o022 if written_by_others_only else 0o027
    if not mode & forbidden:
        return []
    what = "can be changed by others" if mode & 0o022 else "can be read by everybody on this machine"
    return [Problem(f"the file {what} (mode {mode:04o})", str(path), fix=f"chmod {mode & ~0o027:04o} {path}")]


def secrets_problems(path: Path, hosts: Sequence[str], base_path: str) -> tuple[str, list[Problem]]:
    """The public origin (scheme, name, port) and what is wrong with the [auth] section; "" where there is no telling."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return "", [Problem(f"cannot be read ({error.strerror})", str(path), fix="docs/deploy.md says what goes into it")]
    except ValueError as error:
        return "", [Problem(f"is not TOML: {error}", str(path))]
    problems = file_mode_problems(path)
    where = f"{path}, [auth]"
    auth = values.get("auth")
    if not isinstance(auth, dict):
        return "", [*problems, Problem("the section [auth] is missing", str(path), fix="docs/deploy.md says what goes into it")]
    for name in _NEEDED:
        if not isinstance(auth.get(name), str) or not auth[name].strip():
            problems.append(Problem(f"'{name}' is missing", where))
    if isinstance(secret := auth.get("cookie_secret"), str) and 0 < len(secret) < _SHORTEST_SECRET:
        fix = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'
        problems.append(Problem("'cookie_secret' is too short", where, allowed=f"{_SHORTEST_SECRET} characters or more", fix=fix))
    if auth.get("expose_tokens"):
        problems.append(Problem("'expose_tokens' is set; no page needs a token", where, fix="remove it"))
    return _origin(auth, hosts, base_path, where, problems), problems


def _origin(auth: Mapping[str, Any], hosts: Sequence[str], base_path: str, where: str, problems: list[Problem]) -> str:
    """Scheme, name and port of the redirect address; the address must be one of ours, and encrypted unless it is this machine."""
    for name in ("redirect_uri", "server_metadata_url"):
        address = auth.get(name)
        if isinstance(address, str) and address and not _encrypted(address):
            problems.append(Problem(f"'{name}' is {address!r}", where, allowed="an https address (http only on 127.0.0.1)"))
    address = auth.get("redirect_uri")
    if not isinstance(address, str) or not address or not _encrypted(address):
        return ""
    parts = urlsplit(address)
    expected = f"{base_path}{_CALLBACK}"
    if parts.path != expected or parts.query or parts.fragment:
        problems.append(
            Problem(f"'redirect_uri' ends with {parts.path!r}", where, allowed=f"{expected} (base_path, then {_CALLBACK})")
        )
    if hosts and parts.hostname not in {host.lower() for host in hosts}:
        problems.append(Problem(f"'redirect_uri' names {parts.hostname!r}", where, allowed=f"one of hosts: {', '.join(hosts)}"))
    return f"{parts.scheme}://{parts.netloc}"


def _encrypted(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL))
    except ValueError:
        return False
