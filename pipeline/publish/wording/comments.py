"""What is said of topics of comments: who wrote, that they are not typical, or why nothing can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.wording.sentence import Sentence
from pipeline.publish.words import say
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

ONE_KIND = ("overall", "role", "department")
"""Kinds of groups whose comment topics are told, with the roll-ups of their small ones."""


def comments_sentence(bundle: Bundle, key: str = "overall") -> Sentence:
    """Who left a comment in a group; or that too few did, that its comments are not told, or that nobody looked at them."""
    frame, groups, limits = bundle.release.comments, bundle.release.groups, bundle.instrument.thresholds
    if not bundle.manifest.comments:
        return Sentence(say("comments.not_counted"))
    own = groups[group_key(groups) == key]
    kind = str(own["grouping"].iloc[0]).removesuffix("_rollup") if len(own) else ""
    if kind not in ONE_KIND:
        return Sentence(say("comments.other_group"))
    rows = frame[group_key(frame) == key]
    if rows.empty:
        return Sentence(say("comments.too_few", writers=limits.comment_writers, k=limits.k))
    n, answered = int(rows["n"].iloc[0]), int(own["n"].iloc[0])
    return Sentence(
        say("comments.who_wrote", writers=f"{n:,}", answered=f"{answered:,}"), f"release/comments#{key}", n, "comment_topics"
    )
