"""What is shipped for a hospital: the unit keeps the service small, and the settings of both ways to start agree."""

from __future__ import annotations

import configparser
import tomllib
from pathlib import Path

from dashboards.serve import command

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "telehealth-readiness.service"


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_the_unit_runs_as_its_own_user_and_reaches_nothing_private() -> None:
    service = unit()["Service"]
    assert service["User"] == "telehealth" and service["ProtectSystem"] == "strict" and service["NoNewPrivileges"] == "true"
    assert "/srv/telehealth/outputs" in service["ReadOnlyPaths"] and "-/srv/telehealth/private" in service["InaccessiblePaths"]
    assert service["CapabilityBoundingSet"] == "" and service["UMask"] == "0077"
    assert service["RestartPreventExitStatus"] == "4"


def test_unit_proxy_and_access_file_name_the_same_port_and_files() -> None:
    start = unit()["Service"]["ExecStart"].split()
    port = start[start.index("--port") + 1]
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert f"proxy_pass         http://127.0.0.1:{port};" in nginx
    access = tomllib.loads((ROOT / "deploy" / "access.example.toml").read_text(encoding="utf-8"))
    assert f"location {access['base_path']}/ {{" in nginx and f"server_name {access['hosts'][0]};" in nginx
    folder = start[start.index("--access") + 1].rsplit("/", 1)[0]
    assert access["secrets"].startswith(folder) and folder in unit()["Service"]["ReadOnlyPaths"]
    assert access["log"]["file"].startswith(f"/var/log/{unit()['Service']['LogsDirectory']}/")


def test_the_settings_file_says_what_the_flags_say() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    flags = dict(flag.removeprefix("--").split("=", 1) for flag in command(8501)[5:])
    del flags["server.port"]
    for name, value in flags.items():
        section, key = name.split(".")
        told = settings[section][key]
        assert (str(told).lower() if isinstance(told, bool) else str(told)) == value, name
