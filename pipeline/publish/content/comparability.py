"""What may not be compared with the wave before, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.content.model import Block, Item, ListBlock, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import NONE, columns
from pipeline.publish.numbers import people
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import comparability_sentences, difference_text, records, thing_label, thing_labels
from pipeline.tables import COMPARABILITY

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

TITLE: Final = "What may not be compared?"
_HEADS: Final = ("What", "Kind", "Is", "Was → is", "Compared over time")


def comparability(bundle: Bundle, refer: Refer) -> Section | None:
    """Sentences on what differs from the wave before, and the ledger; nothing without a wave before."""
    sentences = comparability_sentences(bundle)
    if not sentences:
        return None
    frame = bundle.findings.comparability
    labels = thing_labels(bundle)
    rows = tuple(
        Row(_row(row, key, labels, refer))
        for row, key in zip(records(frame), row_keys(COMPARABILITY, frame), strict=True)
        if row["kind"] != "rows"
    )
    blocks: list[Block] = [ListBlock(tuple(Item(refer.said(said)) for said in sentences))]
    if rows:
        caption = "Everything that differs from the wave before"
        blocks.append(TableBlock("comparability", caption, columns(*_HEADS, words=_HEADS), rows))
    return Section("comparability", TITLE, Said(_answer(frame), refer.row(COMPARABILITY.name)), tuple(blocks))


def _answer(frame: pd.DataFrame) -> str:
    """How much is not compared, in a sentence."""
    earlier = frame["earlier"].iloc[0]
    out = frame[~frame["trended"].astype(bool)].drop_duplicates(["kind", "id"])
    if out.empty:
        return f"Everything that both waves asked and show is compared with {earlier}."
    return f"{people(len(out), 'thing')} {'is' if len(out) == 1 else 'are'} not compared with {earlier}."


def _row(row: dict[str, Any], key: str, labels: Any, refer: Refer) -> tuple[Said, ...]:
    return (
        refer.word(thing_label(row, labels), f"{COMPARABILITY.name}#{key}"),
        Said(str(row["kind"])),
        Said(str(row["what"])),
        Said(difference_text(row) or NONE),
        Said("yes" if row["trended"] else "no"),
    )
