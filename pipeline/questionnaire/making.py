"""The questionnaire of an instrument: what is asked, on which page, of whom, with which promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from pipeline.instrument.model import CONTACT_KINDS, Answer, Instrument, Item
from pipeline.instrument.model import Question as Asked
from pipeline.instrument.part import Labelled
from pipeline.publish.words import say
from pipeline.questionnaire.audience import Audience, item_audience, topic_audiences
from pipeline.questionnaire.form import NOTHING_MORE, Form, Kind, Matrix, Option, Page, Question, Row, Wanted

ROWS_OF_A_MATRIX: Final = 8
"""More statements under one head are answered with less care, and do not fit a phone."""
_PLACES: Final = ("roles", "departments", "sites")


def form_of(instrument: Instrument, wanted: Wanted = NOTHING_MORE) -> Form:
    """The questionnaire of an instrument."""
    topics = topic_audiences(instrument, wanted.topics)
    versions = len(next(iter(topics.values())).versions) if topics else 1
    pages = [
        Page("about", say("questionnaire.page_about"), tuple(_about(instrument, versions))),
        *_statements(instrument, versions),
        *_ratings(instrument, topics),
        Page("work", say("questionnaire.page_work"), tuple(_activities(instrument, versions))),
        Page("helps", say("questionnaire.page_helps"), tuple(_choices(instrument, versions))),
        Page("words", say("questionnaire.page_words"), tuple(_texts(instrument, wanted, versions))),
        Page("contact", say("questionnaire.page_contact"), tuple(_contact(instrument, wanted, versions))),
    ]
    pages = [Page(page.id, page.title, tuple(filter(_can_be_answered, page.parts))) for page in pages]
    return Form(instrument, instrument.title, promise(instrument, wanted), tuple(page for page in pages if page.parts), versions)


def _can_be_answered(part: Question | Matrix) -> bool:
    """A list that is empty in this instrument leaves nothing to choose."""
    return isinstance(part, Matrix) or part.kind == "text" or bool(part.options)


def promise(instrument: Instrument, wanted: Wanted) -> tuple[str, ...]:
    """What those who answer are promised, with the limits of this instrument; nothing that the program does not keep."""
    limits = instrument.thresholds
    parts = ["promise_free", "promise_few", "promise_same", "promise_files"]
    parts += ["promise_comments"] * wanted.comments + ["promise_contact"] * wanted.contact + ["promise_code"] * wanted.linked
    return tuple(say(f"questionnaire.{part}", k=limits.k, unanimity=limits.unanimity) for part in parts)


def _about(instrument: Instrument, versions: int) -> Iterator[Question]:
    """Where somebody works, and background."""
    for asked in instrument.questions:
        if asked.options_from in _PLACES or (asked.kind == "single" and asked.answers and not asked.correct):
            yield _question(asked, instrument, versions)


def _statements(instrument: Instrument, versions: int) -> Iterator[Page]:
    """Items in their order, some under one head; what they measure is not said."""
    blocks: list[list[Item]] = []
    for _, alike in groupby(instrument.items, key=lambda item: item.answers):
        blocks += _split(list(alike), ROWS_OF_A_MATRIX)
    for number, items in enumerate(blocks, start=1):
        rows = tuple(Row(item.id, item.text, item_audience(item, instrument, versions)) for item in items)
        options = _answers(instrument, items[0].answers)
        matrix = Matrix(f"items{number}", say("questionnaire.stem_items"), options, rows)
        yield Page(f"statements{number}", say("questionnaire.page_statements", number=number, of=len(blocks)), (matrix,))


def _split(items: Sequence[Item], most: int) -> list[list[Item]]:
    """Blocks of about the same length."""
    blocks = -(-len(items) // most)
    ends = [round(number * len(items) / blocks) for number in range(blocks + 1)]
    return [list(items[begin:end]) for begin, end in pairwise(ends)]


def _ratings(instrument: Instrument, audiences: dict[str, Audience]) -> Iterator[Page]:
    """Both ratings of the topics, a page each. Without a question of the instrument's own, each topic says which rating it is:
    what comes back is matched by the instrument's words."""
    ratings = instrument.topic_ratings
    sides = (
        ("importance", ratings.importance_text, ratings.importance),
        ("confidence", ratings.confidence_text, ratings.confidence),
    )
    for side, stem, answers in sides if instrument.topics else ():
        words = {topic.id: topic.label if stem else f"{topic.label} - {side}" for topic in instrument.topics}
        rows = tuple(Row(f"{topic.id}_{side}", words[topic.id], audiences[topic.id]) for topic in instrument.topics)
        matrix = Matrix(side, stem or say(f"questionnaire.stem_{side}"), _answers(instrument, answers), rows)
        yield Page(f"topics{side}", say("questionnaire.page_topics"), (matrix,))


def _activities(instrument: Instrument, versions: int) -> Iterator[Matrix]:
    if instrument.activities and instrument.activity_answers:
        rows = tuple(Row(one.id, one.label, Audience.everybody(versions)) for one in instrument.activities)
        answers = _answers(instrument, instrument.activity_answers)
        yield Matrix("activities", say("questionnaire.stem_activities"), answers, rows)


def _choices(instrument: Instrument, versions: int) -> Iterator[Question]:
    """What holds back, how people like to learn, and the question that shows who reads."""
    for asked in instrument.questions:
        listed = asked.options_from and asked.options_from not in _PLACES and asked.kind in ("single", "multiple")
        if listed or (asked.correct and asked.answers):
            yield _question(asked, instrument, versions)


def _texts(instrument: Instrument, wanted: Wanted, versions: int) -> Iterator[Question]:
    """What people write. Where they work is asked from a list or not at all: written by hand it would point at somebody."""
    for asked in instrument.questions:
        if (wanted.comments and asked in instrument.comments) or (wanted.linked and asked.kind == "respondent"):
            yield _question(asked, instrument, versions)


def _contact(instrument: Instrument, wanted: Wanted, versions: int) -> Iterator[Question]:
    """Whether, how and about what one may be contacted: the rest only for those who agreed."""
    consent = instrument.question_of("consent")
    if not wanted.contact or consent is None or instrument.contacts is None:
        return
    for kind in CONTACT_KINDS:
        if (asked := instrument.question_of(kind)) is not None:
            only_if = None if asked is consent else (consent.id, instrument.contacts.agreed)
            yield _question(asked, instrument, versions, only_if)


def _question(
    asked: Asked, instrument: Instrument, versions: int, only_if: tuple[str, tuple[str, ...]] | None = None
) -> Question:
    kinds: dict[str, Kind] = {"single": "one", "consent": "one", "multiple": "several", "contact_topics": "several"}
    options: tuple[Option, ...] = ()
    if asked.answers:
        options = _answers(instrument, asked.answers)
    elif asked.options_from:
        options = _listed(getattr(instrument, asked.options_from))
    kind = kinds.get(asked.kind, "text")
    place = asked.options_from in _PLACES
    personal = asked.kind in ("respondent", "contact")
    return Question(asked.id, asked.text, kind, options, Audience.everybody(versions), place, personal, only_if)


def _answers(instrument: Instrument, scale: str) -> tuple[Option, ...]:
    answers: Sequence[Answer] = instrument.answer_scale[scale].answers
    return tuple(Option(answer.code, answer.label, answer.not_applicable) for answer in answers)


def _listed(parts: Iterable[Labelled]) -> tuple[Option, ...]:
    return tuple(Option(part.id, part.label) for part in parts)
