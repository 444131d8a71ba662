"""`release/`: the tables that crossed the wall."""

from __future__ import annotations

from pipeline.tables.declare import Field, Table
from pipeline.tables.grouped import OPTION, SCALE, THREE, TOPIC, N, counts, group_table
from pipeline.tables.organisation import ORGANISATION_TABLES
from pipeline.tables.waves import LINKED

GROUPS = group_table(
    "release/groups",
    "published group",
    (),
    {
        "n": N,
        "staff": Field("count", "staff on the roster; missing without a roster", nullable=True, low=0),
        "response_rate": Field("number", "n / staff", nullable=True, low=0, high=1),
        "members": Field("text", "ids a roll-up stands for, joined by ';'", nullable=True),
    },
)
CELLS = Table(
    "release/cells",
    "role × department",
    ("role", "department"),
    {
        "role": Field("text", "role id"),
        "department": Field("text", "department id"),
        "state": Field("text", "what may be shown", values=("published", "too_few", "none_on_roster")),
    },
)
SITES = Table(
    "release/sites",
    "role × department × site that may hold somebody; no rows where sites are no axis of their own",
    ("role", "department", "site"),
    {
        "role": Field("text", "role id"),
        "department": Field("text", "department id"),
        "site": Field("text", "site id"),
    },
)
SCALES = group_table(
    "release/scales",
    "published group × scale",
    ("scale",),
    {**SCALE, "n": N, "total": Field("number", "sum of the scores", low=0), **counts(**THREE)},
)
WILLINGNESS = group_table(
    "release/willingness",
    "published group",
    (),
    {
        "n": N,
        **counts(
            reluctant="persons not yet convinced (willingness below 50 or intention at most 25)",
            undecided="persons who are neither",
            willing="persons with willingness of 62.5 or above",
        ),
    },
)
QUADRANTS = group_table(
    "release/quadrants",
    "published group",
    (),
    {
        "n": N,
        **counts(
            ready_willing="ready and willing (both scores at 62.5 or above)",
            willing_not_ready="willing, not yet ready",
            ready_not_willing="ready, not yet willing",
            neither="neither",
        ),
    },
)
TOPICS = group_table(
    "release/topics",
    "published group × topic",
    ("topic",),
    {
        **TOPIC,
        "n": N,
        "importance_total": Field("number", "sum of importance ratings, 1-5", low=0),
        "confidence_total": Field("number", "sum of confidence ratings, 1-5", low=0),
        **counts(
            in_need="persons with importance of at least 4 and confidence of at most 2",
            gap_positive="persons whose importance is above their confidence",
            gap_negative="persons whose importance is below their confidence",
        ),
    },
)
BARRIERS = group_table(
    "release/barriers",
    "published group × barrier",
    ("option",),
    {**OPTION, "n": N, **counts(chosen="persons who ticked it", strongest="persons who named it as the strongest")},
)
CAUSES = group_table(
    "release/causes",
    "published group × cause of barriers",
    ("cause",),
    {"cause": Field("text", "cause id"), "n": N, **counts(chosen="persons who ticked at least one barrier of this cause")},
)
FORMATS = group_table(
    "release/formats",
    "published group × training format",
    ("option",),
    {**OPTION, "n": N, **counts(chosen="persons who prefer it")},
)
COMMENT_TOPICS = group_table(
    "release/comments",
    "published group × comment topic; no rows where comments are not counted",
    ("comment_topic",),
    {
        "comment_topic": Field("text", "id of what people write about"),
        "n": Field("count", "persons who left a comment; they are not typical, so groups are not compared by it", low=0),
        **counts(chosen="persons whose comments mention it"),
    },
    since=2,
)
ITEMS = group_table(
    "release/items",
    "overall and role × item",
    ("item",),
    {"item": Field("text", "item id"), "n": N, **counts(**THREE)},
)
RELEASE_TABLES = (
    GROUPS, CELLS, SITES, SCALES, WILLINGNESS, QUADRANTS, TOPICS, BARRIERS, CAUSES, FORMATS, COMMENT_TOPICS, ITEMS, LINKED,
    *ORGANISATION_TABLES,
)  # fmt: skip
