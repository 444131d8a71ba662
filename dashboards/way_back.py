"""The answer to "explain this number": what it is and how sure, in a few lines; everything it stands on, folded below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboards.links import page_link
from dashboards.plain_text import plain
from pipeline.publish.numbers import percent, points, short_chance
from pipeline.publish.words import has, say
from pipeline.tables import GROUP

if TYPE_CHECKING:
    from pipeline.publish.trace.behind import Behind
    from pipeline.publish.trace.story import Figure, Story

_NOTHING: Final = 0.0005
"""A figure below this is written as 0."""


def way_back(told: Story, *, alone: bool = False) -> None:
    """One framed answer: the number, whose it is and its n, its rule with its page; then all of the way back, folded.

    alone : whether this is the page of its own for it already.
    """
    with st.container(border=True):
        st.markdown("\n\n".join(_short(told)))
        if told.rule:
            method = told.rule.page.rpartition("/")[2].removesuffix(".md")
            page_link("how_sure", say("explain.method"), section="methods", method=method)
        if not alone:
            page_link("how_sure", say("explain.share"), section="number", id=told.id)
        with st.expander(say("explain.all")):
            st.markdown("\n\n".join(_whole(told)))


def _short(told: Story) -> Iterator[str]:
    """The number and what it means, whose it is, and the rule in one sentence."""
    yield f"**{say('explain.heading')}**"
    if told.sentence:
        yield f"> {plain(told.sentence)}"
    asked = [figure for row in told.rows for figure in row if figure.asked]
    for figure in asked:
        yield f"##### {plain(shown(figure))}"
        yield plain(" ".join(part for part in (_means(figure), _between(figure, told)) if part))
    yield plain(_whose(told))
    if told.rule:
        yield plain(rule_words(told.rule.id))


def _means(figure: Figure) -> str:
    """A divided column says what of what; any other what its table declares."""
    if has(f"explain.means_{figure.column}"):
        return say(f"explain.means_{figure.column}")
    part, _, whole = figure.column.partition("/")
    return say("explain.divided", part=_named(part), whole=_named(whole)) if whole else sentence(figure.meaning or figure.column)


def _between(figure: Figure, told: Story) -> str:
    """How sure the number is: the interval beside it, where its row has one."""
    row = {one.column: one for one in told.rows[0]} if told.many == 1 else {}
    limits = [row.get(f"{figure.column}_{end}") for end in ("low", "high")]
    if any(limit is None or missing(limit.value) for limit in limits):
        return ""
    low, high = (shown(limit) for limit in limits if limit is not None)
    return say("explain.between", low=low, high=high)


def _named(column: str) -> str:
    return column.replace("_", " ")


def _whose(told: Story) -> str:
    """The group, or whatever the row is of, with its n."""
    n = next((figure.value for row in told.rows[:1] for figure in row if figure.column == "n"), None)
    about = told.about or say("explain.whole_table", table=told.table)
    if told.many > 1:
        return say("explain.of_rows", about=about, wave=told.wave, rows=f"{told.many:,}")
    if n is None or missing(n):
        return say("explain.of", about=about, wave=told.wave)
    return say("explain.of_people", about=about, wave=told.wave, n=f"{int(n):,}")


def rule_words(rule: str) -> str:
    """The rule of a finding in one sentence."""
    return say(f"rule.{rule}") if has(f"rule.{rule}") else ""


def _whole(told: Story) -> Iterator[str]:
    """Every part of the way back, one paragraph or list each."""
    where = " · ".join(plain(part) for part in (told.id, told.table, say(f"explain.{told.state}", wave=told.wave)))
    yield f"**{say('explain.id')}** {where}"
    if told.rule:
        yield _part("rule", [say("explain.rule_of", rule=told.rule.id, version=told.rule.version, page=told.rule.page)])
    if told.many == 1 and (rest := [figure for figure in told.rows[0] if _tells_more(figure)]):
        yield _part("row", [say("explain.figure", column=f.column, value=shown(f), meaning=f.meaning or f.unit) for f in rest])
    if told.behind:
        yield _part("behind", [line for part in told.behind for line in _lines(part, told.wave)])
    if told.limits:
        yield _part("limits", [f"{_named(one.name)} = {_raw(one.value)}: {one.reason}".rstrip(": ") for one in told.limits])
    counts, source = told.counts, told.input
    rows = say("explain.rows", read=counts["read"], kept=counts["kept"], scored=counts["scored"])
    file = say("explain.file", file=source["file"], platform=source["platform"], sha256=source["sha256"][:12])
    made = say("explain.made", instrument=told.instrument["id"], version=told.instrument["version"])
    yield _part("source", [file, rows, made])


def _tells_more(figure: Figure) -> bool:
    """Whether it is there, not asked for already, and more than the group that is named above."""
    return not figure.asked and figure.column not in GROUP and figure.value != "" and not missing(figure.value)


def _part(name: str, lines: list[str]) -> str:
    items = "\n".join(f"- {plain(line)}" for line in lines)
    return f"**{say(f'explain.part_{name}')}**\n\n{items}"


def _lines(part: Behind, wave: str) -> Iterator[str]:
    """The rows of one table, each in a line; how many more there are."""
    where = part.table if part.wave == wave else say("explain.table_of", table=part.table, wave=part.wave)
    if not part.rows:
        yield say("explain.many_rows", table=where, n=part.many)
    for row in part.rows:
        figures = (f"{_named(name)} {_raw(value)}" for name, value in row.items() if _worth_saying(name, value))
        yield f"{where}: {', '.join(figures)}"
    if part.rows and part.many > len(part.rows):
        yield say("explain.more_rows", table=where, n=part.many - len(part.rows))


def _worth_saying(name: str, value: Any) -> bool:
    return name not in GROUP and value != "" and not missing(value)


def shown(figure: Figure) -> str:
    """A figure as pages write it: shares and chances in percent, scores in points, counts with commas."""
    value = figure.value
    if missing(value):
        return say("explain.not_shown")
    if figure.unit.startswith("chance"):
        return short_chance(value)
    if figure.unit.startswith("share"):
        return percent(value)
    if figure.unit.startswith("points, 0"):
        return points(value)
    return _raw(value)


def _raw(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_named(str(name))} {_raw(part)}" for name, part in value.items())
    if isinstance(value, bool):
        return say("explain.yes" if value else "explain.no")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return "0" if abs(value) < _NOTHING else f"{value:.3g}"
    return str(value)


def missing(value: Any) -> bool:
    """Whether there is no figure."""
    from pipeline.publish.trace.story import missing as no_figure

    return no_figure(value)


def sentence(words: str) -> str:
    """Words of a declaration as a sentence."""
    return words[:1].upper() + words[1:].rstrip(".") + "."
