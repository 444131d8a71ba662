"""What the national survey asks, and in which column: read from ``national.yaml`` and the shipped instrument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from numpy.typing import NDArray

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument, Question
from sample_data.qualtrics import META, ZONE
from sample_data.spelling import misspelt

SETTINGS: Final[Mapping[str, Any]] = yaml.safe_load((Path(__file__).parent / "national.yaml").read_text(encoding="utf-8"))
_STAFF: Final = Path(__file__).parents[2] / "sample_data" / "worlds" / "sample.yaml"


@dataclass(frozen=True, slots=True)
class Rated:
    """One rated column.

    Attributes
    ----------
    labels : None, the scored answers from lowest to highest, then "does not apply".
    trait : number of the construct that drives it. reverse : whether a high answer is a low score.
    asked : per role whether the question is put, shape (R,).
    """

    name: str
    wording: str
    labels: tuple[str | None, ...]
    trait: int
    reverse: bool
    asked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of the export beside the platform's, and who works where.

    Attributes
    ----------
    cells : role and department number of each combination, shape (C, 2). weights : its share of all answers.
    """

    instrument: Instrument
    rated: tuple[Rated, ...]
    questions: Mapping[str, Question]
    cells: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def heads(self) -> tuple[list[str], list[str], list[str]]:
        """The three header rows: names, wordings, import ids."""
        before, after = self._order()
        asked = [*((q.id, q.text) for q in before), *((r.name, r.wording) for r in self.rated), *((q.id, q.text) for q in after)]
        ids = [_import_id(identity) for *_, identity in META] + [f'{{"ImportId":"QID{n}"}}' for n in range(1, len(asked) + 1)]
        return [m[0] for m in META] + [name for name, _ in asked], [m[1] for m in META] + [text for _, text in asked], ids

    def _order(self) -> tuple[list[Question], list[Question]]:
        """Questions before and after the rated ones."""
        first = [self.question_of("roles"), self.question_of("departments")]
        return first, [question for name, question in self.questions.items() if question not in first]

    def question_of(self, options: str) -> Question:
        """The question that lets people choose among roles or departments."""
        return next(q for q in self.instrument.questions if q.options_from == options)


def _import_id(identity: str) -> str:
    zone = f',"timeZone":"{ZONE}"' if identity.endswith("Date") else ""
    return f'{{"ImportId":"{identity}"{zone}}}'


@lru_cache(maxsize=1)
def layout() -> Layout:
    """Of the shipped instrument."""
    instrument = load_instrument()
    wanted = [*SETTINGS["single"], *SETTINGS["multiple"], SETTINGS["strongest"], SETTINGS["attention"]]
    wanted += [SETTINGS["multi_line"], SETTINGS["one_line"]]
    by_id = {question.id: question for question in instrument.questions}
    cells, weights = _cells(instrument)
    return Layout(instrument, tuple(_rated(instrument)), {name: by_id[name] for name in wanted}, cells, weights)


def _rated(instrument: Instrument) -> Iterator[Rated]:
    roles = [role.id for role in instrument.roles]
    scales = [scale.id for scale in instrument.scales]
    for item in instrument.items:
        asked = np.array([instrument.applies_to(item, role) for role in roles])
        yield Rated(item.id, item.text, _labels(instrument, item.answers), scales.index(item.scale), item.reverse, asked)
    ratings = instrument.topic_ratings
    sides = (
        ("importance", ratings.importance, ratings.importance_text),
        ("confidence", ratings.confidence, ratings.confidence_text),
    )
    for side, (kind, answers, text) in enumerate(sides):
        for topic in (topic for topic in instrument.topics if topic.id in SETTINGS["topics"]):
            asked = np.array([instrument.topic_concerns(topic, role) for role in roles])
            name, wording = f"{topic.id}_{kind}", f"{text} - {topic.label}"
            yield Rated(name, wording, _labels(instrument, answers), len(scales) + side, False, asked)


def _labels(instrument: Instrument, scale: str) -> tuple[str | None, ...]:
    answers = instrument.answer_scale[scale].answers
    scored = sorted((answer for answer in answers if answer.score is not None), key=lambda answer: answer.score or 0)
    return (None, *(answer.label for answer in scored), next(answer.label for answer in answers if answer.not_applicable))


def _cells(instrument: Instrument) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Combinations of the sample's staff, and thinly all others."""
    staff = yaml.safe_load(_STAFF.read_text(encoding="utf-8"))["staff"]
    table = np.zeros((len(instrument.roles), len(instrument.departments)))
    for i, role in enumerate(instrument.roles):
        for j, department in enumerate(instrument.departments):
            table[i, j] = staff.get(role.id, {}).get(department.id, 0)
    thin = SETTINGS["elsewhere"]
    weights = (1 - thin) * table / table.sum() + thin / table.size
    return np.argwhere(weights > 0), weights[weights > 0]


def spellings(kind: str) -> dict[str, tuple[tuple[str | None, ...], ...]]:
    """Way of spelling -> per role or department (``kind`` of the instrument) the forms it takes."""
    parts = getattr(layout().instrument, kind)
    taken: set[str] = set()
    return {
        "label": tuple((part.label,) for part in parts),
        "synonym": tuple(tuple(part.synonyms) or (part.label,) for part in parts),
        "upper": tuple((part.label.upper(),) for part in parts),
        "blanks": tuple((f"{part.label} ", part.label.replace(" ", "\u00a0")) for part in parts),
        "misspelt": tuple(tuple(misspelt(part.label, pick, taken) for pick in (1, 5, 9)) for part in parts),
        "empty": tuple((None,) for part in parts),
    }
