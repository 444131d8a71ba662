"""What was done with the steps of the wave before, beside the change of their groups. No proof of cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.chart_tables import follow_through_table
from pipeline.publish.content.model import Block, Item, ListBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import NONE, columns, count, rows_of
from pipeline.publish.numbers import percent
from pipeline.publish.wording import NO_LIST, WHAT_WAS_DONE, follow_through_sentences, followed_groups, signed_change

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_FEW: Final = 8
_WORDS: Final = ("Cause", "Taken up", "Status", "Due", "Changed")


def follow_through(bundle: Bundle, refer: Refer) -> Section | None:
    """Steps taken up, declined, done and overdue; nothing without a wave before, and a sentence where no list came back."""
    sentences = follow_through_sentences(bundle)
    if not sentences:
        return None if bundle.findings.comparability.empty else Section("done", WHAT_WAS_DONE, Said(NO_LIST))
    first, *more = sentences
    groups = followed_groups(bundle)
    blocks: list[Block] = [Paragraph(tuple(refer.said(said) for said in more))]
    if groups:
        blocks.append(ListBlock(tuple(Item(refer.said(said, led=True)) for said in groups[:_FEW])))
    if len(groups) > _FEW:
        blocks.append(Paragraph((Said(f"{len(groups) - _FEW} more groups are in the table."),), "note"))
    table = follow_through_table(bundle)
    if len(table):
        heads = (
            *("Group", "Cause", "Taken up", "Status", "Due", "Not yet convinced then", "now", "Change in points", "Limits"),
            *("Changed", "n then", "n now"),
        )
        rows = tuple(Row(_row(row, refer)) for row in rows_of(table))
        caption = "Every step, with the share not yet convinced in both waves beside it"
        blocks.append(TableBlock("steps_before", caption, columns(*heads, words=_WORDS), rows))
    return Section("done", WHAT_WAS_DONE, refer.said(first), tuple(blocks))


def _row(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    late = ". ".join(part for part in (row["late"], row["named"]) if part)
    step = refer.word(row["group"], f"findings/follow_through#{row['key']}")
    words = (
        *(Said(row["cause"], note=row["step"]), Said(row["accepted"]), Said(row["status"] or NONE, note=late)),
        Said(row["due"] or NONE),
    )
    if not row["change_key"]:
        return (step, *words, *(Said(NONE) for _ in range(5)), Said(NONE), Said(f"{row['n']:,}"))
    at = f"findings/change#{row['change_key']}"
    span = f"{signed_change(row['share_low'])} to {signed_change(row['share_high'])}"
    return (
        step,
        *words,
        refer.number(percent(row["share_before"]), at, "before", value=row["share_before"]),
        refer.number(percent(row["share_now"]), at, "now", value=row["share_now"]),
        refer.number(signed_change(row["share_change"]), at, "change", value=row["share_change"]),
        refer.number(span, at, "low", "high", value=row["share_low"]),
        Said(row["arrow"]),
        count(refer, at, "n_before", row["n_before"]),
        count(refer, at, "n", row["n"]),
    )
