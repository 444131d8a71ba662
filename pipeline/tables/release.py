"""`release/`: the tables that crossed the wall."""

from __future__ import annotations

from pipeline.tables.declare import Field, Table
from pipeline.tables.grouped import OPTION, SCALE, THREE, TOPIC, N, counts, group_table

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
ITEMS = group_table(
    "release/items",
    "overall and role × item",
    ("item",),
    {"item": Field("text", "item id"), "n": N, **counts(**THREE)},
)
RELIABILITY = Table(
    "release/organisation/reliability",
    "scale, whole organisation",
    ("scale",),
    {
        **SCALE,
        "items": Field("count", "number of items", low=1),
        "n": N,
        "alpha": Field("number", "Cronbach's alpha", nullable=True, high=1),
        "alpha_low": Field("number", "lower limit of Feldt's 95 % interval", nullable=True, high=1),
        "alpha_high": Field("number", "upper limit of Feldt's 95 % interval", nullable=True, high=1),
        "convention": Field("text", "how missing answers are treated, or why there is no figure"),
    },
)
ITEM_STATISTICS = Table(
    "release/organisation/item_statistics",
    "item, whole organisation",
    ("item",),
    {
        "item": Field("text", "item id"),
        **SCALE,
        "n": N,
        "item_rest": Field("number", "correlation of the item with the rest of its scale", nullable=True, low=-1, high=1),
        "item_rest_high": Field("number", "upper limit of its 95 % interval (Fisher z)", nullable=True, low=-1, high=1),
        "alpha_if_dropped": Field("number", "alpha of the scale without the item", nullable=True, high=1),
    },
)
SPREAD = Table(
    "release/organisation/spread",
    "grouping × measure, whole organisation",
    ("grouping", "measure"),
    {
        "grouping": Field("text", "groups within which squares are pooled", values=("role", "department", "role_department")),
        "measure": Field("text", "scale id, or 'gap:' and a topic id"),
        "within_ss": Field("number", "pooled within-group sum of squares", low=0),
        "df": Field("count", "its degrees of freedom", low=0),
    },
)

RELEASE_TABLES = (
    GROUPS, CELLS, SCALES, WILLINGNESS, QUADRANTS, TOPICS, BARRIERS, CAUSES, FORMATS, ITEMS,
    RELIABILITY, ITEM_STATISTICS, SPREAD,
)  # fmt: skip
