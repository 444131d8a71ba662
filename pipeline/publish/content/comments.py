"""What people write about: topics of comments of all staff, where they were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.chart_tables import comment_table
from pipeline.publish.content.model import Block, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import columns, count, rows_of
from pipeline.publish.wording.comments import comments_sentence
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def comments(bundle: Bundle, refer: Refer) -> Section | None:
    """Who left a comment and which topics they mention; None where comments were not counted."""
    if not bundle.manifest.comments:
        return None
    table, blocks = comment_table(bundle), list[Block]()
    if len(table):
        heads = columns(say("comments.topic"), "n", say("comments.axis"))
        rows = []
        for row in rows_of(table):
            at = f"release/comments#overall:{row['id']}"
            said = refer.number(row["said"], at, *row["said_columns"], value=row["share"])
            rows.append(Row((refer.word(row["comment_topic"], at), count(refer, at, "n", row["n"]), said)))
        caution = Paragraph((Said(say("comments.not_typical")),))
        blocks = [caution, TableBlock("comments", say("comments.chart"), heads, tuple(rows)), _HOW]
    return Section("comments", say("comments.heading"), refer.said(comments_sentence(bundle)), tuple(blocks))


_HOW = Paragraph((Said(say("comments.how")),), "how")
