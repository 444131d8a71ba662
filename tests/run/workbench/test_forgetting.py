"""Who asks to be forgotten is forgotten in what the workbench keeps, too; and the analyst hears of its copy of an export."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.clean.identity import keep_key, read_keyring
from pipeline.private.keep import secure
from pipeline.release.contributions import LINE, PERSON
from pipeline.release.people_file import PEOPLE, People, read_people
from pipeline.run.keeping import forget
from pipeline.run.workbench.work import opened, put


def test_a_draft_that_can_be_put_back_forgets_too(tmp_path: Path) -> None:
    private = tmp_path / "private"
    secure(private)
    keyring = read_keyring(private)
    keep_key(private, keyring)
    kept = private / "workbench" / "replaced" / "2026-11" / "private"
    kept.mkdir(parents=True)
    rows = pd.DataFrame({PERSON: [keyring.pseudonym("AB12"), keyring.pseudonym("CD34")], LINE: [2, 3]})
    People.of(rows).write(kept)
    put(opened(tmp_path / "outputs"), "export", "answers.csv", b"code\nAB12\n")
    told: list[str] = []
    forget("AB12", private, tell=told.append)
    assert read_people(kept / PEOPLE)[PERSON].tolist() == [keyring.pseudonym("CD34")]
    assert len(told) == 1 and "answers.csv" in told[0] and "AB12" not in told[0]


def test_without_a_copy_nothing_is_told(tmp_path: Path) -> None:
    private = tmp_path / "private"
    secure(private)
    keep_key(private, read_keyring(private))
    told: list[str] = []
    forget("AB12", private, tell=told.append)
    assert told == []
