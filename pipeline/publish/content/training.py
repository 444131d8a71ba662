"""Where does training go? Topics that most staff need, the largest gaps of each role, and whether training went with change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.gaps import LARGEST
from pipeline.publish.chart_tables import need_bars, trained_table
from pipeline.publish.content.model import Block, ChartBlock, Item, ListBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import NONE, columns, count, rows_of
from pipeline.publish.numbers import odds, percent
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import (
    DID_IT_WORK,
    STATUS,
    TRAINED_MEANS,
    signed,
    trained_sentences,
    where_sentence,
)
from pipeline.tables import ROLE_SEATS

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_TOPICS_SHOWN: Final = 10
_GAP: Final = "Gap: importance for the own job minus confidence today, 1 to 5 each."


def training(bundle: Bundle, lists: Mapping[str, pd.DataFrame], refer: Refer) -> Section:
    """Topics by seats, and per role the three largest gaps. lists : the training list of each role."""
    worked = _trained(bundle, refer)
    parts = (worked,) if worked else ()
    if not lists:
        return Section("training", "Where does training go?", Said("No training topic can be shown."), (), parts, "training")
    firm = odds(bundle.instrument.thresholds.firm)
    how = (
        f"{_GAP} Firm: among the role's three largest gaps with at least a {firm} chance. Seats: staff expected to rate a topic "
        "important and not to be confident in it."
    )
    where = "The three largest gaps of each role; the full lists are in the folder training_targets."
    blocks = (*_topics(bundle, refer), _roles(bundle, lists, refer, where), Paragraph((Said(how),), "how"))
    return Section("training", "Where does training go?", refer.said(where_sentence(bundle)), blocks, parts, "training")


def _topics(bundle: Bundle, refer: Refer) -> tuple[Block, ...]:
    bars = need_bars(bundle).head(_TOPICS_SHOWN)
    seats = bool(bars["seats"].notna().any())
    table = TableBlock(
        "topics",
        "Topics that most staff need, all staff",
        columns("Topic", "n", "Gap", "In need", "Seats (low to high)"),
        tuple(Row(_topic(row, refer)) for row in rows_of(bars)),
    )
    what = "Seats: staff expected to need the topic" if seats else "Share of staff expected to need the topic"
    chart = ChartBlock(
        "needs",
        bars,
        "Topics that most staff need",
        f"{what}, by topic, with limits; the table below has the figures",
        f"{what}, with {percent(bundle.instrument.thresholds.interval)} interval." if seats else f"{what}.",
        table.name,
    )
    return chart, table


def _topic(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"findings/training_needs#overall:{row['id']}"
    return (
        refer.word(row["topic"], at),
        count(refer, at, "n", row["n"]),
        refer.number(f"{row['gap']:.1f}", at, "gap", value=row["gap"]),
        refer.number(percent(row["share"]), at, "share", value=row["share"]),
        seats_cell(row, at, refer),
    )


def seats_cell(row: dict[str, Any], at: str, refer: Refer) -> Number:
    """Seats with their limits; a dash without a roster."""
    if row["seats"] is None:
        return refer.number(NONE, at, "seats")
    text = f"{row['seats']} ({row['seats_low']} to {row['seats_high']})"
    return refer.number(text, at, "seats", "seats_low", "seats_high", value=row["seats"])


def _roles(bundle: Bundle, lists: Mapping[str, pd.DataFrame], refer: Refer, caption: str) -> TableBlock:
    labels = bundle.instrument.labels()["role"]
    seats = bundle.findings.role_seats
    exact = {key: row for key, row in zip(row_keys(ROLE_SEATS, seats), rows_of(seats), strict=True)}
    rows = [
        Row(_role_topic(labels.get(role, role), row, exact[f"{role}:{row['topic']}"], refer))
        for role, frame in lists.items()
        for row in rows_of(frame.head(LARGEST))
    ]
    heads = ("Role", "Topic", "Status", "Certainty", "Gap", "Seats (low to high)", "Fix first", "n", "Figures of")
    return TableBlock("role_topics", caption, columns(*heads, words=("Topic", "Status", "Fix first", "Figures of")), tuple(rows))


def _role_topic(role: str, row: dict[str, Any], exact: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    """row : of a training list. exact : the same of ROLE_SEATS, unrounded."""
    at = f"findings/role_seats#{row['role']}:{row['topic']}"
    certainty = exact["certainty"]
    return (
        refer.word(role, at),
        Said(row["topic_label"]),
        Said(STATUS[row["status"]]),
        refer.number("expected" if certainty is None else f"{certainty:.2f}", at, "certainty", value=certainty),
        refer.number(f"{exact['gap']:.1f}", at, "gap", value=exact["gap"]),
        seats_cell(exact, at, refer),
        Said(row["fix_first"]),
        count(refer, at, "n", exact["n"]),
        Said(row["rollup"] or "this role"),
    )


def _trained(bundle: Bundle, refer: Refer) -> Section | None:
    sentences = trained_sentences(bundle)
    if not sentences:
        return None
    frame = trained_table(bundle)
    rows = tuple(Row(_held(row, refer)) for row in rows_of(frame[frame["trained"]]))
    blocks: list[Block] = [ListBlock(tuple(Item(refer.said(said)) for said in sentences[1:]))]
    if rows:
        interval = percent(bundle.instrument.thresholds.interval)
        heads = ("Group", "Topic", "Seats held", "n before", "n now", "Before", "Now", "Change", f"{interval} interval")
        caption = "Where training was held; all other roles and topics are in findings/trained"
        blocks.append(TableBlock("trained", caption, columns(*heads, words=("Topic",)), rows))
    blocks.append(Paragraph((Said(TRAINED_MEANS),), "how"))
    return Section("trained", DID_IT_WORK, refer.said(sentences[0]), tuple(blocks))


def _held(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"findings/trained#{row['key']}"
    span = f"{signed(row['change_low'])} to {signed(row['change_high'])}"
    return (
        refer.word(row["group"], at),
        Said(row["topic"]),
        count(refer, at, "seats", row["seats"]),
        count(refer, at, "n_before", row["n_before"]),
        count(refer, at, "n", row["n"]),
        refer.number(f"{row['before']:.2f}", at, "confidence_before", value=row["before"]),
        refer.number(f"{row['now']:.2f}", at, "confidence", value=row["now"]),
        refer.number(signed(row["change"]), at, "change", value=row["change"]),
        refer.number(span, at, "change_low", "change_high", value=row["change_low"]),
    )
