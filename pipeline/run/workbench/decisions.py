"""What was decided about an export, as the frozen value of its binding file; every change gives a new value. PRIVATE."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.clean.binding_file import BindingFile, field_ids, known_codes, load_binding
from pipeline.errors import UserError
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import BINDING, Work, put

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument

FILE: Final = "binding.yaml"
_LISTS: Final = {"role": "roles", "department": "departments", "site": "sites"}
_HEAD: Final = "# What was decided about the export of this name; docs/binding.md says what each part means.\n"
Decisions = BindingFile


def decisions(work: Work, instrument: Instrument) -> Decisions | Refusal:
    """What was decided so far; nothing where nothing was. A file that people wrote is read as the command reads it."""
    return attempt(lambda: load_binding(work.files.get(BINDING), instrument))


def fitting(path: Path | None, instrument: Instrument) -> Decisions:
    """What of a binding file still fits a questionnaire that is another one now; nothing where it cannot be read at all."""
    from pipeline.instrument.document import read_yaml

    try:
        made = BindingFile() if path is None else BindingFile.model_validate(read_yaml(path).values)
    except (UserError, ValueError):
        return BindingFile()
    fields, codes = set(field_ids(instrument)), known_codes(instrument)
    return BindingFile(
        columns={field: column for field, column in made.columns.items() if field in fields},
        answers={
            place: kept
            for place, spellings in made.answers.items()
            if place in codes and (kept := {w: c for w, c in spellings.items() if not c or c in codes[place]})
        },
        without=tuple(field for field in made.without if field in fields),
        **{
            part: {w: t for w, t in getattr(made, part).items() if not t or any(t == one.id for one in getattr(instrument, part))}
            for part in _LISTS.values()
        },
    )


def decided(work: Work, instrument: Instrument, made: Decisions) -> Work | Refusal:
    """The work with these decisions, checked by the command's own code; unchanged, with the reasons, where they cannot be.

    All that stood in a file that people wrote stays; its comments go.
    """

    def keep() -> Work:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / FILE
            path.write_text(as_yaml(made), encoding="utf-8")
            load_binding(path, instrument)
        return put(work, BINDING, FILE, as_yaml(made).encode())

    return attempt(keep)


def as_yaml(made: Decisions) -> str:
    """The binding file, as the command reads it."""
    import yaml

    values = {name: value for name, value in made.model_dump(mode="json").items() if value}
    return _HEAD + (yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1000) if values else "columns: {}\n")


def bound_to(made: Decisions, field: str, column: str | Mapping[str, str] | None) -> Decisions:
    """A field is carried by this column (of a multi-select: option -> column); by what is found by itself for None."""
    columns = {name: value for name, value in made.columns.items() if name != field}
    kept = tuple(name for name in made.without if name != field)
    return made.model_copy(update={"columns": columns if column is None else {**columns, field: column}, "without": kept})


def left_out(made: Decisions, field: str, out: bool = True) -> Decisions:
    """This export does not have a field, by decision; or not so."""
    others = tuple(name for name in made.without if name != field)
    columns = {name: value for name, value in made.columns.items() if name != field}
    return made.model_copy(update={"columns": columns if out else made.columns, "without": (*others, field) if out else others})


def answer_means(made: Decisions, place: str, written: str, code: str | None) -> Decisions:
    """What an answer means. place : of its question. code : "" for no answer; None takes the decision back."""
    here = _with(made.answers.get(place, {}), written, code)
    others = {name: spellings for name, spellings in made.answers.items() if name != place}
    return made.model_copy(update={"answers": {**others, place: here} if here else others})


def name_means(made: Decisions, kind: str, written: str, target: str | None) -> Decisions:
    """Whom a name stands for. kind : role, department or site. target : an id; "" for not stated; None takes it back."""
    section = _LISTS[kind]
    return made.model_copy(update={section: _with(getattr(made, section), written, target)})


def _with(spellings: Mapping[str, str], written: str, target: str | None) -> dict[str, str]:
    others = {name: value for name, value in spellings.items() if name != written}
    return others if target is None else {**others, written: target}
