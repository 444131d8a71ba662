"""How the workbench is started: on this machine only, and behind a key that is made anew at each start.

Other people's accounts on the same machine reach 127.0.0.1 too. Who does not have the key sees one sentence.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dashboards import serve

SERVER: Final = Path(__file__).with_name("workbench_server.py")
KEY: Final = "TELEHEALTH_WORKBENCH_KEY"
"""Environment variable with the key: other accounts can read a command line, and not an environment."""
PRIVATE: Final = "TELEHEALTH_PRIVATE"
"""Environment variable with the private folder."""
LARGEST: Final = 300
"""Megabytes that a file may have."""


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(32)


def address(port: int, key: str) -> str:
    """The address to open first; the workbench then takes the key out of it."""
    return f"http://127.0.0.1:{port}/?key={key}"


def command(port: int) -> list[str]:
    """The command line that runs the workbench on a port of this machine: as the dashboard, and files may be sent to it."""
    dashboard = serve.command(port)
    ours = [str(SERVER) if part == str(serve.SERVER) else part for part in dashboard]
    return [*ours, f"--server.maxUploadSize={LARGEST}"]


def environment(outputs: Path, private: Path, key: str) -> Mapping[str, str]:
    """The environment of that command: where results and private files lie, and the key."""
    return {**serve.environment(outputs), PRIVATE: str(private.resolve()), KEY: key}
