"""Sentences about one group: where it stands, how sure that is, what would change it, why, and what helps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.publish.numbers import chance, odds, people, percent, points, raw_share, share_range
from pipeline.publish.wording.labels import GRADES, LABELS, QUADRANTS, cause_labels, group_label, quadrant_words, records
from pipeline.publish.wording.sentence import Sentence, row_key, said
from pipeline.publish.words import say
from pipeline.tables import Row, by_group

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

RELUCTANCE: Final = "findings/reluctance"
WORTH_SAYING: Final = 0.05
"""A chance to be among the lowest below this is not said."""
_OF_A_STUDY: Final = re.compile(r"\bn\s?=\s?(\d[\d,]*)")
"""Elsewhere in our texts n is always of this wave; a study's people are called people, so that nobody takes them for ours."""
_AXES: Final = {axis: say(f"axis_of.{axis}") for axis in ("role", "department", "role_department")}


def rule(limits: Thresholds) -> str:
    """When a group is called not yet convinced (METHODS B.8)."""
    return say("sentence.rule", odds=odds(limits.priority), share=percent(limits.group_share))


RULE: Final = rule(Thresholds())
"""The rule with the shipped limits."""


def reluctance_sentence(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """What is found about one group: who, how many, what those who answered said, n, how sure."""
    name = group_label(row, instrument)
    answers = people(int(row["n"]))
    if pd.notna(row["staff"]):
        answers = say("sentence.answers_of_staff", answers=answers, staff=int(row["staff"]))
    text = say(
        "sentence.group",
        group=name,
        label=LABELS[row["label"]].lower(),
        share=percent(row["share"]),
        span=share_range(row["share_low"], row["share_high"]),
        raw=raw_share(row),
        answers=answers,
        cut=percent(instrument.thresholds.group_share),
        chance=chance(row["probability"]),
    )
    return said(" ".join([text, *_beside(row, instrument)]), row, RELUCTANCE, "not_convinced")


def _beside(row: Mapping[str, Any], instrument: Instrument) -> list[str]:
    """What stands beside the label and never overwrites it."""
    found = []
    if row["blocked"]:
        first = cause_labels(str(row["causes"]).split(";")[0], instrument).lower()
        found.append(say("sentence.group_blocked", cause=first))
    if row["in_person"]:
        found.append(say("sentence.group_in_person"))
    return found


def tipping_text(row: Mapping[str, Any]) -> str:
    """What the silent would have to be like for the label to change."""
    tip = row["tipping_point"]
    if pd.isna(row["staff"]):
        return say("sentence.tipping_no_roster")
    if pd.isna(tip):
        return say("sentence.tipping_never")
    if tip < 0:
        return say("sentence.tipping_less", points=f"{-tip:.0f}")
    return say("sentence.tipping_more", points=f"{tip:.0f}")


def cut_text(row: Mapping[str, Any], instrument: Instrument) -> str:
    """What the finding would be with the undecided counted in; empty where it is the same."""
    if not row["depends_on_cut"]:
        return ""
    cut = f"{instrument.thresholds.person_willing_from:g}"
    other = LABELS[row["label_stricter"]].lower()
    return say("sentence.cut", cut=cut, label=other)


def among_lowest_text(row: Mapping[str, Any]) -> str:
    """The chance to be among the three least convinced of its axis; empty where it is small or cannot be told."""
    share = row["among_lowest"]
    if pd.isna(share) or share < WORTH_SAYING:
        return ""
    kind = _AXES.get(str(row["grouping"]).removesuffix("_rollup"), say("axis_of.other"))
    return say("sentence.among_lowest", kind=kind, chance=chance(share))


def standing_text(row: Mapping[str, Any], quadrants: Mapping[str, float], basis: str = "counts") -> str:
    """Four answers instead of one score.

    quadrants : expected share of its staff in each, by id. basis : of QUADRANT_FINDINGS; ``margins`` is said.
    """
    parts = [f"{quadrant_words(quadrant).lower()} {percent(share)}" for quadrant, share in quadrants.items()]
    return say(
        "sentence.standing_all" if row["grouping"] == "overall" else "sentence.standing",
        people=int(row["n"]),
        roughly=say("sentence.standing_roughly") if basis == "margins" else "",
        parts="; ".join(parts),
        quadrant=QUADRANTS[row["quadrant"]].lower(),
    )


def group_sentences(
    bundle: Bundle, row: Mapping[str, Any], quadrants: Mapping[str, Sequence[Row]] | None = None
) -> list[Sentence]:
    """All that is said of where a group stands, how sure that is and what would change it.

    row : of RELUCTANCE. quadrants : rows of QUADRANT_FINDINGS by group, where they are at hand.
    """
    own = (by_group(bundle.findings.quadrants) if quadrants is None else quadrants).get(row_key(row), ())
    return told_of_group(row, own, bundle.instrument)


def told_of_group(row: Mapping[str, Any], quadrants: Sequence[Row], instrument: Instrument) -> list[Sentence]:
    """As ``group_sentences``. quadrants : rows of the group in QUADRANT_FINDINGS; without them nothing is said of these."""
    shares = {one["quadrant"]: one["share"] for one in quadrants}
    standing = standing_text(row, shares, str(quadrants[0]["basis"])) if quadrants else ""
    found = [reluctance_sentence(row, instrument)]
    for text, table, rule_id in (
        (tipping_text(row), RELUCTANCE, "tipping_point"),
        (cut_text(row, instrument), RELUCTANCE, "cut"),
        (among_lowest_text(row), RELUCTANCE, "among_lowest"),
        (standing, "findings/quadrants", "quadrants"),
    ):
        if text:
            found.append(said(text, row, table, rule_id))
    return found


def all_staff_sentences(bundle: Bundle) -> list[Sentence]:
    """Where all staff stand by the four answers, and who among them is nearest."""
    frame = bundle.findings.reluctance
    row = records(frame[frame["grouping"] == "overall"])[0]
    standing = [sentence for sentence in group_sentences(bundle, row) if sentence.rule == "quadrants"]
    return [*standing, nearest_win(row, bundle.instrument)]


def nearest_win(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """Who is nearest to willing, how many that are, and how many people a shift would take."""
    name, limits = group_label(row, instrument), instrument.thresholds
    if pd.isna(row["staff"]):
        undecided = f"{percent(row['undecided'])} ({share_range(row['undecided_low'], row['undecided_high'])})"
    else:
        staff = max(int(row["staff"]), int(row["n"]))
        count, low, high = (staff * row[f"undecided{end}"] for end in ("", "_low", "_high"))
        undecided = say("sentence.undecided_staff", count=f"{count:.0f}", staff=staff, low=f"{low:.0f}", high=f"{high:.0f}")
    both = min(row["willing"] + row["undecided"], 1.0)
    text = say(
        "sentence.nearest_win",
        group=name,
        undecided=undecided,
        people=int(row["n"]),
        both=percent(both),
        willing=percent(row["willing"]),
    )
    if pd.notna(row["to_convince"]) and row["to_convince"] > 0:
        text += " " + say("sentence.to_convince", n=int(row["to_convince"]), cut=percent(limits.group_share))
    return said(text, row, RELUCTANCE, "nearest_win")


def cause_sentences(rows: Sequence[Mapping[str, Any]], instrument: Instrument) -> list[Sentence]:
    """Why, and what helps: one sentence per named cause. rows : of ACTIONS, one group, in order."""
    return [_cause(row, instrument) for row in rows]


def _cause(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    label = instrument.labels()["cause"].get(row["cause"], row["cause"]).lower()
    order, figures = "first" if row["rank"] == 1 else "second", cause_figures(row)
    head = say(f"sentence.{order}_cause{'_with_figures' if figures else ''}", cause=label, figures=figures)
    wait = " " + say("sentence.course_waits") if row["waits"] else ""
    grade = GRADES[row["grade"]]
    proof = say("sentence.evidence_grade", grade=row["grade"], words=grade) if row["grade"] else grade
    text = head + wait + " " + say("sentence.cause_step", step=row["step"], owner=row["owner"], proof=proof)
    return said(text, row, "findings/actions", "cause", str(row["cause"]))


def cause_figures(row: Mapping[str, Any]) -> str:
    """The numbers that led to a cause: score and barrier here and elsewhere, each with its n."""
    parts = []
    if pd.notna(row["score"]):
        score = {"score": points(row["score"]), "elsewhere": points(row["score_elsewhere"])}
        parts.append(say("sentence.cause_score", **score, people=int(row["n"])))
    if pd.notna(row["chosen"]):
        named = {"share": percent(row["chosen"]), "elsewhere": percent(row["chosen_elsewhere"])}
        parts.append(say("sentence.cause_barrier", **named, people=int(row["n_chosen"])))
    return "; ".join(parts)


def evidence_text(row: Mapping[str, Any]) -> str:
    """What is known of a step: what was found, with its limits, and where that stands. row : of ACTIONS."""
    evidence = _OF_A_STUDY.sub(rf"\1 {say('sentence.people_of_a_study')}", str(row["evidence"]))
    parts = (("evidence", evidence), ("source", row["source"]))
    return " ".join(say(f"sentence.{name}", text=text) for name, text in parts if text)
