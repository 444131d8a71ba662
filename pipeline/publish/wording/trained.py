"""Sentences about confidence where training was held and elsewhere, with the warning about who answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.findings.trained import FEWEST_TOPICS, FEWEST_UNTRAINED
from pipeline.publish.numbers import people, percent
from pipeline.publish.wording.labels import records
from pipeline.publish.wording.sentence import Sentence

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

DID_IT_WORK: Final = "Did training go with more confidence?"
HELD: Final = {True: "Training held", False: "Elsewhere"}
TRAINED_MEANS: Final = (
    "Confidence: mean rating, 1 to 5. Elsewhere: all other topics of all roles. What is trained has started low, and some of it "
    "only by chance: that would have risen anyway. So training is compared with topics of the same roles that started alike."
)
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
        return "stayed as it was"
    return f"{'rose' if change > 0 else 'fell'} by {abs(change):.2f} points"


def _changes(row: dict[str, Any]) -> str:
    held, rest = int(row["trained"]), int(row["untrained"])
    if not held:
        return "Training was held only where confidence cannot be shown in both waves."
    text = f"Confidence {_moved(row['change_trained'])} where training was held ({people(held, 'role × topic')})"
    return f"{text} and {_moved(row['change_untrained'])} elsewhere ({rest:,})." if rest else f"{text}; there is no elsewhere."


def _compared(row: dict[str, Any], interval: str) -> str:
    if row["status"] != "compared":
        return (
            "That cannot be compared: it takes training in several roles or topics "
            f"(at least {FEWEST_TOPICS} topics), and at least {FEWEST_UNTRAINED} topics of the same roles without."
        )
    difference, low, high = row["difference"], row["difference_low"], row["difference_high"]
    if abs(difference) < _SMALLEST:
        goes = "training goes with neither more nor less confidence"
    else:
        goes = f"training goes with {abs(difference):.2f} points {'more' if difference > 0 else 'less'}"
    text = f"Beside topics of the same roles that started alike, {goes} ({signed(low)} to {signed(high)}, {interval} interval)"
    return f"{text}." if low > 0 or high < 0 else f"{text}; no difference at all is possible too."


def _warning(row: dict[str, Any]) -> str:
    return (
        f"These are the answers of two waves ({int(row['n_before']):,} in {row['earlier']}, {int(row['n']):,} now), not of the "
        "same people, and who took part in a class is not known: this is no proof of cause."
    )


def _not_shown(row: dict[str, Any]) -> str:
    hidden = int(row["not_shown"])
    return f"Not counted: {people(hidden, 'role × topic')} of the list, not shown in both waves." if hidden else ""


def _not_same(row: dict[str, Any], bundle: Bundle) -> str:
    if not isinstance(row["not_same"], str):
        return ""
    labels = bundle.instrument.labels()["topic"]
    names = ", ".join(labels.get(topic, topic) for topic in row["not_same"].split(";"))
    return f"Not compared, since the two waves did not ask for it alike: {names}."
