"""REDCap's data dictionary: what each field of a project asks, and what its codes mean.

18 columns under fixed English headers. Source: six real dictionaries; choices are written ``1, Label | 2, Label``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ExportError
from pipeline.ingest.decode import find_encoding
from pipeline.ingest.source import open_source, refuse
from pipeline.instrument.words import plain

FIRST_HEADER = "Variable / Field Name"
_FORM, _SECTION, _TYPE, _LABEL, _CHOICES = (
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
)
_VALIDATION, _IDENTIFIER, _MATRIX = "Text Validation Type OR Show Slider Number", "Identifier?", "Matrix Group Name"
_WITH_CHOICES = ("radio", "dropdown", "checkbox")
#: What the platform itself codes; a dictionary does not repeat it.
_YES_NO: Mapping[str, Mapping[str, str]] = {
    "yesno": {"1": "Yes", "0": "No"},
    "truefalse": {"1": "True", "0": "False", "TRUE": "True", "FALSE": "False"},
}
_MAX_BYTES = 8 * 1024**2


@dataclass(frozen=True, slots=True)
class Field:
    """One field: form, heading above it, type, wording, code -> label, validation, matrix, and whether it identifies a person."""

    name: str
    form: str
    section: str
    type: str
    label: str
    choices: Mapping[str, str]
    validation: str
    matrix: str
    identifier: bool


def read_dictionary(path: Path) -> dict[str, Field]:
    """The fields of a dictionary by name, in its order; ExportError where the file is none."""
    source = open_source(path)
    if source.container != "text" or source.bytes > _MAX_BYTES:
        raise refuse(path, "this is no REDCap data dictionary", "download it again: Project Setup, Download the Data Dictionary")
    with path.open(encoding=find_encoding(path).name, newline="") as handle:
        try:
            rows = list(csv.DictReader(handle, strict=True))
        except csv.Error as error:
            raise refuse(path, f"this data dictionary cannot be read ({error})", "download it again") from None
    if not rows or FIRST_HEADER not in {str(header).lstrip("\ufeff") for header in rows[0]}:
        allowed = f"a table whose first column is headed '{FIRST_HEADER}'"
        raise refuse(path, "this is no REDCap data dictionary", "download it from the project's designer", allowed=allowed)
    fields = (_field({str(key).lstrip("\ufeff"): value or "" for key, value in row.items()}) for row in rows)
    return {field.name: field for field in fields if field.name}


def _field(row: Mapping[str, str]) -> Field:
    kind = row.get(_TYPE, "").strip()
    choices = _YES_NO.get(kind) or (_choices(row.get(_CHOICES, "")) if kind in _WITH_CHOICES else {})
    return Field(
        name=row.get(FIRST_HEADER, "").strip(),
        form=row.get(_FORM, "").strip(),
        section=plain(row.get(_SECTION, "")),
        type=kind,
        label=plain(row.get(_LABEL, "")),
        choices=choices,
        validation=row.get(_VALIDATION, "").strip(),
        matrix=row.get(_MATRIX, "").strip(),
        identifier=row.get(_IDENTIFIER, "").strip().lower() == "y",
    )


def _choices(text: str) -> dict[str, str]:
    """``1, Label | 2, Label`` as code -> label; the label may hold commas."""
    found = {}
    for part in text.split("|"):
        code, comma, label = part.partition(",")
        if comma and code.strip():
            found[code.strip()] = plain(label)
    return found


def find_dictionary(export: Path, names: Sequence[str]) -> tuple[Path | None, tuple[str, ...]]:
    """The dictionary beside an export whose fields are in it, and what to say.

    Of several, the one whose name begins like the export's; none where that does not decide.
    """
    try:
        beside = sorted(path for path in export.parent.glob("*.csv") if "dictionary" in path.name.casefold().replace("_", ""))
    except OSError:
        return None, ()
    fitting: dict[Path, int] = {}
    for path in beside[:50]:
        try:
            fields = read_dictionary(path)
        except ExportError:
            continue
        known = sum(any(name == field or name.startswith(f"{field}___") for name in names) for field in fields)
        if fields and known >= 0.8 * len(fields):
            fitting[path] = known
    best = [path for path, known in fitting.items() if known == max(fitting.values())]
    alike = {path: _shared_letters(path.name, export.name) for path in best}
    best = [path for path in best if alike[path] == max(alike.values())]
    if len(best) == 1:
        return best[0], (f"codes and wordings are from the data dictionary {best[0].name} beside the export",)
    if best:
        return None, (f"{len(best)} data dictionaries beside the export fit it: name one as the codebook",)
    return None, ()


def _shared_letters(first: str, second: str) -> int:
    """How many letters two names begin with alike."""
    pairs = zip(first.casefold(), second.casefold(), strict=False)
    return next((count for count, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))
