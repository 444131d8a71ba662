"""The instrument: everything that was asked and what every answer means, as frozen values.

An instrument is written in YAML (``library/*.yaml``), read by ``load.py``, and is the only place that knows items, answers,
roles, departments, topics, barriers, causes and thresholds. Python code never names one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from pipeline.instrument.part import Id, Labelled, Part, Text
from pipeline.instrument.thresholds import Thresholds
from pipeline.tables import NOT_STATED

EVERYBODY = "all"
"""The role set that needs no declaration."""


class Answer(Part):
    """One answer of an answer scale. ``score`` is empty where the answer is no score ("does not apply", bands)."""

    code: Text
    label: Text
    synonyms: tuple[Text, ...] = ()
    score: float | None = None
    not_applicable: bool = False


class AnswerScale(Part):
    """The answers of one kind of question; ``low``/``high`` are the declared range of scores, never the observed one."""

    id: Id
    answers: tuple[Answer, ...] = Field(min_length=2)
    low: float | None = None
    high: float | None = None


class Scale(Part):
    """A construct or driver, measured by items."""

    id: Id
    label: Text
    meaning: str = ""


class Composite(Part):
    """The mean of several constructs."""

    id: Id
    label: Text
    scales: tuple[Id, ...] = Field(min_length=1)
    meaning: str = ""


class Item(Part):
    """One rated statement of a scale."""

    id: Id
    scale: Id
    text: Text
    answers: Id = "agreement"
    reverse: bool = False
    applies: Id = EVERYBODY
    area: str = ""


class Topic(Labelled):
    """One training topic, rated for importance and confidence. ``relevance``: role -> 2 core, 1 useful, 0 not asked.

    hours : length of one class, where a plan says nothing else.
    """

    area: str = ""
    source: str = ""
    relevance: Mapping[Id, Annotated[int, Field(ge=0, le=2)]] = {}
    hours: Annotated[float, Field(gt=0, le=40)] = 1.0
    suggested_formats: tuple[Id, ...] = ()


class TopicRatings(Part):
    """Answer scales and wording of the two ratings of every topic."""

    importance: Id = "importance"
    confidence: Id = "confidence"
    importance_text: str = ""
    confidence_text: str = ""


class Barrier(Labelled):
    """One thing that may hold people back, with its cause."""

    cause: Id


class Cause(Part):
    """Why a group is not yet convinced, and what helps.

    action : the suggested step. evidence : what was found, with its numbers and limits. source : where that stands.

    kind : ``learning`` a course may help; ``fix_first`` something else must be mended before any course; ``conviction``
        listening and showing; ``in_person`` the work itself; ``none`` no cause (other, nothing).
    """

    id: Id
    label: Text
    kind: Literal["learning", "fix_first", "conviction", "in_person", "none"]
    scales: tuple[Id, ...] = ()
    blocks: bool = False
    action: str = ""
    owner: str = ""
    evidence: str = ""
    source: str = ""
    grade: Literal["A", "B", "C", "D", ""] = ""


class Activity(Labelled):
    """One activity of cancer care and where the federal guide places it."""

    position: Literal["remote", "in_person"]


class Role(Labelled):
    """One role of staff with its role group and public occupation codes."""

    group: Id
    soc: str = ""
    nucc: str = ""


class Department(Labelled):
    """One department with its department group and, where each department lies at one site, that site."""

    group: Id
    site: Id | None = None


Rollup = Literal["role_group", "department_group", "site"]
Crossing = Literal["role_department", "role_group_department", "role_department_group", "role_site", "department_site"]
Rung = Literal["group", "all"]


class Ladder(Part):
    """Where small units go: first with the small ones of their own group, then with all that are still small."""

    role: tuple[Rung, ...] = ("group", "all")
    department: tuple[Rung, ...] = ("group", "all")


class LatticeRule(Part):
    """Which groups may be shown beside everybody, each role and each department (docs/methods/release.md)."""

    rollups: tuple[Rollup, ...] = ()
    crossings: tuple[Crossing, ...] = ("role_department",)
    ladder: Ladder = Ladder()


_PLACES: Final = ("role", "department", "site")
CONTACT_KINDS: Final = ("consent", "contact", "contact_topics")
"""Kinds of questions about being contacted: whether, how, about which topics. Their answers go into nothing that is scored."""


class Question(Part):
    """A single-choice, multi-select or text question beside the items. ``options_from`` names a list of the instrument."""

    id: Id
    text: Text
    kind: Literal["single", "multiple", "text", "respondent", "consent", "contact", "contact_topics"]
    answers: Id | None = None
    options_from: Literal["roles", "departments", "sites", "barriers", "formats", "topics"] | None = None
    correct: str = ""


class Contacts(Part):
    """When somebody may be contacted. agreed : answers of the consent question that mean yes. keep_days : how long lists stay."""

    agreed: tuple[Text, ...] = Field(min_length=1)
    keep_days: Annotated[int, Field(ge=1, le=730)] = 180


class CommentTopic(Part):
    """What people may write about, found by its words: ``*`` at the end of one stands for any ending, several are a phrase."""

    id: Id
    label: Text
    words: tuple[Text, ...] = Field(min_length=1)


class ReferencePoint(Part):
    """A published mean of a scale, to be set beside that of the whole organisation (docs/methods/reference_points.md).

    same : whether it was asked with the very ``items`` of the scale, or is of the same ``construct`` with others. mean, sd : as
    printed, on the range from low to high; sd is of people, and missing where none is printed. n : people whose answers the mean
    is of. people : who and where, as it reads behind "Elsewhere:". year : of the survey. caveat : what else differs, in words.
    """

    id: Id
    scale: Id
    same: Literal["items", "construct"]
    mean: Annotated[float, Field(allow_inf_nan=False)]
    low: Annotated[float, Field(allow_inf_nan=False)]
    high: Annotated[float, Field(allow_inf_nan=False)]
    sd: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    n: Annotated[int, Field(ge=2)]
    people: Text
    year: Annotated[int, Field(ge=1950, le=2100)]
    source: Text
    link: Annotated[str, StringConstraints(pattern=r"^https://[^\s()<>\[\]\"']+$")]
    caveat: Text


class Instrument(Part):
    """One questionnaire with all that is needed to read, score, protect and explain its answers."""

    id: Id
    version: Text
    title: Text
    status: str = ""
    licence: str = ""
    answer_scales: tuple[AnswerScale, ...]
    role_sets: Mapping[Id, tuple[Id, ...]] = {}
    scales: tuple[Scale, ...]
    readiness: Composite
    willingness: Composite
    intention: Id
    items: tuple[Item, ...]
    topic_ratings: TopicRatings = TopicRatings()
    topics: tuple[Topic, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    causes: tuple[Cause, ...] = ()
    formats: tuple[Labelled, ...] = ()
    activities: tuple[Activity, ...] = ()
    activity_answers: Id | None = None
    questions: tuple[Question, ...] = ()
    comment_topics: tuple[CommentTopic, ...] = ()
    contacts: Contacts | None = None
    role_groups: tuple[Labelled, ...] = ()
    roles: tuple[Role, ...] = ()
    department_groups: tuple[Labelled, ...] = ()
    departments: tuple[Department, ...] = ()
    sites: tuple[Labelled, ...] = ()
    lattice: LatticeRule = LatticeRule()
    reference_points: tuple[ReferencePoint, ...] = ()
    thresholds: Thresholds = Thresholds()
    threshold_reasons: Mapping[Id, str] = {}

    @cached_property
    def answer_scale(self) -> dict[str, AnswerScale]:
        """Answer scale by id."""
        return {scale.id: scale for scale in self.answer_scales}

    @property
    def composites(self) -> tuple[Composite, Composite]:
        """Readiness and willingness, in this order."""
        return (self.readiness, self.willingness)

    @property
    def axes(self) -> tuple[str, ...]:
        """What places a person: role, department and, where it is asked from a list, site."""
        asked = any(question.options_from == "sites" for question in self.questions)
        return ("role", "department", "site") if asked else ("role", "department")

    def question_of(self, kind: str) -> Question | None:
        """The question of a kind of which there is one at most (``respondent``, CONTACT_KINDS)."""
        return next((question for question in self.questions if question.kind == kind), None)

    @property
    def comments(self) -> tuple[Question, ...]:
        """Questions that are answered in people's own words; what places a person is none of them."""
        return tuple(question for question in self.questions if question.kind == "text" and question.id not in _PLACES)

    @property
    def drivers(self) -> tuple[str, ...]:
        """Scales that stand beside the composites, never in them."""
        inside = {scale for composite in self.composites for scale in composite.scales}
        return tuple(scale.id for scale in self.scales if scale.id not in inside)

    def items_of(self, scale: str) -> tuple[Item, ...]:
        """Items of a scale, in order."""
        return tuple(item for item in self.items if item.scale == scale)

    def item_ranges(self, items: Iterable[Item]) -> list[tuple[float, float, bool]]:
        """Declared lowest and highest score of the answers to each item, and whether it is reversed."""
        scales = [(self.answer_scale[item.answers], item.reverse) for item in items]
        return [(float(scale.low or 0.0), float(scale.high or 0.0), reverse) for scale, reverse in scales]

    def applies_to(self, item: Item, role: str) -> bool:
        """Whether an item concerns a role; a role that is not stated gets the items for everybody."""
        return item.applies == EVERYBODY or role in self.role_sets[item.applies]

    def topic_concerns(self, topic: Topic, role: str) -> bool:
        """Whether a topic concerns a role (core or useful); unknown roles get every topic."""
        return not topic.relevance or role in ("", NOT_STATED) or topic.relevance.get(role, 0) > 0

    def labels(self) -> dict[str, dict[str, str]]:
        """Kind -> id -> label, for every kind of id that published tables hold."""
        return self.label_tables

    @cached_property
    def label_tables(self) -> dict[str, dict[str, str]]:
        """What ``labels`` gives, made once."""
        return {
            "scale": {scale.id: scale.label for scale in self.scales} | {c.id: c.label for c in self.composites},
            "item": {item.id: item.text for item in self.items},
            "topic": {topic.id: topic.label for topic in self.topics},
            "barrier": {barrier.id: barrier.label for barrier in self.barriers},
            "cause": {cause.id: cause.label for cause in self.causes},
            "format": {option.id: option.label for option in self.formats},
            "comment_topic": {topic.id: topic.label for topic in self.comment_topics},
            "role": {role.id: role.label for role in self.roles} | {NOT_STATED: "Role not stated"},
            "department": {d.id: d.label for d in self.departments} | {NOT_STATED: "Department not stated"},
            "role_group": {group.id: group.label for group in self.role_groups},
            "department_group": {group.id: group.label for group in self.department_groups},
            "site": {site.id: site.label for site in self.sites} | {NOT_STATED: "Site not stated"},
        }

    def rated_columns(self) -> Iterator[tuple[str, str, str]]:
        """(column id, wording, answer scale id) of everything rated: items, both ratings of topics, activities."""
        for item in self.items:
            yield item.id, item.text, item.answers
        for topic in self.topics:
            yield f"{topic.id}_importance", f"{topic.label} - importance", self.topic_ratings.importance
            yield f"{topic.id}_confidence", f"{topic.label} - confidence", self.topic_ratings.confidence
        for activity in self.activities:
            if self.activity_answers:
                yield activity.id, activity.label, self.activity_answers
