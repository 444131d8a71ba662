"""A respondent who asks to be forgotten is gone from the private side, and stays gone; a closed wave is not made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean.identity import read_keyring
from pipeline.cli import main
from pipeline.errors import SetupError, UnsafeChange
from pipeline.private.forget import forget
from pipeline.release.ledger import read_ledger
from pipeline.release.people_file import PEOPLE, read_people
from tests.private.rows import WAVE, people

EVERYBODY = people(240)
CODE = EVERYBODY[5]["respondent"]


def persons(folder: Path) -> set[str]:
    return set(read_people(folder / PEOPLE)["person"])


def test_a_respondent_is_deleted_from_drafts_and_closed_waves(begun, tmp_path: Path) -> None:
    private = tmp_path / "private"
    begun(EVERYBODY, closed=True)
    person = read_keyring(private).pseudonym(CODE)
    assert person in persons(private / WAVE) and person in persons(private / "closed" / f"{WAVE}-1")
    found = forget(private, CODE)
    assert (found.drafts, found.closed) == ((WAVE,), (WAVE,))
    assert person not in persons(private / WAVE) and person not in persons(private / "closed" / f"{WAVE}-1")
    last = read_ledger(private).entries[-1]
    assert (last.kind, last.of, last.answers) == ("forgotten", 1, len(EVERYBODY) - 1)
    assert person not in (private / "ledger.jsonl").read_text(encoding="utf-8")
    assert forget(private, CODE).closed == ()  # twice changes nothing


def test_a_closed_wave_is_not_made_again_without_them(begun, analyzed, tmp_path: Path) -> None:
    begun(EVERYBODY, closed=True)
    forget(tmp_path / "private", CODE)
    for rows in (EVERYBODY, [row for row in EVERYBODY if row["respondent"] != CODE]):
        with pytest.raises(UnsafeChange, match="somebody was forgotten"):
            analyzed(rows)


def test_later_exports_set_their_row_aside_with_the_reason(begun, analyzed, tmp_path: Path) -> None:
    begun(EVERYBODY)
    forget(tmp_path / "private", CODE)
    rows = analyzed(EVERYBODY).manifest.rows
    assert rows["set_aside"] == {"asked to be forgotten": 1} and rows["kept"] == len(EVERYBODY) - 1


def test_without_links_there_is_no_key_and_nobody_to_forget(begun, tmp_path: Path) -> None:
    begun(EVERYBODY, linked=False)
    assert not (tmp_path / "private" / "key").exists()
    assert set(read_people(tmp_path / "private" / WAVE / PEOPLE)["person"]) == {""}
    with pytest.raises(SetupError, match="not linked"):
        forget(tmp_path / "private", CODE)


def test_the_command_says_what_it_did(begun, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(EVERYBODY)
    assert main(["forget", CODE, "--private", str(tmp_path / "private")]) == 0
    said = capsys.readouterr().out
    assert f"waves {WAVE}" in said and "Delete it from the export files too" in said and CODE not in said
    assert main(["forget", " ", "--private", str(tmp_path / "private")]) == 4
    assert "no code was given" in capsys.readouterr().err
