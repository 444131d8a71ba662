"""A piece of work on the disk: what may be put, who can read it, what is there after a restart, and nothing after discarding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.run.workbench.names import safe_name
from pipeline.run.workbench.running import discard
from pipeline.run.workbench.work import KINDS, Work, opened, put, request, settled, take_away


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return opened(tmp_path / "outputs")


def test_nothing_is_written_before_something_is_put(work: Work) -> None:
    assert not work.files and not work.private.exists()
    with pytest.raises(UserError, match="there is no export yet"):
        request(work)


def test_a_file_is_kept_for_its_owner_alone_and_is_there_after_a_restart(work: Work) -> None:
    put_in = settled(put(work, "export", "2027-02 answers.CSV", b"a,b\n1,2\n"), instrument="tele_oncology_short")
    again = opened(work.out)
    assert again == put_in and again.mark == put_in.mark
    path = again.files["export"]
    assert path.read_bytes() == b"a,b\n1,2\n" and path.name == "2027-02 answers.csv"
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert all(folder.stat().st_mode & 0o077 == 0 for folder in (path.parent, work.folder, work.private))
    asked = request(again)
    assert (asked.export, asked.wave, asked.instrument) == (path, "2027-02", "tele_oncology_short")
    assert (asked.out, asked.private_folder) == (work.out, work.private)


def test_one_file_of_a_kind(work: Work) -> None:
    first = put(work, "export", "a.csv", b"x\n1\n")
    second = put(first, "export", "b.xlsx", b"PK")
    assert [path.name for path in second.files["export"].parent.iterdir()] == ["b.xlsx"]
    assert second.mark != first.mark if first.files["export"].exists() else True
    assert opened(work.out).files == second.files
    assert not take_away(second, "export").files and not opened(work.out).files


@pytest.mark.parametrize(
    ("kind", "name", "content", "told"),
    [
        ("export", "answers.pdf", b"x", "'.pdf' is not read here"),
        ("export", "answers", b"x", "no ending"),
        ("roster", "roster.sav", b"x", "'.sav' is not read here"),
        ("binding", "binding.json", b"x", "'.json' is not read here"),
        ("export", "answers.csv", b"", "empty"),
        ("binding", "b.yaml", b"x" * (KINDS["binding"].most + 1), "larger than 5 MB"),
    ],
)
def test_what_cannot_be_read_is_not_kept(work: Work, kind: str, name: str, content: bytes, told: str) -> None:
    with pytest.raises(UserError, match=told):
        put(work, kind, name, content)
    assert not work.folder.exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\answers.csv", "answers.csv"),
        ("~$answers.xlsx", "answers.xlsx"),
        (".hidden.csv", "hidden.csv"),
        ("a\x00b\n?.csv", "a_b__.csv"),
        ("....csv", "export.csv"),
        ("con.csv", "export.csv"),
        ("Staff survey(1-40).xlsx", "Staff survey(1-40).xlsx"),
        ("réponses été.csv", "réponses été.csv"),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_of_a_name_only_what_is_safe_is_kept(name: str, safe: str) -> None:
    assert safe_name(name, "export") == safe


def test_choices_that_cannot_be_read_are_chosen_again(work: Work) -> None:
    settled(work, wave="2027-02")
    (work.folder / "work.json").write_text("{", encoding="utf-8")
    assert opened(work.out).options.wave == ""


def test_nothing_is_left_after_discarding(work: Work) -> None:
    full = settled(put(put(work, "export", "a.csv", b"x\n1\n"), "roster", "r.csv", b"role\n"), wave="2027-02")
    assert discard(full) == opened(work.out)
    assert not work.folder.exists()
