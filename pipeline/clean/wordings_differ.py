"""Two exports side by side: questions new, gone or reworded, and answers spelled otherwise. Specification:
docs/methods/comparability.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from pipeline.clean.wordings import Wordings
from pipeline.instrument.model import Instrument
from pipeline.instrument.words import normal
from pipeline.tables import COMPARABILITY

COLUMNS: Final = tuple(name for name in COMPARABILITY.fields if name not in ("earlier", "affects"))
_LONGEST_ID: Final = 60
_JOINT: Final = " | "


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the ledger, without the wave and what it affects."""

    kind: str
    id: str
    what: str
    before: str | None
    now: str | None
    trended: bool


def wordings_differ(before: Wordings, now: Wordings, instrument: Instrument) -> pd.DataFrame:
    """COMPARABILITY without ``earlier`` and ``affects``: what differs of what the instrument has, and of what stands beside."""
    kinds = _kinds(instrument)
    rows = [
        *_asked(before, now, kinds),
        *_texts(before, now, kinds),
        *_answers(before, now, kinds),
        *_options(before, now, instrument),
    ]
    rows += _others(before, now)
    return rows_frame((row.kind, row.id, row.what, row.before, row.now, row.trended) for row in _once(rows))


def rows_frame(rows: Iterable[tuple[str, str, str, str | None, str | None, bool]]) -> pd.DataFrame:
    """Rows (kind, id, what, before, now, trended) as COMPARABILITY without ``earlier`` and ``affects``."""
    return pd.DataFrame(list(rows), columns=[*COLUMNS])


def same_wording(one: str, other: str) -> bool:
    """Whether two headers ask the same: alike, or one is the other with the stem of a matrix before it."""
    short, long = sorted((normal(one), normal(other)), key=len)
    return short == long or long.endswith(f" - {short}") or long.endswith(f"[{short}]")


def _kinds(instrument: Instrument) -> dict[str, tuple[str, str]]:
    """Field -> kind and id in the ledger."""
    found = {item.id: ("item", item.id) for item in instrument.items}
    found |= {f"{topic.id}_{side}": ("topic", topic.id) for topic in instrument.topics for side in ("importance", "confidence")}
    found |= {activity.id: ("question", activity.id) for activity in instrument.activities}
    return found | {question.id: ("question", question.id) for question in instrument.questions}


def _asked(before: Wordings, now: Wordings, kinds: dict[str, tuple[str, str]]) -> Iterator[_Row]:
    for name, (kind, id) in kinds.items():
        if name in before.asked and name not in now.asked:
            yield _Row(kind, id, "gone", before.texts.get(name), None, False)
        elif name in now.asked and name not in before.asked:
            yield _Row(kind, id, "new", None, now.texts.get(name), False)


def _texts(before: Wordings, now: Wordings, kinds: dict[str, tuple[str, str]]) -> Iterator[_Row]:
    for name, (kind, id) in kinds.items():
        sides = before.texts.get(name), now.texts.get(name)
        if sides[0] is not None and sides[1] is not None and not same_wording(sides[0], sides[1]):
            yield _Row(kind, id, "wording", *sides, False)


def _answers(before: Wordings, now: Wordings, kinds: dict[str, tuple[str, str]]) -> Iterator[_Row]:
    """Answers that both exports hold and that share no spelling."""
    for name, (kind, id) in kinds.items():
        old, new = before.answers.get(name, {}), now.answers.get(name, {})
        other = [code for code in sorted(old.keys() & new.keys()) if not set(old[code]) & set(new[code])]
        if other:
            was, is_now = (_JOINT.join(side[code][0] for code in other) for side in (old, new))
            yield _Row(kind, id, "answers", was, is_now, False)


def _options(before: Wordings, now: Wordings, instrument: Instrument) -> Iterator[_Row]:
    """Options with a column of their own that are there in one of the two only."""
    for question in instrument.questions:
        old, new = (set(side.options.get(question.id, ())) for side in (before, now))
        if not old or not new or question.options_from not in ("barriers", "formats"):
            continue
        labels = {option.id: option.label for option in getattr(instrument, question.options_from)}
        for option in sorted(old ^ new):
            gone, name = option in old, f"{question.options_from}.{option}"
            label = labels.get(option, option)
            yield _Row("option", name, "gone" if gone else "new", label if gone else None, None if gone else label, False)


def _others(before: Wordings, now: Wordings) -> Iterator[_Row]:
    """Questions that carry nothing of the instrument; their wording is all that they have."""
    for text in now.others:
        if not any(same_wording(text, other) for other in before.others):
            yield _Row("question", text[:_LONGEST_ID], "new", None, text, False)
    for text in before.others:
        if not any(same_wording(text, other) for other in now.others):
            yield _Row("question", text[:_LONGEST_ID], "gone", text, None, False)


def _once(rows: Iterable[_Row]) -> list[_Row]:
    """The first of each kind, id and what: the two ratings of a topic are one topic."""
    found: dict[tuple[str, str, str], _Row] = {}
    for row in rows:
        found.setdefault((row.kind, row.id, row.what), row)
    return list(found.values())
