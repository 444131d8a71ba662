"""A closed wave stays as it is: what is the same may be written again, what would tell of few people is refused."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline.cli import main
from pipeline.errors import SetupError, UnsafeChange
from pipeline.instrument.load import LIBRARY, load_instrument
from pipeline.private.close import close_wave
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.release.close import require_frozen
from pipeline.release.ledger import append, read_ledger
from pipeline.release.people_file import PEOPLE, People, read_people
from pipeline.run import audit
from tests.private.rows import WAVE, people

EVERYBODY = people(240)


@pytest.fixture
def closed(begun) -> Bundle:
    """The wave of everybody, closed."""
    return begun(EVERYBODY, closed=True)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_closed_wave_says_so_everywhere_and_keeps_its_figures(begun, tmp_path: Path) -> None:
    draft = begun(EVERYBODY)
    before = files(draft.path)
    assert b"this wave can still change" in before["report.html"]
    done = close_wave(tmp_path / "outputs", tmp_path / "private", WAVE)
    after = files(draft.path)
    assert (done.again, done.closing.number) == (False, 1)
    manifest = open_wave(tmp_path / "outputs", WAVE).manifest
    assert manifest.state == "closed" and manifest.closed == done.closing
    assert b"this wave can still change" not in after["report.html"]
    assert [name for name in before if name.endswith(".parquet") and before[name] != after[name]] == []


def test_the_same_answers_may_be_analyzed_and_closed_again(closed, analyzed, tmp_path: Path) -> None:
    again = analyzed(list(reversed(EVERYBODY)))
    assert again.manifest.state == "closed" and again.manifest.closed == closed.manifest.closed
    assert close_wave(tmp_path / "outputs", tmp_path / "private", WAVE).again
    assert len(read_ledger(tmp_path / "private").entries) == 1


@pytest.mark.parametrize("linked", [True, False], ids=["linked", "not linked"])
@pytest.mark.parametrize("change", ["3 joined", "3 left", "one answer", "one moved"])
def test_few_changes_are_refused_with_7_and_nothing_moves(
    change: str, linked: bool, begun, analyzed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(EVERYBODY, linked=linked, closed=True)
    before = files(tmp_path)
    item = next(name for name in EVERYBODY[0] if name.startswith("UP"))
    rows = {
        "3 joined": EVERYBODY + people(3, seed=9),
        "3 left": EVERYBODY[3:],
        "one answer": [EVERYBODY[0] | {item: "1" if EVERYBODY[0][item] != "1" else "5"}, *EVERYBODY[1:]],
        "one moved": [EVERYBODY[0] | {"role": "social_work" if EVERYBODY[0]["role"] != "social_work" else "app"}, *EVERYBODY[1:]],
    }[change]
    with pytest.raises(UnsafeChange) as error:
        analyzed(rows, linked=linked)
    assert error.value.exit_code == 7 and "too few not to be seen" in str(error.value)
    assert {name: data for name, data in files(tmp_path).items() if name != "answers.csv"} == {
        name: data for name, data in before.items() if name != "answers.csv"
    }


def test_another_place_or_another_name_is_no_way_round(closed, analyzed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = EVERYBODY + people(3, seed=9)
    with pytest.raises(UnsafeChange, match="most of these answers are those of wave 2026-11"):
        analyzed(late, wave="2026-12")
    monkeypatch.chdir(tmp_path)  # `private/` of the folder that one works in binds wherever the results go
    with pytest.raises(UnsafeChange, match="too few not to be seen"):
        analyzed(late, out=tmp_path / "elsewhere" / "outputs")
    assert not (tmp_path / "elsewhere").exists()


def test_the_next_wave_is_not_bound_by_the_last(closed, analyzed) -> None:
    assert analyzed(people(240, seed=2), wave="2027-02").manifest.state == "draft"


def test_many_changes_everywhere_are_a_draft_that_can_be_closed_again(closed, analyzed, tmp_path: Path) -> None:
    """Sixty people of one cell joined: every group that changes changes by sixty."""
    cell = {"role": "rn_onc", "department": "infusion_center"}
    bundle = analyzed(EVERYBODY + [row | cell for row in people(60, seed=9)])
    assert bundle.manifest.state == "draft"
    done = close_wave(tmp_path / "outputs", tmp_path / "private", WAVE)
    assert done.closing.number == 2 and not done.again
    with pytest.raises(UnsafeChange):  # the first closing still binds
        analyzed([*EVERYBODY, *[row | cell for row in people(60, seed=9)]][3:])


def test_thresholds_and_members_of_roll_ups_are_frozen(closed, analyzed, tmp_path: Path) -> None:
    values = yaml.safe_load((LIBRARY / "tele_oncology_short.yaml").read_text(encoding="utf-8"))
    values.setdefault("thresholds", {})
    own = tmp_path / "own.yaml"
    own.write_text(yaml.safe_dump(values | {"thresholds": {**values["thresholds"], "k": 8, "cap_share": 0.05}}), encoding="utf-8")
    with pytest.raises(UnsafeChange) as error:
        analyzed(people(240, seed=2), wave="2027-02", instrument=str(own))
    told = [problem.what for problem in error.value.problems]
    assert told == [
        "k is 8, but was 10 when wave 2026-11 was closed",
        "cap_share is 0.05, but was 0.1 when wave 2026-11 was closed",
    ]


def test_a_limit_that_the_first_closing_did_not_know_is_free(closed, tmp_path: Path) -> None:
    ledger, instrument = read_ledger(tmp_path / "private"), load_instrument()
    older = {name: value for name, value in ledger.first.thresholds.items() if name != "smallest_change"}
    first = replace(ledger.first, thresholds=older)
    moved = instrument.model_copy(update={"thresholds": instrument.thresholds.model_copy(update={"smallest_change": 3})})
    require_frozen(replace(ledger, entries=(first,)), moved)
    with pytest.raises(UnsafeChange, match="smallest_change is 3"):
        require_frozen(ledger, moved)


def test_small_roles_stay_in_the_roll_up_they_were_closed_in(analyzed, tmp_path: Path) -> None:
    def small(rows, role: str, n: int):
        return [row | ({"role": role} if i < n else {"role": "rn_onc" if i % 2 else "app"}) for i, row in enumerate(rows)]

    first = analyzed([*small(people(120), "genetic", 6), *small(people(120, seed=3), "social_work", 7)])
    close_wave(tmp_path / "outputs", tmp_path / "private", WAVE)

    def members(bundle):
        rows = bundle.release.groups.query("grouping == 'role_rollup'")
        return dict(zip(rows["rollup"], rows["members"], strict=True))

    assert len(members(first)) == 1 and {"genetic", "social_work"} <= set(next(iter(members(first).values())).split(";"))
    # In the next wave genetic counselors are many, and still stand where they stood.
    later = analyzed([*small(people(120, seed=5), "genetic", 40), *small(people(120, seed=6), "social_work", 7)], wave="2027-02")
    assert members(later) == members(first)


def test_a_draft_that_is_not_the_analyzed_one_cannot_be_closed(begun, analyzed, tmp_path: Path) -> None:
    begun(EVERYBODY)
    kept = tmp_path / "kept"
    shutil.copytree(tmp_path / "outputs" / WAVE, kept)
    analyzed(people(240, seed=2))
    shutil.rmtree(tmp_path / "outputs" / WAVE)
    shutil.copytree(kept, tmp_path / "outputs" / WAVE)
    with pytest.raises(SetupError, match="is not the one that was analyzed last"):
        close_wave(tmp_path / "outputs", tmp_path / "private", WAVE)


def test_a_release_that_was_changed_by_hand_cannot_be_closed(begun, tmp_path: Path) -> None:
    path = begun(EVERYBODY).path / "release" / "willingness.parquet"
    frame = pd.read_parquet(path)
    frame.assign(reluctant_low=0, reluctant_high=1, reluctant=None).to_parquet(path)
    with pytest.raises(SetupError):
        close_wave(tmp_path / "outputs", tmp_path / "private", WAVE)


@pytest.mark.parametrize("wave", ["../2026-11", "2026-13", "2026-11/..", "", "/etc"])
def test_names_of_waves_lead_nowhere(wave: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["close", wave, "--out", str(tmp_path / "outputs")]) == 2
    assert "year and month" in capsys.readouterr().err and list(tmp_path.iterdir()) == []


def test_the_command_closes_and_audits(begun, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(EVERYBODY)
    out = str(tmp_path / "outputs")
    assert main(["close", WAVE, "--out", out]) == 0
    assert "is closed (number 1 in the ledger" in capsys.readouterr().out
    assert main(["close", WAVE, "--out", out]) == 0
    assert "was closed already" in capsys.readouterr().out
    assert main(["audit", out]) == 0
    said = capsys.readouterr().out
    assert "Wave 2026-11" in said and "knowing who answered where" in said and "Nobody can be seen" in said


def test_the_audit_compares_what_is_published_with_what_was_closed(closed, analyzed, tmp_path: Path) -> None:
    def versions() -> tuple[str, tuple[str, ...]]:
        [finding] = [f for f in audit(tmp_path / "outputs")[WAVE].findings if f.attack == "Versions of this wave"]
        return finding.tightest, finding.violations

    assert versions() == ("as closed, number 1 in the ledger", ())
    cell = {"role": "rn_onc", "department": "infusion_center"}
    analyzed(EVERYBODY + [row | cell for row in people(60, seed=9)])
    assert versions() == ("a draft that differs safely from 1 closed", ())
    path = tmp_path / "outputs" / WAVE / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"state": "draft"', '"state": "closed"'), encoding="utf-8")
    assert versions()[1] == ("it says that it is closed, and is not what was closed",)


def test_the_audit_finds_late_answers_that_were_written_by_hand(closed, analyzed, tmp_path: Path) -> None:
    """Somebody moves the ledger away, analyzes with three more answers, and puts it back."""
    private = tmp_path / "private"
    (private / "ledger.jsonl").rename(tmp_path / "ledger")
    (private / "closed").rename(tmp_path / "closed")
    analyzed(EVERYBODY + people(3, seed=9))
    (tmp_path / "ledger").rename(private / "ledger.jsonl")
    (tmp_path / "closed").rename(private / "closed")
    result = audit(tmp_path / "outputs")[WAVE]
    assert not result.safe and "3 answers came or changed" in " ".join(result.violations)


def test_a_crash_before_the_line_is_written_is_made_good(closed, tmp_path: Path) -> None:
    """The folder of a closing is in place, the line is not: as after a power cut between the two."""
    ledger = tmp_path / "private" / "ledger.jsonl"
    line = ledger.read_text(encoding="utf-8")
    ledger.unlink()
    known = read_ledger(tmp_path / "private")
    assert [entry.line for entry in known.entries] == [line.rstrip("\n")]
    assert not ledger.exists()  # who only reads writes nothing
    later = replace(known.entries[0], number=2, wave="2027-05", previous=known.head)
    append(known, later)
    assert ledger.read_text(encoding="utf-8").splitlines() == [line.rstrip("\n"), later.line]


@pytest.mark.parametrize("what", ["changed", "cut", "inserted", "people", "folder"])
def test_a_ledger_that_was_changed_is_refused(what: str, closed, analyzed, tmp_path: Path) -> None:
    private = tmp_path / "private"
    ledger = private / "ledger.jsonl"
    line = ledger.read_text(encoding="utf-8")
    if what == "changed":
        assert '"k": 10' in line
        ledger.write_text(line.replace('"k": 10', '"k": 5'), encoding="utf-8")
    elif what == "cut":
        ledger.write_text(line[: len(line) // 2], encoding="utf-8")
    elif what == "inserted":
        ledger.write_text(line + line, encoding="utf-8")
    elif what == "people":
        path = private / "closed" / f"{WAVE}-1"
        People.of(read_people(path / PEOPLE).iloc[1:]).write(path)
    else:
        ledger.unlink()
        entry = private / "closed" / f"{WAVE}-1" / "entry.json"
        entry.write_text(json.dumps(json.loads(entry.read_text()) | {"previous": "1" * 64}), encoding="utf-8")
    with pytest.raises(UnsafeChange) as error:
        analyzed(EVERYBODY)
    assert "restore the private folder" in str(error.value)


@pytest.mark.skipif(os.name != "posix", reason="modes of files as POSIX has them")
def test_the_private_side_is_the_owners_alone(closed, tmp_path: Path) -> None:
    private = tmp_path / "private"
    for folder in (private, private / WAVE, private / "closed", private / "closed" / f"{WAVE}-1"):
        assert folder.stat().st_mode & 0o777 == 0o700, folder.name
    for name in ("ledger.jsonl", "key"):
        assert (private / name).stat().st_mode & 0o777 == 0o600, name


@pytest.mark.skipif(os.name != "posix", reason="modes of files as POSIX has them")
def test_a_private_folder_that_others_may_read_is_closed_to_them(analyzed, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir(mode=0o755)
    analyzed(EVERYBODY)
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700
