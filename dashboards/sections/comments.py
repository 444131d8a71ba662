"""What people write about: topics of comments of all staff, or of one role or department, and never beside another group."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import charts, show
from dashboards.columns import columns, count, share
from dashboards.device import is_phone
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import comment_table
from pipeline.publish.wording.comments import comments_sentence
from pipeline.publish.words import say


def what_they_write(bundle: Bundle, key: str = "overall") -> None:
    """Who left a comment and which topics they mention; a sentence where too few did, or where nobody looked."""
    if not bundle.manifest.comments:
        st.caption(plain(say("comments.not_counted")))
        return
    st.subheader(say("comments.heading"))
    st.markdown(plain(prepared(comments_sentence, bundle, key).text))
    table = prepared(comment_table, bundle, key)
    if table.empty:
        return
    st.markdown(f"**{plain(say('comments.not_typical'))}**")
    shown = table.rename(columns={"share": "mention_share", "share_low": "mention_low", "share_high": "mention_high"})
    wanted = columns("comment_topic", count("n"), share("mention_share"), share("mention_low"), share("mention_high"))
    of_row = tuple((f"mention_{end}", tuple((f"{column}/n",) for _ in table["id"])) for end, column in _ENDS)
    rows = show.Rows("release/comments", [f"{key}:{one}" for one in table["id"]], (("comment_topic", ""),), of_row)
    figure = prepared(_drawn, bundle, key, is_phone())
    show.exhibit("comments", figure, shown, wanted, description=say("comments.chart"), label=say("comments.table"), rows=rows)
    st.caption(plain(say("comments.how")))


_ENDS = (("share", "chosen"), ("low", "chosen_low"), ("high", "chosen_high"))


def _drawn(bundle: Bundle, key: str, narrow: bool) -> Any:
    return charts.comment_topics(prepared(comment_table, bundle, key), narrow=narrow)
