"""Lists of contacts end: for one who is forgotten, for all on their last day, and after a crash."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.clean.identity import read_keyring
from pipeline.cli import main
from pipeline.errors import SetupError
from pipeline.private.contacts import INDEX, KeptContacts, contact_sentences, expired
from pipeline.private.forget import forget, forget_by_contact
from tests.private.asking import (
    COMMON,
    EVERYBODY,
    KEEP,
    LISTED,
    SHORT,
    TOPICS,
    ages,
    contacts,
    files,
    lists,
)
from tests.private.rows import WAVE, Row, people


def test_forgetting_by_code_takes_the_contact_out_of_every_wave_for_good(begun, listed, tmp_path: Path) -> None:
    private = tmp_path / "private"
    begun(EVERYBODY, contacts=True, closed=True)
    later = [row | {"respondent": EVERYBODY[i]["respondent"]} | _wish(EVERYBODY[i]) for i, row in enumerate(people(200, seed=2))]
    listed(later, wave="2027-02")
    person = EVERYBODY[2]
    found = forget(private, person["respondent"])
    assert found.contacts == (WAVE, "2027-02") and found.closed == (WAVE,)
    for wave in (WAVE, "2027-02"):
        assert contacts(tmp_path, wave) == set(LISTED) - {person["contact"]}
    owner = read_keyring(private).contact_owner(person["respondent"])
    assert not [path for path in private.rglob(INDEX) if owner in path.read_text(encoding="utf-8")]
    assert forget(private, person["respondent"]).contacts == ()
    listed(later, wave="2027-02")
    assert person["contact"] not in contacts(tmp_path, "2027-02")
    listed(later, wave="2027-03", linked=False)  # nor without the codes
    assert person["contact"] not in contacts(tmp_path, "2027-03") and len(contacts(tmp_path, "2027-03")) == len(LISTED) - 1


def _wish(row: Row) -> Row:
    return {name: row[name] for name in ("contact_consent", "contact", "contact_topics")}


def test_forgetting_by_code_works_where_only_the_contact_exists(listed, tmp_path: Path) -> None:
    """Somebody without a single rating is in no score, and is in the list."""
    ratings = {
        name: ""
        for name in EVERYBODY[2]
        if name in {item.id for item in SHORT.items} or name[-10:] in ("importance", "confidence")
    }
    rows = [
        *EVERYBODY[:2],
        EVERYBODY[2] | ratings | {f"{t}_{k}": "" for t in TOPICS for k in ("importance", "confidence")},
        *EVERYBODY[3:],
    ]
    listed(rows)
    assert rows[2]["contact"] in contacts(tmp_path)
    found = forget(tmp_path / "private", rows[2]["respondent"])
    assert (found.drafts, found.closed, found.contacts) == ((), (), (WAVE,))
    assert contacts(tmp_path) == set(LISTED) - {rows[2]["contact"]}


@pytest.mark.parametrize("linked", [True, False], ids=["linked", "not linked"])
def test_forgetting_by_contact_takes_it_out_for_good(linked: bool, listed, tmp_path: Path) -> None:
    private = tmp_path / "private"
    rows = [EVERYBODY[0] | {"contact": "Ada Q., ada@example.org, ext 4411"}, *EVERYBODY[1:]]
    listed(rows, linked=linked)
    for given in ("person002@example.org", " ADA@example.org"):
        assert forget_by_contact(private, given).contacts == (WAVE,)
        assert forget_by_contact(private, given).contacts == ()
    assert contacts(tmp_path) == set(LISTED) - {"person002@example.org"}
    kept = (private / "forgotten_contacts").read_text(encoding="utf-8")
    assert "@" not in kept and len(kept.split()[0]) == 64
    listed(rows, linked=linked)
    assert contacts(tmp_path) == set(LISTED) - {"person002@example.org"}


def test_a_name_that_two_share_takes_out_neither(listed, tmp_path: Path) -> None:
    rows = [
        EVERYBODY[0],
        EVERYBODY[1],
        EVERYBODY[2] | {"contact": "Ada Q., ext 4411"},
        EVERYBODY[3],
        EVERYBODY[4] | {"contact": "Ada R."},
    ]
    listed([*rows, *EVERYBODY[5:]])
    assert forget_by_contact(tmp_path / "private", "Ada").contacts == ()
    assert {"Ada Q., ext 4411", "Ada R."} <= contacts(tmp_path)


def test_the_last_one_of_a_role_takes_the_list_with_them(listed, tmp_path: Path) -> None:
    rows = [row | {"contact_consent": "Yes" if number == 2 else "No"} for number, row in enumerate(EVERYBODY)]
    listed(rows)
    assert contacts(tmp_path) == {rows[2]["contact"]}
    forget_by_contact(tmp_path / "private", rows[2]["contact"])
    assert not (tmp_path / "private" / WAVE / "contacts").exists()


def test_where_nobody_said_yes_there_is_no_list(listed, tmp_path: Path) -> None:
    listed([row | {"contact_consent": "No"} for row in EVERYBODY])
    assert not (tmp_path / "private" / WAVE / "contacts").exists()
    nobody = KeptContacts(people=0, without_contact=0, delete_after=date.today())
    assert contact_sentences(None, 0, tmp_path) == []
    assert contact_sentences(nobody, 0, tmp_path) == ["0 people asked to be contacted; nobody is listed."]
    assert contact_sentences(None, 1, tmp_path)[0].startswith("1 person asked to be contacted; their list")


def test_a_list_that_was_changed_is_told_and_nothing_is_half_forgotten(listed, tmp_path: Path) -> None:
    listed(EVERYBODY)
    folder = tmp_path / "private" / WAVE / "contacts"
    changed = sorted(folder.glob("*.csv"))[-1]
    changed.write_text("an e-mail;topics\nx;y\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in files(folder)}
    with pytest.raises(SetupError, match="cannot be read"):
        forget_by_contact(tmp_path / "private", "person002@example.org")
    assert {path: path.read_bytes() for path in files(folder)} == before


@pytest.mark.parametrize("given", ["", "  ", ",;"])
def test_a_blank_contact_is_refused(given: str, listed, tmp_path: Path) -> None:
    listed(EVERYBODY)
    with pytest.raises(SetupError, match="no contact was given"):
        forget_by_contact(tmp_path / "private", given)


def test_the_command_forgets_a_contact_and_repeats_nothing(listed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed(EVERYBODY)
    given = ["--private", str(tmp_path / "private")]
    assert main(["forget", "--contact", "person002@example.org", *given]) == 0
    said = "".join(capsys.readouterr())
    assert f"contact lists of waves {WAVE}" in said and "yours to delete" in said and "@" not in said
    assert main(["forget", "--contact", "person002@example.org", *given]) == 0
    assert "No list holds this contact" in capsys.readouterr().out
    assert main(["forget", EVERYBODY[4]["respondent"], *given]) == 0
    said = capsys.readouterr().out
    assert "No wave holds rows of this respondent" in said and f"contact lists of waves {WAVE}" in said


def test_lists_stay_until_their_last_day_and_no_longer(listed, tmp_path: Path) -> None:
    private, today = tmp_path / "private", date.today()
    listed(EVERYBODY)
    assert expired(private, today + timedelta(days=KEEP)) == () and contacts(tmp_path)
    assert expired(private, today + timedelta(days=KEEP + 1)) == (WAVE,)
    assert not (private / WAVE / "contacts").exists() and (private / WAVE).exists()
    assert expired(private, today + timedelta(days=KEEP + 1)) == () == expired(tmp_path / "nowhere", today)


@pytest.mark.parametrize(
    "index", ["", "{}", '{"delete_after": "soon", "people": []}', None], ids=["empty", "bare", "no date", "missing"]
)
def test_lists_that_do_not_tell_their_last_day_are_past_it(index: str | None, listed, tmp_path: Path) -> None:
    listed(EVERYBODY)
    path = tmp_path / "private" / WAVE / "contacts" / INDEX
    path.unlink() if index is None else path.write_text(index, encoding="utf-8")
    assert expired(tmp_path / "private", date.today()) == (WAVE,)


def test_what_a_crash_left_beside_a_wave_expires_too_and_other_folders_are_let_alone(listed, tmp_path: Path) -> None:
    private = tmp_path / "private"
    listed(EVERYBODY)
    (private / WAVE).rename(private / f".{WAVE}.previous")
    (private / "mine" / "contacts").mkdir(parents=True)
    assert expired(private, date.today() + timedelta(days=KEEP + 1)) == (WAVE,)
    assert (private / "mine" / "contacts").exists()


def test_every_command_that_opens_the_private_folder_ends_what_is_past_its_time(
    analyzed, listed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = "2027-02"
    analyzed(EVERYBODY, wave=later)
    out, private, export = (str(tmp_path / name) for name in ("outputs", "private", "answers.csv"))
    for command in (
        ["audit", f"{out}/{later}"],
        ["close", later, "--out", out],
        ["forget", "nobody", "--private", private],
        ["analyze", export, *COMMON, "--wave", later, "--out", out, "--quiet"],
    ):
        listed(EVERYBODY)
        ages(tmp_path, date.today() - timedelta(days=1))
        capsys.readouterr()
        assert main(command) == 0
        said = " ".join("".join(capsys.readouterr()).split())
        assert f"The contact lists of wave {WAVE} were past their time and are deleted." in said
        assert not (tmp_path / "private" / WAVE / "contacts").exists()


def test_analyzing_again_does_not_put_the_last_day_off(listed, tmp_path: Path) -> None:
    soon = date.today() + timedelta(days=3)
    listed(EVERYBODY)
    ages(tmp_path, soon)
    listed(EVERYBODY)
    assert {row["delete_after"] for rows in lists(tmp_path).values() for row in rows} == {soon.isoformat()}
    assert expired(tmp_path / "private", soon + timedelta(days=1)) == (WAVE,)
