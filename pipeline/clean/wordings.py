"""What an export asked, in words: the wording above every bound column, and the spellings of answers that the instrument knows.

Kept from wave to wave, so that a question that was changed on the platform is noticed although its id and the instrument stayed.
Nothing that somebody wrote is among it: no free text, no answer that the instrument does not know, no column that could point
at a person. Specification: docs/methods/comparability.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from pipeline.clean.bind import Bound
from pipeline.clean.binding_file import BindingFile
from pipeline.clean.code import answer_map, extra_words
from pipeline.ingest.export import Column, Export
from pipeline.instrument.model import CONTACT_KINDS, Instrument
from pipeline.instrument.words import normal, plain

_LONGEST: Final = 500
_ABOUT_PERSONS: Final = (*CONTACT_KINDS, "respondent")


@dataclass(frozen=True, slots=True)
class Wordings:
    """What one export asked.

    Attributes
    ----------
    asked : fields that a column carried. texts : field -> wording above its column; without fields whose header is only an id.
    answers : field -> code of an answer -> its spellings, sorted; without answers that are written as codes.
    options : multi-select -> ids of the options that had a column of their own.
    others : wordings of questions that carry nothing of the instrument, in the order of the file.
    """

    asked: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Readable JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Wordings:
        """What ``to_json`` wrote; raises ValueError, KeyError, TypeError or AttributeError for anything else."""
        values = json.loads(text)
        return cls(
            tuple(map(str, values["asked"])),
            {str(name): str(wording) for name, wording in values["texts"].items()},
            {name: {code: tuple(words) for code, words in codes.items()} for name, codes in values["answers"].items()},
            {name: tuple(options) for name, options in values["options"].items()},
            tuple(map(str, values["others"])),
        )


def wordings(export: Export, bound: Bound, instrument: Instrument, binding: BindingFile, personal: Collection[int]) -> Wordings:
    """What an export asked, as far as it is bound; of the rest only the wording.

    personal : positions of columns that could point at a person.
    """
    hidden = {question.id for question in instrument.questions if question.kind in _ABOUT_PERSONS}
    columns = {name: export.columns[position] for name, position in bound.columns.items() if name not in hidden}
    others = (export.columns[position] for position in bound.unused if position not in personal)
    return Wordings(
        asked=tuple(sorted({*columns, *bound.options} - hidden)),
        texts={name: text for name, column in columns.items() if (text := _worded(column))},
        answers={name: spelled for name, scale in _scales(instrument).items() if name in columns
                 and (spelled := _spelled(export, columns[name], instrument, binding, name, scale))},
        options={name: tuple(sorted(options)) for name, options in bound.options.items() if name not in hidden},
        others=tuple(dict.fromkeys(text for column in others if (text := _worded(column)))),
    )  # fmt: skip


def _worded(column: Column) -> str:
    """The wording above a column; "" where the header is only an id."""
    text = plain(column.text)[:_LONGEST]
    return text if " " in text else ""


def _scales(instrument: Instrument) -> dict[str, str]:
    """Field -> id of its answer scale, for all that is answered with one."""
    found = {column: scale for column, _, scale in instrument.rated_columns()}
    return found | {question.id: question.answers for question in instrument.questions if question.answers}


def _spelled(
    export: Export, column: Column, instrument: Instrument, binding: BindingFile, name: str, scale: str
) -> dict[str, tuple[str, ...]]:
    """Code -> spellings, of all answers in the column and its codebook that the instrument knows in words."""
    words = answer_map(instrument.answer_scale[scale], extra_words(binding, name, scale))
    written = (column.labels.get(text.strip(), text) for text in export.texts[column.position].seen())
    found: dict[str, set[str]] = {}
    for text in (*column.labels.values(), *written):
        spelling = normal(text)
        answer = words.get(spelling)
        if answer is not None and not _is_code(spelling, answer.code):
            found.setdefault(answer.code, set()).add(spelling)
    return {code: tuple(sorted(found[code])) for code in sorted(found)}


def _is_code(spelling: str, code: str) -> bool:
    return spelling == normal(code) or spelling.lstrip("-").replace(".", "", 1).isdigit()
