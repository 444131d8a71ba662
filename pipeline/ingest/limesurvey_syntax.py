"""The R syntax file of a LimeSurvey R export: the names, wordings and labels of the data file's columns, by position.

Only assignments of the four kinds that LimeSurvey writes are read; nothing is run. Source: real pairs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.ingest.decode import find_encoding
from pipeline.ingest.source import open_source, refuse

_TEXT = r'"((?:[^"\\]|\\.)*)"'
_LABEL = re.compile(r"variable\.labels\[(\d{1,5})\]\s*<-\s*" + _TEXT)
_NAME = re.compile(r"^names\(data\)\[(\d{1,5})\]\s*<-\s*" + _TEXT, re.MULTILINE)
_FACTOR = re.compile(
    r"^data\[\s*,\s*(\d{1,5})\s*\]\s*<-\s*factor\(data\[\s*,\s*\d{1,5}\s*\],\s*levels=c\((.*?)\),\s*labels=c\((.*)\)\)\s*$",
    re.MULTILINE,
)
_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MAX_BYTES = 16 * 1024**2
_DATA, _SYNTAX = "_R_data_file", "_R_syntax_file"


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the data file: name, wording, code -> label."""

    name: str
    label: str
    labels: Mapping[str, str]


def find_syntax(data: Path) -> Path | None:
    """The syntax file beside a data file that has the platform's own name."""
    if _DATA not in data.name:
        return None
    beside = data.with_name(data.stem.replace(_DATA, _SYNTAX) + ".R")
    return beside if beside.is_file() else None


def read_syntax(path: Path, width: int) -> tuple[Variable, ...]:
    """The variables in the order of the data file's ``width`` columns; ExportError where they do not fit."""
    source = open_source(path)
    if source.container != "text" or source.bytes > _MAX_BYTES:
        raise refuse(path, "this is no R syntax file of LimeSurvey", "export the answers for R again: data and syntax")
    text = path.read_text(encoding=find_encoding(path).name)
    names = {int(number): _plain(name) for number, name in _NAME.findall(text)}
    if sorted(names) != list(range(1, width + 1)):
        what = f"the syntax file names {len(names)} columns, the data file has {width}"
        raise refuse(path, what, "take both files from the same export")
    wordings = {int(number): _plain(label) for number, label in _LABEL.findall(text)}
    labels = {int(number): _pairs(levels, words) for number, levels, words in _FACTOR.findall(text)}
    return tuple(Variable(names[n], wordings.get(n, names[n]), labels.get(n, {})) for n in range(1, width + 1))


def _pairs(levels: str, labels: str) -> dict[str, str]:
    """Codes and labels of one factor; nothing where their numbers differ."""
    codes, words = ([_plain(text) if text else number for text, number in _ITEM.findall(part)] for part in (levels, labels))
    return dict(zip(codes, words, strict=True)) if len(codes) == len(words) else {}


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
