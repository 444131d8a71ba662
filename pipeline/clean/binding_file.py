"""The binding file: what an analyst says about one export, where the names alone do not say enough. It overrides everything.

columns:                      # item or question -> column, by header name, platform id or question text
  SK1: Q4_1
  barriers: {B01: Q7_1}       # a multi-select that is spread over several columns
answers:                      # item, question or answer scale -> other spellings of its answers
  agreement: {"Totally agree": "5"}
roles: {"Nurze": rn_onc}      # how a role is written in this export
departments: {"Ward 7": infusion_center}
sites: {"HQ": main}           # where sites are asked from a list; "" for none of them: not stated
without: [department]         # questions that this export does not have, by decision
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import Problem, SetupError
from pipeline.instrument.check import near
from pipeline.instrument.document import Document, read_yaml
from pipeline.instrument.model import Instrument
from pipeline.instrument.part import Part


class BindingFile(Part):
    """The decisions of one binding file; empty where there is none."""

    columns: Mapping[str, str | Mapping[str, str]] = {}
    answers: Mapping[str, Mapping[str, str]] = {}
    roles: Mapping[str, str] = {}
    departments: Mapping[str, str] = {}
    sites: Mapping[str, str] = {}
    without: tuple[str, ...] = ()


def load_binding(path: Path | None, instrument: Instrument) -> BindingFile:
    """The binding file at ``path`` (empty for None), checked against the instrument; raises SetupError with all mistakes."""
    if path is None:
        return BindingFile()
    document = read_yaml(path)
    try:
        binding = BindingFile.model_validate(document.values)
    except ValidationError as error:
        allowed = ", ".join(BindingFile.model_fields)
        told = {entry["loc"][:2]: entry["msg"] for entry in error.errors()}
        raise SetupError(Problem(msg, document.where(tuple(loc)), allowed) for loc, msg in told.items()) from None
    if problems := _problems(binding, instrument, document):
        raise SetupError(problems)
    return binding


def field_ids(instrument: Instrument) -> list[str]:
    """Everything that a column can carry: rated columns, then questions."""
    return [*(column for column, _, _ in instrument.rated_columns()), *(q.id for q in instrument.questions)]


def _problems(binding: BindingFile, instrument: Instrument, document: Document) -> list[Problem]:
    fields = field_ids(instrument)
    found = []
    for section, names, known in (
        ("columns", binding.columns, fields),
        ("without", binding.without, fields),
        ("answers", binding.answers, [*fields, *instrument.answer_scale]),
    ):
        for i, name in enumerate(names):
            if name not in known:
                key = i if section == "without" else name
                what = f"'{name}' is neither an item nor a question of {instrument.id}"
                found.append(Problem(what, document.where((section, key)), near(name, known)))
    found += _code_problems(binding, instrument, document)
    for section, mapping, parts in (
        ("roles", binding.roles, instrument.roles),
        ("departments", binding.departments, instrument.departments),
        ("sites", binding.sites, instrument.sites),
    ):
        known = [part.id for part in parts]
        for written, target in mapping.items():
            if target and target not in known:
                what = f"'{target}' is not among the {section} of {instrument.id}"
                found.append(Problem(what, document.where((section, written)), near(target, known)))
    return found


def known_codes(instrument: Instrument) -> dict[str, list[str]]:
    """Answer scale, item or question -> codes of its answers, or ids of its options; of what has a list of them."""
    codes = {scale.id: [answer.code for answer in scale.answers] for scale in instrument.answer_scales}
    codes |= {column: codes[scale] for column, _, scale in instrument.rated_columns()}
    for question in instrument.questions:
        if question.options_from:
            codes[question.id] = [option.id for option in getattr(instrument, question.options_from)]
        elif question.answers:
            codes[question.id] = codes[question.answers]
    return codes


def _code_problems(binding: BindingFile, instrument: Instrument, document: Document) -> list[Problem]:
    """Codes that the answer scale, or the list of options, does not have."""
    codes = known_codes(instrument)
    return [
        Problem(
            f"'{code}' is no answer of {name}",
            document.where(("answers", name, written)),
            ", ".join(codes[name][:12]) + ', or "" for no answer',
        )
        for name, spellings in binding.answers.items()
        if name in codes
        for written, code in spellings.items()
        if code and code not in codes[name]
    ]
