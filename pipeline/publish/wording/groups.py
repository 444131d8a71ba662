"""Sentences about one group: where it stands, how sure that is, what would change it, why, and what helps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.instrument.model import Instrument, Thresholds
from pipeline.publish.numbers import chance, odds, people, percent, points, raw_share, share_range
from pipeline.publish.wording.labels import GRADES, LABELS, QUADRANTS, cause_labels, group_label, quadrant_words, records
from pipeline.publish.wording.sentence import Sentence, row_key, said
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

RELUCTANCE: Final = "findings/reluctance"
WORTH_SAYING: Final = 0.05
"""A chance to be among the lowest below this is not said."""
_OF_A_STUDY: Final = re.compile(r"\bn\s?=\s?(\d[\d,]*)")
"""Elsewhere in our texts n is always of this wave; a study's people are called people, so that nobody takes them for ours."""
_AXES: Final = {"role": "roles", "department": "departments", "role_department": "roles in departments"}


def rule(limits: Thresholds) -> str:
    """When a group is called not yet convinced (METHODS B.8)."""
    return (
        "We call a group not yet convinced only when, taking its size and response into account, there is at least a "
        f"{odds(limits.priority)} chance that more than {percent(limits.group_share)} of its staff are."
    )


RULE: Final = rule(Thresholds())
"""The rule with the shipped limits."""


def reluctance_sentence(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """What is found about one group: who, how many, what those who answered said, n, how sure."""
    name = group_label(row, instrument)
    staff = f" of {int(row['staff']):,} staff" if pd.notna(row["staff"]) else ""
    estimate = f"about {percent(row['share'])} of staff ({share_range(row['share_low'], row['share_high'])})"
    text = (
        f"{name}: {LABELS[row['label']].lower()}. We expect {estimate} to be not yet convinced; of those who answered, "
        f"{raw_share(row)} are ({people(int(row['n']))}{staff}). The chance that it is more than "
        f"{percent(instrument.thresholds.group_share)} of staff is {chance(row['probability'])}."
    )
    return said(" ".join([text, *_beside(row, instrument)]), row, RELUCTANCE, "not_convinced")


def _beside(row: Mapping[str, Any], instrument: Instrument) -> list[str]:
    """What stands beside the label and never overwrites it."""
    found = []
    if row["blocked"]:
        first = cause_labels(str(row["causes"]).split(";")[0], instrument).lower()
        found.append(f"Something else must be mended before any course: {first}.")
    if row["in_person"]:
        found.append("The barrier named most is that the work has to be done in person: not a matter of attitude.")
    return found


def tipping_text(row: Mapping[str, Any]) -> str:
    """What the silent would have to be like for the label to change."""
    tip = row["tipping_point"]
    if pd.isna(row["staff"]):
        return "How much those who did not answer could change this cannot be told: the roster does not count this group."
    if pd.isna(tip):
        return "No answer of the silent would change this."
    if tip < 0:
        return f"It would no longer stand if those who did not answer were {-tip:.0f} points less reluctant than expected."
    return f"It would change if those who did not answer were {tip:.0f} points more reluctant than expected."


def cut_text(row: Mapping[str, Any], instrument: Instrument) -> str:
    """What the finding would be with the undecided counted in; empty where it is the same."""
    if not row["depends_on_cut"]:
        return ""
    cut = f"{instrument.thresholds.person_willing_from:g}"
    other = LABELS[row["label_stricter"]].lower()
    return f"Depends on the cut: with the undecided counted in (below {cut} of 100) it would be: {other}."


def among_lowest_text(row: Mapping[str, Any]) -> str:
    """The chance to be among the three least convinced of its axis; empty where it is small or cannot be told."""
    share = row["among_lowest"]
    if pd.isna(share) or share < WORTH_SAYING:
        return ""
    kind = _AXES.get(str(row["grouping"]).removesuffix("_rollup"), "groups of its kind")
    return f"The chance that it is among the three least convinced {kind} is {chance(share)}."


def standing_text(row: Mapping[str, Any], quadrants: Mapping[str, float], basis: str = "counts") -> str:
    """Four answers instead of one score.

    quadrants : expected share of its staff in each, by id. basis : of QUADRANT_FINDINGS; ``margins`` is said.
    """
    parts = [f"{quadrant_words(quadrant).lower()} {percent(share)}" for quadrant, share in quadrants.items()]
    whose = "all" if row["grouping"] == "overall" else "its"
    roughly = "; from how many are ready and how many are willing" if basis == "margins" else ""
    return (
        f"Of {whose} staff we expect (n = {int(row['n']):,}{roughly}): {'; '.join(parts)}. "
        f"As a whole: {QUADRANTS[row['quadrant']].lower()}."
    )


def group_sentences(bundle: Bundle, row: Mapping[str, Any]) -> list[Sentence]:
    """All that is said of where a group stands, how sure that is and what would change it. row : of RELUCTANCE."""
    quadrants = bundle.findings.quadrants
    own = quadrants[group_key(quadrants) == row_key(row)]
    shares = dict(zip(own["quadrant"], own["share"], strict=True))
    standing = standing_text(row, shares, str(own["basis"].iloc[0])) if shares else ""
    found = [reluctance_sentence(row, bundle.instrument)]
    for text, table, rule_id in (
        (tipping_text(row), RELUCTANCE, "tipping_point"),
        (cut_text(row, bundle.instrument), RELUCTANCE, "cut"),
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
        undecided = f"{count:.0f} of {staff:,} staff ({low:.0f} to {high:.0f})"
    both = min(row["willing"] + row["undecided"], 1.0)
    text = (
        f"{name}, nearest win: about {undecided} are undecided (n = {int(row['n']):,}). Were they won, about {percent(both)} "
        f"would be willing; now it is about {percent(row['willing'])}."
    )
    if pd.notna(row["to_convince"]) and row["to_convince"] > 0:
        many = int(row["to_convince"])
        who = "1 of those not yet convinced" if many == 1 else f"about {many:,} of those not yet convinced"
        text += f" To come down to {percent(limits.group_share)} not yet convinced, {who} would have to be won."
    return said(text, row, RELUCTANCE, "nearest_win")


def cause_sentences(rows: list[dict[str, Any]], instrument: Instrument) -> list[Sentence]:
    """Why, and what helps: one sentence per named cause. rows : of ACTIONS, one group, in order."""
    return [_cause(row, instrument) for row in rows]


def _cause(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    label = instrument.labels()["cause"].get(row["cause"], row["cause"]).lower()
    order = "First cause" if row["rank"] == 1 else "Second cause"
    figures = cause_figures(row)
    head = f"{order}, {label}: {figures}." if figures else f"{order}, {label}."
    wait = " First mend what blocks; a course waits." if row["waits"] else ""
    proof = f"evidence {row['grade']}, {GRADES[row['grade']]}" if row["grade"] else GRADES[""]
    text = f"{head}{wait} {row['step']} (owner: {row['owner']}; {proof})"
    return said(text, row, "findings/actions", "cause", str(row["cause"]))


def cause_figures(row: Mapping[str, Any]) -> str:
    """The numbers that led to a cause: score and barrier here and elsewhere, each with its n."""
    parts = []
    if pd.notna(row["score"]):
        parts.append(f"score {points(row['score'])}, elsewhere {points(row['score_elsewhere'])} (n = {int(row['n']):,})")
    if pd.notna(row["chosen"]):
        named = f"{percent(row['chosen'])} name a barrier of it, elsewhere {percent(row['chosen_elsewhere'])}"
        parts.append(f"{named} (n = {int(row['n_chosen']):,})")
    return "; ".join(parts)


def evidence_text(row: Mapping[str, Any]) -> str:
    """What is known of a step: what was found, with its limits, and where that stands. row : of ACTIONS."""
    parts = (("Evidence", _OF_A_STUDY.sub(r"\1 people", str(row["evidence"]))), ("Source", row["source"]))
    return " ".join(f"{name}: {text}" for name, text in parts if text)
