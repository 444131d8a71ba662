"""A folder of exports: what is new by its content, in the order of waves; what is left for next time and why."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.publish.bundle import open_wave, waves
from pipeline.run import Request
from pipeline.run.arrivals import request_for
from pipeline.run.inbox import RECORD, Inbox, Waiting, look, remember
from pipeline.run.inbox_files import list_beside, named_wave, sha256_of, steady_sha256
from tests.private.rows import Row, people, write

SHORT = "tele_oncology_short"


def dated(rows: list[Row], day: str) -> list[Row]:
    return [row | {"recorded": f"{day} 09:00:00"} for row in rows]


def looked(folder: Path) -> Inbox:
    return look(folder, Request(folder / "none.csv", instrument=SHORT, out=folder.parent / "outputs"))


def file(folder: Path, name: str, content: bytes = b"role,department\nrn_onc,infusion_center\n") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (".hidden.csv", "hidden"),
        ("~$2027-02.xlsx", "lock"),
        (".~lock.2027-02.csv#", "lock"),
        ("2027-02.csv.part", "still being copied"),
        ("2027-02.csv.crdownload", "still being copied"),
        ("letter.docx", "no kind of file"),
    ],
)
def test_hidden_locked_and_unfinished_files_are_left_for_next_time(name: str, why: str, tmp_path: Path) -> None:
    file(tmp_path / "exports", name)
    found = looked(tmp_path / "exports")
    assert [one.file for one in found.left] == [name] and why in found.left[0].why and not found.waiting and not found.refused


def test_an_empty_file_is_left_for_next_time(tmp_path: Path) -> None:
    file(tmp_path / "exports", "2027-02.csv", b"")
    assert "still being copied" in looked(tmp_path / "exports").left[0].why


def test_a_file_that_grows_while_it_is_read_has_no_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path / "exports", "2027-02.csv")
    assert steady_sha256(path) is not None
    opened = Path.open

    def open_and_append(self: Path, *given, **more):
        with opened(self, "ab") as other:
            other.write(b"rn_onc,infusion_center\n")
        return opened(self, *given, **more)

    monkeypatch.setattr(Path, "open", open_and_append)
    assert steady_sha256(path) is None


def test_lists_bindings_and_dictionaries_are_no_exports(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    for name in (
        "roster.csv",
        "2027-02.roster.csv",
        "Trained.csv",
        "2026-11.actions.csv",
        "a.binding.yaml",
        "survey_syntax.R",
        "readme.md",
    ):
        file(folder, name)
    file(folder, "dictionary.csv", b'\xef\xbb\xbf"Variable / Field Name","Form Name"\nsk1,form\n')
    found = looked(folder)
    assert not found.waiting and not found.left and not found.refused and not found.known


def test_a_name_that_starts_with_a_wave_names_it_and_others_are_of_the_month_of_the_last_answer(tmp_path: Path) -> None:
    assert named_wave(Path("2027-02 answers.csv")) == "2027-02" and named_wave(Path("2027-02-14.csv")) == "2027-02"
    assert named_wave(Path("2027-13.csv")) is None and named_wave(Path("answers 2027-02.csv")) is None
    folder = tmp_path / "exports"
    folder.mkdir()
    write(dated(people(3), "2027-02-03"), folder / "a_later.csv", linked=False)
    write(dated(people(3), "2026-11-20"), folder / "z_earlier.csv", linked=False)
    write(people(3), folder / "2026-12 in between.csv", linked=False)
    found = looked(folder)
    assert [(one.path.name, one.wave, one.named) for one in found.waiting] == [
        ("z_earlier.csv", "2026-11", False),
        ("2026-12 in between.csv", "2026-12", True),
        ("a_later.csv", "2027-02", False),
    ]


def test_the_clock_of_files_does_not_decide(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    paths = [file(folder, f"{wave}.csv", wave.encode()) for wave in ("2026-11", "2027-02", "2027-05")]
    first = looked(folder)
    for age, path in enumerate(paths):
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert looked(folder) == first and [one.wave for one in first.waiting] == ["2026-11", "2027-02", "2027-05"]


def test_without_a_date_or_readable_content_a_file_is_refused_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    write(people(3), folder / "undated.csv", linked=False)
    file(folder, "broken.csv", b"%PDF-1.4")
    found = looked(folder)
    assert {one.file: one.error.exit_code for one in found.refused} == {"undated.csv": 2, "broken.csv": 3}


def test_two_new_files_of_one_wave_are_a_decision(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    for number, name in enumerate(("2027-02 one.csv", "2027-02 two.csv", "2027-05.csv")):
        file(folder, name, str(number).encode())
    found = looked(folder)
    assert [one.path.name for one in found.waiting] == ["2027-05.csv"]
    assert all("2027-02 one.csv, 2027-02 two.csv" in str(one.error) for one in found.refused) and len(found.refused) == 2


def test_a_copy_is_looked_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    file(folder, "2027-02.csv")
    file(folder, "copy.csv")
    found = looked(folder)
    assert [one.path.name for one in found.waiting] == ["2027-02.csv"] and found.left[0].why == "the same content as 2027-02.csv"


def test_a_list_of_the_wave_comes_before_the_general_one_and_an_earlier_roster_still_stands(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    file(folder, "2026-11.roster.csv")
    assert list_beside(folder, "roster", "2026-08") is None
    assert list_beside(folder, "roster", "2027-02") == folder / "2026-11.roster.csv"
    file(folder, "roster.csv")
    assert list_beside(folder, "roster", "2026-11") == folder / "2026-11.roster.csv"
    assert list_beside(folder, "roster", "2027-02") == folder / "roster.csv"
    file(folder, "2026-11.trained.csv")
    assert list_beside(folder, "trained", "2027-02") is None


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="exports"):
        looked(tmp_path / "exports")


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two waves in ``exports/`` and a file that is none; nothing analyzed."""
    folder = tmp_path_factory.mktemp("center")
    exports = folder / "exports"
    exports.mkdir()
    write(dated(people(60), "2026-11-20"), exports / "first.csv", linked=False)
    write(people(60, seed=2), exports / "2027-02 second.csv", linked=False)
    file(exports, "broken.csv", b"%PDF-1.4")
    return folder


def analyze(folder: Path, *more: str) -> int:
    return main(["analyze", "--quiet", "--no-pdf", "--instrument", SHORT, "--out", str(folder / "outputs"), *more])


@pytest.fixture(scope="module")
def analyzed(center: Path) -> Path:
    """The same after one run."""
    assert analyze(center) == 3, "the worst of all files"
    return center


def test_all_that_can_be_read_is_analyzed_in_order(analyzed: Path) -> None:
    assert waves(analyzed / "outputs") == ["2027-02", "2026-11"]
    found = open_wave(analyzed / "outputs", "2027-02").findings.comparability
    assert set(found["earlier"]) == {"2026-11"} and {"read", "kept", "scored"} <= set(found["id"])
    assert {one["wave"] for one in json.loads((analyzed / "private" / RECORD).read_text()).values()} == {"2026-11", "2027-02"}


def test_what_is_known_is_not_analyzed_again_and_what_failed_is_named_again(
    analyzed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {wave: (analyzed / "outputs" / wave / "manifest.json").read_bytes() for wave in waves(analyzed / "outputs")}
    assert analyze(analyzed) == 3
    said = capsys.readouterr()
    assert "nothing new" in said.out and "first.csv (wave 2026-11), " not in said.err and "first.csv (wave 2026-11)" in said.out
    assert "broken.csv was refused (code 3)" in said.err and "PDF" in said.err
    assert before == {wave: (analyzed / "outputs" / wave / "manifest.json").read_bytes() for wave in before}


def test_nothing_new_leaves_with_0_and_says_what_is_known_to_programs_too(
    analyzed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(analyzed, tmp_path / "center")
    (tmp_path / "center" / "exports" / "broken.csv").unlink()
    assert analyze(tmp_path / "center", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["waves"] == [] and said["refused"] == [] and len(said["known"]) == 2


def test_another_file_for_a_wave_takes_its_place_says_so_and_both_are_known_then(
    analyzed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    center = tmp_path / "center"
    shutil.copytree(analyzed, center)
    (center / "exports" / "broken.csv").unlink()
    write(people(66), center / "exports" / "2026-11 all.csv", linked=False)
    assert analyze(center, "--json") == 0
    wave = json.loads(capsys.readouterr().out)["waves"][0]
    assert wave["rows"]["read"] == 66 and wave["since"] is None
    assert any("analyzed before, from first.csv" in line for line in wave["told"])
    assert any("Wave 2027-02 was compared with what was there before" in line for line in wave["told"])
    assert {"manifest.json", "report.html", "findings/comparability.parquet"} <= set(wave["files"])
    assert all(len(sentence["id"]) == 9 for sentence in wave["headlines"] if sentence["finding"])
    found = look(center / "exports", Request(SHORT and center / "none.csv", instrument=SHORT, out=center / "outputs"))
    assert {one.file for one in found.known} == {"first.csv", "2027-02 second.csv", "2026-11 all.csv"} and not found.waiting


def test_lists_of_what_was_done_are_for_the_newest_wave_and_used_once(analyzed: Path, tmp_path: Path) -> None:
    center = tmp_path / "center"
    shutil.copytree(analyzed, center)
    exports = center / "exports"
    general, own = file(exports, "trained.csv", b"role,topic,seats\n"), file(exports, "2027-05.actions.csv", b"id\n")
    request = Request(center / "none.csv", instrument=SHORT, out=center / "outputs")
    told: list[str] = []

    def of(wave: str, newest: str) -> Request:
        return request_for(request, Waiting(exports / f"{wave} a.csv", "0", wave, named=True), newest, told.append)

    assert (of("2027-05", "2027-08").trained, of("2027-05", "2027-08").actions) == (None, own)
    assert "a list that names no wave is for the newest" in told[0]
    assert of("2027-08", "2027-08").trained == general and of("2027-08", "2027-08").wave == "2027-08"
    assert of("2026-05", "2026-05").trained is None and "there is no wave before" in told[-1]
    remember(request, {sha256_of(general): general.name}, "2027-02")
    assert of("2027-08", "2027-08").trained is None and "it was used for wave 2027-02, and is as it was" in told[-1]
    general.write_bytes(b"role,topic,seats\nrn_onc,T01,4\n")
    assert of("2027-08", "2027-08").trained == general


def test_a_closed_wave_is_refused_and_the_others_go_through(
    analyzed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    center = tmp_path / "center"
    shutil.copytree(analyzed, center)
    (center / "exports" / "broken.csv").unlink()
    assert main(["close", "2026-11", "--out", str(center / "outputs"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["again"] is False
    write(people(60)[:-1], center / "exports" / "2026-11 one less.csv", linked=False)
    write(people(60, seed=3), center / "exports" / "2027-05.csv", linked=False)
    assert analyze(center, "--json") == 7
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert [one["wave"] for one in found["waves"]] == ["2027-05"]
    assert [(one["file"], one["exit_code"]) for one in found["refused"]] == [("2026-11 one less.csv", 7)]
    assert "2026-11 one less.csv was refused (code 7)" in said.err


def test_an_empty_inbox_is_no_reason_to_analyze_the_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "exports").mkdir()
    assert analyze(tmp_path) == 0
    assert "nothing new" in capsys.readouterr().out and not (tmp_path / "outputs").exists()


def test_a_wave_needs_its_export_and_an_export_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "exports").mkdir()
    assert analyze(tmp_path, "--wave", "2027-02") == 2
    assert analyze(tmp_path, "answers.csv", "--exports", str(tmp_path / "exports")) == 2
    assert analyze(tmp_path, "--exports", str(tmp_path / "no_such"), "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["exit_code"] == 2
