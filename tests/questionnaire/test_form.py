"""The questionnaire, whatever the platform: who sees what, how much of it, and what is asked only on request."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import EVERYBODY, Instrument
from pipeline.questionnaire.audience import TOPICS_OF_A_PERSON, VERSIONS, Audience, topic_audiences
from pipeline.questionnaire.form import Wanted
from pipeline.questionnaire.making import ROWS_OF_A_MATRIX, form_of

FULL = load_instrument("tele_oncology")
SHORT = load_instrument("tele_oncology_short")
OTHERS = [load_instrument(name) for name in ("oric", "aim_iam_fim", "sus", "training_pairs")]
SHIPPED = [FULL, SHORT, *OTHERS]


@pytest.mark.parametrize("instrument", SHIPPED, ids=lambda one: one.id)
def test_every_item_is_asked_once_and_of_those_whom_it_concerns(instrument: Instrument) -> None:
    form = form_of(instrument)
    rows = {row.name: row.audience for matrix in form.matrices for row in matrix.rows}
    for item in instrument.items:
        concerned = {role.id for role in instrument.roles}
        if item.applies != EVERYBODY:
            concerned = set(instrument.role_sets[item.applies])
        for version in range(form.versions):
            assert {role.id for role in instrument.roles if rows[item.id].sees(role.id, version)} == concerned
    names = [row.name for matrix in form.matrices for row in matrix.rows] + [question.name for question in form.questions]
    assert max(Counter(names).values()) == 1
    assert {row.name for matrix in form.matrices for row in matrix.rows} >= {item.id for item in instrument.items}


@pytest.mark.parametrize("instrument", SHIPPED, ids=lambda one: one.id)
def test_nobody_rates_more_topics_than_a_person_should_and_only_those_of_the_role(instrument: Instrument) -> None:
    audiences = topic_audiences(instrument)
    for role in instrument.roles:
        concerned = {topic.id for topic in instrument.topics if not topic.relevance or topic.relevance.get(role.id, 0)}
        shown = [{t for t, who in audiences.items() if who.sees(role.id, v)} for v in range(_versions(audiences))]
        assert all(len(topics) <= TOPICS_OF_A_PERSON and topics <= concerned for topics in shown)
        assert set().union(*shown) == concerned if instrument.topics else True
        if len(concerned) <= TOPICS_OF_A_PERSON and _versions(audiences) == 1:
            assert shown == [concerned]


def test_the_full_form_rotates_and_nobody_with_few_topics_loses_one() -> None:
    audiences = topic_audiences(FULL)
    assert _versions(audiences) == VERSIONS
    for role in FULL.roles:
        concerned = sum(bool(topic.relevance.get(role.id, 0)) for topic in FULL.topics)
        shown = [sum(who.sees(role.id, version) for who in audiences.values()) for version in range(VERSIONS)]
        assert shown == [concerned] * VERSIONS if concerned <= TOPICS_OF_A_PERSON else min(shown) >= 7
    turns = {sum(who.sees("rn_onc", version) for version in range(VERSIONS)) for who in audiences.values()} - {0}
    assert turns == {2, 3}  # every topic of a nurse is rated by half of the nurses or more
    assert _versions(topic_audiences(SHORT)) == 1


@given(most=st.integers(1, 20))
def test_whatever_the_limit_it_is_kept_and_used(most: int) -> None:
    audiences = topic_audiences(FULL, most)
    for role in FULL.roles:
        shown = [sum(who.sees(role.id, version) for who in audiences.values()) for version in range(_versions(audiences))]
        assert max(shown) <= most
    if _versions(audiences) > 1:
        assert max(sum(who.sees(role.id, 0) for who in audiences.values()) for role in FULL.roles) == most


def test_terms_say_the_same_as_seeing() -> None:
    for audience in topic_audiences(FULL).values():
        for role in FULL.roles:
            for version in range(VERSIONS):
                by_terms = any(role.id in t.roles and (t.versions is None or version in t.versions) for t in audience.terms)
                assert by_terms == audience.sees(role.id, version)
    assert Audience.everybody(4).terms == ()


@pytest.mark.parametrize("instrument", SHIPPED, ids=lambda one: one.id)
def test_matrices_are_short_and_have_one_set_of_answers(instrument: Instrument) -> None:
    for matrix in form_of(instrument).matrices:
        if matrix.id.startswith("items"):
            assert len(matrix.rows) <= ROWS_OF_A_MATRIX
        assert len({option.code for option in matrix.options}) == len(matrix.options) >= 2


def test_words_contact_and_code_are_asked_on_request_only() -> None:
    kinds = {question.id: question.kind for question in FULL.questions}
    asked = {question.name for question in form_of(FULL).questions}
    assert not {kinds[name] for name in asked} & {"text", "consent", "contact", "contact_topics", "respondent"}
    every = form_of(FULL, Wanted(comments=True, contact=True, linked=True))
    assert {kinds[question.name] for question in every.questions} >= {"text", "consent", "contact", "respondent"}
    consent = FULL.question_of("consent")
    assert consent is not None
    for question in every.questions:
        if kinds[question.name] in ("contact", "contact_topics"):
            assert question.only_if is not None and question.only_if[0] == consent.id
    assert {question.name for question in every.questions if question.personal} == {"respondent", "contact"}


def test_the_promise_has_the_limits_of_the_instrument_and_says_nothing_that_was_not_asked() -> None:
    strict = FULL.model_copy(update={"thresholds": FULL.thresholds.model_copy(update={"k": 17, "unanimity": 3})})
    plain, every = form_of(strict), form_of(strict, Wanted(comments=True, contact=True, linked=True))
    said = " ".join(plain.promise)
    assert "17 people" in said and "at least 3 people" in said
    assert len(every.promise) == len(plain.promise) + 3
    assert set(plain.promise) < set(every.promise)


def test_where_people_work_is_asked_first_and_needed() -> None:
    for instrument in (FULL, SHORT):
        form = form_of(instrument)
        assert form.pages[0].parts[0] == form.role
        assert [question.name for question in form.questions if question.place][:2] == ["role", "department"]


def _versions(audiences: dict[str, Audience]) -> int:
    return len(next(iter(audiences.values())).versions) if audiences else 1


def test_without_the_question_of_the_role_everybody_sees_everything() -> None:
    alone = FULL.model_copy(update={"questions": tuple(q for q in FULL.questions if q.options_from != "roles")})
    form = form_of(alone)
    assert form.role is None and form.versions == 1
    assert all(row.audience.terms == () for matrix in form.matrices for row in matrix.rows)
