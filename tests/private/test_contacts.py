"""Only who said yes is listed, with the topics they asked for; the list leads to no answer, into no output, and ends."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.contacts import who_agreed
from pipeline.clean.private_texts import private_columns
from pipeline.cli import main
from pipeline.errors import DecisionNeeded, NothingToRelease, SetupError
from pipeline.ingest.read import read_export
from pipeline.ingest.sensitive import personal_columns
from pipeline.instrument.document import read_yaml
from pipeline.instrument.load import LIBRARY
from pipeline.private.forget import forget_by_contact
from pipeline.release.people_file import PEOPLE, read_people
from tests.cleaned import clean
from tests.private.asking import (
    COMMON,
    EVERYBODY,
    KEEP,
    LISTED,
    NO_BINDING,
    SHORT,
    TOPICS,
    contacts,
    files,
    lists,
)
from tests.private.rows import WAVE, people, write


def test_the_lists_hold_exactly_those_who_agreed_with_role_and_topics(begun, tmp_path: Path) -> None:
    begun(EVERYBODY, contacts=True)
    found = lists(tmp_path)
    assert contacts(tmp_path) == set(LISTED) and sum(map(len, found.values())) == len(LISTED) == 90
    until = (date.today() + timedelta(days=KEEP)).isoformat()
    for role, rows in found.items():
        for row in rows:
            given = LISTED[row["contact"]]
            assert role == given["role"] and list(row) == ["contact", "topics", "delete_after"]
            assert (row["topics"], row["delete_after"]) == (given["contact_topics"], until)


def test_nothing_is_listed_unless_it_is_wanted_and_the_summary_says_how_many_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = str(write(EVERYBODY, tmp_path / "answers.csv"))
    given = ["analyze", export, *COMMON, "--wave", WAVE, "--out", str(tmp_path / "outputs")]
    assert main([*given, "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "100 people asked to be contacted; their list is written by `analyze --contacts`" in said
    assert not (tmp_path / "private" / WAVE / "contacts").exists()
    assert main([*given, "--contacts"]) == 0
    said = " ".join("".join(capsys.readouterr()).split())
    assert "100 people asked to be contacted, 10 of them left no contact; 90 listed by role in" in said
    assert contacts(tmp_path) == set(LISTED) and "@" not in said
    assert main(given) == 0  # a run without the switch takes the lists away
    assert not (tmp_path / "private" / WAVE / "contacts").exists()


def test_an_export_without_the_questions_says_nothing_and_cannot_be_listed(
    analyzed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = str(write(people(60), tmp_path / "answers.csv"))
    given = ["analyze", export, *COMMON, "--wave", WAVE, "--out", str(tmp_path / "outputs")]
    assert main(given) == 0
    assert "contacted" not in capsys.readouterr().out
    manifest = json.loads((tmp_path / "outputs" / WAVE / "manifest.json").read_text(encoding="utf-8"))
    assert not [field for field in manifest["not_asked"] if field.startswith("contact")]
    assert main([*given, "--contacts"]) == 4
    assert "no column carries contact_consent" in capsys.readouterr().err


def test_the_order_is_by_chance_and_another_one_each_time(listed, tmp_path: Path) -> None:
    def order() -> list[str]:
        listed(EVERYBODY)
        return [row["contact"] for rows in lists(tmp_path).values() for row in rows]

    first, second = order(), order()
    assert first != second and sorted(first) == sorted(second)
    for rows in lists(tmp_path).values():  # the smallest list has more than six rows: one order in a thousand is the file's
        if len(rows) > 6:
            given = [row["contact"] for row in rows]
            assert given not in (sorted(given), sorted(given, reverse=True))


def test_no_file_beside_the_lists_holds_a_contact_and_the_lists_hold_no_pseudonym(begun, tmp_path: Path) -> None:
    """Neither do scores, releases and contributions hold whether somebody agreed, or about what."""
    bundle = begun(EVERYBODY, contacts=True)
    folder = tmp_path / "private" / WAVE / "contacts"
    elsewhere = [path for path in files(tmp_path) if folder not in path.parents and path.name != "answers.csv"]
    needles = [contact.encode() for contact in LISTED]
    assert not [path for path in elsewhere for needle in needles if needle in path.read_bytes()]
    persons = read_people(tmp_path / "private" / WAVE / PEOPLE)
    pseudonyms = set(persons["person"])
    assert len(pseudonyms) == len(EVERYBODY) and not [name for name in persons if "contact" in name]
    inside = b"".join(path.read_bytes() for path in files(folder)).decode("utf-8")
    assert not [one for one in pseudonyms if one in inside]
    assert not [row["respondent"] for row in EVERYBODY if row["respondent"] in inside]
    assert bundle.manifest.input["columns"]["sensitive_dropped"] == ["contact"]
    for name in ("manifest.json", "report.html"):
        text = (bundle.path / name).read_text(encoding="utf-8")
        assert "contact_consent" not in text and "delete_after" not in text
    for path in bundle.path.rglob("*.parquet"):
        frame = pd.read_parquet(path)
        assert not [name for name in frame if "contact" in name]
        assert not frame.astype("str").isin(["contact", "contact_consent", "contact_topics"]).any(axis=None)


@pytest.mark.parametrize("wanted", [False, True], ids=["off", "on"])
def test_a_contact_in_an_output_stops_the_publishing(wanted: bool, analyzed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A careless change of ours puts a contact, and parts of another one, into the report."""
    import pipeline.publish.writers

    planted = ("person002@example.org", "Ada Quennell", "303-555-0102")
    real = pipeline.publish.writers.report_html
    monkeypatch.setattr(pipeline.publish.writers, "report_html", lambda *given: real(*given) + f"<p>{' | '.join(planted)}</p>")
    rows = [EVERYBODY[0] | {"contact": "Ada Quennell, call 303-555-0102 (work)"}, *EVERYBODY[1:]]
    with pytest.raises(NothingToRelease, match=r"report.html holds 3 text\(s\) of column 'contact'") as error:
        analyzed(rows, contacts=wanted)
    assert not [text for text in planted if text in str(error.value)]


def test_a_contact_that_the_instrument_says_itself_stops_nothing(tmp_path: Path) -> None:
    rows = [EVERYBODY[0] | {"contact": "Infusion center (office)"}, EVERYBODY[1] | {"contact": "front desk"}, *EVERYBODY[2:]]
    export = read_export(write(rows, tmp_path / "answers.csv"))
    private = private_columns(export, clean(export, SHORT, NO_BINDING).bound, (), SHORT, personal_columns(export))
    sought = [one for one in private.sought(SHORT) if one.column == "contact"]
    looked_for = {word for one in sought for word in one.words.to_pylist() if word not in one.known}
    assert looked_for == {"infusion center (office)"} | {row["contact"] for row in EVERYBODY[2:] if row["contact"]}


@pytest.mark.parametrize("header", ["contact", "How do we reach you?"])
def test_inspect_lists_no_contact(header: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not where several people leave one contact, so that it looks like a choice, and not under another header."""
    rows = [row | {"contact": f"desk {number % 3} west"} for number, row in enumerate(people(60))]
    export = write(
        [{header if name == "contact" else name: cell for name, cell in row.items()} for row in rows], tmp_path / "a.csv"
    )
    (tmp_path / "a.binding.yaml").write_text(f'columns: {{contact: "{header}"}}\n', encoding="utf-8")
    for more in ([], ["--json"]):
        assert main(["inspect", str(export), "--instrument", "tele_oncology_short", *more]) == 0
        assert "desk 1" not in "".join(capsys.readouterr())


@pytest.mark.skipif(os.name != "posix", reason="modes of files as POSIX has them")
def test_the_lists_are_the_owners_alone(analyzed, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        analyzed(EVERYBODY, contacts=True, linked=False)
    finally:
        os.umask(before)
    folder = tmp_path / "private" / WAVE / "contacts"
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in files(folder)} == {0o600}


def test_one_contact_twice_is_one_row_and_a_later_no_takes_it_away(listed, tmp_path: Path) -> None:
    rows = [dict(row) for row in EVERYBODY]
    for number, (consent, contact) in {
        190: ("Yes", " PERSON002@example.org "),  # again, written otherwise
        191: ("No", "person004@example.org"),  # no, later
        1: ("No", "person006@example.org"),  # no, and yes later
        192: ("Yes", "+1 (303) 555-0101"),
        194: ("Yes", "303.555.0101"),
    }.items():
        rows[number] |= {"contact_consent": consent, "contact": contact}
    listed(rows)
    found = [row["contact"] for of_role in lists(tmp_path).values() for row in of_role]
    assert "person002@example.org" not in found and found.count("PERSON002@example.org") == 1
    assert "person004@example.org" not in found and found.count("person006@example.org") == 1
    assert [contact for contact in found if "303" in contact] == ["303.555.0101"]


def test_who_answered_carelessly_or_without_a_role_did_ask(listed, tmp_path: Path) -> None:
    """The list must not tell whose ratings were set aside."""
    rows = [row | {"attention": "4"} for row in EVERYBODY]
    rows[2] |= dict.fromkeys([item.id for item in SHORT.items], "5") | {"attention": "1"}
    rows[4] |= {"role": ""}
    assert list(listed(rows).rows.set_aside.values()) == [1]
    found = lists(tmp_path)
    assert rows[2]["contact"] in {row["contact"] for row in found[rows[2]["role"]]}
    assert [row["contact"] for row in found["not_stated"]] == [rows[4]["contact"]]


def test_of_two_answers_of_one_respondent_the_later_counts(listed, tmp_path: Path) -> None:
    rows = [*EVERYBODY, EVERYBODY[3] | {"respondent": EVERYBODY[2]["respondent"], "contact_consent": "No", "contact": ""}]
    assert listed(rows).rows.set_aside == {"answered again later": 1}
    assert contacts(tmp_path) == set(LISTED) - {EVERYBODY[2]["contact"]}


@pytest.mark.parametrize("form", ["ids", "split", "labels split"])
def test_topics_may_be_joined_or_have_columns_of_their_own(form: str, listed, tmp_path: Path) -> None:
    rows = []
    for row in EVERYBODY:
        wanted = [topic for topic, label in TOPICS.items() if label in row["contact_topics"]]
        kept = {name: cell for name, cell in row.items() if name != "contact_topics"}
        if form == "ids":
            kept["contact_topics"] = ",".join(wanted)
        else:
            marks = {topic: TOPICS[topic] if form.startswith("labels") else "1" for topic in wanted}
            kept |= {f"contact_topics_{topic}": marks.get(topic, "") for topic in TOPICS}
        rows.append(kept)
    listed(rows)
    for of_role in lists(tmp_path).values():
        for row in of_role:
            assert row["topics"] == LISTED[row["contact"]]["contact_topics"]


def test_an_answer_that_nobody_knows_is_no_yes_and_needs_a_decision_where_lists_are_wanted(listed, tmp_path: Path) -> None:
    rows = [EVERYBODY[0], EVERYBODY[1] | {"contact_consent": "Only by mail"}, *EVERYBODY[2:]]
    export = read_export(write(rows, tmp_path / "answers.csv"))
    assert len(who_agreed(export, clean(export, SHORT, NO_BINDING), SHORT, NO_BINDING)) == 100
    with pytest.raises(DecisionNeeded, match="'Only by mail' are not among the answers of contact_consent"):
        listed(rows)
    listed(rows, binding=BindingFile(answers={"contact_consent": {"Only by mail": "0"}}))
    assert contacts(tmp_path) == set(LISTED)


@pytest.mark.parametrize("field", ["contact_consent", "contact_topics"])
def test_a_contact_in_the_wrong_column_is_told_without_its_text(field: str, listed) -> None:
    rows = [row | {field: "ada@example.org" if number < 2 else row[field]} for number, row in enumerate(EVERYBODY)]
    with pytest.raises(DecisionNeeded, match=f"2 answer\\(s\\) of {field} look like a contact") as error:
        listed(rows)
    assert "ada@" not in str(error.value)


def test_cells_cannot_be_calculated_and_are_found_again(listed, tmp_path: Path) -> None:
    phone = "+1 303 555 0102"
    rows = [EVERYBODY[0] | {"contact": phone}, EVERYBODY[1], EVERYBODY[2] | {"contact": '=HYPERLINK("x")\nhere'}, *EVERYBODY[3:]]
    listed(rows)
    assert {f"'{phone}", '\'=HYPERLINK("x") here'} <= contacts(tmp_path)
    assert forget_by_contact(tmp_path / "private", phone).contacts == (WAVE,)
    assert f"'{phone}" not in contacts(tmp_path) and '\'=HYPERLINK("x") here' in contacts(tmp_path)


def test_names_of_lists_are_ids_of_the_instrument(listed, tmp_path: Path) -> None:
    rows = [row | ({"role": "../../escaped"} if number == 2 else {}) for number, row in enumerate(EVERYBODY)]
    listed(rows)
    assert set(lists(tmp_path)) <= {role.id for role in SHORT.roles} | {"not_stated"}
    assert not list(tmp_path.rglob("*escaped*"))


def test_an_instrument_without_the_questions_lists_nobody(analyzed, tmp_path: Path) -> None:
    values = read_yaml(LIBRARY / "tele_oncology.yaml").values
    questions = [question for question in values["questions"] if not question["id"].startswith("contact")]
    own = tmp_path / "own.yaml"
    head = {"extends": SHORT.id, "id": "own", "questions": questions}
    own.write_text(yaml.safe_dump(head), encoding="utf-8")
    with pytest.raises(SetupError, match="asks nobody for a contact"):
        analyzed(EVERYBODY, contacts=True, instrument=str(own))
