"""Sentences about confidence where training was held and elsewhere, with the warning about who answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.findings.trained import FEWEST_TOPICS, FEWEST_UNTRAINED
from pipeline.publish.numbers import people, percent
from pipeline.publish.wording.labels import records
from pipeline.publish.wording.sentence import Sentence
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

DID_IT_WORK: Final = say("sentence.did_it_work")
HELD: Final = {True: say("mark.training_held"), False: say("mark.elsewhere")}
TRAINED_MEANS: Final = say("sentence.trained_means")
_TABLE: Final = "findings/trained_overall"
_RULE: Final = "trained"
_SMALLEST: Final = 0.005
"""A change below this is none in two decimals."""


def trained_sentences(bundle: Bundle) -> list[Sentence]:
    """What changed where training was held and elsewhere, what can be said of it, who answered; nothing without a list."""
    frame = bundle.findings.trained_overall
    if frame.empty:
        return []
    row = records(frame)[0]
    texts = [_changes(row), _compared(row, percent(bundle.instrument.thresholds.interval)), _warning(row)]
    texts += [text for text in (_not_shown(row), _not_same(row, bundle)) if text]
    return [Sentence(text, _TABLE, int(row["n"]), _RULE) for text in texts]


def signed(change: float) -> str:
    """A change in points of 1 to 5, with its sign (a true minus, so that no line breaks after it): ``+0.25``."""
    return f"{change:+.2f}".replace("-", "\N{MINUS SIGN}") if abs(change) >= _SMALLEST else "0.00"


def _moved(change: float) -> str:
    if abs(change) < _SMALLEST:
        return say("sentence.stayed")
    return say("sentence.rose" if change > 0 else "sentence.fell", points=f"{abs(change):.2f}")


def _changes(row: dict[str, Any]) -> str:
    held, rest = int(row["trained"]), int(row["untrained"])
    if not held:
        return say("sentence.trained_not_shown")
    values = {"moved": _moved(row["change_trained"]), "topics": people(held, "role_topic")}
    if not rest:
        return say("sentence.trained_no_elsewhere", **values)
    return say("sentence.trained_and_elsewhere", **values, other=_moved(row["change_untrained"]), rest=rest)


def _compared(row: dict[str, Any], interval: str) -> str:
    if row["status"] != "compared":
        return say("sentence.trained_not_compared", topics=FEWEST_TOPICS, untrained=FEWEST_UNTRAINED)
    difference, low, high = row["difference"], row["difference_low"], row["difference_high"]
    if abs(difference) < _SMALLEST:
        goes = say("sentence.training_goes_alike")
    else:
        way = "more" if difference > 0 else "less"
        goes = say(f"sentence.training_goes_with_{way}", points=f"{abs(difference):.2f}")
    text = say("sentence.trained_beside", goes=goes, low=signed(low), high=signed(high), interval=interval)
    return f"{text}." if low > 0 or high < 0 else f"{text}{say('sentence.no_difference_possible')}"


def _warning(row: dict[str, Any]) -> str:
    return say("sentence.trained_warning", before=int(row["n_before"]), earlier=row["earlier"], now=int(row["n"]))


def _not_shown(row: dict[str, Any]) -> str:
    hidden = int(row["not_shown"])
    return say("sentence.trained_hidden", topics=people(hidden, "role_topic")) if hidden else ""


def _not_same(row: dict[str, Any], bundle: Bundle) -> str:
    if not isinstance(row["not_same"], str):
        return ""
    labels = bundle.instrument.labels()["topic"]
    names = ", ".join(labels.get(topic, topic) for topic in row["not_same"].split(";"))
    return say("sentence.trained_not_same", topics=names)
