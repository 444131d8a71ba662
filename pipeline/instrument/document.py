"""A YAML file as plain text values with the line of every key, so that each mistake can say where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from pipeline.errors import Problem, SetupError

_LARGEST_FILE: Final = 5_000_000  # bytes; a questionnaire is some 50 kB
_DEEPEST: Final = 30  # levels of nesting; deeper files are no instruments


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain values, with the line of every key path."""

    name: str
    values: Any
    lines: Mapping[tuple[str | int, ...], int]

    def where(self, path: tuple[str | int, ...]) -> str:
        """``file, line 12, items[3].scale`` for a key path; the line of the nearest key that is in the file."""
        shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return f"{self.name}, line {self.lines[path[:end]]}" + (f", {shown}" if shown else "")
        return f"{self.name}, {shown}" if shown else self.name


def small_text(path: Path, largest: int) -> str:
    """A text file of at most so many bytes, without the mark of its encoding; raises SetupError for any other."""
    try:
        if path.stat().st_size > largest:
            raise SetupError(Problem(f"the file is larger than {largest // 1_000_000} MB", path.name))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SetupError(Problem("the file is not UTF-8 text", path.name, fix="save it as UTF-8")) from None
    except OSError as error:
        raise SetupError(Problem(f"cannot be opened ({error.strerror})", str(path))) from None


def read_yaml(path: Path) -> Document:
    """A YAML file with every scalar as text; raises SetupError for what is no YAML, too large, or repeats a key."""
    text = small_text(path, _LARGEST_FILE)
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name}, line {mark.line + 1}" if mark else path.name
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise SetupError(Problem(f"not valid YAML: {reason}", place, fix="check indentation, quotes and colons")) from None
    lines: dict[tuple[str | int, ...], int] = {}
    problems: list[Problem] = []
    values = _plain(node, (), path.name, lines, problems)
    if problems:
        raise SetupError(problems)
    return Document(path.name, values, lines)


def _plain(node: Any, path: tuple[str | int, ...], name: str, lines: dict, problems: list[Problem], depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise SetupError(Problem(f"nested deeper than {_DEEPEST} levels", name))
    if node is None:
        return {}
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, i), name, lines, problems, depth + 1) for i, child in enumerate(node.value)]
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in values:
            problems.append(Problem(f"the key '{key}' stands twice", f"{name}, line {key_node.start_mark.line + 1}"))
        lines[(*path, key)] = key_node.start_mark.line + 1
        values[key] = _plain(value_node, (*path, key), name, lines, problems, depth + 1)
    return values
