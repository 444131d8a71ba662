"""How the dashboard is started: on this machine only, from any folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

APP: Final = Path(__file__).with_name("app.py")
OUTPUTS: Final = "TELEHEALTH_OUTPUTS"

_SETTINGS: Final = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.enableXsrfProtection": "true",
    "server.maxUploadSize": "1",
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "theme.base": "light",
    "theme.primaryColor": "#1B4F72",
    "theme.secondaryBackgroundColor": "#F3F6F9",
    "theme.textColor": "#1F2933",
}
"""The same as .streamlit/config.toml, given as flags so that they hold from any working folder."""


def command(port: int) -> list[str]:
    """The command line that runs the dashboard on a port of this machine."""
    flags = [f"--{name}={value}" for name, value in {**_SETTINGS, "server.port": str(port)}.items()]
    return [sys.executable, "-m", "streamlit", "run", str(APP), *flags]


def environment(outputs: Path) -> Mapping[str, str]:
    """The environment of that command: where results lie."""
    return {**os.environ, OUTPUTS: str(outputs.resolve()), "PYTHONPATH": str(APP.parents[1])}
