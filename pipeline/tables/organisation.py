"""`release/organisation/`: figures that need rows and concern the whole organisation, or a role that is shown."""

from __future__ import annotations

from pipeline.tables.declare import Field, Table
from pipeline.tables.grouped import OPTION, SCALE, N
from pipeline.tables.waves import LINKED_SPREAD

ROLE = {"role": Field("text", "role id; missing for the whole organisation", nullable=True)}
ITEM = {"item": Field("text", "item id")}
AXIS = Field("text", "which groups", values=("role", "department"))
BRACKET = Field("text", "p, adjusted where there are several tests, as a bracket only", values=("<.001", "<.01", "<.05", "not"))


def _correlation(meaning: str) -> Field:
    return Field("number", meaning, nullable=True, low=-1, high=1)


RELIABILITY = Table(
    "release/organisation/reliability",
    "scale, and scale × role where the role has 50 answers",
    ("scale", "role"),
    {
        **SCALE,
        **ROLE,
        "items": Field("count", "number of items", low=1),
        "n": N,
        "alpha": Field("number", "Cronbach's alpha", nullable=True, high=1),
        "alpha_low": Field("number", "lower limit of Feldt's 95 % interval", nullable=True, high=1),
        "alpha_high": Field("number", "upper limit of Feldt's 95 % interval", nullable=True, high=1),
        "omega": Field("number", "McDonald's omega, one factor by maximum likelihood", nullable=True, low=0, high=1),
        "spearman_brown": Field("number", "stepped-up correlation of a scale of two items", nullable=True, high=1),
        "ordinal_alpha": Field("number", "alpha of the polychoric correlations; only where asked for", nullable=True, high=1),
        "convention": Field("text", "how missing answers are treated, or why there is no figure"),
    },
)
ITEM_STATISTICS = Table(
    "release/organisation/item_statistics",
    "item, and item × role where the role has 50 answers",
    ("item", "role"),
    {
        **ITEM,
        **ROLE,
        **SCALE,
        "n": N,
        "item_rest": _correlation("correlation of the item with the rest of its scale"),
        "item_rest_high": _correlation("upper limit of its 95 % interval (Fisher z)"),
        "aligned_high": _correlation("the same limit, the other items turned to agree with each other"),
        "alpha_if_dropped": Field("number", "alpha of the scale without the item", nullable=True, high=1),
    },
)
SPREAD = Table(
    "release/organisation/spread",
    "grouping × measure, whole organisation",
    ("grouping", "measure"),
    {
        "grouping": Field("text", "groups within which squares are pooled", values=("role", "department", "role_department")),
        "measure": Field("text", "scale id, or 'gap:' or 'confidence:' and a topic id"),
        "within_ss": Field("number", "pooled within-group sum of squares", low=0),
        "df": Field("count", "its degrees of freedom", low=0),
    },
)
AGREEMENT = Table(
    "release/organisation/agreement",
    "grouping × scale, whole organisation",
    ("grouping", "scale"),
    {
        "grouping": AXIS,
        **SCALE,
        "groups": Field("count", "groups with at least k answers", low=0),
        "median_rwg": Field("number", "median r_wg(j) of these groups", nullable=True, low=0, high=1),
        "share_agreeing": Field("number", "share of these groups with r_wg(j) of at least .70", nullable=True, low=0, high=1),
    },
)
QUALITY = Table(
    "release/organisation/quality",
    "sign of careless answers, scale with prorated scores, whole organisation",
    ("sign", "scale"),
    {
        "sign": Field(
            "text",
            "what was looked for",
            values=(
                "too_fast", "straight_line", "attention_failed", "unusual_pattern", "contradictions", "excluded", "prorated",
            ),
        ),
        "scale": Field("text", "scale id; missing where it is no matter of one scale", nullable=True),
        "checked": Field("flag", "false where the export or the questionnaire does not allow to look for it"),
        "n": Field("count", "respondents; missing where they are some, but fewer than k", nullable=True, low=0),
        "of": Field("count", "of so many respondents", low=0),
    },
)  # fmt: skip
WEIGHTING = Table(
    "release/organisation/weighting",
    "headline measure, whole organisation",
    ("measure",),
    {
        "measure": Field("text", "'not_convinced' (percent) or a composite (0-100)"),
        "n": N,
        "value": Field("number", "of those who answered, in whole points", low=0, high=100),
        "weighted": Field(
            "number", "raked to the roster, in whole points; missing where refused", nullable=True, low=0, high=100
        ),
        "design_effect": Field("number", "Kish's design effect of the weights", nullable=True, low=1),
        "levels_merged": Field("count", "roles and departments of the roster without answers, merged with their group", low=0),
        "levels_left_out": Field("count", "roles and departments of the roster whose whole group did not answer", low=0),
        "state": Field("text", "why there is no weighted figure", values=("ok", "no_roster", "refused", "withheld")),
    },
)
VARIANTS = Table(
    "release/organisation/variants",
    "other way of scoring × headline measure, whole organisation",
    ("variant", "measure"),
    {
        "variant": Field("text", "what is done otherwise", values=("careless_kept", "half", "eighty", "complete")),
        "measure": Field("text", "'not_convinced' (percent) or a composite (0-100)"),
        "value": Field("number", "as published, in whole points", low=0, high=100),
        "otherwise": Field("number", "the other way, in whole points; missing where not told", nullable=True, low=0, high=100),
        "state": Field(
            "text",
            "told where nobody or at least k people count only one way",
            values=("told", "too_few_differ"),
        ),
    },
)
SIGNALS = Table(
    "release/organisation/signals",
    "thing to look at in the questionnaire or its answers",
    ("kind", "role", "item"),
    {
        "kind": Field(
            "text",
            "what was seen",
            values=("flipped", "skipped", "not_applicable", "piled", "item_differs"),
        ),
        **ROLE,
        "item": Field("text", "item id; missing where it is no matter of one item", nullable=True),
        "n": Field("count", "respondents it was seen in", low=0),
        "value": Field(
            "number", "share of the most frequent answer (at most .9), or points by which the item differs", nullable=True
        ),
    },
)
DRIVERS = Table(
    "release/organisation/drivers",
    "scale that may go together with intention, whole organisation; no rows below 300 people",
    ("scale",),
    {
        **SCALE,
        "n": Field("count", "persons with a score on intention and on all these scales", low=0),
        "r_squared": Field("number", "share of the variance of intention that goes together with all of them", low=0, high=1),
        "weight": Field("number", "part of r_squared that belongs to this scale (relative weight)", low=0, high=1),
        "share": Field("number", "weight / r_squared", low=0, high=1),
        "share_low": Field("number", "lower limit of its 95 % interval (bootstrap)", nullable=True, low=0, high=1),
        "share_high": Field("number", "upper limit of its 95 % interval (bootstrap)", nullable=True, low=0, high=1),
        "top_two": Field("number", "share of bootstrap samples with it among the two largest", nullable=True, low=0, high=1),
        "correlation": Field("number", "correlation with intention", low=-1, high=1),
    },
)
CORRELATIONS = Table(
    "release/organisation/correlations",
    "pair of constructs or drivers, whole organisation; no rows below 300 people",
    ("first", "second"),
    {
        "first": Field("text", "scale id"),
        "second": Field("text", "scale id, later in the instrument"),
        "n": Field("count", "persons with a score on both", low=0),
        "correlation": Field("number", "their correlation", low=-1, high=1),
    },
)
ASSOCIATIONS = Table(
    "release/organisation/associations",
    "barrier, whole organisation; no row where too few ticked it, or did not",
    ("option",),
    {
        **OPTION,
        "n": Field("count", "persons who answered the question about barriers", low=0),
        "odds_ratio": Field("number", "odds of not being convinced, ticked against not ticked, within roles", low=0),
        "low": Field("number", "lower limit of its 95 % interval", low=0),
        "high": Field("number", "upper limit of its 95 % interval", low=0),
        "bracket": BRACKET,
        "goes_together": Field("flag", "true where people who ticked it are less convinced and chance does not explain it"),
    },
)
COMPARISONS = Table(
    "release/organisation/comparisons",
    "grouping × composite, over the groups that are shown; no row below three",
    ("grouping", "scale"),
    {
        "grouping": AXIS,
        **SCALE,
        "groups": Field("count", "groups compared", low=3),
        "n": Field("count", "persons in them", low=0),
        "welch": BRACKET,
        "kruskal": BRACKET,
        "effect": Field("number", "partial eta squared: share of the variance between the groups", nullable=True, low=0, high=1),
    },
)
PAIRS = Table(
    "release/organisation/pairs",
    "grouping × composite × two of the groups that are shown",
    ("grouping", "scale", "first", "second"),
    {
        "grouping": AXIS,
        **SCALE,
        "first": Field("text", "role or department id"),
        "second": Field("text", "role or department id"),
        "difference": Field("number", "mean of the first minus mean of the second, points of 0-100", low=-100, high=100),
        "hedges": Field("number", "difference in SDs of persons pooled over all groups (Hedges' g)", nullable=True),
        "bracket": BRACKET,
    },
)

ORGANISATION_TABLES = (
    *(RELIABILITY, ITEM_STATISTICS, SPREAD, AGREEMENT, QUALITY, WEIGHTING, VARIANTS, SIGNALS),
    *(DRIVERS, CORRELATIONS, ASSOCIATIONS, COMPARISONS, PAIRS, LINKED_SPREAD),
)
