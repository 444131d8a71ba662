"""The manifest is read back as it was written; damage and other contracts are said, not guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.publish.manifest import CONTRACT, read_manifest

WAVE = "2026-11"


def test_what_is_written_is_read_back_to_the_byte(sample_outputs: Path) -> None:
    path = sample_outputs / WAVE / "manifest.json"
    manifest = read_manifest(path)
    assert manifest.to_json() == path.read_text(encoding="utf-8")
    assert manifest.contract == CONTRACT and manifest.wave == WAVE
    assert manifest.input["file"] == "2026-11.csv" and len(manifest.input["sha256"]) == 64
    assert manifest.created_at.endswith("+00:00")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"contract": 1}', "cannot be read"),
        ("\x00\x01", "cannot be read"),
    ],
)
def test_damage_is_a_users_mistake_with_the_path(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match=says) as error:
        read_manifest(path)
    assert "manifest.json" in str(error.value) and "make analyze" in str(error.value)


@pytest.mark.parametrize(("key", "value"), [("rows", 5), ("input", []), ("wave", 1), ("notes", "text")])
def test_a_value_of_the_wrong_kind_is_damage(sample_outputs: Path, tmp_path: Path, key: str, value: object) -> None:
    values = json.loads((sample_outputs / WAVE / "manifest.json").read_text(encoding="utf-8"))
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**values, key: value}), encoding="utf-8")
    with pytest.raises(SetupError, match=f"'{key}'"):
        read_manifest(path)


def test_another_contract_is_refused(sample_outputs: Path, tmp_path: Path) -> None:
    values = json.loads((sample_outputs / WAVE / "manifest.json").read_text(encoding="utf-8"))
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**values, "contract": 99}), encoding="utf-8")
    with pytest.raises(SetupError, match="contract 99"):
        read_manifest(path)
