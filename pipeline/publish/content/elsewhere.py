"""Published means beside those of all staff, with what differs; nothing where the instrument knows of none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.publish.chart_tables import reference_points
from pipeline.publish.content.model import ChartBlock, Item, ListBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import NONE, columns, count, rows_of
from pipeline.publish.numbers import percent, points
from pipeline.publish.wording import how_published_means_are_drawn, published_mean_text
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_HEADS = ("n", "place_mean", "span", "sure", "as_published", "asked")


def elsewhere(bundle: Bundle, refer: Refer) -> Section | None:
    """The chart, its table, and what differs with each published mean; it has no slide."""
    found = reference_points(bundle)
    if found.empty:
        return None
    rows = rows_of(found)
    heads = [say(f"column.{name}") if name != "span" else say("elsewhere.span") for name in _HEADS]
    table = TableBlock(
        "elsewhere",
        say("elsewhere.caption"),
        columns(say("column.place"), *heads, words=tuple(heads)),
        tuple(Row(_row(row, refer)) for row in rows),
    )
    chart = ChartBlock(
        "elsewhere",
        found,
        say("elsewhere.title"),
        say("elsewhere.described"),
        how_published_means_are_drawn(found, percent(bundle.instrument.thresholds.interval)),
        table.name,
    )
    told = tuple(Item(_told(row), (Said(_source(row)),)) for row in rows if not row["here"])
    finding = Said(say("elsewhere.finding", n=found["scale"].nunique()))
    blocks = (Paragraph((Said(say("elsewhere.means")),)), chart, table, ListBlock(told))
    return Section("elsewhere", say("elsewhere.title"), finding, blocks)


def _row(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    """Our own figures with their ids; what others have published has none, for its source is not of this wave."""
    span = NONE if row["low"] is None else f"{points(row['low'])} to {points(row['high'])}"
    words = (Said(row["sure"]), Said(row["as_published"]), Said(row["asked"]))
    if not row["here"]:
        return (Said(row["place"]), Said(f"{row['n']:,}"), Said(points(row["mean"])), Said(span), *words)
    at = f"findings/estimates#overall:{row['id']}"
    mean, limits = (
        refer.number(points(row["mean"]), at, "mean", value=row["mean"]),
        refer.number(span, at, "low", "high", value=row["low"]),
    )
    return (refer.word(row["place"], at), count(refer, at, "n", row["n"]), mean, limits, *words)


def _told(row: dict[str, Any]) -> Said:
    text = published_mean_text(row)
    return Said(text, n=int(row["n"]), lead=text.find(": ") + 1)


def _source(row: dict[str, Any]) -> str:
    return say("elsewhere.source", source=row["source"], link=row["link"])
