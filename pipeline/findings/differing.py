"""Two instruments side by side: what is new, gone or changed, by id and wording. Specification: docs/methods/comparability.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.instrument.model import AnswerScale, Instrument, Item
from pipeline.instrument.part import Labelled
from pipeline.instrument.words import normal

CHANGED_ITEM: Final = frozenset({"new", "gone", "wording", "answers", "direction", "scale"})
"""What makes an item another one."""
PERSON_LIMITS: Final = ("person_reluctant_below", "person_intention_at_most")
"""Limits that decide whether a person counts as not yet convinced."""
_JOINT: Final = " | "


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the ledger, without the wave. affects : ids."""

    kind: str
    id: str
    what: str
    before: str | None = None
    now: str | None = None
    trended: bool = True
    affects: tuple[str, ...] = ()

    @classmethod
    def between(
        cls, kind: str, id: str, what: str, sides: Sequence[str | None], trended: bool, affects: tuple[str, ...] = ()
    ) -> Difference:
        """The same, with what was and what is as two values."""
        return cls(kind, id, what, sides[0], sides[1], trended, affects)


def between_instruments(before: Instrument, now: Instrument) -> Iterator[Difference]:
    """Everything that differs, in the order of a questionnaire; scales by their items are not judged here."""
    yield from _instrument(before, now)
    yield from _items(before, now)
    yield from _topics(before, now)
    for name in ("barriers", "formats"):
        yield from _listed("option", getattr(before, name), getattr(now, name), f"{name}.", wording_trended=False)
    yield from _questions(before, now)
    yield from _answer_scales(before, now)
    for kind, name in (("role", "roles"), ("department", "departments"), ("site", "sites")):
        yield from _listed(kind, getattr(before, name), getattr(now, name), wording_trended=True)
    yield from _limits(before, now)


def scales_with(instrument: Instrument, scale: str) -> tuple[str, ...]:
    """A scale and the composites that it is part of."""
    return (scale, *(composite.id for composite in instrument.composites if scale in composite.scales))


def _instrument(before: Instrument, now: Instrument) -> Iterator[Difference]:
    for name in ("id", "version"):
        old, new = str(getattr(before, name)), str(getattr(now, name))
        if old != new:
            yield Difference("instrument", name, "value", old, new)


def _items(before: Instrument, now: Instrument) -> Iterator[Difference]:
    old, new = ({item.id: item for item in one.items} for one in (before, now))
    for item in _both_ways(old, new):
        if item not in new:
            yield Difference("item", item, "gone", old[item].text, None, False, scales_with(before, old[item].scale))
        elif item not in old:
            yield Difference("item", item, "new", None, new[item].text, False, scales_with(now, new[item].scale))
        else:
            yield from _item(before, now, old[item], new[item])


def _item(before: Instrument, now: Instrument, old: Item, new: Item) -> Iterator[Difference]:
    """What differs in an item that both have."""
    affects = tuple(dict.fromkeys((*scales_with(before, old.scale), *scales_with(now, new.scale))))
    if normal(old.text) != normal(new.text):
        yield Difference("item", new.id, "wording", old.text, new.text, False, affects)
    answers = [_answers(one.answer_scale[item.answers]) for one, item in ((before, old), (now, new))]
    if answers[0] != answers[1]:
        yield Difference.between("item", new.id, "answers", answers, False, affects)
    if old.reverse != new.reverse:
        yield Difference("item", new.id, "direction", _direction(old), _direction(new), False, affects)
    if old.scale != new.scale:
        yield Difference("item", new.id, "scale", old.scale, new.scale, False, affects)
    roles = [[role.id for role in one.roles if one.applies_to(item, role.id)] for one, item in ((before, old), (now, new))]
    both = {role.id for role in before.roles} & {role.id for role in now.roles}
    asked = [";".join(role for role in side if role in both) for side in roles]
    if asked[0] != asked[1]:
        yield Difference.between("item", new.id, "members", asked, True, affects)


def _direction(item: Item) -> str:
    return "reversed" if item.reverse else "not reversed"


def _answers(scale: AnswerScale | None) -> str:
    """Answers with their scores, from the first to the last, and the range that they lie in."""
    if scale is None:
        return ""
    parts = [answer.label if answer.score is None else f"{answer.label} ({answer.score:g})" for answer in scale.answers]
    ends = "" if scale.low is None or scale.high is None else f" [{scale.low:g}-{scale.high:g}]"
    return _JOINT.join(parts) + ends


def _topics(before: Instrument, now: Instrument) -> Iterator[Difference]:
    yield from _listed("topic", before.topics, now.topics, wording_trended=False)
    both = {topic.id for topic in before.topics} & {topic.id for topic in now.topics}
    rated = [_ratings(one) for one in (before, now)]
    if rated[0] != rated[1]:
        for topic in sorted(both):
            yield Difference.between("topic", topic, "answers", rated, False)
    stems = [(one.topic_ratings.importance_text, one.topic_ratings.confidence_text) for one in (before, now)]
    if list(map(normal, stems[0])) != list(map(normal, stems[1])):
        for topic in sorted(both):
            yield Difference("topic", topic, "wording", _JOINT.join(stems[0]), _JOINT.join(stems[1]), False)


def _ratings(instrument: Instrument) -> str:
    ratings = instrument.topic_ratings
    sides = (instrument.answer_scale.get(scale) for scale in (ratings.importance, ratings.confidence))
    return "; ".join(_answers(side) for side in sides)


def _listed(
    kind: str, before: Iterable[Labelled], now: Iterable[Labelled], prefix: str = "", *, wording_trended: bool
) -> Iterator[Difference]:
    """New, gone and renamed members of a list."""
    old, new = ({one.id: one.label for one in side} for side in (before, now))
    for one in _both_ways(old, new):
        name = f"{prefix}{one}"
        if one not in new:
            yield Difference(kind, name, "gone", old[one], None, False)
        elif one not in old:
            yield Difference(kind, name, "new", None, new[one], False)
        elif normal(old[one]) != normal(new[one]):
            yield Difference(kind, name, "wording", old[one], new[one], wording_trended)


def _questions(before: Instrument, now: Instrument) -> Iterator[Difference]:
    old, new = ({question.id: question for question in one.questions} for one in (before, now))
    for name in _both_ways(old, new):
        if name not in new:
            yield Difference("question", name, "gone", old[name].text, None, False)
        elif name not in old:
            yield Difference("question", name, "new", None, new[name].text, False)
        else:
            if normal(old[name].text) != normal(new[name].text):
                yield Difference("question", name, "wording", old[name].text, new[name].text, False)
            kinds = [
                f"{question.kind}: {_answers(one.answer_scale.get(question.answers or ''))}"
                for one, question in ((before, old[name]), (now, new[name]))
            ]
            if kinds[0] != kinds[1]:
                yield Difference.between("question", name, "answers", kinds, False)
    yield from _listed("question", before.activities, now.activities, wording_trended=False)


def _answer_scales(before: Instrument, now: Instrument) -> Iterator[Difference]:
    for name in sorted(before.answer_scale.keys() & now.answer_scale.keys()):
        sides = [_answers(one.answer_scale[name]) for one in (before, now)]
        if sides[0] != sides[1]:
            affects = tuple(dict.fromkeys(item.scale for item in now.items if item.answers == name))
            yield Difference.between("answers", name, "answers", sides, False, affects)


def _limits(before: Instrument, now: Instrument) -> Iterator[Difference]:
    old, new = (_flat(one.thresholds.model_dump()) for one in (before, now))
    for name in _both_ways(old, new):
        if old.get(name) != new.get(name):
            yield Difference("threshold", name, "value", old.get(name), new.get(name), name not in PERSON_LIMITS)


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Limits by the path of their keys, as text."""
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = f"{value:g}" if isinstance(value, float) else str(value)
    return found


def _both_ways(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """Every id once: as it is now, then what is gone."""
    return list(dict.fromkeys([*new, *old]))
