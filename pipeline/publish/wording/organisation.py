"""Sentences about the whole organisation: what goes together with intention and with not being convinced; hidden cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.publish.numbers import people, percent, ratio, share_range
from pipeline.publish.wording.labels import MODEL_ONLY, records
from pipeline.publish.wording.sentence import Sentence

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

SURE: Final = 0.8
GOES_TOGETHER: Final = "Goes together with is not proof of cause."
FEW_BARRIERS: Final = 3
"""So many sentences about barriers are said; the table has all."""
TOO_FEW_TO_TELL: Final = (
    "What goes together with intention is told only where at least 300 people answered all these questions; here it cannot be."
)
DIFFERENT: Final = (
    'These tests say "different", never "reluctant", and they decide no finding. p is shown as a bracket only, adjusted where '
    "there are several tests."
)


def driver_sentences(bundle: Bundle) -> list[Sentence]:
    """What goes together with intention, most first; nothing where there are too few answers to tell."""
    frame = bundle.release.organisation.drivers
    if frame.empty:
        return []
    labels = bundle.instrument.labels()["scale"]
    intention = labels[bundle.instrument.intention].lower()
    first = records(frame.sort_values("share", ascending=False, kind="stable"))
    n, together = int(first[0]["n"]), percent(first[0]["r_squared"])
    scales = f"{len(first)} scales taken together"
    text = f"{together} of the differences between people in {intention} go together with {scales} (n = {n:,})."
    found = [Sentence(text, "release/organisation/drivers", n, "drivers")]
    sure = [row for row in first if row["top_two"] == row["top_two"] and row["top_two"] > SURE]
    for row in sure:
        way = "Less" if row["correlation"] < 0 else "More"
        span = share_range(row["share_low"], row["share_high"])
        text = (
            f"{way} intention goes together with a higher score on {labels[row['scale']].lower()}: {percent(row['share'])} of "
            f"that ({span}; n = {n:,}). It is among the two strongest in "
            f"{100 * row['top_two']:.0f} of 100 repeated draws."
        )
        found.append(Sentence(text, f"release/organisation/drivers#{row['scale']}", n, "drivers"))
    if not sure:
        found.append(Sentence("None is among the two strongest for certain.", "release/organisation/drivers", n, "drivers"))
    return found


def barrier_sentences(bundle: Bundle) -> list[Sentence]:
    """Barriers that people who are not convinced tick more often than convinced people of the same role."""
    frame = bundle.release.organisation.associations
    if frame.empty:
        return []
    labels, n = bundle.instrument.labels()["barrier"], int(frame["n"].iloc[0])
    found = frame[frame["goes_together"]].sort_values("odds_ratio", ascending=False, kind="stable")
    if found.empty:
        text = f"No barrier is ticked more often by those not yet convinced than by others of the same role (n = {n:,})."
        return [Sentence(text, "release/organisation/associations", n, "barriers_across_roles")]
    return [
        Sentence(
            f"{labels[row['option']]}: ticked more often by those not yet convinced than by others of the same role "
            f"(odds ratio {ratio(row['odds_ratio'])}, {ratio(row['low'])} to {ratio(row['high'])}; n = {n:,}).",
            f"release/organisation/associations#{row['option']}",
            n,
            "barriers_across_roles",
        )
        for row in records(found)
    ]


def expected_cells_text(bundle: Bundle) -> str:
    """What the expectations for cells without figures are, and are not; empty where there are none."""
    cells = len(bundle.findings.expected_cells)
    if not cells:
        return ""
    return (
        f"For {people(cells, 'cell')} with too few answers, role and department let expect a share. {MODEL_ONLY.capitalize()}: "
        "this is no finding about the people there."
    )


def more_text(sentences: list[Sentence], shown: int) -> str:
    """How many sentences the table has besides those shown; empty where it has none."""
    more = len(sentences) - shown
    return f"{more} more in the table." if more > 0 else ""
