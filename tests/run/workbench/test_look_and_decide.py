"""What was dropped is seen as the command sees it, refused in its words, and settled by choices alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli import main
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.run.looking import inspect
from pipeline.run.request import Request
from pipeline.run.workbench.decisions import (
    Decisions,
    answer_means,
    as_yaml,
    bound_to,
    decided,
    decisions,
    fitting,
    left_out,
    name_means,
)
from pipeline.run.workbench.look import Look, export_of, instrument_of, look
from pipeline.run.workbench.open_questions import OpenQuestions, open_questions
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import Work, opened, put, settled
from pipeline.tables import NOT_STATED
from sample_data import googleforms, msforms, qualtrics_forms, redcap
from sample_data.simulate import Organisation, organisation
from tests.cleaned import clean

SHORT = "tele_oncology_short"
SAMPLE = Path(__file__).parents[3] / "sample_data" / "small_center"


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument(SHORT)


@pytest.fixture(scope="module")
def forty(instrument: Instrument) -> Organisation:
    return organisation(2026, "forty", instrument=instrument)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return settled(opened(tmp_path / "outputs"), instrument=SHORT)


def dropped(work: Work, path: Path) -> Work:
    return put(work, "export", path.name, path.read_bytes())


def asked(work: Work) -> OpenQuestions:
    found = open_questions(work)
    assert isinstance(found, OpenQuestions)
    return found


def kept(work: Work, change: Callable[[Decisions], Decisions]) -> Work:
    instrument = instrument_of(work)
    assert isinstance(instrument, Instrument)
    made = decisions(work, instrument)
    assert isinstance(made, Decisions)
    changed = decided(work, instrument, change(made))
    assert isinstance(changed, Work), changed
    return changed


@pytest.fixture
def by_hand(work: Work, instrument: Instrument) -> Callable[..., Work]:
    """A work with an export of respondents who agree with everything, some cells replaced."""

    def make(*rows: dict[str, str]) -> Work:
        whole = [
            {"role": "Oncology nurse", "department": "Infusion center"} | {item.id: "Agree" for item in instrument.items} | row
            for row in rows
        ]
        header = list(dict.fromkeys(name for row in whole for name in row))
        path = work.out.with_name("answers.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows([[row.get(name, "") for name in header] for row in whole])
        return dropped(work, path)

    return make


def test_an_export_is_seen_as_inspect_sees_it(work: Work) -> None:
    path = SAMPLE / "2026-11.csv"
    put_in = put(dropped(work, path), "roster", "roster.csv", (SAMPLE / "roster.csv").read_bytes())
    seen, found = look(put_in), inspect(Request(path))
    assert isinstance(seen, Look)
    assert (seen.platform, seen.variant, seen.encoding) == (found["platform"], found["variant"], found["encoding"])
    assert (seen.respondents, seen.finished) == (found["respondents"], found["complete"])
    assert [question.answers for question in seen.questions] == [question["answers"] for question in found["questions"]]
    assert seen.warnings == tuple(found["warnings"]) and seen.wave == "2026-11"
    assert seen.fits[0].instrument == "tele_oncology" and seen.fits[0].bound > 100
    assert [(one.kind, one.rows > 10, one.refusal) for one in seen.lists] == [("roster", True, None)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\x00\x01\x02\x03" * 50),
        ("a.xlsx", b"this is no workbook"),
        ("a.csv", b"only a header\n"),
        ("a.sav", b"$FL2 cut"),
    ],
)
def test_a_broken_file_is_refused_in_the_words_of_the_command(
    work: Work, name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    refusal = look(put(work, "export", name, content))
    assert isinstance(refusal, Refusal) and open_questions(put(work, "export", name, content)) == refusal
    assert main(["inspect", str(tmp_path / name)]) == refusal.exit_code
    told = capsys.readouterr().err
    assert refusal.headline in told
    assert all(problem.what in told and problem.fix in told for problem in refusal.problems)


def test_a_broken_roster_is_told_beside_the_export_and_keeps_it_open(work: Work) -> None:
    put_in = put(dropped(work, SAMPLE / "2026-11.csv"), "roster", "roster.csv", b"role,department,staff\nNurze,Ward,many\n")
    seen = look(put_in)
    assert isinstance(seen, Look) and seen.lists[0].refusal is not None
    assert not asked(put_in).is_settled and asked(put_in).unmendable == seen.lists


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("google.csv", googleforms.write),
        ("labels.csv", partial(redcap.write, variant="labels")),
        ("answers.xlsx", msforms.write),
    ],
)
def test_forms_of_other_platforms_are_bound_by_taking_what_is_suggested(
    name: str, write: Callable[..., object], work: Work, forty: Organisation, instrument: Instrument, tmp_path: Path
) -> None:
    write(forty.fieldwork, instrument, tmp_path / name)
    put_in = dropped(work, tmp_path / name)
    for field in asked(put_in).fields:
        if field.suggestion is not None:
            put_in = kept(put_in, lambda made, f=field: bound_to(made, f.id, f.suggestion.binds))  # type: ignore[misc]
    assert asked(put_in).is_settled
    made, export = decisions(put_in, instrument), export_of(put_in)
    assert isinstance(made, Decisions) and not isinstance(export, Refusal)
    found = clean(export, instrument, made).everybody
    pd.testing.assert_frame_equal(found.ratings, forty.responses.ratings)


def test_codes_of_a_numeric_export_are_settled_by_choices(
    work: Work, forty: Organisation, instrument: Instrument, tmp_path: Path
) -> None:
    qualtrics_forms.write_numeric(forty.fieldwork, instrument, tmp_path / "numeric.csv", split=("barriers", "formats"))
    put_in = dropped(work, tmp_path / "numeric.csv")
    meanings = qualtrics_forms.recodes(instrument)
    for one in asked(put_in).answers:
        label = next(label for label, code in meanings[one.fields[0]].items() if code == one.written)
        code = next(code for code, shown in one.allowed.items() if shown == label)
        put_in = kept(put_in, lambda made, q=one, c=code: answer_means(made, q.place, q.written, c))  # type: ignore[misc]
    questions = asked(put_in)
    for name in questions.names:
        label = next(label for label, code in meanings[name.kind].items() if code == name.written)
        target = next(id_ for id_, shown in questions.allowed_names[name.kind].items() if shown == label)
        put_in = kept(put_in, lambda made, n=name, t=target: name_means(made, n.kind, n.written, t))  # type: ignore[misc]
    made, export = decisions(put_in, instrument), export_of(put_in)
    assert asked(put_in).is_settled and isinstance(made, Decisions) and not isinstance(export, Refusal)
    found = clean(export, instrument, made).everybody
    pd.testing.assert_frame_equal(found.ratings, forty.responses.ratings)
    assert found.people["role"].tolist() == forty.responses.people["role"].tolist()


def test_everything_that_is_open_is_asked_at_once(by_hand: Callable[..., Work]) -> None:
    rows = [{"role": "Nurze", "SK1": "Agreee", "UP1": "4", "WF1": "Disagree"} for _ in range(5)]
    rows += [{"UP1": "Agree", "comment": "I am afraid"}]
    put_in = by_hand(*rows)
    found = asked(put_in)
    told = {(one.place, one.written): (one.n, one.suggestion, one.among_words) for one in found.answers}
    assert told == {("SK1", "Agreee"): (5, "4", False), ("UP1", "4"): (5, "", True)}
    assert [(one.kind, one.written, one.n) for one in found.names] == [("role", "Nurze", 5)]
    assert found.stopped_by_names == ("role",) and not found.is_settled
    settled_work = kept(put_in, lambda made: answer_means(made, "SK1", "Agreee", "4"))
    settled_work = kept(settled_work, lambda made: answer_means(made, "UP1", "4", ""))
    settled_work = kept(settled_work, lambda made: name_means(made, "role", "Nurze", ""))
    assert asked(settled_work).is_settled
    back = kept(settled_work, lambda made: name_means(made, "role", "Nurze", None))
    assert not asked(back).is_settled


def test_answers_of_texts_and_persons_are_never_among_what_is_shown(by_hand: Callable[..., Work]) -> None:
    rows = [{"comment": f"Comment number {n} of mine", "your e-mail": f"somebody{n}@center.org"} for n in range(12)]
    put_in = kept(by_hand(*rows), lambda made: bound_to(made, "role", "your e-mail"))
    found, seen = asked(put_in), look(put_in)
    assert "Comment number" not in repr((found, seen)) and "@center" not in repr((found, seen))
    assert any("identifies people" in doubt.what for doubt in found.doubts) and not found.is_settled
    assert next(column for column in found.columns if column.header == "your e-mail").personal


def test_a_column_can_be_chosen_left_out_and_found_again(by_hand: Callable[..., Work]) -> None:
    put_in = by_hand(*[{"role": "", "who are you": "Oncology nurse"}] * 6)
    chosen = kept(put_in, lambda made: bound_to(made, "role", "who are you"))
    field = next(one for one in asked(chosen).fields if one.id == "role")
    assert (field.state, field.columns, field.how) == ("bound", ("who are you",), "binding file")
    out = kept(chosen, lambda made: left_out(made, "department"))
    assert next(one for one in asked(out).fields if one.id == "department").state == "left_out"
    back = kept(kept(out, lambda made: left_out(made, "department", False)), lambda made: bound_to(made, "role", None))
    assert {one.id: one.state for one in asked(back).fields if one.id in ("role", "department")} == {
        "role": "bound",
        "department": "bound",
    }


def test_a_missing_role_is_needed_and_comes_with_columns(by_hand: Callable[..., Work], instrument: Instrument) -> None:
    text = next(question.text for question in instrument.questions if question.id == "role")
    rows = [{"role": "x", f"{text[:-1]} now": "Oncology nurse"} for _ in range(3)]
    put_in = kept(by_hand(*rows), lambda made: bound_to(made, "role", "no such column"))
    first = asked(put_in).fields[0]
    assert (first.id, first.state, first.needed) == ("role", "wrong", True) and "no column" in first.reason
    assert first.suggestion is not None and first.suggestion.binds == f"{text[:-1]} now"
    assert isinstance(first.suggestion.fit, float) and first.suggestion.fit == 1


def test_what_cannot_be_decided_is_refused_and_changes_nothing(by_hand: Callable[..., Work], instrument: Instrument) -> None:
    put_in = kept(by_hand({}), lambda made: answer_means(made, "SK1", "Yes", "5"))
    before = put_in.files["binding"].read_bytes()
    refusal = decided(put_in, instrument, Decisions(answers={"SK1": {"Yes": "7"}}))
    assert isinstance(refusal, Refusal) and "'7' is no answer of SK1" in refusal.problems[0].what
    assert put_in.files["binding"].read_bytes() == before


def test_what_a_person_wrote_by_hand_stays(by_hand: Callable[..., Work], tmp_path: Path) -> None:
    text = '# mine\ncolumns:\n  SK1: UP1\nroles: {"Nurze": rn_onc}\nwithout: [department]\n'
    put_in = put(by_hand({}), "binding", "mine.yml", text.encode())
    changed = kept(put_in, lambda made: name_means(made, "role", "Docter", "onc_med"))
    written = changed.files["binding"].read_text(encoding="utf-8")
    assert "SK1: UP1" in written and "Nurze: rn_onc" in written and "Docter: onc_med" in written and "# mine" not in written
    assert [path.name for path in changed.files["binding"].parent.iterdir()] == ["binding.yaml"]


def test_no_decision_gives_a_file_that_says_nothing(instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(as_yaml(Decisions()), encoding="utf-8")
    assert fitting(path, instrument) == Decisions()


def test_of_old_decisions_only_what_fits_stays(instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    gone = {"gone": {"a": "1"}, "SK1": {"Yes": "5", "No": "77", "?": ""}}
    roles = {"Nurze": "rn_onc", "Smith": "smith", "Visitor": ""}
    made = Decisions(columns={"SK1": "a", "gone": "b"}, answers=gone, roles=roles, without=("gone", "department"))
    path.write_text(as_yaml(made), encoding="utf-8")
    assert fitting(path, instrument) == Decisions(
        columns={"SK1": "a"},
        answers={"SK1": {"Yes": "5", "?": ""}},
        roles={"Nurze": "rn_onc", "Visitor": ""},
        without=("department",),
    )
    assert NOT_STATED not in as_yaml(made)
