"""Who asked to be contacted, how, and about which topics. PRIVATE: nothing of it is scored, released or published.

The rows are those of every complete answer: whoever agreed is listed for that alone. Somebody whose ratings are set aside as
careless did ask, and a list that left them out would tell how they answered.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.bind import Bound, option_list
from pipeline.clean.binding_file import BindingFile
from pipeline.clean.cells import Cells
from pipeline.clean.code import code_answers, extra_words, question_scale
from pipeline.clean.code_options import code_joined, code_spread
from pipeline.clean.identity import Keyring
from pipeline.clean.unknown import Doubt, Unknown, problems_of
from pipeline.errors import DecisionNeeded, Problem, SetupError
from pipeline.ingest.export import Export
from pipeline.instrument.model import Instrument, Question
from pipeline.instrument.part import Labelled
from pipeline.tables import Responses

_EMAIL: Final = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,255}\.\w{2,}")
_PHONE: Final = re.compile(r"[+(]*\d[\d ()./-]{5,}\d")
_FEWEST_DIGITS: Final = 7
_DIGITS_COMPARED: Final = 9
"""The last digits of a phone number: with or without the country's code it is one number."""
_BETWEEN: Final = "; "


class Answered(Protocol):
    """What is known of the people of an export: those who gave a complete answer, and which column carries what."""

    @property
    def everybody(self) -> Responses: ...

    @property
    def bound(self) -> Bound: ...


@dataclass(frozen=True, slots=True, repr=False)
class ContactRequests:
    """People who agreed to be contacted. PRIVATE.

    Attributes
    ----------
    people : one row per person who agreed and left a contact, in the order of the file; columns role (id or ``not_stated``),
        contact (as written, on one line), topics (labels of those they asked for, joined by "; ").
    respondents : columns person, contact: which contact belongs to whom, for linked respondents; marks, nothing readable.
    without_contact : people who agreed and left no contact. keep_days : how long lists may stay.
    """

    people: pd.DataFrame
    respondents: pd.DataFrame
    without_contact: int
    keep_days: int


def who_agreed(export: Export, cleaned: Answered, instrument: Instrument, binding: BindingFile) -> NDArray[np.intp]:
    """Rows of those who agreed to be contacted; looks at nothing but their yes or no. Nobody where nobody was asked."""
    question = instrument.question_of("consent")
    if question is None or question.id not in cleaned.bound.columns:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(_agreed(export, cleaned, question, instrument, binding, []))


def contact_rows(
    export: Export, cleaned: Answered, instrument: Instrument, binding: BindingFile, keyring: Keyring | None
) -> pd.DataFrame:
    """Who agreed or left a contact: columns row (among ``everybody``), role, contact (on one line), topics, person (what
    stands for a linked respondent), agreed. PRIVATE.

    raises : SetupError where consent or contact have no column; DecisionNeeded where answers are not known.
    """
    consent, contact = _required(export, cleaned, instrument)
    problems: list[Doubt] = []
    agreed = _agreed(export, cleaned, consent, instrument, binding, problems)
    topics = _topics(export, cleaned, instrument, binding, problems)
    if problems:
        raise DecisionNeeded(problems_of(map(_without_contact, problems)))
    written = _cells(export, cleaned, cleaned.bound.columns[contact.id]).texts.mapped(one_line)
    frame = pd.DataFrame(
        {
            "row": np.arange(len(agreed)),
            "role": cleaned.everybody.places["role"].series().to_numpy(),
            "contact": written.tolist(),
            "topics": topics,
            "person": _persons(export, cleaned, instrument, keyring),
            "agreed": agreed,
        }
    )
    return frame[agreed | written.where(_says_something)].reset_index(drop=True)


def requests_of(rows: pd.DataFrame, instrument: Instrument, keyring: Keyring) -> ContactRequests:
    """Who is to be listed. rows : as ``contact_rows`` gives them, of all exports of a wave, in order.

    Of rows with one contact the last counts: who says no later is not listed. Nor is who asked to be forgotten.
    """
    frame = rows.assign(key=[contact_key(text) for text in rows["contact"]])
    given = np.array([_says_something(text) for text in frame["contact"]], dtype=bool)
    forgotten = np.array([_is_forgotten(text, keyring) for text in frame["contact"]], dtype=bool)
    agreed = frame["agreed"].to_numpy(dtype=bool)
    later = frame["key"].where(given).duplicated(keep="last").to_numpy()
    listed = frame[given & agreed & ~later & ~forgotten]
    return ContactRequests(
        people=listed[["role", "contact", "topics"]].reset_index(drop=True),
        respondents=_respondents(frame[given & agreed], set(listed["key"]), keyring),
        without_contact=int((agreed & ~given).sum()),
        keep_days=instrument.contacts.keep_days if instrument.contacts else 0,
    )


def contact_columns(bound: Bound, instrument: Instrument) -> frozenset[int]:
    """Positions of columns that hold contacts: they identify people, whatever they are called."""
    question = instrument.question_of("contact")
    return frozenset({bound.columns[question.id]} if question is not None and question.id in bound.columns else ())


def one_line(text: str) -> str:
    """A text with one space where it had spaces or breaks."""
    return " ".join(text.split())


def contact_key(text: str) -> str:
    """What is the same for two spellings of one contact: case and spaces do not count, nor how a phone number is written."""
    plain = one_line(unicodedata.normalize("NFKC", text)).casefold().strip(" .,;")
    digits = "".join(filter(str.isdigit, plain))
    alone = len(digits) >= _FEWEST_DIGITS and not any(map(str.isalpha, plain))
    return digits[-_DIGITS_COMPARED:] if alone else plain


def contact_keys(text: str) -> frozenset[str]:
    """The keys by which somebody may mean a contact: the whole of it, and each e-mail address and phone number in it."""
    parts = addresses(unicodedata.normalize("NFKC", text))
    return frozenset(map(contact_key, (text, *parts))) - {""}


def addresses(text: str) -> list[str]:
    """E-mail addresses and phone numbers in a text, as written."""
    return [*_EMAIL.findall(text), *filter(_is_phone, _PHONE.findall(text))]


def _is_phone(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _FEWEST_DIGITS


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _is_forgotten(text: str, keyring: Keyring) -> bool:
    forgotten = keyring.forgotten_contacts
    return bool(forgotten) and any(keyring.contact_mark(key) in forgotten for key in contact_keys(text))


def _required(export: Export, cleaned: Answered, instrument: Instrument) -> tuple[Question, Question]:
    """The questions of consent and contact; raises SetupError where one is not asked or has no column."""
    consent, contact = instrument.question_of("consent"), instrument.question_of("contact")
    if consent is None or contact is None:
        fix = "ask questions of the kinds consent and contact (docs/instrument.md), or leave --contacts out"
        raise SetupError(Problem("the instrument asks nobody for a contact", instrument.id, fix=fix))
    missing = [question.id for question in (consent, contact) if question.id not in cleaned.bound.columns]
    if missing:
        fix = "bind it in the binding file, or leave --contacts out"
        raise SetupError([Problem(f"no column carries {name}", export.provenance.path.name, fix=fix) for name in missing])
    return consent, contact


def _cells(export: Export, cleaned: Answered, position: int) -> Cells:
    """A column of the export, rows as ``cleaned.everybody``."""
    column, kept = export.columns[position], np.isin(export.lines, cleaned.everybody.line)
    return Cells(column.name, export.texts[position].rows(np.flatnonzero(kept)), column.labels, column.joint)


def _agreed(
    export: Export,
    cleaned: Answered,
    question: Question,
    instrument: Instrument,
    binding: BindingFile,
    problems: list[Doubt],
) -> np.ndarray:
    """Who said yes: boolean, one per row. A blank, or an answer that is not known, is no yes."""
    scale, settings = question_scale(question, instrument), instrument.contacts
    if scale is None or settings is None:
        return np.zeros(len(cleaned.everybody), dtype=bool)
    cells = _cells(export, cleaned, cleaned.bound.columns[question.id])
    extra = extra_words(binding, question.id, question.answers)
    given = code_answers(cells, scale, extra, question.id, problems).named()
    return np.isin(given.names, settings.agreed)[given.codes]


def _topics(export: Export, cleaned: Answered, instrument: Instrument, binding: BindingFile, problems: list[Doubt]) -> list[str]:
    """Labels of the topics that each row asks for, in the instrument's order; "" where none, or where it was not asked."""
    question, bound = instrument.question_of("contact_topics"), cleaned.bound
    listed = option_list(question, instrument) if question is not None else ()
    options = tuple(Labelled(id=topic.id, label=topic.label, synonyms=topic.synonyms) for topic in listed)
    if question is not None and question.id in bound.options:
        spread = {option: _cells(export, cleaned, position) for option, position in bound.options[question.id].items()}
        ticked = code_spread(spread, options)
    elif question is not None and question.id in bound.columns:
        cells = _cells(export, cleaned, bound.columns[question.id])
        ticked = code_joined(cells, options, extra_words(binding, question.id, None), question.id, problems)
    else:
        return [""] * len(cleaned.everybody)
    return [_BETWEEN.join(o.label for o, asked in zip(options, row, strict=True) if asked) for row in ticked.ticks.T]


def _persons(export: Export, cleaned: Answered, instrument: Instrument, keyring: Keyring | None) -> list[str]:
    """What stands for each respondent beside their contact; "" where they gave no code or nobody is linked."""
    question = instrument.question_of("respondent")
    if question is None or keyring is None or question.id not in cleaned.bound.columns:
        return [""] * len(cleaned.everybody)
    return _cells(export, cleaned, cleaned.bound.columns[question.id]).texts.mapped(keyring.contact_owner).tolist()


def _respondents(frame: pd.DataFrame, listed: set[str], keyring: Keyring) -> pd.DataFrame:
    """Which listed contact belongs to which linked respondent, in an order of its own."""
    known = frame[(frame["person"] != "") & frame["key"].isin(listed)]
    marks = pd.DataFrame({"person": known["person"], "contact": [keyring.contact_mark(key) for key in known["key"]]}, dtype="str")
    return marks.drop_duplicates().sort_values(["person", "contact"], ignore_index=True)


def _without_contact(problem: Doubt) -> Doubt:
    """An unknown answer that looks like a contact is told without its text."""
    if not isinstance(problem, Unknown) or not ("@" in problem.text or _is_phone(problem.text)):
        return problem
    what = f"{problem.count} answer(s) of {problem.field} look like a contact, and are no answer of it"
    return Problem(what, f"column '{problem.column}'", fix="see whether the right column is bound, or mend them in the export")
