"""What stands behind an id: the row in words, its rule, what it was made from, limits, file, questionnaire and program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.rules import RULES
from pipeline.publish.lists import MEANINGS as LIST_MEANINGS
from pipeline.publish.sessions import MEANINGS as SESSION_MEANINGS
from pipeline.publish.trace.behind import Behind, behind, made_from
from pipeline.publish.trace.found import MANIFEST, TABLES, Found
from pipeline.publish.units import unit
from pipeline.publish.wording import QUADRANTS, group_label, records
from pipeline.tables import GROUP

if TYPE_CHECKING:
    from pipeline.findings.made_from import MadeFrom
    from pipeline.publish.bundle import Bundle

PROGRAM: Final = "telehealth-readiness"
_MOST_ROWS: Final = 8
_KINDS: Final = {"option": ("barrier", "format")}
"""Column of a key -> kinds of label, where these are not called the same."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of the row, or one divided by another that the id names.

    Attributes
    ----------
    value : as published, unrounded. asked : whether the id names it.
    """

    column: str
    value: Any
    meaning: str
    unit: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule that made the row: id, version, and the page that specifies it."""

    id: str
    version: int
    page: str


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the questionnaire that decided: name, value, why it is so."""

    name: str
    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that stands behind an id.

    Attributes
    ----------
    id, wave, state : which, of which wave, draft or closed. sentence : the text, where a sentence was asked for. table, grain :
    where the row is, and what a row is there. about : the row in words. rows : figures of each row that is meant, at most eight.
    many : how many rows are meant. rule : None for what no rule makes. behind : rows it stands on. limits : those that decided.
    input : file, hash, platform … of the export. counts : how its rows reconcile. instrument, versions : what it was read and
    made with.
    """

    id: str
    wave: str
    state: str
    sentence: str
    table: str
    grain: str
    about: str
    rows: tuple[tuple[Figure, ...], ...]
    many: int
    rule: Rule | None
    behind: tuple[Behind, ...]
    limits: tuple[Limit, ...]
    input: Mapping[str, Any]
    counts: Mapping[str, Any]
    instrument: Mapping[str, str]
    versions: Mapping[str, str]


def story(found: Found, bundles: Sequence[Bundle]) -> Story:
    """What stands behind ``found``. bundles : the waves at hand, for what was made from two."""
    manifest, made = found.bundle.manifest, made_from(found.name)
    rule = _rule(found, made) if made else None
    rows, many = _rows(found)
    return Story(
        id=found.id,
        wave=found.bundle.wave,
        state=manifest.state,
        sentence=found.sentence,
        table=found.name,
        grain=TABLES[found.name].grain if found.name in TABLES else "",
        about=_about(found),
        rows=rows,
        many=many,
        rule=rule,
        behind=tuple(behind(found, bundles)),
        limits=_limits(found.bundle, made.limits if made else found.columns),
        input=manifest.input,
        counts=manifest.rows,
        instrument=manifest.instrument,
        versions=manifest.versions,
    )


def _rule(found: Found, made: MadeFrom) -> Rule:
    """The rule of the sentence, else of the column that is asked for, else of the table."""
    of_column = made.columns.get(found.columns[0].split("/")[0]) if found.columns else None
    rule_id = found.rule or of_column or made.rule
    return Rule(rule_id, RULES[rule_id].version, f"docs/methods/{RULES[rule_id].page}.md")


def _rows(found: Found) -> tuple[tuple[tuple[Figure, ...], ...], int]:
    if found.name == MANIFEST:
        part = getattr(found.bundle.manifest, found.key)
        values = part if isinstance(part, Mapping) else {str(at): value for at, value in enumerate(part, start=1)}
        return (tuple(Figure(name, value, "", "", name in found.columns) for name, value in values.items()),), 1
    frame = found.rows
    shown = records(frame.head(_MOST_ROWS).astype("object").where(frame.head(_MOST_ROWS).notna(), None))
    return tuple(_figures(found, row) for row in shown), len(frame)


def _figures(found: Found, row: Mapping[str, Any]) -> tuple[Figure, ...]:
    if found.name not in TABLES:
        meanings = {**SESSION_MEANINGS, **LIST_MEANINGS}
        return tuple(Figure(name, value, meanings.get(name, ""), "", name in found.columns) for name, value in row.items())
    fields = TABLES[found.name].fields
    ratios = [name.split("/") for name in found.columns if "/" in name]
    divided = [Figure("/".join(two), row[two[0]] / row[two[1]], "", "share, 0-1", True) for two in ratios]
    plain = (Figure(name, row[name], field.meaning, unit(field), name in found.columns) for name, field in fields.items())
    return (*divided, *plain)


def _about(found: Found) -> str:
    """The row in words: its group, then the labels of the other parts of its key."""
    if found.name == MANIFEST:
        return found.key
    frame = found.rows
    if found.name not in TABLES or not found.key or frame.empty:
        return found.key.replace(":", ", ")
    table, row = TABLES[found.name], records(frame)[0]
    grouped = set(GROUP) <= set(table.fields)
    parts = [group_label(row, found.bundle.instrument)] if grouped else []
    if len(frame) == 1:
        rest = [name for name in table.key if not (grouped and name in GROUP)]
        parts += [_label(found.bundle, name, row[name]) for name in rest if isinstance(row[name], str)]
    return ", ".join(parts)


def _label(bundle: Bundle, column: str, value: str) -> str:
    labels = bundle.instrument.labels()
    known = {**QUADRANTS, **{one: words for kind in _KINDS.get(column, (column,)) for one, words in labels.get(kind, {}).items()}}
    return known.get(value, value.replace("_", " "))


def _limits(bundle: Bundle, names: Sequence[str]) -> tuple[Limit, ...]:
    values, reasons = bundle.manifest.thresholds, bundle.instrument.threshold_reasons
    return tuple(Limit(name, values[name], reasons.get(name, "")) for name in names if name in values)


def rules_of(page: str) -> list[str]:
    """Ids of the rules that a page under docs/methods specifies."""
    return [name for name, rule in RULES.items() if rule.page == page]


def missing(value: Any) -> bool:
    """Whether there is no figure."""
    return not isinstance(value, Mapping | list | tuple) and bool(pd.isna(value))
