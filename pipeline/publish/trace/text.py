"""A story in words for a terminal, and as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from pipeline.publish.trace.behind import Behind
from pipeline.publish.trace.story import PROGRAM, Figure, Story, missing
from pipeline.publish.wording import rows_sentence
from pipeline.tables import GROUP

_WIDTH: Final = 110
_INDENT: Final = 12


def story_text(told: Story) -> str:
    """Several lines, one part of the way back each."""
    lines: list[str] = []
    for name, texts in _parts(told):
        for at, text in enumerate(texts):
            lines += _wrapped(name if at == 0 else "", text)
    return "\n".join(lines)


def story_json(told: Story) -> str:
    """The same, unrounded and whole."""
    return json.dumps(_plain(asdict(told)), indent=1, ensure_ascii=False)


def _parts(told: Story) -> Iterator[tuple[str, list[str]]]:
    yield "Id", [f"{told.id}, wave {told.wave} ({told.state})"]
    if told.sentence:
        yield "Sentence", [told.sentence]
    grain = f", one row per {told.grain}" if told.grain else ""
    many = f"; {told.many:,} rows" if told.many > 1 else ""
    yield "Row", [f"{told.table}{grain}{many}", *([told.about] if told.about else [])]
    if asked := [figure for row in told.rows for figure in row if figure.asked]:
        yield "Value", [_figure(figure) for figure in asked]
    if told.many == 1:
        rest = [figure for figure in told.rows[0] if not figure.asked and figure.column not in GROUP]
        yield "Columns", [_figure(figure) for figure in rest]
    if told.rule:
        yield "Rule", [f"{told.rule.id}, version {told.rule.version}: {told.rule.page}"]
    if told.behind:
        yield "Made from", [line for part in told.behind for line in _behind(part, told.wave)]
    if told.limits:
        yield "Limits", [f"{limit.name} = {_value(limit.value)}: {limit.reason}" for limit in told.limits]
    yield "File", [_input(told.input), f"sha256 {told.input['sha256']}", rows_sentence(told.counts), _scored(told.counts)]
    questions = told.instrument
    yield "Asked with", [f"{questions['id']} {questions['version']}, sha256 {questions['sha256']}"]
    yield "Made with", [f"{PROGRAM} {told.versions[PROGRAM]}"]


def _figure(figure: Figure) -> str:
    unit = f" ({figure.unit})" if figure.unit else ""
    meaning = f": {figure.meaning}" if figure.meaning else ""
    return f"{figure.column} = {_value(figure.value)}{unit}{meaning}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(part)}" for name, part in value.items())
    if missing(value):
        return "–"
    if value == "":
        return "(blank)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _behind(part: Behind, wave: str) -> list[str]:
    where = part.table if part.wave == wave else f"{part.table} of {part.wave}"
    if not part.rows:
        return [f"{where}: {part.many:,} rows"]
    lines = [f"{where}: {_figures(row)}" for row in part.rows]
    more = part.many - len(part.rows)
    return [*lines, f"{where}: {more:,} more rows"] if more else lines


def _figures(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in row.items() if name not in GROUP and not missing(value))


def _input(source: Mapping[str, Any]) -> str:
    return f"{source['file']} ({source['platform']}, {source['encoding']})"


def _scored(counts: Mapping[str, Any]) -> str:
    return f"{counts['scored']:,} people scored."


def _wrapped(name: str, text: str) -> list[str]:
    first = f"{name:<{_INDENT}}"
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=" " * (_INDENT + 2), break_long_words=False, break_on_hyphens=False
    )


def _plain(value: Any) -> Any:
    """Values that JSON knows; what is missing is null."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if missing(value):
        return None
    return value.item() if hasattr(value, "item") else value
