"""A foreign questionnaire: drafted, edited and confirmed as values, written as the instrument that the command reads."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.ingest.asked import asked
from pipeline.ingest.read import read_export
from pipeline.instrument.draft import draft
from pipeline.instrument.load import load_instrument
from pipeline.run.workbench.look import Look, instrument_of, look
from pipeline.run.workbench.open_questions import OpenQuestions, open_questions
from pipeline.run.workbench.questionnaire import OTHER_CAUSE, Questionnaire, confirmed, unconfirmed
from pipeline.run.workbench.questionnaire_draft import choice_from, drafted, in_order, offered, unordered
from pipeline.run.workbench.questionnaire_edits import (
    added,
    apart,
    asking,
    caused,
    dropped,
    excluded,
    flipped,
    grouped,
    intending,
    measuring,
    moved,
    ordered,
    pointing,
    relabelled,
    reversing,
    without,
)
from pipeline.run.workbench.questionnaire_file import as_json, edited, from_json, known_causes, written
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import OWN, Work, opened, put

AGREE = ("Disagree", "Neutral", "Agree")
OFTEN = ("Never", "Sometimes", "Always")


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """An export of a questionnaire that nobody described."""
    rows = [
        {
            "What is your profession?": ("Nurse", "Doctor", "Clerk")[n % 3],
            "Which ward do you work on?": ("North", "South")[n % 2],
            "Video visits [are useful]": AGREE[n % 3],
            "Video visits [are too much work]": AGREE[(n + 1) % 3],
            "Video visits [are not for me]": "Does not apply" if n == 4 else AGREE[(n + 2) % 3],
            "How often do you hold video visits?": OFTEN[n % 3],
            "How sure are you (1 to 5)?": str(1 + n % 5),
            "What holds you back?": ("No time;No camera", "No camera", "No time")[n % 3],
            "Comments": f"My very own comment number {n}",
        }
        for n in range(30)
    ]
    path = tmp_path / "video.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return put(opened(tmp_path / "outputs"), "export", path.name, path.read_bytes())


@pytest.fixture
def made(work: Work) -> Questionnaire:
    found = drafted(work)
    assert isinstance(found, Questionnaire)
    return found


def scale_with(made: Questionnaire, text: str) -> str:
    return next(scale.id for scale in made.scales if any(text in item.text for item in scale.items))


def item_with(made: Questionnaire, text: str) -> str:
    return next(item.id for scale in made.scales for item in scale.items if text in item.text)


def test_every_mark_of_a_draft_is_a_guess_with_its_reason(work: Work, made: Questionnaire) -> None:
    export = read_export(work.files["export"])
    text = draft(asked(export), "video").instrument
    marks = [line.split("# check: ")[1] for line in text.splitlines() if "# check: " in line and not line.startswith("#")]
    reasons = {guess.reason for guess in made.guesses}
    of_places = {"the first scale, by its place only", "the other scales"}
    assert set(marks) - of_places <= reasons and len(marks) > 8
    measures = [guess for guess in made.guesses if guess.key.startswith("measures.")]
    assert len(measures) == len(made.scales) and unconfirmed(made) == made.guesses


def test_what_is_drafted_is_written_and_loads(work: Work, made: Questionnaire) -> None:
    kept = written(work, made)
    assert isinstance(kept, Work) and kept.options.instrument == OWN
    instrument = load_instrument(kept.instrument)
    assert [scale.id for scale in instrument.scales] == [scale.id for scale in made.scales]
    assert {role.label for role in instrument.roles} == {"Nurse", "Doctor", "Clerk"}
    found, seen = open_questions(kept), look(kept)
    assert isinstance(found, OpenQuestions) and found.is_settled
    assert isinstance(seen, Look) and (seen.fits[0].instrument, seen.fits[0].bound) == (OWN, seen.fits[0].of)


def test_an_edited_questionnaire_is_there_after_a_restart(work: Work, made: Questionnaire) -> None:
    changed = confirmed(replace(made, title="Vidéo ✓"), {made.guesses[0].key})
    assert from_json(as_json(changed)) == changed
    assert isinstance(written(work, changed), Work) and edited(opened(work.out)) == changed


def test_a_file_of_an_instrument_takes_the_place_of_what_was_edited(work: Work, made: Questionnaire) -> None:
    kept = written(work, made)
    assert isinstance(kept, Work)
    assert edited(put(kept, "instrument", "mine.yaml", kept.files["instrument"].read_bytes())) is None


def test_the_order_of_answers(work: Work, made: Questionnaire) -> None:
    name = next(scale.answers for scale in made.scales if scale.id == scale_with(made, "How sure"))
    turned = flipped(made, name)
    assert [one.code for one in next(a for a in turned.answers if a.id == name).scored] == ["5", "4", "3", "2", "1"]
    assert f"answers.{name}" not in {guess.key for guess in unconfirmed(turned)}
    some = ordered(made, name, ["1", "3", "5"])
    answers = next(a for a in some.answers if a.id == name)
    assert [one.score for one in answers.answers] == [1, 2, 3, None, None]
    out = next(a for a in excluded(some, name, "2", True).answers if a.id == name)
    assert [one.code for one in out.answers if one.excluded] == ["2"]
    kept = written(work, excluded(some, name, "2", True))
    assert isinstance(kept, Work)
    scale = load_instrument(kept.instrument).answer_scale[name]
    assert (scale.low, scale.high) == (1, 3) and [a.not_applicable for a in scale.answers if a.code == "2"] == [True]


def test_what_scales_measure(work: Work, made: Questionnaire) -> None:
    useful, often, sure = (scale_with(made, text) for text in ("useful", "How often", "How sure"))
    changed = measuring(measuring(measuring(made, useful, "willingness"), often, "beside"), sure, "readiness")
    changed = pointing(intending(changed, useful), often, known_causes()[0].id)
    kept = written(work, changed)
    assert isinstance(kept, Work)
    instrument = load_instrument(kept.instrument)
    assert (instrument.willingness.scales, instrument.readiness.scales) == ((useful,), (sure,))
    assert instrument.drivers == (often,) and instrument.intention == useful
    assert [(cause.id, cause.scales) for cause in instrument.causes if cause.scales] == [(known_causes()[0].id, (often,))]
    assert all(cause.action for cause in instrument.causes if cause.id != OTHER_CAUSE)


def test_a_scale_that_is_left_out_asks_nothing_any_more(made: Questionnaire) -> None:
    sure = scale_with(made, "How sure")
    out = measuring(made, sure, "nothing")
    answers = next(scale.answers for scale in made.scales if scale.id == sure)
    keys = {guess.key for guess in unconfirmed(out)}
    assert not {f"scales.{sure}", f"measures.{sure}", f"answers.{answers}"} & keys


def test_without_readiness_it_is_refused_and_no_choice_is_lost(work: Work, made: Questionnaire) -> None:
    nothing = made
    for scale in made.scales:
        nothing = measuring(nothing, scale.id, "willingness")
    refusal = written(work, nothing)
    assert isinstance(refusal, Refusal) and refusal.exit_code == 4
    assert [problem.what for problem in refusal.problems] == ["no scale measures readiness"]
    assert edited(work) == nothing


def test_items_are_reversed_moved_and_set_apart(made: Questionnaire) -> None:
    useful, burden = scale_with(made, "useful"), item_with(made, "too much work")
    turned = reversing(made, burden, True)
    assert [item.reverse for s in turned.scales for item in s.items if item.id == burden] == [True]
    assert f"items.{burden}" not in {guess.key for guess in unconfirmed(turned)}
    alone = apart(made, {burden}, "Burden")
    assert [len(s.items) for s in alone.scales if s.id == useful or s.label == "Burden"] == [2, 1]
    assert next(s for s in alone.scales if s.label == "Burden").answers == next(s for s in made.scales if s.id == useful).answers
    back = moved(alone, burden, useful)
    assert all(s.label != "Burden" for s in back.scales) and len(back.scales) == len(made.scales)


def test_groups_causes_and_options(work: Work, made: Questionnaire) -> None:
    roles = next(choice for choice in made.choices if choice.id == "role")
    nurse, doctor, clerk = (next(o.id for o in roles.options if o.label == label) for label in ("Nurse", "Doctor", "Clerk"))
    changed = grouped(made, "role", {nurse: "Bedside", doctor: "Bedside", clerk: "Office"})
    changed = relabelled(added(changed, "role", "Porter"), "role", nurse, "Registered nurse")
    barriers = next(choice for choice in made.choices if choice.id == "barriers")
    changed = caused(changed, {barriers.options[0].id: known_causes()[0].id})
    kept = written(work, changed)
    assert isinstance(kept, Work)
    instrument = load_instrument(kept.instrument)
    assert {group.label for group in instrument.role_groups} == {"Bedside", "Office"}
    assert {role.label for role in instrument.roles} == {"Registered nurse", "Doctor", "Clerk", "Porter"}
    assert {barrier.cause for barrier in instrument.barriers} == {known_causes()[0].id, OTHER_CAUSE}
    found = open_questions(kept)
    assert isinstance(found, OpenQuestions) and found.is_settled  # what people wrote is a synonym of the new label
    fewer = written(kept, dropped(changed, "role", clerk))
    assert isinstance(fewer, Work)
    again = open_questions(fewer)
    assert isinstance(again, OpenQuestions) and [one.written for one in again.names] == ["Clerk"]


def test_another_question_can_be_the_department(work: Work, made: Questionnaire) -> None:
    export = read_export(work.files["export"])
    others = {one.text: one for one in offered(export)}
    assert "Comments" not in others and others["What holds you back?"].is_multiple
    chosen = choice_from(export, "department", others["How often do you hold video visits?"].id)
    changed = asking(made, chosen)
    assert all("How often" not in item.text for scale in changed.scales for item in scale.items)
    kept = written(work, changed)
    assert isinstance(kept, Work)
    assert {one.label for one in load_instrument(kept.instrument).departments} == set(OFTEN)
    none = written(kept, without(without(changed, "department"), "barriers"))
    assert isinstance(none, Work)
    instrument = load_instrument(none.instrument)
    assert not instrument.departments and not instrument.barriers
    found = open_questions(none)
    assert isinstance(found, OpenQuestions) and found.is_settled


def test_no_answer_of_a_text_is_drafted(made: Questionnaire) -> None:
    assert "My very own" not in repr(made)


def test_an_export_without_ratings_gives_no_questionnaire(tmp_path: Path) -> None:
    text = "name of dog\n" + "\n".join(f"Rex {n}" for n in range(9))
    found = drafted(put(opened(tmp_path / "outputs"), "export", "dogs.csv", text.encode()))
    assert isinstance(found, Refusal) and found.exit_code == 5


def test_answers_in_a_language_that_no_list_knows_are_put_in_order_by_a_person(tmp_path: Path) -> None:
    words = ("Stimme nicht zu", "Teils, teils", "Stimme zu")
    rows = [f"{words[n % 3]};{words[(n + 1) % 3]};{('ja', 'nein')[n % 2]}" for n in range(20)]
    text = "\n".join(["Video ist nützlich;Video ist einfach;Schon versucht?", *rows])
    work = put(opened(tmp_path / "outputs"), "export", "antworten.csv", text.encode())
    refusal, export = drafted(work), read_export(work.files["export"])
    assert isinstance(refusal, Refusal) and "--labels" not in refusal.problems[0].fix
    found = {frozenset(one.answers): one.questions for one in unordered(work, export)}
    assert found[frozenset(words)] == ("Video ist nützlich", "Video ist einfach")
    ordered_work = in_order(in_order(work, words[::-1]), words)
    assert ordered_work.options.orders == (words,) == opened(work.out).options.orders
    made = drafted(ordered_work)
    assert isinstance(made, Questionnaire)
    assert [one.label for one in made.answers[0].scored] == list(words)
    assert frozenset(words) not in {frozenset(one.answers) for one in unordered(ordered_work, export)}


def test_nothing_is_asked_of_an_instrument_that_is_not_there(work: Work) -> None:
    from pipeline.run.workbench.work import settled

    assert isinstance(instrument_of(settled(work, instrument=OWN)), Refusal)
