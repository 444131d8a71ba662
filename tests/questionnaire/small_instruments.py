"""Small instruments of any wording: what somebody may write who asks their own questions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pipeline.instrument.check import reference_problems
from pipeline.instrument.consent import contact_problems
from pipeline.instrument.document import Document
from pipeline.instrument.model import Instrument
from pipeline.instrument.words import normal

LETTERS = "abcXYZ012 ,;|/\"'<>&()[]{}=+-#%.:?!éß中€\n\t\u00a0–"
IDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,7}", fullmatch=True)
CODES = st.from_regex(r"-?[A-Za-z0-9_.]{1,4}", fullmatch=True)
TEXTS = st.text(LETTERS, min_size=1, max_size=18).filter(lambda text: any(letter.isalnum() for letter in normal(text)))


def ids(draw: st.DrawFn, least: int, most: int, taken: set[str]) -> list[str]:
    """Ids that nothing else has, however they are spelled."""
    found = draw(st.lists(IDS.filter(lambda one: normal(one) not in taken), min_size=least, max_size=most, unique_by=normal))
    taken |= {normal(one) for one in found}
    return found


def labelled(draw: st.DrawFn, keys: list[str], key: str = "id") -> list[dict[str, Any]]:
    """Entries with labels that tell them apart."""
    words = {normal(one) for one in keys}
    labels = draw(
        st.lists(TEXTS.filter(lambda text: normal(text) not in words), min_size=len(keys), max_size=len(keys), unique_by=normal)
    )
    return [{key: one, "label": label} for one, label in zip(keys, labels, strict=True)]


@st.composite
def small_instruments(draw: st.DrawFn) -> Instrument:
    """Two or three scales of a few items; perhaps topics, activities, barriers, formats; roles that see different things."""
    taken = {"role", "department", "importance", "confidence"}
    roles = labelled(draw, ids(draw, 2, 4, set()))
    departments = labelled(draw, ids(draw, 1, 3, set()))
    some = draw(st.lists(st.sampled_from([one["id"] for one in roles]), min_size=1, unique=True))
    scales = ids(draw, 2, 3, set())
    items = [
        {"id": one, "scale": scale, "text": draw(TEXTS), "answers": "rated", "applies": draw(st.sampled_from(["all", "some"]))}
        for scale in scales
        for one in ids(draw, 1, 3, taken)
    ]
    topics = labelled(draw, ids(draw, 0, 4, taken))
    for topic in topics:
        topic["relevance"] = draw(st.dictionaries(st.sampled_from([one["id"] for one in roles]), st.integers(0, 2)))
    barriers = [one | {"cause": "why"} for one in labelled(draw, ids(draw, 0, 4, set()))]
    formats = labelled(draw, ids(draw, 0, 3, set()))
    activities = [one | {"position": "remote"} for one in labelled(draw, ids(draw, 0, 2, taken))]
    asked = [*ids(draw, 4, 4, taken), "role", "department"]
    said = {normal(item["text"]) for item in items}
    texts = draw(st.lists(TEXTS.filter(lambda text: normal(text) not in said), min_size=6, max_size=6, unique_by=normal))
    empty = [name for name, entries in (("barriers", barriers), ("formats", formats)) if not entries]
    kinds = (
        {"kind": "single", "answers": "doing"},
        {"kind": "multiple", "options_from": "barriers"},
        {"kind": "multiple", "options_from": "formats"},
        {"kind": "single", "options_from": "formats"},
        {"kind": "single", "options_from": "roles"},
        {"kind": "single", "options_from": "departments"},
    )
    questions = [{"id": one, "text": text} | kind for one, text, kind in zip(asked, texts, kinds, strict=True)]
    values = {
        "id": "small",
        "version": "1",
        "title": draw(TEXTS),
        "answer_scales": [_answers(draw, name) for name in ("rated", "importance", "confidence", "doing")],
        "role_sets": {"some": some},
        "scales": [{"id": one, "label": one} for one in scales],
        "readiness": {"id": "readiness", "label": "Readiness", "scales": scales[:1]},
        "willingness": {"id": "willingness", "label": "Willingness", "scales": scales[1:]},
        "intention": scales[-1],
        "items": items,
        "topics": topics,
        "causes": [{"id": "why", "label": "Why", "kind": "none"}],
        "barriers": barriers,
        "formats": formats,
        "activities": activities,
        "activity_answers": "doing",
        "questions": [question for question in questions if question.get("options_from") not in empty],
        "role_groups": [{"id": "staff", "label": "Staff"}],
        "roles": [one | {"group": "staff"} for one in roles],
        "department_groups": [{"id": "center", "label": "Center"}],
        "departments": [one | {"group": "center"} for one in departments],
        "thresholds": {"k": 5},
    }  # fmt: skip
    document = Document("small", values, {})
    assert [*reference_problems(values, document), *contact_problems(values, document)] == []
    return Instrument.model_validate(values)


def _answers(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """An answer scale; perhaps one of its answers says that the question does not apply."""
    codes = draw(st.lists(CODES.filter(normal), min_size=2, max_size=5, unique_by=normal))
    answers = labelled(draw, codes, "code")
    for score, answer in enumerate(answers, start=1):
        answer["score"] = score
    if len(answers) > 2 and draw(st.booleans()):
        answers[-1] = {key: value for key, value in answers[-1].items() if key != "score"} | {"not_applicable": True}
    return {"id": name, "low": 1, "high": 5, "answers": answers}
