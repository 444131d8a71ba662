"""The doctor finds what is wrong, names it with what to do, repairs only what is safe, and leaves with 0 or 4."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.private.close import close_wave
from pipeline.publish.checksums import FILE, write_checksums
from pipeline.release.people_file import PEOPLE, People, read_people
from pipeline.run.health import Finding, Health, examine
from tests.made_once import copied
from tests.private.rows import WAVE


@pytest.fixture
def place(store: Path, tmp_path: Path) -> Path:
    copied(store, tmp_path)
    return tmp_path


def look(place: Path, **more: bool) -> Health:
    return examine(place / "outputs", place / "private", place / "exports", **more)


def told(health: Health, level: str) -> list[Finding]:
    return [finding for finding in health.findings if finding.level == level]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_healthy_place_is_said_to_be_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    health = look(place)
    assert not health.damaged and not health.notes, health
    assert main(["doctor", "--out", str(place / "outputs"), "--exports", str(place / "exports")]) == 0
    said = capsys.readouterr().out
    assert "All is well." in said and f"{WAVE}: draft, complete and as it was written" in said
    assert main(["doctor", "--json", "--out", str(place / "outputs"), "--exports", str(place / "exports")]) == 0
    assert json.loads(capsys.readouterr().out)["healthy"] is True


def edited_manifest(place: Path) -> None:
    edit(place / "outputs" / WAVE / "manifest.json", '"draft"', '"closed"')


def edited_with_its_checksums(place: Path) -> None:
    edited_manifest(place)
    write_checksums(place / "outputs" / WAVE)


def half_copied(place: Path) -> None:
    shutil.rmtree(place / "outputs" / WAVE / "findings")


def half_a_key(place: Path) -> None:
    (place / "private" / "key").write_text("abc")


def open_to_others(place: Path) -> None:
    (place / "private").chmod(0o755)


def closed_and_changed(place: Path) -> None:
    close_wave(place / "outputs", place / "private", WAVE)
    path = place / "private" / "closed" / f"{WAVE}-1"
    People.of(read_people(path / PEOPLE).iloc[1:]).write(path)


def edited_ledger(place: Path) -> None:
    close_wave(place / "outputs", place / "private", WAVE)
    edit(place / "private" / "ledger.jsonl", '"k": 10', '"k": 5')


@pytest.mark.parametrize(
    ("damage", "where", "says"),
    [
        (edited_manifest, "manifest.json", "not as it was written"),
        (edited_with_its_checksums, WAVE, "edited and its checksums with it"),
        (half_copied, "findings", "missing"),
        (half_a_key, "key", "the key is damaged"),
        (open_to_others, "private", "others may look"),
        (closed_and_changed, PEOPLE, "what was closed is missing or was changed"),
        (edited_ledger, "ledger.jsonl", "not what was written"),
    ],
)
def test_damage_is_found_with_what_to_do_and_left_as_it_is(
    place: Path, damage: Callable[[Path], None], where: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(place)
    found = look(place).damaged
    assert any(where in finding.place and says in finding.what and finding.fix for finding in found), found
    assert main(["doctor", "--out", str(place / "outputs"), "--exports", str(place / "exports")]) == 4
    said = capsys.readouterr().out
    assert "DAMAGED" in said and "to fix: " in said and "Traceback" not in said


def test_a_run_that_was_killed_before_its_results_were_in_place_is_told_from_an_edit(place: Path) -> None:
    """The private side is ahead: its seal knows what stands there as what was before."""
    path = place / "private" / "seals" / f"{WAVE}.json"
    published = json.loads(path.read_text())["published"]
    path.write_text(json.dumps({"published": "0" * 64, "before": published}))
    health = look(place)
    assert not health.damaged
    assert any("ended before its results were in place" in note.what for note in health.notes)


def test_leftovers_are_told_and_repair_clears_them_and_nothing_else(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.relative_to(place) for path in place.rglob("*")}
    (place / "outputs" / WAVE).rename(place / "outputs" / f".{WAVE}.previous")
    staging = place / "private" / ".staging" / f".{WAVE}.new-999999999"
    staging.mkdir(parents=True)
    (place / "private" / ".key.new").write_text("half")
    health = look(place)
    left = [note for note in health.notes if "was left by a command that was killed" in note.what]
    assert len(left) == 3 and not health.damaged and staging.exists()
    assert any(f"{WAVE}" in finding.place and "complete" in finding.what for finding in told(health, "fine"))
    assert main(["doctor", "--repair", "--out", str(place / "outputs"), "--exports", str(place / "exports")]) == 0
    assert "is cleared" in capsys.readouterr().out
    assert {path.relative_to(place) for path in place.rglob("*")} - {Path("private/.lock")} == before - {Path("private/.lock")}


@pytest.mark.skipif(os.name != "posix", reason="modes of files as POSIX has them")
def test_repair_closes_the_private_folder_to_others(place: Path) -> None:
    (place / "private").chmod(0o755)
    assert not look(place, repair=True).damaged
    assert (place / "private").stat().st_mode & 0o777 == 0o700


def test_an_older_wave_is_told_and_is_no_damage(place: Path) -> None:
    from tests.publish.test_checksums import older

    older(place / "outputs" / WAVE)
    (place / "private" / "seals" / f"{WAVE}.json").unlink()
    health = look(place)
    assert not health.damaged and any("written by an older version" in note.what for note in health.notes)
    assert not (place / "outputs" / WAVE / FILE).exists()


def test_a_list_of_checksums_that_was_taken_away_with_the_edition_is_found(place: Path) -> None:
    """Made to look like an older wave: the seal on the private side knows better."""
    from tests.publish.test_checksums import older

    older(place / "outputs" / WAVE)
    assert any("not what was written here last" in finding.what for finding in look(place).damaged)


def test_a_wave_whose_closing_was_not_ended_and_one_that_only_says_so(place: Path) -> None:
    draft = shutil.copytree(place / "outputs" / WAVE, place / "draft")
    seal = (place / "private" / "seals" / f"{WAVE}.json").read_bytes()
    close_wave(place / "outputs", place / "private", WAVE)
    shutil.rmtree(place / "outputs" / WAVE)
    draft.rename(place / "outputs" / WAVE)
    (place / "private" / "seals" / f"{WAVE}.json").write_bytes(seal)
    notes = look(place).notes
    assert any("closing it was not ended" in note.what and f"make close WAVE={WAVE}" in note.fix for note in notes)
    shutil.rmtree(place / "private" / "closed")
    (place / "private" / "ledger.jsonl").unlink()
    close_wave(place / "outputs", place / "private", WAVE)
    shutil.rmtree(place / "private" / "closed")
    (place / "private" / "ledger.jsonl").unlink()
    assert any("the ledger does not know it" in finding.what for finding in look(place).damaged)


def test_what_is_no_wave_and_a_private_side_without_its_wave_are_told(place: Path) -> None:
    (place / "outputs" / "notes.txt").write_text("mine")
    shutil.copytree(place / "private" / WAVE, place / "private" / "2026-05")
    said = {(Path(note.place).name, note.what) for note in look(place).notes}
    assert ("notes.txt", "is no wave; nobody looked at what is in it") in said
    assert any(name == "2026-05" and "is not in" in what for name, what in said)


def test_an_empty_place_is_no_damage(tmp_path: Path) -> None:
    health = look(tmp_path)
    assert not health.damaged and len(health.notes) == 2 and list(tmp_path.iterdir()) == []


def test_exports_that_wait_are_told(place: Path, store: Path) -> None:
    exports = place / "exports"
    exports.mkdir()
    shutil.copy(store / "answers.csv", exports / "answers.csv")
    assert [finding.what for finding in look(place).findings if finding.place == str(exports)] == ["nothing waits"]
    lines = (store / "answers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (exports / "2027-02.csv").write_text("".join(lines[:-5]), encoding="utf-8")
    [note] = look(place).notes
    assert note.place.endswith("2027-02.csv") and note.what == "is not analyzed yet (wave 2027-02)" and note.fix == "make analyze"
