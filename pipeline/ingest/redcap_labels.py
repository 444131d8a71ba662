"""The headers of a REDCap label export: field labels, ``Race (choice=Asian)`` for a box, ``Complete?`` once per form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.export import Column, Meta
from pipeline.instrument.words import plain

LABEL_STATES = ("incomplete", "unverified", "complete")
_OPTION = re.compile(r"(.*)\(choice=(.*)\)\s*", re.DOTALL)
_COMPLETE, _TIMESTAMP = "Complete?", "Survey Timestamp"
_META: dict[str, Meta] = {
    "Event Name": "platform",
    "Repeat Instrument": "platform",
    "Repeat Instance": "platform",
    "Data Access Group": "platform",
    "Survey Identifier": "identifier",
    _TIMESTAMP: "recorded",
    _COMPLETE: "status",
}


def is_labelled(names: Sequence[str]) -> bool:
    """Whether headers are those of a label export."""
    return _COMPLETE in [name.strip() for name in names]


def labelled_columns(names: Sequence[str]) -> list[Column]:
    """All columns of a label export; options of one field are one question."""
    columns = []
    for position, name in enumerate(names):
        option = _OPTION.fullmatch(name)
        meta: Meta | None = "response_id" if position == 0 else _META.get(name.strip())
        if option is not None and meta is None:
            question, label = plain(option[1]), plain(option[2])
            text = f"{question} - {label}"
            columns.append(Column(position, name, text, None, None, "multiple", question, label, {"Checked": label}))
            continue
        columns.append(Column(position, name, plain(name), None, meta, "text"))
    return columns
