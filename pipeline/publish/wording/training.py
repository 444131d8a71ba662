"""Sentences and words of training: what is assumed of the silent, how other measures order the topics of a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pipeline.findings.gaps import LARGEST
from pipeline.findings.seats import home
from pipeline.instrument.thresholds import Thresholds
from pipeline.publish.wording.labels import records
from pipeline.publish.wording.sentence import Sentence
from pipeline.publish.words import say
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

OTHER_MEASURES: Final = {column: say(f"measure.{column}") for column in ("top_borich", "top_ranked")}
"""Flags of training needs by other measures than the gap, and what these are called."""
EXPECTED_MEANS: Final = say("sentence.expected_means")


def silent_words(limits: Thresholds) -> dict[str, str]:
    """Assumption about the staff who did not answer (a column of seats) -> in words."""
    return {
        "seats": say("silent.seats"),
        "said": say("silent.said"),
        "more": say("silent.more", points=f"{100 * limits.silent_shift:.0f}"),
    }


def order_sentence(bundle: Bundle, role: str) -> Sentence | None:
    """Whether other measures put the same topics first as the gap does, for the group that stands for a role.

    None where it has no more topics than can come first.
    """
    needs, labels = bundle.findings.training_needs, bundle.instrument.labels()["topic"]
    rows = records(needs[group_key(needs) == home(bundle.release, role)])
    if len(rows) <= LARGEST:
        return None
    parts = [part for column, name in OTHER_MEASURES.items() if (part := _differs(rows, column, name, labels))]
    table, n = f"findings/training_needs#{home(bundle.release, role)}", min(int(row["n"]) for row in rows)
    if not parts:
        text = say("sentence.same_topics_first", topics=LARGEST)
        return Sentence(text, table, n, "training")
    return Sentence(say("sentence.other_order", parts="; ".join(parts)), table, n, "training")


def _differs(rows: Iterable[Mapping[str, Any]], column: str, name: str, labels: Mapping[str, str]) -> str:
    """What a measure puts among the first in place of what; empty where it agrees with the gap."""
    more = [labels[row["topic"]] for row in rows if row[column] and not row["top_gap"]]
    less = [labels[row["topic"]] for row in rows if row["top_gap"] and not row[column]]
    if not more and not less:
        return ""
    key = "sentence.measure_" + "_".join(word for word, there in (("puts", more), ("drops", less)) if there)
    between = say("sentence.and")
    return say(key, measure=name, more=between.join(more), less=between.join(less), topics=LARGEST)
