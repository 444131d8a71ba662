"""Checksums beside the files of a wave: anybody can check them, and what is missing, changed or foreign is named."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.publish.bundle import open_wave
from pipeline.publish.checksums import FILE, checksum_problems, write_checksums

WAVE = "2026-11"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / WAVE
    (folder / "release").mkdir(parents=True)
    for name in ("manifest.json", "release/groups.parquet", "release/two words.csv"):
        (folder / name).write_text(name, encoding="utf-8")
    write_checksums(folder)
    return folder


def test_the_list_is_sorted_whole_and_the_same_every_time(folder: Path) -> None:
    text = (folder / FILE).read_text(encoding="utf-8")
    assert [line[66:] for line in text.splitlines()] == ["manifest.json", "release/groups.parquet", "release/two words.csv"]
    assert not checksum_problems(folder)
    write_checksums(folder)
    assert (folder / FILE).read_text(encoding="utf-8") == text


def test_other_programs_can_check_it(folder: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("there is no sha256sum here")
    check = ["sha256sum", "--strict", "-c", FILE]
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "manifest.json").write_text("edited", encoding="utf-8")
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize(
    ("damage", "name", "says"),
    [
        (lambda f: (f / "manifest.json").write_text("manifest.jsoN"), "manifest.json", "not as it was written"),
        (lambda f: (f / "manifest.json").write_text("mani"), "manifest.json", "not as it was written"),
        (lambda f: (f / "release/groups.parquet").unlink(), "groups.parquet", "missing"),
        (lambda f: shutil.rmtree(f / "release"), "groups.parquet", "missing"),
        (lambda f: (f / "lists.csv").write_text(""), "lists.csv", "none of this wave"),
        (lambda f: (f / FILE).unlink(), FILE, "not copied whole"),
        (lambda f: (f / FILE).write_bytes((f / FILE).read_bytes()[:90]), FILE, "damaged"),
        (lambda f: (f / FILE).write_text(""), FILE, "damaged"),
    ],
)
def test_damage_is_named_with_what_to_do(folder: Path, damage: Callable[[Path], object], name: str, says: str) -> None:
    damage(folder)
    problem = checksum_problems(folder)[0]
    assert name in problem.where and says in problem.what and problem.fix


def test_what_viewers_and_office_programs_leave_is_no_damage(folder: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.tables.xlsx#", "~$tables.xlsx", "._report.html"):
        (folder / name).write_text("left")
    assert not checksum_problems(folder)


@pytest.mark.parametrize("what", ["edited", "cut", "missing", "foreign"])
def test_a_wave_that_was_edited_or_half_copied_is_not_opened(small_center_outputs: Path, tmp_path: Path, what: str) -> None:
    folder = shutil.copytree(small_center_outputs / WAVE, tmp_path / WAVE)
    manifest, report = folder / "manifest.json", folder / "report.html"
    if what == "edited":
        manifest.write_text(manifest.read_text(encoding="utf-8").replace('"draft"', '"closed"'), encoding="utf-8")
    elif what == "cut":
        report.write_bytes(report.read_bytes()[:-100])
    elif what == "missing":
        report.unlink()
    else:
        (folder / "training_targets" / "of_an_earlier_run.csv").write_text("role\n")
    with pytest.raises(SetupError) as error:
        open_wave(tmp_path, WAVE)
    name = {"edited": "manifest.json", "foreign": "of_an_earlier_run.csv"}.get(what, "report.html")
    assert name in str(error.value) and "to fix" in str(error.value)


def test_a_wave_of_an_older_version_is_opened_without_checksums(small_center_outputs: Path, tmp_path: Path) -> None:
    """As the program before checksums wrote it: no list, no edition, none of the later tables."""
    from pipeline.tables import FINDING_TABLES, RELEASE_TABLES

    folder = shutil.copytree(small_center_outputs / WAVE, tmp_path / WAVE)
    older(folder)
    bundle = open_wave(tmp_path, WAVE)
    assert bundle.manifest.edition == 1 and len(bundle.findings.reluctance)
    tables = {**bundle.release.by_name(), **bundle.findings.by_name()}
    assert all(tables[t.name].empty for t in (*RELEASE_TABLES, *FINDING_TABLES) if t.since > 1)


def older(folder: Path) -> None:
    import json

    from pipeline.tables import FINDING_TABLES, RELEASE_TABLES

    (folder / FILE).unlink()
    for table in (*RELEASE_TABLES, *FINDING_TABLES):
        if table.since > 1:
            (folder / f"{table.name}.parquet").unlink()
    path = folder / "manifest.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values = {name: value for name, value in values.items() if name not in ("edition", "earlier")}
    values["thresholds"].pop("smallest_change", None)
    path.write_text(json.dumps(values), encoding="utf-8")
