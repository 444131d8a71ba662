"""Sentences about the whole organisation: what goes together with intention and with not being convinced; hidden cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.publish.numbers import people, percent, ratio, share_range
from pipeline.publish.wording.labels import MODEL_ONLY, records
from pipeline.publish.wording.sentence import Sentence
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

SURE: Final = 0.8
GOES_TOGETHER: Final = say("sentence.goes_together")
FEW_BARRIERS: Final = 3
"""So many sentences about barriers are said; the table has all."""
TOO_FEW_TO_TELL: Final = say("sentence.too_few_to_tell")
DIFFERENT: Final = say("sentence.different")


def driver_sentences(bundle: Bundle) -> list[Sentence]:
    """What goes together with intention, most first; nothing where there are too few answers to tell."""
    frame = bundle.release.organisation.drivers
    if frame.empty:
        return []
    labels = bundle.instrument.labels()["scale"]
    intention = labels[bundle.instrument.intention].lower()
    first = records(frame.sort_values("share", ascending=False, kind="stable"))
    n, together = int(first[0]["n"]), percent(first[0]["r_squared"])
    text = say("sentence.drivers_together", share=together, intention=intention, scales=len(first), people=n)
    found = [Sentence(text, "release/organisation/drivers", n, "drivers")]
    sure = [row for row in first if row["top_two"] == row["top_two"] and row["top_two"] > SURE]
    for row in sure:
        text = say(
            "sentence.driver_less" if row["correlation"] < 0 else "sentence.driver_more",
            scale=labels[row["scale"]].lower(),
            share=percent(row["share"]),
            span=share_range(row["share_low"], row["share_high"]),
            people=n,
            draws=f"{100 * row['top_two']:.0f}",
        )
        found.append(Sentence(text, f"release/organisation/drivers#{row['scale']}", n, "drivers"))
    if not sure:
        found.append(Sentence(say("sentence.no_driver_sure"), "release/organisation/drivers", n, "drivers"))
    return found


def barrier_sentences(bundle: Bundle) -> list[Sentence]:
    """Barriers that people who are not convinced tick more often than convinced people of the same role."""
    frame = bundle.release.organisation.associations
    if frame.empty:
        return []
    labels, n = bundle.instrument.labels()["barrier"], int(frame["n"].iloc[0])
    found = frame[frame["goes_together"]].sort_values("odds_ratio", ascending=False, kind="stable")
    if found.empty:
        text = say("sentence.no_barrier_across", people=n)
        return [Sentence(text, "release/organisation/associations", n, "barriers_across_roles")]
    return [
        Sentence(
            say(
                "sentence.barrier_across",
                barrier=labels[row["option"]],
                odds=ratio(row["odds_ratio"]),
                low=ratio(row["low"]),
                high=ratio(row["high"]),
                people=n,
            ),
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
    return say("sentence.expected_cells", cells=people(cells, "cell"), model_only=MODEL_ONLY.capitalize())


def more_text(sentences: list[Sentence], shown: int) -> str:
    """How many sentences the table has besides those shown; empty where it has none."""
    more = len(sentences) - shown
    return say("sentence.more_in_table", more=more) if more > 0 else ""
