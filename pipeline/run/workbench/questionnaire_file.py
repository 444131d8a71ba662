"""The own questionnaire on the disk: as it is edited, and as the instrument that the command reads. PRIVATE."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import Problem, SetupError
from pipeline.run.workbench.decisions import Decisions, as_yaml, fitting
from pipeline.run.workbench.questionnaire import (
    OTHER_CAUSE,
    Answer,
    Answers,
    Choice,
    Guess,
    Item,
    Option,
    Questionnaire,
    Scale,
)
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import BINDING, EDITED, OWN, Work, put, settled

if TYPE_CHECKING:
    from pipeline.instrument.model import Cause

FILE: Final = "questionnaire.yaml"
BINDING_FILE: Final = "binding.yaml"
_HEAD: Final = "# Written by the workbench; docs/instrument.md says what each part means.\n"


def edited(work: Work) -> Questionnaire | None:
    """The questionnaire as it was edited last; None where there is none, or its file is damaged: then it is drafted anew."""
    try:
        return from_json((work.folder / EDITED).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def written(work: Work, made: Questionnaire) -> Work | Refusal:
    """Keep a questionnaire: as the instrument that the command reads, checked by it, and which columns carry it.

    What is not right yet is a refusal with the command's words; the edited value is kept all the same, so that nobody loses
    their choices.
    """
    from pipeline.clean.binding_file import load_binding
    from pipeline.instrument.load import load_instrument
    from pipeline.private.files import replace_file

    last = edited(work)
    kept = settled(work, instrument=OWN)
    text = instrument_yaml(made)

    def keep() -> Work:
        if lacking := list(_lacking(made)):
            raise SetupError(lacking)
        with tempfile.TemporaryDirectory() as folder:
            path, beside = Path(folder) / FILE, Path(folder) / BINDING_FILE
            path.write_text(text, encoding="utf-8")
            instrument = load_instrument(path)
            binding = _binding(made, last, fitting(kept.files.get(BINDING), instrument))
            beside.write_text(binding, encoding="utf-8")
            load_binding(beside, instrument)
        return put(put(kept, "instrument", FILE, text.encode()), BINDING, BINDING_FILE, binding.encode())

    found = attempt(keep)
    replace_file(kept.folder / EDITED, as_json(made).encode())
    return found


def _lacking(made: Questionnaire) -> Iterator[Problem]:
    """What has to be said of any questionnaire, in the words of its editor."""
    for name in ("readiness", "willingness"):
        if not any(scale.measures == name for scale in made.scales):
            fix = "say so of at least one; statements of another scale can be set apart as a scale of their own"
            yield Problem(f"no scale measures {name}", fix=fix)
    if not any(scale.id == made.intention for scale in made.used):
        what = "no scale says whether people will take part"
        yield Problem(what, fix="choose the one that does, or the one that is nearest to it")


def _binding(made: Questionnaire, last: Questionnaire | None, before: Decisions) -> str:
    """What was decided before, with the columns of the questionnaire; a column that a person chose since stays."""
    columns, drafted = carried(made), {} if last is None else carried(last)
    chosen = {
        field: column
        for field, column in before.columns.items()
        if field in columns and drafted.get(field) == columns[field] and column != columns[field]
    }
    return as_yaml(before.model_copy(update={"columns": {**columns, **chosen}}))


def carried(made: Questionnaire) -> dict[str, str | Mapping[str, str]]:
    """Item or question -> its column; of a multi-select with a column per option, option -> column."""
    columns: dict[str, str | Mapping[str, str]] = {item.id: item.column for scale in made.used for item in scale.items}
    for choice in made.choices:
        columns[choice.id] = {option.id: option.column for option in choice.options if option.column} or choice.column
    return {field: column for field, column in columns.items() if column}


def instrument_yaml(made: Questionnaire) -> str:
    """The instrument, as the command reads it."""
    import yaml

    return _HEAD + yaml.safe_dump(_values(made), allow_unicode=True, sort_keys=False, width=1000)


def _values(made: Questionnaire) -> dict[str, Any]:
    kept = {scale.answers for scale in made.used}
    values: dict[str, Any] = {
        "id": made.id,
        "version": "0.1",
        "title": made.title,
        "status": "own",
        "answer_scales": [_answer_scale(one) for one in made.answers if one.id in kept],
        "scales": [{"id": scale.id, "label": scale.label} for scale in made.used],
        "readiness": _composite(made, "readiness", "Readiness"),
        "willingness": _composite(made, "willingness", "Willingness"),
        "intention": made.intention,
        "items": [_item(scale, item) for scale in made.used for item in scale.items],
    }
    for choice in made.choices:
        if choice.groups:
            values[f"{choice.listed[:-1]}_groups"] = [{"id": id_, "label": label} for id_, label in choice.groups.items()]
        values[choice.listed] = [_option(choice, option) for option in choice.options]
    if causes := _causes(made):
        values["causes"] = causes
    asked = [{"id": c.id, "text": c.text or c.id, "kind": _kind(c), "options_from": c.listed} for c in made.choices]
    return values | ({"questions": asked} if asked else {})


def _kind(choice: Choice) -> str:
    return "multiple" if choice.is_multiple else "single"


def _composite(made: Questionnaire, name: str, label: str) -> dict[str, Any]:
    return {"id": name, "label": label, "scales": [scale.id for scale in made.used if scale.measures == name]}


def _answer_scale(one: Answers) -> dict[str, Any]:
    scores = [answer.score for answer in one.answers if answer.score is not None]
    ends = {"low": _number(min(scores)), "high": _number(max(scores))} if scores else {}
    return {"id": one.id, **ends, "answers": [_answer(answer) for answer in one.answers]}


def _answer(one: Answer) -> dict[str, Any]:
    values: dict[str, Any] = {"code": one.code, "label": one.label}
    if one.score is not None:
        return values | {"score": _number(one.score)}
    return values | ({"not_applicable": True} if one.excluded else {})


def _number(score: float) -> float | int:
    return int(score) if score == int(score) else score


def _item(scale: Scale, item: Item) -> dict[str, Any]:
    values = {"id": item.id, "scale": scale.id, "answers": scale.answers, "text": item.text or item.id}
    return values | ({"reverse": True} if item.reverse else {})


def _option(choice: Choice, option: Option) -> dict[str, Any]:
    values: dict[str, Any] = {"id": option.id, "label": option.label}
    if option.synonyms:
        values["synonyms"] = list(option.synonyms)
    if choice.groups:
        values["group"] = option.group
    return values | ({"cause": option.cause or OTHER_CAUSE} if choice.listed == "barriers" else {})


def _causes(made: Questionnaire) -> list[dict[str, Any]]:
    """The causes that barriers or scales point to: those that are known here, with what helps."""
    barriers = [option.cause or OTHER_CAUSE for c in made.choices if c.listed == "barriers" for option in c.options]
    used = dict.fromkeys([*barriers, *(scale.cause for scale in made.used if scale.cause)])
    known = {cause.id: cause for cause in known_causes()}
    found = []
    for one in used:
        values: dict[str, Any] = {"id": OTHER_CAUSE, "label": "Other", "kind": "none"}
        if one in known:
            values = {name: value for name, value in known[one].model_dump(mode="json").items() if value}
            values["scales"] = [scale.id for scale in made.used if scale.cause == one]
        found.append(values)
    return found


def known_causes() -> tuple[Cause, ...]:
    """The causes that the shipped questionnaire knows, with what helps and how that is known."""
    from pipeline.instrument.load import load_instrument

    return tuple(cause for cause in load_instrument().causes if cause.kind != "none")


def as_json(made: Questionnaire) -> str:
    """As it is kept while it is edited."""
    return json.dumps(asdict(replace(made, confirmed=frozenset())) | {"confirmed": sorted(made.confirmed)}, indent=1) + "\n"


def from_json(text: str) -> Questionnaire:
    """What ``as_json`` wrote; raises ValueError, KeyError or TypeError for anything else."""
    values = json.loads(text)
    return Questionnaire(
        id=values["id"],
        title=values["title"],
        answers=tuple(Answers(one["id"], tuple(Answer(**a) for a in one["answers"])) for one in values["answers"]),
        scales=tuple(Scale(**{**one, "items": tuple(Item(**item) for item in one["items"])}) for one in values["scales"]),
        intention=values["intention"],
        choices=tuple(
            Choice(**{**one, "options": tuple(Option(**{**o, "synonyms": tuple(o["synonyms"])}) for o in one["options"])})
            for one in values["choices"]
        ),
        left_out=tuple(values["left_out"]),
        guesses=tuple(Guess(**one) for one in values["guesses"]),
        confirmed=frozenset(values["confirmed"]),
    )
