"""What is written is what is read; damage is named; names of waves cannot leave the folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import SetupError, UsageError
from pipeline.publish.bundle import open_wave, waves
from pipeline.publish.checksums import write_checksums
from pipeline.tables import FINDING_TABLES, RELEASE_TABLES

WAVE = "2026-11"
CONTRACT_FILES = ["manifest.json", "instrument.json", "report.html", "data_dictionary.md"]


def test_the_folder_holds_what_the_contract_says(sample_outputs: Path) -> None:
    folder = sample_outputs / WAVE
    assert all((folder / name).is_file() for name in CONTRACT_FILES)
    for table in (*RELEASE_TABLES, *FINDING_TABLES):
        frame = pd.read_parquet(folder / f"{table.name}.parquet")
        assert list(frame.columns[: len(table.fields)]) == list(table.fields), table.name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"contract", "wave", "state", "created_at", "input", "instrument", "rows", "thresholds", "versions"} <= set(manifest)
    assert {"file", "sha256", "platform", "encoding"} <= set(manifest["input"])
    assert manifest["state"] == "draft"


def test_a_wave_is_read_back_as_it_was_written(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    assert waves(sample_outputs) == [WAVE]
    assert bundle.instrument.id == "tele_oncology"
    assert len(bundle.release.groups) and len(bundle.findings.reluctance) == len(bundle.release.groups)


@pytest.mark.parametrize("name", ["release/groups.parquet", "findings/estimates.parquet", "manifest.json", "instrument.json"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_damage_is_named(sample_outputs: Path, tmp_path: Path, name: str, damage: str) -> None:
    shutil.copytree(sample_outputs, tmp_path / "outputs")
    path = tmp_path / "outputs" / WAVE / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(SetupError) as error:
        open_wave(tmp_path / "outputs", WAVE)
    assert Path(name).name in str(error.value)


@pytest.mark.parametrize("wave", ["../2026-11", "2026-13", "", "2026-11/..", "2026-11\n", "٢٠٢٦-11", "."])
def test_names_of_waves_cannot_leave_the_folder(sample_outputs: Path, wave: str) -> None:
    with pytest.raises(UsageError):
        open_wave(sample_outputs, wave)


def test_roll_ups_are_named_with_their_members(small_center_outputs: Path) -> None:
    values = json.loads((small_center_outputs / WAVE / "instrument.json").read_text(encoding="utf-8"))
    groups = pd.read_parquet(small_center_outputs / WAVE / "release" / "groups.parquet")
    rolled = groups[groups["rollup"].notna()].set_index("rollup")["members"]
    assert len(rolled) and set(values["rollups"]) == set(rolled.index)
    assert all(values["rollups"][name]["members"] == members.split(";") for name, members in rolled.items())
    assert all(values["rollups"][name]["label"] for name in rolled.index)


def test_waves_are_listed_newest_first_and_nothing_else(tmp_path: Path) -> None:
    for name in ("2025-01", "2026-11", ".2026-12.previous", ".2026-10.new-7", "notes", "2026-13"):
        (tmp_path / name).mkdir()
    assert waves(tmp_path) == ["2026-12", "2026-11", "2025-01"]
    assert waves(tmp_path / "nowhere") == []


def test_a_wave_that_a_crash_left_under_its_previous_name_is_read(sample_outputs: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_outputs / WAVE, tmp_path / f".{WAVE}.previous")
    assert open_wave(tmp_path, WAVE).manifest.wave == WAVE


def test_a_wave_replaced_while_it_is_read_is_read_again(
    sample_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look takes the manifest of one run and the tables of the next; the bundle must be of one run."""
    from pipeline.publish import bundle as module

    outputs = shutil.copytree(sample_outputs, tmp_path / "outputs")
    plain, looks = module.read_findings, []

    def replaced_meanwhile(folder: Path) -> object:
        looks.append(folder)
        if len(looks) == 1:
            later = shutil.copytree(outputs / WAVE, tmp_path / "later")
            path = later / "manifest.json"
            path.write_text(path.read_text(encoding="utf-8").replace('"draft"', '"closed"'), encoding="utf-8")
            write_checksums(later)
            (outputs / WAVE).rename(tmp_path / "earlier")
            later.rename(outputs / WAVE)
        return plain(folder)

    monkeypatch.setattr(module, "read_findings", replaced_meanwhile)
    assert open_wave(outputs, WAVE).manifest.state == "closed" and len(looks) == 2


def test_nothing_takes_the_place_of_a_wave_that_fails_its_check(sample_outputs: Path, tmp_path: Path) -> None:
    from pipeline.errors import NothingToRelease
    from pipeline.publish.bundle import publish

    shutil.copytree(sample_outputs, tmp_path / "outputs")
    before = (tmp_path / "outputs" / WAVE / "manifest.json").read_bytes()
    old = open_wave(tmp_path / "outputs", WAVE)

    def refuse(folder: Path, rest: Callable[[], None]) -> None:
        rest()
        assert (folder / "report.html").is_file()
        raise NothingToRelease("unsafe")

    with pytest.raises(NothingToRelease):
        publish(tmp_path / "outputs", old.release, old.findings, old.instrument, old.manifest, check=refuse)
    assert (tmp_path / "outputs" / WAVE / "manifest.json").read_bytes() == before
    assert [p.name for p in (tmp_path / "outputs").iterdir()] == [WAVE]


def test_the_dictionary_names_every_published_column(sample_outputs: Path) -> None:
    from pipeline.publish.lists import COLUMNS

    text = (sample_outputs / WAVE / "data_dictionary.md").read_text(encoding="utf-8")
    for path in (sample_outputs / WAVE).rglob("*.parquet"):
        name = str(path.relative_to(sample_outputs / WAVE).with_suffix("")).replace("\\", "/")
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        assert all(f"| {column} |" in section for column in pd.read_parquet(path).columns), name
    assert all(f"| {column} |" in text.split("## training_targets")[1] for column in COLUMNS)


def test_the_same_input_gives_the_same_bytes_but_for_the_time_stamp(sample_outputs: Path, tmp_path: Path) -> None:
    from pipeline.commands.analyze import SAMPLE, SAMPLE_ROSTER
    from pipeline.run import Request, analyze

    analyze(Request(SAMPLE, roster=SAMPLE_ROSTER, out=tmp_path / "outputs"))
    for path in sorted((sample_outputs / WAVE).rglob("*")):
        if path.suffix in (".parquet", ".csv", ".md", ".xlsx") or path.name == "instrument.json":
            twin = tmp_path / "outputs" / path.relative_to(sample_outputs)
            assert path.read_bytes() == twin.read_bytes(), path.name
