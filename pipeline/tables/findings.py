"""`findings/`: claims about groups, computed from the release alone."""

from __future__ import annotations

from pipeline.tables.declare import Field, Table
from pipeline.tables.grouped import OPTION, SCALE, TOPIC, N, group_table
from pipeline.tables.organisation import AGREEMENT, RELIABILITY
from pipeline.tables.trained import TRAINED, TRAINED_OVERALL
from pipeline.tables.waves import CHANGE, COMPARABILITY, FOLLOW_THROUGH, FOLLOW_THROUGH_OVERALL

SHARE = Field("number", "share, 0-1", nullable=True, low=0, high=1)
ESTIMATES = group_table(
    "findings/estimates",
    "published group × scale",
    ("scale",),
    {
        **SCALE,
        "n": N,
        "mean": Field("number", "estimated mean of current staff, 0-100", low=0, high=100),
        "low": Field("number", "lower limit of the 90 % interval", low=0, high=100),
        "high": Field("number", "upper limit of the 90 % interval", low=0, high=100),
        "raw_mean": Field("number", "mean of those who answered, 0-100", low=0, high=100),
        "probability_high": Field("number", "chance that the mean of current staff is at 62.5 or above", low=0, high=1),
        "comparable": Field("flag", "false where the role shares too few items of the scale with the others"),
    },
)
RELUCTANCE = group_table(
    "findings/reluctance",
    "published group",
    (),
    {
        "n": N,
        "staff": Field("count", "staff on the roster; missing without a roster", nullable=True, low=0),
        "share": Field("number", "estimated share of current staff not yet convinced", low=0, high=1),
        "share_low": Field("number", "lower limit of the 90 % interval", low=0, high=1),
        "share_high": Field("number", "upper limit of the 90 % interval", low=0, high=1),
        "raw_share": SHARE,
        "raw_low": Field("number", "raw share is at least", low=0, high=1),
        "raw_high": Field("number", "raw share is at most", low=0, high=1),
        "margin_low": Field(
            "number", "raw share: lower limit of Wilson's 95 % interval, for a staff of this size", nullable=True, low=0, high=1
        ),
        "margin_high": Field("number", "raw share: upper limit of that interval", nullable=True, low=0, high=1),
        "what_if": Field(
            "number", "share of all staff if the silent are 10 points above those who answered", nullable=True, low=0, high=1
        ),
        "probability": Field("number", "chance that more than 40 % of current staff are not yet convinced", low=0, high=1),
        "label": Field("text", "the finding", values=("priority", "watch", "none", "unknown")),
        "tipping_point": Field(
            "number",
            "points by which the silent must be more (negative: less) reluctant for the label to change; missing if none does",
            nullable=True,
            low=-100,
            high=100,
        ),
        "model": Field(
            "text",
            "what the group borrows from: other groups of its axis, its role and department (cells), or nothing (all staff)",
            values=("alone", "one_way", "two_way"),
        ),
        "label_stricter": Field(
            "text",
            "the finding if whoever is undecided counted as not yet convinced (cut at 62.5)",
            values=("priority", "watch", "none", "unknown"),
        ),
        "depends_on_cut": Field("flag", "the finding would be another one with the cut at 62.5"),
        "among_lowest": Field(
            "number",
            "chance to be among the three groups of its axis with most staff not convinced",
            nullable=True,
            low=0,
            high=1,
        ),
        "undecided": Field("number", "estimated share of current staff who are undecided", low=0, high=1),
        "undecided_low": Field("number", "lower limit of the 90 % interval", low=0, high=1),
        "undecided_high": Field("number", "upper limit of the 90 % interval", low=0, high=1),
        "willing": Field("number", "estimated share of current staff who are willing", low=0, high=1),
        "to_convince": Field(
            "count",
            "staff not yet convinced who would have to change for the expected share to be no more than 40 %; 0 where it is not",
            nullable=True,
            low=0,
        ),
        "quadrant": Field(
            "text",
            "where the group stands",
            values=("ready_willing", "willing_not_ready", "ready_not_willing", "neither", "undecided"),
        ),
        "blocked": Field("flag", "equipment, time or workflow comes first among its causes"),
        "in_person": Field("flag", "the work has to be done in person, by its main barrier"),
        "causes": Field("text", "at most two cause ids, first first, joined by ';'"),
    },
)
QUADRANT_FINDINGS = group_table(
    "findings/quadrants",
    "published group × answer to both questions, ready and willing",
    ("quadrant",),
    {
        "quadrant": Field(
            "text", "where a person stands", values=("ready_willing", "willing_not_ready", "ready_not_willing", "neither")
        ),
        "n": N,
        "staff": Field("count", "staff on the roster; missing without a roster", nullable=True, low=0),
        "basis": Field(
            "text",
            "counts of the four answers, or (margins) how many are ready and how many willing, going together as among all staff",
            values=("counts", "margins"),
        ),
        "share": Field("number", "estimated share of current staff", low=0, high=1),
        "share_low": Field("number", "lower limit of the 90 % interval; with margins, the least that they allow", low=0, high=1),
        "share_high": Field("number", "upper limit of the 90 % interval; with margins, the most that they allow", low=0, high=1),
        "raw_low": Field("number", "raw share is at least", low=0, high=1),
        "raw_high": Field("number", "raw share is at most", low=0, high=1),
    },
)
EXPECTED_CELLS = Table(
    "findings/expected_cells",
    "role × department with too few answers to be shown and at least k staff",
    ("role", "department"),
    {
        "role": Field("text", "role id"),
        "department": Field("text", "department id"),
        "staff": Field("count", "staff on the roster", low=1),
        "share": Field("number", "share not yet convinced to expect from role and department; model only", low=0, high=1),
        "share_low": Field("number", "lower limit of the 90 % interval", low=0, high=1),
        "share_high": Field("number", "upper limit of the 90 % interval", low=0, high=1),
    },
)
_CAUSE_FIGURES = {
    "certainty": Field("number", "chance that it is the group's strongest cause, by the error of the answers", low=0, high=1),
    "strength": Field("number", "how much worse than elsewhere, in standard deviations of persons"),
    "n": Field("count", "persons whose answers the score is of; of a cause without constructs, all who answered", low=0),
    "score": Field("number", "lowest estimated mean among its constructs that count", nullable=True, low=0, high=100),
    "score_elsewhere": Field("number", "the same for everybody else", nullable=True, low=0, high=100),
    "n_chosen": Field("count", "persons who answered the question about barriers", nullable=True, low=0),
    "chosen": Field("number", "estimated share who tick a barrier of this cause", nullable=True, low=0, high=1),
    "chosen_elsewhere": Field("number", "the same for everybody else", nullable=True, low=0, high=1),
}
CAUSE_FINDINGS = group_table(
    "findings/causes",
    "published group × cause",
    ("cause",),
    {
        "cause": Field("text", "cause id"),
        "rank": Field("count", "order by strength within the group", low=1),
        **_CAUSE_FIGURES,
        "shown": Field("flag", "true where the cause is low in itself and worse than elsewhere"),
    },
)
ACTIONS = group_table(
    "findings/actions",
    "published group × named cause",
    ("cause",),
    {
        "cause": Field("text", "cause id; at most two of a group"),
        "rank": Field("count", "order among the causes named with the group", low=1),
        "kind": Field(
            "text",
            "what helps: a course, mending something first, or listening and showing",
            values=("learning", "fix_first", "conviction"),
        ),
        "waits": Field("flag", "true for a course while the group is blocked: mend its first cause before"),
        "step": Field("text", "suggested step"),
        "owner": Field("text", "who does it"),
        "grade": Field(
            "text", "evidence: A trial, B before-after, C survey association, D expert opinion", values=("A", "B", "C", "D", "")
        ),
        "evidence": Field("text", "what was found, with its numbers and limits"),
        "source": Field("text", "where that stands"),
        **_CAUSE_FIGURES,
    },
)
STATUS = Field("text", "firm where certainty is above .8", values=("firm", "candidate"))


def _seats(name: str, meaning: str) -> dict[str, Field]:
    return {
        f"{name}_low": Field("count", f"{meaning}: lower limit of the 90 % interval", nullable=True, low=0),
        name: Field("count", meaning, nullable=True, low=0),
        f"{name}_high": Field("count", f"{meaning}: upper limit of the 90 % interval", nullable=True, low=0),
    }


SEATS = {
    **_seats("seats", "seats: staff in need, the silent as those who answered"),
    **_seats("said", "seats of those who said so, none for the silent"),
    **_seats("more", "seats if more of the silent are in need (by the shift of the limits)"),
}
"""Seats under three assumptions about the silent; missing without a roster."""
TRAINING_NEEDS = group_table(
    "findings/training_needs",
    "published group × topic",
    ("topic",),
    {
        **TOPIC,
        "n": N,
        "staff": Field("count", "staff on the roster whom the topic concerns; missing without a roster", nullable=True, low=0),
        "importance": Field("number", "mean importance, 1-5", low=1, high=5),
        "confidence": Field("number", "mean confidence, 1-5", low=1, high=5),
        "gap": Field("number", "shrunken mean of importance minus confidence", low=-4, high=4),
        "gap_low": Field("number", "lower limit of the 90 % interval", low=-4, high=4),
        "gap_high": Field("number", "upper limit of the 90 % interval", low=-4, high=4),
        "raw_gap": Field("number", "mean of importance minus confidence", low=-4, high=4),
        "borich": Field("number", "Borich's mean weighted discrepancy", low=-20, high=20),
        "ranked": Field("number", "ranked discrepancy, 100 (P(C > I) - P(C < I)); lower is more need", low=-100, high=100),
        "top_gap": Field("flag", "among the group's three largest by the shrunken gap"),
        "top_raw": Field("flag", "among its three largest by the raw gap"),
        "top_borich": Field("flag", "among its three largest by Borich's measure"),
        "top_ranked": Field("flag", "among its three largest by the ranked discrepancy"),
        "certainty": Field("number", "chance to be among the group's three largest gaps", low=0, high=1),
        "status": STATUS,
        "share": Field("number", "estimated share of staff in need", low=0, high=1),
        **SEATS,
    },
)
ROLE_SEATS = Table(
    "findings/role_seats",
    "role that gets a training list × topic that concerns it; seats add up to those of the organisation",
    ("role", "topic"),
    {
        "role": Field("text", "role id"),
        **TOPIC,
        "basis": Field(
            "text",
            "whose answers: the role's own, those of its roll-up, or of everybody beside the groups that are shown for the topic",
            values=("own", "rollup", "rest"),
        ),
        "rollup": Field("text", "roll-up (or overall) whose figures these are; missing where its own", nullable=True),
        "n": Field("count", "answers behind the row", low=0),
        "staff": Field("count", "staff of the role; missing without a roster", nullable=True, low=0),
        "gap": Field("number", "shrunken gap; for the rest, what role and topic let expect", low=-4, high=4),
        "gap_low": Field("number", "lower limit of the 90 % interval", low=-4, high=4),
        "gap_high": Field("number", "upper limit of the 90 % interval", low=-4, high=4),
        "certainty": Field(
            "number", "chance to be among the three largest gaps; missing for the rest", nullable=True, low=0, high=1
        ),
        "status": STATUS,
        "share": Field("number", "estimated share of staff in need", low=0, high=1),
        **SEATS,
    },
)
BARRIER_FINDINGS = group_table(
    "findings/barriers",
    "published group × barrier",
    ("option",),
    {
        **OPTION,
        "n": N,
        "share": Field("number", "estimated share who name it", low=0, high=1),
        "share_low": Field("number", "lower limit of the 90 % interval", low=0, high=1),
        "share_high": Field("number", "upper limit of the 90 % interval", low=0, high=1),
        "raw_share": SHARE,
    },
)
RELIABILITY_FINDINGS = Table(
    "findings/reliability",
    RELIABILITY.grain,
    RELIABILITY.key,
    {
        **RELIABILITY.fields,
        "verdict": Field("text", "what the figure allows", values=("good", "weak", "no_figure")),
    },
)
AGREEMENT_FINDINGS = Table(
    "findings/agreement",
    AGREEMENT.grain,
    AGREEMENT.key,
    {
        **AGREEMENT.fields,
        "shown": Field("count", "published groups that the intraclass correlations are of", low=0),
        "icc1": Field("number", "ICC(1): share of the variance of persons between groups", nullable=True, high=1),
        "icc2": Field("number", "ICC(2): reliability of the groups' means", nullable=True, high=1),
        "between_sd": Field("number", "SD of the groups' means beyond chance, points (DerSimonian-Laird)", nullable=True, low=0),
    },
)
ALARMS = Table(
    "findings/alarms",
    "thing to look at before the figures are used",
    ("kind", "scale", "role", "item"),
    {
        "kind": Field(
            "text",
            "what was seen",
            values=(
                "forgotten_reversal", "weak_scale", "flipped", "skipped", "not_applicable", "piled", "item_differs",
                "not_comparable",
            ),
        ),
        "scale": Field("text", "scale id; missing where it is no matter of one scale", nullable=True),
        "role": Field("text", "role id; missing for the whole organisation", nullable=True),
        "item": Field("text", "item id; missing where it is no matter of one item", nullable=True),
        "n": Field("count", "respondents it stands on", low=0),
        "value": Field("number", "the figure that raised it: correlation, alpha, share or points", nullable=True),
        "high": Field("number", "upper limit of that figure, where it has one", nullable=True),
    },
)  # fmt: skip
VARIANT_FINDINGS = group_table(
    "findings/variants",
    "published group × other way of scoring",
    ("variant",),
    {
        "variant": Field("text", "what is done otherwise", values=("careless_kept", "half", "eighty", "complete")),
        "label": Field("text", "whether the group's label is another one then", values=("same", "changes", "not_checked")),
    },
)

FINDING_TABLES = (
    ESTIMATES, RELUCTANCE, QUADRANT_FINDINGS, EXPECTED_CELLS, CAUSE_FINDINGS, ACTIONS, TRAINING_NEEDS, ROLE_SEATS,
    BARRIER_FINDINGS, RELIABILITY_FINDINGS, AGREEMENT_FINDINGS, ALARMS, VARIANT_FINDINGS, TRAINED, TRAINED_OVERALL,
    CHANGE, COMPARABILITY, FOLLOW_THROUGH, FOLLOW_THROUGH_OVERALL,
)  # fmt: skip
