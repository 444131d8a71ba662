"""How the dashboard is started: bound to this machine, from any folder; with an access file, behind a sign-in."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SERVER: Final = Path(__file__).with_name("server.py")
OUTPUTS: Final = "TELEHEALTH_OUTPUTS"

_SETTINGS: Final = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "server.enableStaticServing": "false",
    "server.maxUploadSize": "1",
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",
    "runner.postScriptGC": "false",
    "theme.base": "light",
    "theme.primaryColor": "#1B4F72",
    "theme.secondaryBackgroundColor": "#F3F6F9",
    "theme.textColor": "#1F2933",
}
"""The same as .streamlit/config.toml, given as flags so that they hold from any working folder."""
_LONGEST_HEADER: Final = 65_536  # bytes; the cookies of a sign-in with many groups are longer than the usual 8 kB


def command(port: int, access: Path | None = None) -> list[str]:
    """The command line that runs the dashboard on a port of this machine; raises SetupError where the access file is wrong."""
    settings = {**_SETTINGS, "server.port": str(port)}
    if access is not None:
        from dashboards.access_file import load_access

        found = load_access(access.resolve())
        settings |= {"server.baseUrlPath": found.base_path.strip("/"), "secrets.files": str(found.secrets)}
        settings["client.disableDataExport"] = "true"  # one way to a file: ours, which is checked and logged
    return [sys.executable, "-m", "streamlit", "run", str(SERVER), *(f"--{name}={value}" for name, value in settings.items())]


def environment(outputs: Path, access: Path | None = None) -> Mapping[str, str]:
    """The environment of that command: where results lie, who may see them; no proxy's word is taken for the peer's address."""
    kept = {name: value for name, value in os.environ.items() if name != "TELEHEALTH_ACCESS"}
    ours = {OUTPUTS: str(outputs.resolve()), "PYTHONPATH": str(SERVER.parents[1])}
    ours |= {"FORWARDED_ALLOW_IPS": "", "WEBSOCKETS_MAX_LINE_LENGTH": str(_LONGEST_HEADER)}
    if access is not None:
        ours["TELEHEALTH_ACCESS"] = str(access.resolve())
    return {**kept, **ours}
